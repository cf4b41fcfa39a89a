"""What the tests of skills look up beside the conversation: whom to be, and how a reply scored."""

from typing import Any

from sqlalchemy import ColumnElement, select

from assistant.quality.thresholds import THRESHOLDS
from store.chat import Message
from store.database import Database
from store.tables import bookings, conversations, users
from tests.assistant.conftest import Chat


def some_booking(database: Database, *conditions: ColumnElement[bool]) -> Any:
    """The first seeded booking of an active customer that meets the conditions, as its row."""
    found = select(bookings).join(users, users.c.id == bookings.c.user_id)
    with database.read() as tx:
        return tx.execute(found.where(users.c.active, *conditions).order_by(bookings.c.id)).first()


def turn_row(chat: Chat, reply: Message) -> Any:
    """A reply as the log has it."""
    with chat.database.read() as tx:
        return tx.execute(
            select(conversations).where(
                conversations.c.conversation_id == chat.conversation,
                conversations.c.seq == reply.seq,
            )
        ).one()


def told(chat: Chat, text: str, chosen: str | None = None) -> str:
    """Ask, and hold the reply to our own standards: it passes the gate as drafted, and no metric
    finds it bad."""
    reply = chat.ask(text, chosen)
    row = turn_row(chat, reply)
    assert row.gate == "passed", (row.text, row.draft, row.gate_report)
    for metric, threshold in THRESHOLDS.items():
        score = getattr(row, metric)
        assert score is None or score >= threshold, (metric, row.text, row.score_reasons)
    return reply.text
