"""Messages of many people that arrive in any order, several in one webhook, some of them twice:
each is answered once, after it was asked, and in its own conversation."""

import json
import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select

from channels.whatsapp.signature import HEADER, sign
from store.database import Database
from store.tables import conversations, identities
from tests.channels.site import Site
from tests.channels.whatsapp.platform import SECRET, Json, Phone, notification
from tests.order.waiting import until_answered

PEOPLE, MESSAGES = 50, 20
"""Who writes, and how many messages a shuffle has."""
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Said:
    """What was posted: every message as (number, text), and how many webhooks it took."""

    messages: tuple[tuple[str, str], ...]
    webhooks: int


@dataclass(frozen=True, slots=True)
class Shuffled:
    """What came of it: how many messages are missing or unanswered, stand or are answered twice,
    are answered before they were asked or before an earlier one, or had another's words in theirs.
    """

    missing: int
    doubles: int
    early: int
    overtaken: int
    leaks: int

    @property
    def is_right(self) -> bool:
        return not (self.missing or self.doubles or self.early or self.overtaken or self.leaks)


def shuffle(site: Site, rounds: int, chance: random.Random) -> Said:
    """Have 50 people say 20 messages between them, `rounds` times, each time in another order, and
    wait until all are answered.

    The assistant must be one that says back what it heard (`tests.channels.site.echo`).
    """
    phones = [Phone(site, f"9198450{number:05}") for number in range(PEOPLE)]
    said: list[tuple[str, str]] = []
    webhooks = 0
    limits = httpx.Limits(max_keepalive_connections=0)  # threads share the client
    with (
        httpx.Client(verify=False, timeout=120, limits=limits) as client,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        for number in range(rounds):
            messages = [_message(chance.choice(phones), number, n) for n in range(MESSAGES)]
            said += [(message["from"], message["text"]["body"]) for message in messages]
            bodies = _webhooks(messages, chance)
            webhooks += len(bodies)
            answers = threads.map(lambda body: _post(client, site, body), bodies)
            assert all(code == 200 for code in answers)
    until_answered(site.database)
    return Said(tuple(said), webhooks)


def _message(phone: Phone, number: int, place: int) -> Json:
    return phone.message(text={"body": f"{phone.number} asks {number}.{place}"})


def _webhooks(messages: list[Json], chance: random.Random) -> list[Json]:
    """The messages in any order, up to four in a webhook, every fourth webhook twice."""
    chance.shuffle(messages)
    bodies = []
    while messages:
        size = chance.randint(1, 4)
        bodies.append(notification(messages=messages[:size]))
        messages = messages[size:]
    bodies += [body for body in bodies if chance.random() < 0.25]
    chance.shuffle(bodies)
    return bodies


def _post(client: httpx.Client, site: Site, body: Json) -> int:
    raw = json.dumps(body).encode()
    url = f"{site.http}/v1/whatsapp/webhook"
    return client.post(url, content=raw, headers={HEADER: sign(SECRET, raw)}).status_code


def look(database: Database, said: Said) -> Shuffled:
    """Hold what was said against what stands in the log."""
    with database.read() as tx:
        rows = tx.execute(_LINES).all()
    questions = {row.id: row for row in rows if row.role == "user"}
    replies = [row for row in rows if row.role == "assistant"]
    stands = Counter((row.number, row.text) for row in questions.values())
    answered = Counter(row.reply_to_id for row in replies)
    asked_before: defaultdict[int, int] = defaultdict(int)
    overtaken = leaks = 0
    for reply in replies:
        question = questions[reply.reply_to_id]
        overtaken += question.seq < asked_before[reply.conversation_id]
        asked_before[reply.conversation_id] = question.seq
        is_own = reply.conversation_id == question.conversation_id
        leaks += not is_own or f"said {question.text!r} " not in reply.text
    leaks += sum(not row.text.startswith(f"{row.number} asks") for row in questions.values())
    return Shuffled(
        missing=sum(not stands[one] for one in said.messages)
        + sum(not answered[key] for key in questions),
        doubles=sum(count > 1 for counted in (stands, answered) for count in counted.values()),
        early=sum(reply.seq <= questions[reply.reply_to_id].seq for reply in replies),
        overtaken=overtaken,
        leaks=leaks,
    )


_LINES: Any = (
    select(
        conversations.c.id,
        conversations.c.conversation_id,
        conversations.c.seq,
        conversations.c.reply_to_id,
        conversations.c.role,
        conversations.c.text,
        identities.c.external_id.label("number"),
    )
    .join(identities, identities.c.conversation_id == conversations.c.conversation_id)
    .order_by(conversations.c.conversation_id, conversations.c.seq)
)
