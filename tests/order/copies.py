"""One webhook posted many times at once, and once more a week later: still one turn."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from store.tables import conversations
from tests.channels.site import Site
from tests.channels.whatsapp.platform import Phone, post
from tests.order.waiting import until_answered


@dataclass(frozen=True, slots=True)
class Copies:
    """What came of it; `lines` are the customer's in the log, `turns` the replies to them."""

    posted: int
    answered_200: int
    lines: int
    turns: int

    @property
    def is_one(self) -> bool:
        return (self.answered_200, self.lines, self.turns) == (self.posted, 1, 1)


def post_copies(site: Site, count: int) -> Copies:
    """Post a message `count` times at once; when it is answered, let seven days pass and post it
    again."""
    body = Phone(site).text("how much is AC repair?")
    with ThreadPoolExecutor(32) as threads:
        codes = list(threads.map(lambda _: post(site, body).status_code, range(count)))
    until_answered(site.database)
    site.hands.ahead += timedelta(days=7)
    codes.append(post(site, body).status_code)
    until_answered(site.database)
    with site.database.read() as tx:
        roles = list(tx.execute(select(conversations.c.role)).scalars())
    return Copies(len(codes), codes.count(200), roles.count("user"), roles.count("assistant"))
