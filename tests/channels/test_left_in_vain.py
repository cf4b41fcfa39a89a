"""What a customer wrote to a colleague who never answered: it comes back, and is answered once,
however slow the worker is that was to leave it to them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any, Literal, cast

import pytest
from sqlalchemy import select

from channels.work import Answer, shipped_assistant
from store.database import Database, Tx
from store.handoffs import LEASE
from store.ids import Clock, Ids
from store.tables import conversations, inbox
from tests.channels.console import Console
from tests.channels.handing import claim, hear, message, page_of, post, roles, say, waiting
from tests.channels.site import Frame, Site, running
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace

QUESTION = "what does tap repair cost?"
PATIENCE = 20.0
Moment = Literal["before it looks", "before it leaves it", "while it leaves it", "after it left it"]


class SlowWorker:
    """The shipped assistant on a database that, once armed, stops a turn at one moment."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._armed = False
        self.there, self._on = Event(), Event()

    def open(self, database: Database, ids: Ids, clock: Clock) -> Answer:
        self._database = database
        return shipped_assistant(cast(Database, self), ids, clock)

    def arm(self) -> None:
        self._armed = True

    def let_on(self) -> None:
        self._on.set()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        self._stop("before it looks")
        with self._database.read() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        self._stop("before it leaves it")
        with self._database.write() as tx:
            yield tx
            self._stop("while it leaves it")
        self._stop("after it left it")

    def _stop(self, moment: Moment) -> None:
        if self._armed and moment == self._moment:
            self.there.set()
            assert self._on.wait(PATIENCE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        if is_so():
            return
        time.sleep(0.02)
    raise AssertionError("it never comes")


def is_left(site: Site, session: Frame, seq: int) -> bool:
    """Whether a worker has taken the line for a person's to answer."""
    with site.database.read() as tx:
        state = (
            select(inbox.c.state)
            .join(conversations, conversations.c.id == inbox.c.message_id)
            .where(conversations.c.conversation_id == int(session["conversation_id"]))
            .where(conversations.c.seq == seq)
        )
        return tx.execute(state).scalar() == "done"


def waits_for_the_lane(site: Site) -> bool:
    """Whether some transaction of the database waits for another's; SQLite does not tell."""
    if site.database.is_sqlite:
        return True
    with site.database.read() as tx:
        blocked = (
            "SELECT 1 FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return tx.exec_driver_sql(blocked).first() is not None


def answers_to(site: Site, session: Frame, seq: int) -> list[int]:
    """Where the replies to a line stand."""
    return [line.seq for line in site.log(session) if line.reply_to_seq == seq]


def test_a_colleague_who_is_gone_gives_the_customer_back_to_the_line(
    sqlite_engine: Engine,
) -> None:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant, sweep_seconds=0.05) as site:
            console = Console(site)
            session = waiting(console)
            with console.staff("Asha Nair") as asha:
                claim(asha, session)
                site.hands.ahead += LEASE
                told = hear(site, session, author="system", seq=4)
                assert "back in the line" in told["text"]
                gone = post(asha, session, "messages", client_id="a", text="Hello?")
                assert (gone.status_code, gone.json()["code"]) == (409, "not_yours")
                (row,) = asha.get("/v1/ops/handoffs").json()["items"]
                assert (row["state"], row["position"]) == ("waiting", 1)


@pytest.mark.parametrize("way", ["out of the line", "by the next person"])
def test_what_was_written_to_a_colleague_who_is_gone_is_answered_once_the_assistant_is_back(
    sqlite_engine: Engine, way: str
) -> None:
    for database in opened(sqlite_engine, build_marketplace):
        with running(database, shipped_assistant, sweep_seconds=0.05) as site:
            leave_in_vain(Console(site), way)


def leave_in_vain(console: Console, way: str) -> None:
    site, session = console.site, waiting(console)
    with console.staff("Asha Nair") as asha, console.staff("Ravi Iyer") as ravi:
        claim(asha, session)
        say(site, session, message(QUESTION))
        wait_until(lambda: is_left(site, session, 4))
        asha.get(page_of(session))
        site.hands.ahead += LEASE
        hear(site, session, author="system", seq=5)
        if way == "out of the line":
            say(site, session, message("stop", "s"))
        else:
            say(site, session, message("hello", "s"))
            hear(site, session, author="assistant", in_reply_to=6)
            assert claim(ravi, session).status_code == 200
            assert post(ravi, session, "hand-back", summary="-").status_code == 204
        assert hear(site, session, author="assistant", in_reply_to=4)["seq"] > 7


@pytest.mark.parametrize(
    "moment", ["before it looks", "before it leaves it", "while it leaves it", "after it left it"]
)
def test_a_hand_back_at_any_moment_of_a_slow_worker_leaves_nothing_unanswered(
    engine: Engine, moment: Moment
) -> None:
    worker = SlowWorker(moment)
    for database in opened(engine, build_marketplace):
        with running(database, worker.open) as site:
            hand_back_at(Console(site), worker, moment)


def hand_back_at(console: Console, worker: SlowWorker, moment: Moment) -> None:
    """The worker has the lane while its message's owner changes; its lease is not waited for."""
    site, session = console.site, waiting(console)
    with console.staff("Asha Nair") as asha, ThreadPoolExecutor(1) as elsewhere:
        claim(asha, session)
        worker.arm()
        say(site, session, message(QUESTION))
        assert worker.there.wait(PATIENCE)
        back = elsewhere.submit(post, asha, session, "hand-back", summary="-")
        if moment == "while it leaves it":
            wait_until(lambda: back.done() or waits_for_the_lane(site))
        else:
            assert back.result().status_code == 204
        worker.let_on()
        assert back.result().status_code == 204
    hear(site, session, author="assistant", in_reply_to=4)
    assert len(answers_to(site, session, 4)) == 1
    assert roles(console, session)[-1] == "assistant"
