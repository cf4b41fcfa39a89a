"""A seeded marketplace and a customer who writes to it, without any channel in between."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

import pytest

from assistant.mind import Mind, open_mind
from assistant.turn import answer_next
from store.chat import Arrival, Message, accept, messages_after
from store.database import Database, open_database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.migrate import migrate
from store.people import Resident, residents
from store.seed import seed_business
from tests.conftest import opened
from tests.engines import Engine

AS_OF = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def build_shop(url: str) -> None:
    migrate(url)
    with open_database(url) as database, database.write() as tx:
        seed_business(tx, 7, AS_OF)


@dataclass
class Clock:
    """Stands until it is moved."""

    moment: dt.datetime = NOW

    def now(self) -> dt.datetime:
        return self.moment

    def pass_seconds(self, seconds: float) -> None:
        self.moment += dt.timedelta(seconds=seconds)


class NextLane(random.Random):
    """Gives each process of a test another lane, since their clocks may stand at one moment."""

    _drawn = count()

    def getrandbits(self, k: int, /) -> int:
        return next(self._drawn) % (1 << k)


@dataclass
class Chat:
    """One customer's conversation with the assistant."""

    database: Database
    mind: Mind
    user_id: int | None = None
    clock: Clock = field(default_factory=Clock)
    conversation: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self.ids = Ids(self.clock.now, NextLane())
        with self.database.write() as tx:
            self.conversation = open_dialogue(tx, self.ids, self.clock.now(), "WEB", self.user_id)

    def write(
        self, text: str, chosen: str | None = None, attachment: Mapping[str, str] | None = None
    ) -> int:
        """Have a message accepted; gives its number."""
        self.sent += 1
        self.clock.pass_seconds(10)
        arrival = Arrival(
            channel="WEB",
            conversation_id=self.conversation,
            external_id=f"{self.conversation}:{self.sent}",
            text=text,
            user_id=self.user_id,
            received_at=self.clock.now(),
            chosen=chosen,
            attachment=attachment,
        )
        with self.database.write() as tx:
            return accept(tx, self.ids, arrival).seq

    def answer(self) -> bool:
        """One turn of the assistant."""
        self.clock.pass_seconds(0.2)
        return answer_next(self.database, self.mind, self.ids, self.clock.now, self.conversation)

    def ask(
        self, text: str, chosen: str | None = None, attachment: Mapping[str, str] | None = None
    ) -> Message:
        """Write, have it answered, and read the answer."""
        self.write(text, chosen, attachment)
        assert self.answer()
        return self.log()[-1]

    def log(self) -> tuple[Message, ...]:
        with self.database.read() as tx:
            return messages_after(tx, self.conversation, 0)


@pytest.fixture
def shop(engine: Engine) -> Iterator[Database]:
    """A seeded business in which nobody has chatted, on both engines."""
    yield from opened(engine, build_shop)


@pytest.fixture
def sqlite_shop(sqlite_engine: Engine) -> Iterator[Database]:
    """The same where the engine makes no difference."""
    yield from opened(sqlite_engine, build_shop)


@pytest.fixture
def mind(sqlite_shop: Database) -> Mind:
    with sqlite_shop.read() as tx:
        return open_mind(tx)


@pytest.fixture
def customer(sqlite_shop: Database) -> Resident:
    """Somebody with at least two bookings."""
    with sqlite_shop.read() as tx:
        return next(person for person in residents(tx) if len(person.booking_numbers) > 1)
