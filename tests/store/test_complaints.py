"""Complaints as customers raise and read them."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from store.complaints import (
    ComplaintPriority,
    NewComplaint,
    Remark,
    add_remark,
    complaint_by_number,
    complaints_of,
    raise_complaint,
)
from store.database import Database
from store.refusals import AlreadyEndedError, UnknownError
from store.tables import complaint_updates, complaints, dialogues
from tests.store.marketplace import CUSTOMER, NOW, OPS
from tests.store.shopping import broken, seeded

SOON = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("priority", "response", "resolution"),
    [("critical", 1, 4), ("high", 4, 24), ("medium", 24, 72), ("low", 48, 168)],
)
def test_the_clocks_of_a_complaint_start_when_it_is_raised(
    marketplace: Database, priority: ComplaintPriority, response: int, resolution: int
) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 1, status="completed")
        new = NewComplaint(
            person, booking.order_id, None, "delay", "Late", "Two hours late.", priority
        )
        number = raise_complaint(tx, new, NOW)
        made = complaint_by_number(tx, person, number)
        assert made is not None
        assert (made.status, made.order_id) == ("open", booking.order_id)
        assert made.response_due_at == NOW + timedelta(hours=response)
        assert made.resolution_due_at == NOW + timedelta(hours=resolution)
        assert [(line.by_customer, line.comment) for line in made.updates] == [
            (True, "Two hours late.")
        ]
        assert complaints_of(tx, person)[0] == made
        assert broken(tx, SOON) == []


def test_a_complaint_comes_from_the_persons_own_booking_and_conversation(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        own = tx.execute(select(dialogues.c.id).where(dialogues.c.user_id == CUSTOMER)).scalar_one()
        other, booking = seeded(tx, 1, status="completed")
        assert other != CUSTOMER
        for user_id, order_id, talk in (
            (CUSTOMER, booking.order_id, own),
            (other, booking.order_id, own),
            (other, "CB-000001", None),
        ):
            with pytest.raises(UnknownError):
                raise_complaint(
                    tx, NewComplaint(user_id, order_id, talk, "other", "x", "y", "low"), NOW
                )


def test_customers_read_their_own_complaints_without_what_staff_note_among_themselves(
    marketplace: Database,
) -> None:
    with marketplace.write() as tx:
        person, booking = seeded(tx, 1, status="completed")
        new = NewComplaint(person, booking.order_id, None, "billing", "Bill", "Too much.", "medium")
        number = raise_complaint(tx, new, NOW)
        made = complaint_by_number(tx, person, number)
        assert made is not None
        for comment, internal in (("He lies.", True), ("We are looking into it.", False)):
            note = {"comment": comment, "internal": internal, "status": "open", "author_id": OPS}
            tx.execute(
                insert(complaint_updates), {**note, "complaint_id": made.id, "created_at": NOW}
            )
        add_remark(tx, Remark(person, number, "Any news?"), NOW)
        read = complaint_by_number(tx, person, number)
        assert read is not None
        assert [line.comment for line in read.updates] == [
            "Too much.",
            "We are looking into it.",
            "Any news?",
        ]
        assert [line.by_customer for line in read.updates] == [True, False, True]
        assert complaint_by_number(tx, person + 1, number) is None
        assert complaint_by_number(tx, person, "CC-000001") is None
        assert broken(tx, SOON) == []


def test_a_remark_needs_a_complaint_of_ones_own_that_is_not_closed(marketplace: Database) -> None:
    with marketplace.write() as tx:
        row = tx.execute(
            select(complaints.c.user_id, complaints.c.number).where(complaints.c.status == "closed")
        ).first()
        assert row is not None
        with pytest.raises(AlreadyEndedError):
            add_remark(tx, Remark(row.user_id, row.number, "Still broken."), NOW)
        for wrong in (Remark(row.user_id + 1, row.number, "x"), Remark(row.user_id, "CC-1", "x")):
            with pytest.raises(UnknownError):
                add_remark(tx, wrong, NOW)
