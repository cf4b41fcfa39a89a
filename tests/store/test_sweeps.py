"""What time brings about, once, however many processes look at the clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update

from store.complaint_desk import Act, comment, reopen, resolve
from store.complaints import NewComplaint, raise_complaint
from store.database import Database, Tx, open_database
from store.handoffs import claim, release
from store.sweeps import (
    TO_LEADS,
    TO_QUEUE,
    LongWait,
    Overdue,
    call_for,
    call_out,
    lapsed_holds,
    long_waits,
    overdue_complaints,
)
from store.tables import audit_log, complaints, priority_queue
from tests.store.marketplace import NOW, OPS
from tests.store.queued import Desk
from tests.store.shopping import broken, seeded
from tests.store.test_handoffs import Talks

AT_ONCE = 6


def at_once(database: Database, handle: Callable[[Tx], bool]) -> int:
    """How many of several processes that do the same at once have done it."""
    start = Barrier(AT_ONCE)
    url = database.engine.url.render_as_string(hide_password=False)

    def do(_: int) -> bool:
        start.wait(timeout=30)
        with shared.write() as tx:
            return handle(tx)

    with open_database(url, pool_size=AT_ONCE) as shared, ThreadPoolExecutor(AT_ONCE) as threads:
        return sum(threads.map(do, range(AT_ONCE)))


def items(database: Database) -> list[tuple[list[str], float, str]]:
    with database.read() as tx:
        rows = select(priority_queue.c.reasons, priority_queue.c.priority, priority_queue.c.status)
        return [(row.reasons, row.priority, row.status) for row in tx.execute(rows)]


def test_a_long_wait_is_put_before_people_and_then_before_leads_once_each(
    database: Database,
) -> None:
    talks = Talks(database)
    talks.begin()
    with database.read() as tx:
        assert long_waits(tx, talks.now + TO_QUEUE - timedelta(seconds=1)) == ()
        (wait,) = long_waits(tx, talks.now + TO_QUEUE)
    assert wait.level == 1
    now = talks.now + TO_QUEUE
    assert at_once(database, lambda tx: call_for(tx, talks.ids, now, wait)) == 1
    assert items(database) == [(["low_grounding", "handoff_unanswered"], 75.0, "waiting")]
    now = talks.now + TO_LEADS
    with database.read() as tx:
        assert long_waits(tx, now - timedelta(seconds=1)) == ()
        (wait,) = long_waits(tx, now)
    assert wait.level == 2
    assert at_once(database, lambda tx: call_for(tx, talks.ids, now, wait)) == 1
    (reasons, priority, _), *more = items(database)
    assert (reasons[1:], priority) == (["handoff_unanswered", "handoff_for_lead"], 95.0)
    assert more == []
    with database.read() as tx:
        assert long_waits(tx, now + timedelta(hours=3)) == ()


def test_who_was_taken_meanwhile_is_called_for_no_more_until_they_wait_again(
    database: Database,
) -> None:
    talks = Talks(database)
    asha, talk = talks.hire("Asha Nair"), talks.begin()
    with database.read() as tx:
        (wait,) = long_waits(tx, talks.later(minutes=6))
    with database.write() as tx:
        claim(tx, talks.ids, talks.now, talk, asha)
        assert not call_for(tx, talks.ids, talks.now, wait)
        assert long_waits(tx, talks.later(minutes=1)) == ()
        assert lapsed_holds(tx, talks.later(minutes=1)) == (talk,)
        release(tx, talks.ids, talks.now, talk, asha)
        assert lapsed_holds(tx, talks.now) == ()
        assert not call_for(tx, talks.ids, talks.later(minutes=1), wait)
        assert long_waits(tx, talks.later(minutes=4)) == (LongWait(wait.handoff_id, 1),)


@pytest.fixture
def desk(marketplace: Database) -> Desk:
    """Nothing overdue but what a test makes so."""
    with marketplace.write() as tx:
        seeded_ones = complaints.c.status.in_(("open", "in_progress", "escalated"))
        long = NOW + timedelta(days=400)
        tx.execute(
            update(complaints)
            .where(seeded_ones)
            .values(response_due_at=long, resolution_due_at=long)
        )
    return Desk(marketplace, NOW)


def complained(desk: Desk) -> str:
    with desk.database.write() as tx:
        person, booking = seeded(tx, 1, status="completed")
        new = NewComplaint(person, booking.order_id, None, "delay", "Late", "Two hours.", "high")
        return raise_complaint(tx, new, desk.now)


def overdue(desk: Desk) -> tuple[Overdue, ...]:
    with desk.database.read() as tx:
        return overdue_complaints(tx, desk.now)


def test_a_complaint_that_nobody_answers_is_called_out_once_for_each_clock(desk: Desk) -> None:
    complained(desk)
    desk.later(hours=4)
    (missed,) = overdue(desk)
    assert missed.clock == "response"
    assert at_once(desk.database, lambda tx: call_out(tx, desk.ids, desk.now, missed)) == 1
    assert overdue(desk) == ()
    desk.later(hours=20)
    (missed,) = overdue(desk)
    assert missed.clock == "resolution"
    assert at_once(desk.database, lambda tx: call_out(tx, desk.ids, desk.now, missed)) == 1
    assert overdue(desk) == ()
    assert items(desk.database)[1:] == [(["sla_breach"], 90.0, "waiting")]
    with desk.database.read() as tx:
        said = select(func.count()).where(audit_log.c.action == "complaint_overdue")
        assert tx.execute(said).scalar_one() == 2


def test_an_answer_in_time_stops_the_first_clock_and_a_resolution_both(desk: Desk) -> None:
    number = complained(desk)
    with desk.database.write() as tx:
        comment(tx, desk.ids, Act(number, OPS, desk.later(hours=1)), "Among us.", internal=True)
    desk.later(hours=4)
    (missed,) = overdue(desk)
    with desk.database.write() as tx:
        comment(tx, desk.ids, Act(number, OPS, desk.now), "We look into it.", internal=False)
        assert not call_out(tx, desk.ids, desk.now, missed)
    assert overdue(desk) == ()
    with desk.database.write() as tx:
        resolve(tx, desk.ids, Act(number, OPS, desk.later(hours=1)), "Refunded.")
    desk.later(days=30)
    assert overdue(desk) == ()


def test_a_complaint_that_is_taken_up_again_can_be_overdue_again(desk: Desk) -> None:
    number = complained(desk)
    desk.later(hours=5)
    (missed,) = overdue(desk)
    with desk.database.write() as tx:
        call_out(tx, desk.ids, desk.now, missed)
        tx.execute(
            update(priority_queue)
            .where(priority_queue.c.complaint_id.is_not(None))
            .values(status="dismissed")
        )
        resolve(tx, desk.ids, Act(number, OPS, desk.later(hours=1)), "Sent somebody.")
        reopen(tx, desk.ids, Act(number, OPS, desk.later(hours=1)), "Nobody came.")
    assert overdue(desk) == ()
    desk.later(hours=4)
    (missed,) = overdue(desk)
    with desk.database.write() as tx:
        assert call_out(tx, desk.ids, desk.now, missed)
        # The other complaints were given clocks that fit nothing.
        rules = {line.partition(":")[0] for line in broken(tx, desk.later(minutes=1))}
    assert rules <= {"complaint_clock_fits_priority"}
    assert items(desk.database)[1:] == [(["sla_breach"], 81.0, "waiting")]
