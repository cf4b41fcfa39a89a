"""Customers ask what became of their complaint."""

from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select

from assistant.answers.rendering import write_date
from assistant.mind import Mind
from store.database import Database
from store.people import Resident
from store.tables import complaint_updates, complaints
from tests.assistant.conftest import NOW, Chat, Clock
from tests.assistant.told import told

ASKED = [
    "what is the status of {}",
    "{} ka kya hua",
    "{} का क्या हुआ",
]


def some_complaint(database: Database, *conditions: ColumnElement[bool]) -> Any:
    with database.read() as tx:
        return tx.execute(select(complaints).where(*conditions).order_by(complaints.c.id)).first()


@pytest.mark.parametrize("question", ASKED)
def test_a_running_complaint_is_told_with_the_clock_that_runs(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    complaint = some_complaint(
        sqlite_shop,
        complaints.c.status == "in_progress",
        complaints.c.resolution_due_at > NOW,
    )
    chat = Chat(sqlite_shop, mind, complaint.user_id)
    text = told(chat, question.format(complaint.number), "intent:complaint_status")
    language = {ASKED[0]: "en", ASKED[1]: "hinglish", ASKED[2]: "hi"}[question]
    assert complaint.subject in text
    assert write_date(complaint.resolution_due_at, language) in text  # type: ignore[arg-type]


def test_a_clock_that_has_run_out_is_said_so(sqlite_shop: Database, mind: Mind) -> None:
    complaint = some_complaint(
        sqlite_shop, complaints.c.status == "in_progress", complaints.c.resolution_due_at < NOW
    )
    chat = Chat(sqlite_shop, mind, complaint.user_id)
    text = told(chat, f"when will {complaint.number} be solved", "intent:complaint_status")
    assert "that time is over" in text


def test_a_settled_complaint_says_when_and_what_was_last_written(
    sqlite_shop: Database, mind: Mind
) -> None:
    complaint = some_complaint(sqlite_shop, complaints.c.status == "closed")
    chat = Chat(sqlite_shop, mind, complaint.user_id)
    text = told(chat, f"{complaint.number}?", "intent:complaint_status")
    assert f"Resolved on {write_date(complaint.resolved_at, 'en')}" in text
    assert "Last word from us" in text


def test_what_staff_note_among_themselves_is_never_told(sqlite_shop: Database, mind: Mind) -> None:
    with sqlite_shop.read() as tx:
        notes = tx.execute(
            select(complaint_updates.c.comment, complaints.c.number, complaints.c.user_id)
            .join(complaints)
            .where(complaint_updates.c.internal)
        ).all()
    clock = Clock()  # one for all, so that no two conversations begin in the same millisecond
    for note in notes:
        chat = Chat(sqlite_shop, mind, note.user_id, clock)
        assert note.comment not in chat.ask(f"{note.number}?", "intent:complaint_status").text


def test_with_several_open_ones_it_asks_which(sqlite_shop: Database, mind: Mind) -> None:
    is_open = complaints.c.status.in_(("open", "in_progress"))
    several = select(complaints.c.user_id).where(is_open).group_by(complaints.c.user_id)
    complaint = some_complaint(
        sqlite_shop, is_open, complaints.c.user_id.in_(several.having(func.count() > 1))
    )
    chat = Chat(sqlite_shop, mind, complaint.user_id)
    question = chat.ask("what about my complaint?", "intent:complaint_status")
    assert f"complaint:{complaint.number}" in dict(question.choices)
    picked = told(chat, complaint.number, f"complaint:{complaint.number}")
    assert complaint.subject in picked


def test_another_persons_complaint_is_as_absent_as_one_that_never_was(
    sqlite_shop: Database, mind: Mind, customer: Resident
) -> None:
    theirs = some_complaint(sqlite_shop, complaints.c.user_id != customer.user_id).number
    about_theirs, about_nobodys = (
        Chat(sqlite_shop, mind, customer.user_id).ask(f"status of {number}").text
        for number in (theirs, "CC-999999")
    )
    assert about_theirs.replace(theirs, "N") == about_nobodys.replace("CC-999999", "N")


def test_whoever_never_complained_is_told_so_and_a_guest_signs_in(
    sqlite_shop: Database, mind: Mind
) -> None:
    with sqlite_shop.read() as tx:
        content = tx.execute(select(func.max(complaints.c.user_id) + 1)).scalar_one()
    text = told(Chat(sqlite_shop, mind, content), "my complaint?", "intent:complaint_status")
    assert text == "I see no complaint under your number."
    reply = Chat(sqlite_shop, mind).ask("CC-200113?", "intent:complaint_status")
    assert "action:sign_in" in dict(reply.choices)
