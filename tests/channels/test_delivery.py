"""Delivery: what is due goes out in order, failures are retried with pauses, then given up."""

import asyncio
import datetime as dt
import random

import pytest
from sqlalchemy import select

from channels.delivery import MOST_ATTEMPTS, Delivery, SendError, pause_after
from store.chat import Arrival, Message, accept, open_dialogue
from store.database import Database
from store.ids import Ids
from store.outbox import lag
from store.tables import outbox
from store.turns import TurnRecord, next_waiting, write_turn

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def now(self) -> dt.datetime:
        return self.moment


class Post:
    """A sender that refuses the first `refusals` messages."""

    def __init__(self, refusals: int = 0, *, final: bool = False) -> None:
        self.refusals = refusals
        self.final = final
        self.sent: list[str] = []

    async def send(self, message: Message) -> None:
        if self.refusals:
            self.refusals -= 1
            raise SendError("the line is busy", final=self.final)
        self.sent.append(message.text)


def put_replies(database: Database, clock: Clock, texts: list[str]) -> None:
    ids = Ids(clock.now, random.Random(1))
    with database.write() as tx:
        key = open_dialogue(tx, ids, START, "WEB")
        for number, text in enumerate(texts):
            accept(tx, ids, Arrival("WEB", key, f"{key}:{number}", "hi", None, START))
            waiting = next_waiting(tx, key)
            assert waiting is not None
            versions = {"score_reasons": {}, "scorer_version": "1", "router_version": "1"}
            write_turn(
                tx, ids, TurnRecord(waiting, text, START, "en", (), {}, False, versions, None)
            )


def states(database: Database) -> list[tuple[str, int]]:
    with database.read() as tx:
        rows = tx.execute(select(outbox.c.state, outbox.c.attempts).order_by(outbox.c.id))
        return [(row.state, row.attempts) for row in rows]


def test_replies_go_out_once_and_in_order(database: Database) -> None:
    clock, post = Clock(), Post()
    put_replies(database, clock, ["one", "two", "three"])
    delivery = Delivery(database, {"WEB": post}, clock.now)
    assert asyncio.run(delivery.deliver_due()) == 3
    assert asyncio.run(delivery.deliver_due()) == 0
    assert post.sent == ["one", "two", "three"]
    assert states(database) == [("sent", 0)] * 3


def test_a_refused_message_is_tried_again_after_a_pause(database: Database) -> None:
    clock, post = Clock(), Post(refusals=1)
    put_replies(database, clock, ["one"])
    delivery = Delivery(database, {"WEB": post}, clock.now)
    asyncio.run(delivery.deliver_due())
    assert asyncio.run(delivery.deliver_due()) == 0
    clock.moment += pause_after(0)
    asyncio.run(delivery.deliver_due())
    assert post.sent == ["one"]
    assert states(database) == [("sent", 1)]


def test_a_message_that_never_goes_is_given_up_and_counted(sqlite_database: Database) -> None:
    clock, post = Clock(), Post(refusals=99)
    put_replies(sqlite_database, clock, ["one"])
    delivery = Delivery(sqlite_database, {"WEB": post}, clock.now)
    for _ in range(MOST_ATTEMPTS):
        asyncio.run(delivery.deliver_due())
        clock.moment += dt.timedelta(hours=1)
    assert states(sqlite_database) == [("dead", MOST_ATTEMPTS)]
    with sqlite_database.read() as tx:
        assert (lag(tx).pending, lag(tx).dead) == (0, 1)


@pytest.mark.parametrize("channel", ["WEB", "WHATSAPP"])
def test_a_final_refusal_is_not_tried_again_and_a_missing_sender_is(
    sqlite_database: Database, channel: str
) -> None:
    clock = Clock()
    put_replies(sqlite_database, clock, ["one"])
    delivery = Delivery(sqlite_database, {channel: Post(refusals=1, final=True)}, clock.now)
    asyncio.run(delivery.deliver_due())
    assert states(sqlite_database) == [("dead" if channel == "WEB" else "pending", 1)]
