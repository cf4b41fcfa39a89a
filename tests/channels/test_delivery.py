"""Delivery: what is due goes out in order, failures are retried with pauses, then given up."""

import asyncio
import datetime as dt
import random
from contextlib import suppress

import pytest
from sqlalchemy import select

from channels.delivery import (
    MOST_ATTEMPTS,
    Delivery,
    Fate,
    Nowhere,
    Receipt,
    Sender,
    SendError,
    pause_after,
)
from channels.handed import Handed
from store.chat import Arrival, accept, messages_after
from store.database import Database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.outbox import TAKEN_WITHIN, Outgoing, lag
from store.tables import dialogues, outbox
from store.turns import TurnRecord, next_waiting, write_turn

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def now(self) -> dt.datetime:
        return self.moment


class Post:
    """A sender that refuses the first `refusals` messages, and takes each in `parts`."""

    def __init__(
        self,
        refusals: int = 0,
        *,
        fate: Fate = "retry",
        after: dt.timedelta | None = None,
        parts: int = 1,
        repeatable: bool = True,
    ) -> None:
        self.repeatable = repeatable
        self.refusals = refusals
        self.fate = fate
        self.after = after
        self.parts = parts
        self.sent: list[str] = []

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.refusals:
            self.refusals -= 1
            raise SendError("the line is busy", self.fate, after=self.after, code=7)
        self.sent.append(outgoing.message.text)
        more = outgoing.parts_sent + 1 < self.parts
        return Receipt(None if more else f"name of {outgoing.message.text}", more=more)


def put_replies(
    database: Database,
    clock: Clock,
    texts: list[str],
    drawer: int = 1,
    channel: str = "WHATSAPP",
) -> None:
    ids = Ids(clock.now, random.Random(drawer))
    with database.write() as tx:
        key = open_dialogue(tx, ids, START, channel)
        for number, text in enumerate(texts):
            accept(tx, ids, Arrival(channel, key, f"{key}:{number}", "hi", None, START))
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
    delivery = Delivery(database, {"WHATSAPP": post}, clock.now)
    assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 3
    assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 0
    assert post.sent == ["one", "two", "three"]
    assert states(database) == [("sent", 0)] * 3


def test_a_refused_message_is_tried_again_after_a_pause(database: Database) -> None:
    clock, post = Clock(), Post(refusals=1)
    put_replies(database, clock, ["one"])
    delivery = Delivery(database, {"WHATSAPP": post}, clock.now)
    asyncio.run(delivery.deliver_due("WHATSAPP"))
    assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 0
    clock.moment += pause_after(0)
    asyncio.run(delivery.deliver_due("WHATSAPP"))
    assert post.sent == ["one"]
    assert states(database) == [("sent", 1)]


def test_a_message_that_never_goes_is_given_up_and_counted(sqlite_database: Database) -> None:
    clock, post = Clock(), Post(refusals=99)
    put_replies(sqlite_database, clock, ["one"])
    delivery = Delivery(sqlite_database, {"WHATSAPP": post}, clock.now)
    for _ in range(MOST_ATTEMPTS):
        asyncio.run(delivery.deliver_due("WHATSAPP"))
        clock.moment += dt.timedelta(hours=1)
    assert states(sqlite_database) == [("dead", MOST_ATTEMPTS)]
    with sqlite_database.read() as tx:
        assert (lag(tx).pending, lag(tx).dead) == (0, 1)


@pytest.mark.parametrize("fate", ["failed", "dead", "unknown"])
def test_what_is_refused_given_up_or_in_doubt_is_not_sent_again(
    database: Database, fate: Fate
) -> None:
    clock, post = Clock(), Post(refusals=1, fate=fate)
    put_replies(database, clock, ["one"])
    delivery = Delivery(database, {"WHATSAPP": post}, clock.now)
    asyncio.run(delivery.deliver_due("WHATSAPP"))
    clock.moment += dt.timedelta(days=1)
    assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 0
    assert [state for state, _ in states(database)] == [fate]


def test_waiting_is_not_counted_as_a_try(sqlite_database: Database) -> None:
    clock, post = Clock(), Post(refusals=30, fate="wait", after=dt.timedelta(minutes=5))
    put_replies(sqlite_database, clock, ["one"])
    delivery = Delivery(sqlite_database, {"WHATSAPP": post}, clock.now)
    for _ in range(31):
        assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 1
        assert asyncio.run(delivery.deliver_due("WHATSAPP")) == 0
        clock.moment += dt.timedelta(minutes=5)
    assert states(sqlite_database) == [("sent", 0)]


def test_a_later_message_never_overtakes_one_that_is_tried_again(database: Database) -> None:
    clock, post = Clock(), Post(refusals=2)
    put_replies(database, clock, ["one", "two", "three"])
    put_replies(database, clock, ["elsewhere"], drawer=2)
    delivery = Delivery(database, {"WHATSAPP": post}, clock.now)
    for _ in range(5):
        asyncio.run(delivery.deliver_due("WHATSAPP"))
        clock.moment += dt.timedelta(seconds=1)
    assert sorted(post.sent) == ["elsewhere", "one", "three", "two"]
    assert [text for text in post.sent if text != "elsewhere"] == ["one", "two", "three"]


@pytest.mark.parametrize("repeatable", [True, False])
def test_a_message_in_parts_goes_part_by_part_before_the_next(
    database: Database, repeatable: bool
) -> None:
    clock, post = Clock(), Post(parts=3, repeatable=repeatable)
    put_replies(database, clock, ["one", "two"])
    delivery = Delivery(database, {"WHATSAPP": post}, clock.now)
    while asyncio.run(delivery.deliver_due("WHATSAPP")):
        pass
    assert post.sent == ["one"] * 3 + ["two"] * 3
    assert states(database) == [("sent", 0)] * 2
    with database.read() as tx:
        names = tx.execute(select(outbox.c.external_id).order_by(outbox.c.id)).scalars()
        assert list(names) == ["name of one", "name of two"]


class Dying:
    """A sender in whose hands the process dies."""

    def __init__(self, *, repeatable: bool) -> None:
        self.repeatable = repeatable

    async def send(self, outgoing: Outgoing) -> Receipt:
        raise KeyboardInterrupt


@pytest.mark.parametrize(("repeatable", "again"), [(True, ["one"]), (False, [])])
def test_what_a_crash_leaves_is_sent_again_only_if_the_customer_would_see_it_once(
    database: Database, repeatable: bool, again: list[str]
) -> None:
    clock = Clock()
    put_replies(database, clock, ["one"])
    dying: Sender = Dying(repeatable=repeatable)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(Delivery(database, {"WHATSAPP": dying}, clock.now).deliver_due("WHATSAPP"))
    post = Post(repeatable=repeatable)
    asyncio.run(Delivery(database, {"WHATSAPP": post}, clock.now).deliver_due("WHATSAPP"))
    assert post.sent == again
    with database.read() as tx:
        assert lag(tx).unknown == len(["one"]) - len(again)


def test_a_channel_that_is_not_set_up_is_tried_again_and_seen(sqlite_database: Database) -> None:
    clock = Clock()
    put_replies(sqlite_database, clock, ["one"])
    asyncio.run(
        Delivery(sqlite_database, {"WHATSAPP": Nowhere()}, clock.now).deliver_due("WHATSAPP")
    )
    assert states(sqlite_database) == [("pending", 1)]


def test_a_line_for_sockets_is_due_once_none_had_the_time_to_take_it(database: Database) -> None:
    clock, post = Clock(), Post()
    put_replies(database, clock, ["one"], channel="MOBILE")
    delivery = Delivery(database, {"MOBILE": post}, clock.now)
    assert asyncio.run(delivery.deliver_due("MOBILE")) == 0
    clock.moment += TAKEN_WITHIN
    assert asyncio.run(delivery.deliver_due("MOBILE")) == 1
    assert post.sent == ["one"]


def test_a_line_that_a_socket_took_is_never_due(database: Database) -> None:
    clock, post = Clock(), Post()
    put_replies(database, clock, ["one", "two"], channel="MOBILE")

    async def take() -> None:
        handed = Handed(database, clock.now, gather=0)
        with database.read() as tx:
            for message in messages_after(tx, tx.execute(select(dialogues.c.id)).scalar_one(), 0):
                handed.note(message)
        running = asyncio.create_task(handed.run())
        await asyncio.sleep(0)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(take())
    clock.moment += TAKEN_WITHIN
    assert asyncio.run(Delivery(database, {"MOBILE": post}, clock.now).deliver_due("MOBILE")) == 0
    assert states(database) == [("sent", 0)] * 2
