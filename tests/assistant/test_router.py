"""The router reads what customers write; its model is what the training messages give."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.services import shipped_lexicon
from assistant.model import INTENTS, LANGUAGES, Reading
from assistant.router.check import problems
from assistant.router.classifier import ModelError, load, save, shipped
from assistant.router.data import DataError, Message, read_messages, shipped_messages, too_alike
from assistant.router.encoder import ask_shipped
from assistant.router.router import OUT_OF_SCOPE, Router

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Asia/Kolkata"))


def read(text: str) -> Reading:
    return Router(shipped(), shipped_lexicon()).read(text, NOW)


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("hello", "greet", "en"),
        ("नमस्ते", "greet", "hi"),
        ("thank you so much", "thanks", "en"),
        ("what is the price of ac repair in 560102?", "price_quote", "en"),
        ("AC repair ka price kya hai 411001 mein", "price_quote", "hinglish"),
        ("411001 में एसी रिपेयर का दाम क्या है?", "price_quote", "hi"),
        ("do you serve 560102", "availability", "en"),
        ("what services do you have", "service_search", "en"),
        ("show my bookings", "booking_list", "en"),
        ("meri saari bookings dikhao", "booking_list", "hinglish"),
        ("where is my technician? CB-104233", "booking_status", "en"),
        ("CB-104233 ka status kya hai", "booking_status", "hinglish"),
        ("booking cancel kar do", "cancel", "hinglish"),
        ("क्या मरम्मत पर वारंटी मिलती है", "policy", "hi"),
        ("what is your cancellation policy", "policy", "en"),
        ("insaan se baat karao", "human_agent", "hinglish"),
        ("मेरा रिफंड कब आएगा", "refund_status", "hi"),
        ("what can you do", "help", "en"),
        ("order me a pizza", OUT_OF_SCOPE, "en"),
        ("mujhe train ki ticket chahiye", OUT_OF_SCOPE, "hinglish"),
        ("bye", "goodbye", "en"),
        ("👍", "affirm", "en"),
    ],
)
def test_what_customers_write_is_understood(text: str, intent: str, language: str) -> None:
    reading = read(text)
    assert (reading.intent, reading.language) == (intent, language)


def test_a_reading_says_how_sure_it_is_and_what_else_it_might_be() -> None:
    reading = read("what is the price of ac repair in 560102?")
    assert reading.slots.services == ("appliance-repair/ac-repair",)
    assert 0.6 < reading.confidence <= 1
    assert len(reading.runners_up) == 3
    assert [p for _, p in reading.runners_up] == sorted(
        (p for _, p in reading.runners_up), reverse=True
    )


def test_the_language_so_far_stands_where_a_message_does_not_tell() -> None:
    router = Router(shipped(), shipped_lexicon())
    assert router.read("ok", NOW, previous="hi").language == "hi"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Cancel CB-104233, my landlord got it fixed", "my landlord got it fixed"),
        ("plan change ho gaya, CB-104233 cancel kar do", "plan change ho gaya"),
        ("बुकिंग CB-104233 रद्द करो, घर में शादी है", "घर में शादी है"),
        ("usko mana kar do bhai ki shaadi aa gayi hai", "bhai ki shaadi aa gayi hai"),
        ("kal mere ghar shaadi hai to CB-104233 cancel karo", "kal mere ghar shaadi hai"),
        ("Cancel CB-104233 as my son is in hospital", "my son is in hospital"),
        ("cancel CB-104233 because we sold the car, please", "we sold the car"),
        (
            "cancel the wiring job for my shop we are shifting next month",
            "we are shifting next month",
        ),
        ("call off CB-104233 your worker never came", "your worker never came"),
        ("CB-104233 hataiye mere bhai ne khud theek kar diya", "mere bhai ne khud theek kar diya"),
        ("CB-104233 रद्द कीजिए घर पर कोई नहीं रहता है", "घर पर कोई नहीं रहता है"),
        (
            "complaint: your man spilt thinner on my teak door and laughed",
            "your man spilt thinner on my teak door and laughed",
        ),
        ("CB-104233 cancel karo, painter ko mat bhejiye, makan bik gaya hai", "makan bik gaya hai"),
        ("CB-104233 radd kar do, kaun itna wait kare", "kaun itna wait kare"),
        ("Where is my refund? The technician never came.", "The technician never came"),
        ("mera refund kab aayega, banda aaya hi nahi tha", "banda aaya hi nahi tha"),
        (
            "refund pending since your technician failed to turn up",
            "your technician failed to turn up",
        ),
        (
            "refund chahiye tha kyunki aadmi ne taar kaat di, ab tak kuch nahi aaya",
            "aadmi ne taar kaat di",
        ),
        (
            "I regret to inform you that your worker broke my tap. Please register a complaint.",
            "your worker broke my tap",
        ),
        ("complaint: she burnt my skin with hot wax 1 star", "she burnt my skin with hot wax"),
        (
            "cancel my booking my brother found a local man who fixed the tap",
            "my brother found a local man who fixed the tap",
        ),
        ("refund kab aayega, paanch din ho gaye", None),
        ("refund status of CB-104233, nothing in my account since I cancelled", None),
        ("CB-104233 wala kaam nakko ab, cancel karo", None),
        ("cancel CB-104233 right now", None),
        ("CB-104233 रद्द कर दीजिए वो बुकिंग", None),
        ("please cancel CB-104233", None),
        ("CB-104233 cancel kar dijiye, paise wapas bhej dijiye", None),
        ("AC repair ka price kya hai, ghar bahut garam hai", None),
    ],
)
def test_a_wish_tells_its_reason_without_because(text: str, reason: str | None) -> None:
    assert Router(shipped(), shipped_lexicon()).read(text, NOW).slots.reason == reason


def test_nothing_understood_is_out_of_scope_without_confidence() -> None:
    router = Router(shipped(), shipped_lexicon())
    for reading in (router.unread("hi"), router.read("...", NOW), router.read("", NOW)):
        assert (reading.intent, reading.confidence) == (OUT_OF_SCOPE, 0.0)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text)
    assert reading.intent in INTENTS
    assert reading.language in LANGUAGES
    assert 0 <= reading.confidence <= 1


def test_a_very_long_message_is_read_too() -> None:
    assert read("please tell me the price of ac repair " * 110).intent == "price_quote"


def test_the_shipped_model_knows_every_intent_and_names_its_version() -> None:
    assert set(shipped().labels) == set(INTENTS)
    assert Router(shipped(), shipped_lexicon()).version.startswith("router-")


def test_a_saved_model_reads_the_same_and_its_bytes_depend_on_nothing_else(tmp_path: Path) -> None:
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    save(shipped(), first)
    save(load(first), second)
    assert first.read_bytes() == second.read_bytes()
    text = "kal _svc_ book kar do"
    again, before = (model.probabilities(text, ask_shipped) for model in (load(first), shipped()))
    assert again == pytest.approx(before)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.npz"):
        load(path)


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    about = np.frombuffer(json.dumps({"format": 0}).encode(), dtype=np.uint8)
    np.savez(tmp_path / "old.npz", about=about)
    with pytest.raises(ModelError, match="format 0"):
        load(tmp_path / "old.npz")


def test_the_training_messages_are_fit_to_learn_from() -> None:
    assert problems(shipped_messages()) == []


def _said(texts: Sequence[str]) -> list[Message]:
    return [Message(text, "en", "price_quote", "somebody") for text in texts]


def test_one_template_with_two_values_counts_as_the_same_line() -> None:
    twice = _said(["what is the price of ac repair", "what is the price of a facial"])
    assert len(too_alike(twice, shipped_lexicon())) == 1
    apart = _said(["what is the price of ac repair", "facial kitne ka hai"])
    assert too_alike(apart, shipped_lexicon()) == []


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"text": "hi"}',
        '{"text": "hi", "lang": "fr", "intent": "greet", "author": "a"}',
        '{"text": "hi", "lang": "en", "intent": "greeting", "author": "a"}',
    ],
)
def test_a_bad_training_line_is_named(tmp_path: Path, line: str) -> None:
    good = '{"text": "hi", "lang": "en", "intent": "greet", "author": "a"}'
    path = tmp_path / "voice.jsonl"
    path.write_text(f"{good}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"voice\.jsonl:2"):
        list(read_messages(path))
