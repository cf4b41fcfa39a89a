"""Rendering: whatever the reply, the platform's limits hold, nothing is lost, no letter is cut."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.whatsapp.rendering import render, shorten, shows_numbers, size, split

LETTERS = st.sampled_from(
    [*"aZ 1.,\n", "। ", "एसी", "क्षि", "र्मि", "👨‍👩‍👧", "👍🏽", "🇮🇳", "é", "ẹ́", "₹", "\u200d", "ज़"]
)
TEXTS = st.lists(LETTERS, max_size=400).map("".join) | st.text(max_size=3000)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.integers(1, 60))
TITLES = st.text(min_size=1, max_size=90) | LONG.map(lambda text: text[:90]).filter(bool)
CHOICES = st.lists(st.tuples(st.text(min_size=1, max_size=300), TITLES), max_size=15)
CLUSTERS = ["क्षि", "👨‍👩‍👧", "👍🏽", "🇮🇳", "ẹ́", "र्मि"]


def check(body: dict[str, Any]) -> None:
    if body["type"] == "text":
        assert 1 <= size(body["text"]["body"]) <= 4096
        return
    inner = body["interactive"]
    words = inner["body"]["text"]
    if inner["type"] == "button":
        replies = [one["reply"] for one in inner["action"]["buttons"]]
        assert 1 <= size(words) <= 1024
        assert 1 <= len(replies) <= 3
        assert all(1 <= size(reply["title"]) <= 20 for reply in replies)
        assert len({reply["title"] for reply in replies}) == len(replies)
        assert all(1 <= size(reply["id"]) <= 256 for reply in replies)
        return
    rows = [row for section in inner["action"]["sections"] for row in section["rows"]]
    assert 1 <= size(words) <= 4096
    assert 1 <= len(rows) <= 10
    assert 1 <= size(inner["action"]["button"]) <= 20
    for row in rows:
        assert 1 <= size(row["title"]) <= 24
        assert 1 <= size(row["id"]) <= 200
        assert size(row.get("description", "")) <= 72


@settings(max_examples=60)
@given(LONG, CHOICES, st.sampled_from(["en", "hinglish", "hi", None]))
def test_every_rendering_is_within_the_platforms_limits(
    text: str, choices: list[tuple[str, str]], language: str | None
) -> None:
    for body in render(text, choices, language):
        check(body)


@given(LONG, st.integers(40, 400))
def test_splitting_loses_nothing_but_space_at_the_seams(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(size(piece) <= most for piece in pieces)
    if text.strip():
        assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(CLUSTERS), min_size=1, max_size=300), st.integers(20, 60))
def test_no_letter_is_cut_in_two(clusters: list[str], most: int) -> None:
    for piece in split("".join(clusters), most):
        rest = piece
        while rest:
            whole = next((one for one in CLUSTERS if rest.startswith(one)), None)
            assert whole is not None, rest
            rest = rest.removeprefix(whole)
    assert shorten("".join(clusters), most).removesuffix("…") in "".join(clusters)


def test_a_text_breaks_where_a_reader_would_break_it() -> None:
    assert split("one two\n\nthree four five", 16) == ["one two", "three four five"]
    assert split("First. Second sentence", 16) == ["First. Second", "sentence"]
    assert split("पहला वाक्य। दूसरा वाक्य", 14) == ["पहला वाक्य।", "दूसरा वाक्य"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def options(count: int, title: str = "Option") -> tuple[tuple[str, str], ...]:
    return tuple((f"value:{n}", f"{title} {n}") for n in range(count))


@pytest.mark.parametrize(
    ("text", "choices", "kinds"),
    [
        ("Hi", (), ["text"]),
        ("Hi", options(1), ["button"]),
        ("Hi", options(3), ["button"]),
        ("Hi", options(4), ["list"]),
        ("Hi", options(10), ["list"]),
        ("Hi", options(11), ["text"]),
        ("Hi", options(2, "A title beyond twenty"), ["list"]),
        ("Hi", options(2, "t" * 80), ["text"]),
        ("Hi", (("a", "Same"), ("b", "Same")), ["text"]),
        ("Hi", (("v" * 201, "One"), ("w", "Two")), ["button"]),
        ("Hi", (("v" * 257, "One"), ("w", "Two")), ["text"]),
        ("x" * 1025, options(2), ["list"]),
        ("word " * 1000, options(2), ["text", "button"]),
    ],
)
def test_choices_become_buttons_a_list_or_numbers(
    text: str, choices: tuple[tuple[str, str], ...], kinds: list[str]
) -> None:
    bodies = render(text, choices, "en")
    assert [body.get("interactive", body)["type"] for body in bodies] == kinds
    assert shows_numbers(text, choices) == (len(choices) > 0 and kinds[-1] == "text")


def test_numbers_count_from_one_and_a_long_title_is_shown_in_full_below_its_beginning() -> None:
    (body,) = render("Which one?", options(12), "en")
    assert body["text"]["body"].startswith("Which one?\n\n1. Option 0\n2. Option 1\n")
    (listed,) = render("Which?", (("a", "The first of two long titles"), ("b", "Short")), "hi")
    first, second = listed["interactive"]["action"]["sections"][0]["rows"]
    assert first["description"] == "The first of two long titles"
    assert first["title"].endswith("…")
    assert "description" not in second
    assert listed["interactive"]["action"]["button"] == "चुनें"
