"""Telling languages apart, and bringing any text into one form."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.cities import find_cities
from assistant.language.detect import detect
from assistant.language.normalise import normalise
from assistant.model import LANGUAGES, Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much is AC repair?", "en"),
        ("what is the price", "en"),
        ("Do you serve 560102", "en"),
        ("call me", "en"),
        ("kitna lagega", "hinglish"),
        ("AC repair ka price kya hai", "hinglish"),
        ("haan", "hinglish"),
        ("booking cancel kar do", "hinglish"),
        ("Sunday ko aa sakte ho?", "hinglish"),
        ("kl subh bhej dena", "hinglish"),
        ("AC का price?", "hinglish"),
        ("कितना लगेगा", "hi"),
        ("एसी रिपेयर का रेट क्या है", "hi"),
        ("CB-104233 का क्या हुआ", "hi"),
        ("हाँ", "hi"),
    ],
)
def test_the_language_of_a_message(text: str, language: Language) -> None:
    assert detect(text) == language


@pytest.mark.parametrize("text", ["ok", "CB-104233", "400050", "price?", "👍", "AC", ""])
@pytest.mark.parametrize("previous", LANGUAGES)
def test_a_message_that_does_not_tell_is_in_the_language_so_far(
    text: str, previous: Language
) -> None:
    assert detect(text, previous) == previous


def test_a_message_that_tells_wins_over_the_language_so_far() -> None:
    assert detect("what is the price", "hi") == "en"
    assert detect("kitna hai", "en") == "hinglish"


def test_english_is_what_nobody_told() -> None:
    assert detect("ok") == "en"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("  hello \n\t world ", "hello world"),
        ("he\u200bllo", "hello"),
        ("\u202eprice\u202c", "price"),
        ("pri\x00ce", "price"),
        ("price\ud800", "price"),
        ("cafe\u0301", "café"),
        ("क\u093c", "क\u093c"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("a\u200db", "ab"),
        ("\ufeffhi", "hi"),
    ],
)
def test_what_is_no_text_falls_away(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("in Bombay", "Mumbai"),
        ("banglore me", "Bengaluru"),
        ("गुड़गांव में", "Gurugram"),
        ("New Delhi", "Delhi"),
        ("कोलकाता", "Kolkata"),
    ],
)
def test_cities_are_known_by_all_their_names(text: str, city: str) -> None:
    assert [span.value for span in find_cities(text)] == [city]


anything = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_any_text_can_be_normalised_once_and_for_all(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert unicodedata.is_normalized("NFC", plain)
    plain.encode("utf-8")


@settings(max_examples=100, deadline=None)
@given(anything)
def test_any_text_has_a_language(text: str) -> None:
    assert detect(text) in LANGUAGES
