"""A long message costs as much more as it is longer: nobody holds up everybody else by what they
write. Counted in calls of functions, for clocks tell of the machine."""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.tokens import tokenize
from assistant.mind import Mind
from assistant.model import Evidence, Exchange
from assistant.quality.entailment.judges import Judges
from assistant.quality.relevance.asks import words_before, words_of
from assistant.quality.scores import score_closely
from store.database import Database
from tests.assistant.conftest import Chat

SHORT, LONG = 1000, 4000
MOST = 12
"""Times the calls for four times the letters; were every piece held against every other, 16."""

PIECES = [
    *("1+", "1 ", "1 + 1 = ", "12 ", "10-12 ", "5 pm ", "₹500 ", "Rs. 1,200 ", "20% ", "560034 "),
    *("BK-100123 ", "BK100123, ", "order no. 4 ", "invoice 2231 ", "flat 4, sector 5, "),
    *("kal ", "कल शाम ", "15 dec ", "monday or friday ", "3 din baad ", "half ", "साढ़े तीन "),
    *(
        "एसी रिपेयर का दाम क्या है? ",
        "cancel it and tell me the refund. ",
        "ac repair, not cleaning; ",
    ),
    *("book ac repair tomorrow 5pm at 560034.\n", "want ", "! ", "( ", "https://a.b/c ", "😀"),
]


def calls_for(chat: Chat, text: str) -> int:
    """How many functions are called to answer a text."""
    chat.write(text)
    return calls_of(chat.answer)


def calls_of(work: Callable[[], object]) -> int:
    calls = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_letters_cost_a_few_times_as_much(
    sqlite_shop: Database, mind: Mind, piece: str
) -> None:
    for text in ("hello", piece):  # what is loaded once is loaded
        Chat(sqlite_shop, mind).ask(text)
    short, long = (
        calls_for(Chat(sqlite_shop, mind), (piece * length)[:length]) for length in (SHORT, LONG)
    )
    assert long < MOST * short


@pytest.mark.parametrize("piece", ["1", "1,", "na "])
def test_an_answer_that_goes_round_in_circles_is_scored_all_the_same(piece: str) -> None:
    """A model that repeats itself holds up no log."""
    price = Evidence("rate_cards#1", {"service": "AC Repair", "price": 99})
    short, long = (
        Exchange("How much is it?", (price,), (piece * length)[:length]) for length in (SHORT, LONG)
    )
    score_closely(short, Judges())
    few, many = (calls_of(partial(score_closely, one, Judges())) for one in (short, long))
    assert many < MOST * few


TEXTS = st.lists(
    st.sampled_from(["order", "no.", "HX-402", "बिल", "nahi", "₹500", "1,200", ",", "?", " ", "  "])
).map("".join)


@given(TEXTS, st.integers(0, 100), st.integers(1, 3))
def test_the_words_before_a_place_are_those_of_the_text_that_ends_there(
    text: str, number: int, most: int
) -> None:
    places = [0, *(token.start for token in tokenize(text)), len(text)]
    at = places[number % len(places)]
    assert words_before(text, at, most) == words_of(text[:at])[-most:]
