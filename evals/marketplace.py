"""A marketplace to try the assistant in: seeded once, copied for each try, with a clock of its own.

Talks to the real turn through the doors that channels use. Judges nothing.
"""

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.answers.rendering import INDIA
from assistant.mind import Mind
from assistant.model import Channel, Language
from assistant.turn import answer_next
from store.chat import Arrival, Message, accept, messages_after
from store.database import Database, open_database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.migrate import migrate
from store.seed import seed_business

TODAY = dt.date(2026, 11, 23)
OPENS_AT = dt.datetime.combine(TODAY, dt.time(10, 15), INDIA)
SEED = 7


class SilenceError(RuntimeError):
    """A message was not answered."""


@dataclass
class Clock:
    """Stands until it is moved."""

    moment: dt.datetime = OPENS_AT

    def now(self) -> dt.datetime:
        return self.moment

    def pass_time(self, **span: float) -> None:
        self.moment += dt.timedelta(**span)


@dataclass
class Conversation:
    """One person's conversation with the assistant."""

    database: Database
    mind: Mind
    clock: Clock
    ids: Ids
    channel: Channel
    user_id: int | None
    """None for a guest."""
    key: int
    sent: int = 0

    def say(self, text: str, chosen: str | None = None) -> Message:
        """Write a message and read the reply.

        Raises:
            SilenceError: there was none.
        """
        self.sent += 1
        self.clock.pass_time(seconds=20)
        arrival = Arrival(
            channel=self.channel,
            conversation_id=self.key,
            external_id=f"{self.key}:{self.sent}",
            text=text,
            user_id=self.user_id,
            received_at=self.clock.now(),
            chosen=chosen,
        )
        with self.database.write() as tx:
            asked = accept(tx, self.ids, arrival)
        self.clock.pass_time(seconds=0.5)
        answered = answer_next(self.database, self.mind, self.ids, self.clock.now, self.key)
        with self.database.read() as tx:
            lines = messages_after(tx, self.key, asked.seq)
        replies = [line for line in lines if line.reply_to_seq == asked.seq]
        if not answered or not replies:
            raise SilenceError(f"{text!r} was not answered")
        return replies[-1]


def build_marketplace(folder: Path) -> Path:
    """The seeded business in which nobody has chatted; gives its file."""
    file = folder / "marketplace.db"
    url = f"sqlite:///{file}"
    migrate(url)
    with open_database(url, pool_size=1) as database, database.write() as tx:
        seed_business(tx, SEED, TODAY)
    return file


@contextmanager
def copied(marketplace: Path, chance: random.Random) -> Iterator[Database]:
    """A copy of the marketplace that is gone afterwards."""
    file = marketplace.with_name(f"copy-{chance.getrandbits(64):016x}.db")
    shutil.copyfile(marketplace, file)
    try:
        with open_database(f"sqlite:///{file}", pool_size=2) as database:
            yield database
    finally:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)


def begin(
    database: Database,
    mind: Mind,
    clock: Clock,
    ids: Ids,
    user_id: int | None,
    language: Language,
    channel: Channel = "WEB",
) -> Conversation:
    """A new conversation of this person."""
    with database.write() as tx:
        key = open_dialogue(tx, ids, clock.now(), channel, user_id, language)
    return Conversation(database, mind, clock, ids, channel, user_id, key)
