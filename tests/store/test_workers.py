"""Several processes on one database: lanes and duties are one worker's at a time; news spreads."""

import asyncio
import datetime as dt
import random

from store.chat import Arrival, accept
from store.database import Database, driver_of, open_database
from store.dialogues import open_dialogue
from store.duties import HELD_FOR, hold_duty, own_lane
from store.ids import Ids
from store.lanes import LEASE, free_lanes_with_messages, give_lane_back, take_lane
from store.live import listen
from store.outbox import due, mark_all_sent
from store.stuck import fail_or_park
from store.turns import TurnRecord, next_waiting, write_turn
from tests.channels.site import url_of

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
LATER = NOW + LEASE


def ask(database: Database, *, texts: int = 1, drawer: int = 1) -> int:
    ids = Ids(lambda: NOW, random.Random(drawer))
    with database.write() as tx:
        key = open_dialogue(tx, ids, NOW, "WEB")
        for number in range(texts):
            accept(tx, ids, Arrival("WEB", key, f"{key}:{number}", "hi", None, NOW))
    return key


def answer(database: Database, key: int, drawer: int) -> None:
    versions = {"score_reasons": {}, "scorer_version": "1", "router_version": "1"}
    with database.write() as tx:
        waiting = next_waiting(tx, key)
        assert waiting is not None
        record = TurnRecord(waiting, "hello", NOW, "en", (), {}, False, versions, None)
        write_turn(tx, Ids(lambda: NOW, random.Random(drawer)), record)


def take(database: Database, key: int, worker: str, now: dt.datetime = NOW) -> bool:
    with database.write() as tx:
        return take_lane(tx, key, worker, now)


def free(database: Database, now: dt.datetime = NOW) -> list[int]:
    with database.read() as tx:
        return free_lanes_with_messages(tx, now)


def test_a_lane_is_one_workers_until_its_lease_runs_out(database: Database) -> None:
    key = ask(database)
    assert free(database) == [key]
    assert [take(database, key, worker) for worker in ("one", "two", "one")] == [True, False, True]
    assert (free(database), free(database, LATER)) == ([], [key])
    assert take(database, key, "two", LATER)


def test_a_lane_given_back_is_free_at_once_and_only_its_holder_can(database: Database) -> None:
    key = ask(database)
    take(database, key, "one")
    with database.write() as tx:
        give_lane_back(tx, key, "two")
    assert not take(database, key, "two")
    with database.write() as tx:
        give_lane_back(tx, key, "one")
    assert take(database, key, "two")


def test_the_commit_that_answers_gives_the_lane_back(database: Database) -> None:
    key = ask(database, texts=2)
    take(database, key, "one")
    answer(database, key, 2)
    assert free(database) == [key]


def test_the_commit_that_parks_a_message_gives_the_lane_back(database: Database) -> None:
    key = ask(database, texts=2)
    take(database, key, "one")
    with database.write() as tx:
        assert not fail_or_park(tx, key, "broken", 2)
    assert free(database) == []
    with database.write() as tx:
        assert fail_or_park(tx, key, "broken", 2)
    assert free(database) == [key]


def test_a_duty_is_one_processs_until_it_lapses(postgres_database: Database) -> None:
    def hold(worker: str, now: dt.datetime = NOW) -> bool:
        with postgres_database.write() as tx:
            return hold_duty(tx, "send/WHATSAPP", worker, now)

    assert [hold(worker) for worker in ("one", "two", "one")] == [True, False, True]
    assert [hold(worker, NOW + HELD_FOR) for worker in ("two", "one")] == [True, False]


def test_no_two_processes_draw_keys_of_one_lane(postgres_database: Database) -> None:
    with open_database(url_of(postgres_database)) as other:
        first = own_lane(postgres_database, random.Random(7))
        assert first is not None
        assert own_lane(other, random.Random(7)) not in {first, None}
    with open_database(url_of(postgres_database)) as third:
        assert own_lane(third, random.Random(7)) != first


def test_a_process_hears_of_what_others_commit_and_not_of_its_own(
    postgres_database: Database,
) -> None:
    async def hear(other: Database) -> None:
        news = listen(postgres_database)
        first = asyncio.ensure_future(anext(news))
        theirs = []
        for drawer in range(0, 500, 2):
            if first.done():
                break
            await asyncio.to_thread(ask, postgres_database, drawer=drawer)
            theirs.append(await asyncio.to_thread(ask, other, drawer=drawer + 1))
            await asyncio.sleep(0.02)
        heard = await first
        assert (heard.topic, heard.seq) == ("converge_asked", 1)
        assert heard.conversation_id in theirs
        await news.aclose()

    with open_database(url_of(postgres_database)) as other:
        asyncio.run(hear(other))


def test_what_is_due_is_found_without_going_through_what_was_sent(
    sqlite_database: Database,
) -> None:
    def steps() -> int:
        """Of SQLite's machine, for one look."""
        taken: list[None] = []
        with sqlite_database.read() as tx:
            driver_of(tx).set_progress_handler(lambda: taken.append(None), 1)
            assert due(tx, "WEB", NOW, 1) == ()
            driver_of(tx).set_progress_handler(None, 1)
        return len(taken)

    before = steps()
    for drawer in range(20):
        answer(sqlite_database, ask(sqlite_database, drawer=drawer), drawer + 100)
    with sqlite_database.write() as tx:
        mark_all_sent(tx, NOW)
    assert steps() < before + 20
