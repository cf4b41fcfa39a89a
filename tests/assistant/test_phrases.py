"""The phrase book: three languages, the same holes, filled by evidence only and repairable."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.phrases import PhraseError, Voice, load_phrasebook
from assistant.answers.rendering import RenderingError, write_date, write_money, write_window
from assistant.language.money import find_amounts
from assistant.model import LANGUAGES, Evidence, Language

CARD = Evidence(
    "rate_cards#1",
    {
        "service": "AC Repair",
        "variant": "Standard",
        "price": "1299",
        "gst_percent": 18,
        "price_with_gst": "1532.82",
    },
)


def say_price(language: Language, card: Evidence = CARD) -> tuple[Voice, str]:
    voice = Voice(load_phrasebook(), language)
    sentence = voice.say(
        "price_line",
        service=(card, "service"),
        variant=(card, "variant"),
        price=(card, "price"),
        gst=(card, "gst_percent"),
        total=(card, "price_with_gst"),
    )
    return voice, sentence.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_says_what_its_row_says(language: Language) -> None:
    _, text = say_price(language)
    assert "AC Repair Standard: ₹1,299 + 18% GST = ₹1,532.82" in text


def test_a_sentence_can_be_said_again_from_the_row_it_stands_on() -> None:
    voice = Voice(load_phrasebook(), "en")
    sentence = voice.say("price_convenience", charge=(CARD, "price"))
    dearer = Evidence(CARD.source, {**CARD.fields, "price": "1399"})
    assert "₹1,399" in voice.render(sentence, (dearer,))


def test_a_sentence_whose_row_is_gone_is_not_said_again() -> None:
    voice = Voice(load_phrasebook(), "en")
    sentence = voice.say("price_convenience", charge=(CARD, "price"))
    with pytest.raises(PhraseError, match="not in evidence"):
        voice.render(sentence, ())


def test_a_phrase_that_lacks_a_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "greetings.toml").write_text('[hello]\nen = "Hello"\nhi = "नमस्ते"\n')
    with pytest.raises(PhraseError, match="must stand in"):
        load_phrasebook(tmp_path)


def test_a_translation_with_other_holes_is_refused(tmp_path: Path) -> None:
    phrase = '[hello]\nen = "Hello {name}"\nhinglish = "Hello"\nhi = "नमस्ते {name}"\n'
    (tmp_path / "greetings.toml").write_text(phrase)
    with pytest.raises(PhraseError, match="different holes"):
        load_phrasebook(tmp_path)


def test_a_phrase_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    for page in ("greetings.toml", "prices.toml"):
        (tmp_path / page).write_text('[hello]\nen = "Hello"\nhinglish = "Hello"\nhi = "नमस्ते"\n')
    with pytest.raises(PhraseError, match=r"prices\.toml: stand elsewhere too: hello"):
        load_phrasebook(tmp_path)


@given(st.integers(min_value=1, max_value=10**9))
def test_money_that_is_written_reads_as_the_same_money(paise: int) -> None:
    written = write_money(str(Decimal(paise) / 100), "en")
    assert [span.value for span in find_amounts(written)] == [paise]


@pytest.mark.parametrize(
    ("rupees", "written"),
    [
        ("499", "₹499"),
        ("149900", "₹1,49,900"),
        ("1532.82", "₹1,532.82"),
        ("12345678.5", "₹1,23,45,678.50"),
    ],
)
def test_money_is_grouped_as_in_india(rupees: str, written: str) -> None:
    assert write_money(rupees, "en") == written


def test_times_are_shown_in_india_whatever_their_offset() -> None:
    assert write_date("2026-11-24T20:00:00+00:00", "en") == "Wed 25 Nov"
    window = "2026-11-25T04:30:00+00:00/2026-11-25T06:30:00+00:00"
    assert write_window(window, "en") == "10 am–12 pm"
    assert write_window(window, "hi") == "सुबह 10 से दोपहर 12 बजे"


def test_what_is_no_money_is_not_written_as_money() -> None:
    with pytest.raises(RenderingError):
        write_money("a lot", "en")
