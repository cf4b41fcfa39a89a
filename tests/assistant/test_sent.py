"""Pictures, voice notes, places: kept, answered helpfully in the customer's words, not guessed."""

from typing import Any

import pytest
from sqlalchemy import select

from assistant.mind import Mind
from store.database import Database
from store.people import Resident
from store.tables import conversations, priority_queue
from tests.assistant.conftest import Chat

SYMBOLS = {
    "image": "📷",
    "video": "🎬",
    "audio": "🎧",
    "voice": "🎤",
    "document": "📄",
    "sticker": "🖼️",
    "location": "📍",
    "contacts": "👤",
    "order": "🛒",
    "flow": "📝",
    "unsupported": "❔",
}
GREETINGS = {"en": "hello there", "hinglish": "namaste ji, kaise ho aap", "hi": "नमस्ते"}
KEPT = {"en": "kept with this chat", "hinglish": "is chat ke saath rakh", "hi": "इस चैट के साथ रख"}


def last_row(database: Database) -> Any:
    with database.read() as tx:
        last = select(conversations).where(conversations.c.role == "assistant")
        return tx.execute(last.order_by(conversations.c.id.desc())).first()


@pytest.mark.parametrize("language", ["en", "hinglish", "hi"])
@pytest.mark.parametrize("kind", SYMBOLS)
def test_something_without_words_is_answered_in_the_language_of_the_conversation(
    sqlite_shop: Database, mind: Mind, kind: str, language: str
) -> None:
    chat = Chat(sqlite_shop, mind)
    chat.ask(GREETINGS[language])
    reply = chat.ask(SYMBOLS[kind], attachment={"kind": kind})
    assert reply.language == language
    assert (KEPT[language] in reply.text) == (kind not in ("sticker", "unsupported"))
    row = last_row(sqlite_shop)
    assert row.gate == "passed"
    assert not row.flagged, row.flag_reason
    with sqlite_shop.read() as tx:
        queued = tx.execute(select(priority_queue.c.reasons)).scalars()
        assert [why for reasons in queued for why in reasons if why != "blind_sample"] == []


def test_a_person_is_always_offered(sqlite_shop: Database, mind: Mind) -> None:
    reply = Chat(sqlite_shop, mind).ask("🎤", attachment={"kind": "voice"})
    assert "intent:human_agent" in [value for value, _ in reply.choices]


def test_a_caption_is_answered_and_the_picture_mentioned(sqlite_shop: Database, mind: Mind) -> None:
    chat = Chat(sqlite_shop, mind)
    reply = chat.ask("how much is AC repair in 411001?", attachment={"kind": "image"})
    assert "kept with this chat" in reply.text
    assert "₹499" in reply.text


def test_a_place_asks_for_its_pincode_and_goes_on_with_what_was_asked(
    sqlite_shop: Database, mind: Mind
) -> None:
    chat = Chat(sqlite_shop, mind)
    chat.ask("how much is AC repair?")
    assert "six digits" in chat.ask("📍", attachment={"kind": "location"}).text
    reply = chat.ask("411001")
    assert "AC Repair" in reply.text
    assert "411001" in reply.text


def test_a_place_whose_address_holds_a_pincode_is_understood(
    sqlite_shop: Database, mind: Mind
) -> None:
    chat = Chat(sqlite_shop, mind)
    chat.ask("how much is AC repair?")
    reply = chat.ask("📍 411001", attachment={"kind": "location"})
    assert "AC Repair" in reply.text
    assert "411001" in reply.text


def test_a_picture_in_the_middle_of_a_booking_does_not_lose_it(
    sqlite_shop: Database, mind: Mind, customer: Resident
) -> None:
    chat = Chat(sqlite_shop, mind, customer.user_id)
    chat.ask("I want to book sofa cleaning")
    asked = chat.ask("standard")
    reply = chat.ask("📷", attachment={"kind": "image"})
    assert "kept with this chat" in reply.text
    assert asked.text.splitlines()[-1] in reply.text
