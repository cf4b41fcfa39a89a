"""The encoder lays like meanings near each other, in all three languages, and takes any text."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.encoder import GRAPH, VOCABULARY, WIDTH, EncoderError, load, shipped
from assistant.encoder.pieces import END, START, UNKNOWN, Pieces


def likeness(left: str, right: str) -> float:
    return float(shipped().encode(left) @ shipped().encode(right))


@pytest.mark.parametrize(
    ("text", "same", "other"),
    [
        ("my AC is not cooling", "the air conditioner blows warm air", "send me the GST bill"),
        ("where is my refund", "मेरा रिफंड कब आएगा", "मुझे सोफा साफ कराना है"),
        ("मेरी बुकिंग रद्द कर दो", "please cancel my booking", "what do you charge for painting"),
    ],
)
def test_like_meanings_lie_nearer_than_others(text: str, same: str, other: str) -> None:
    assert likeness(text, same) > likeness(text, other)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_text_has_a_vector_of_length_one(text: str) -> None:
    vector = shipped().encode(text)
    assert vector.shape == (WIDTH,)
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


def test_a_long_text_and_a_long_word_are_cut() -> None:
    for text in ("please come tomorrow " * 500, "a" * 5000):
        assert shipped().encode(text).shape == (WIDTH,)


def test_a_word_is_cut_into_its_likeliest_pieces() -> None:
    names = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁boo", "king", "▁book", "ing", "k"]
    scores = [0, 0, 0, 0, -5, -6, -6, -4, -3, -9]
    pieces = Pieces(names, scores)
    assert pieces.cut("booking", 9) == [START, 7, 8, END]
    assert pieces.cut("bookingx", 9) == [START, 7, 8, UNKNOWN, END]
    assert pieces.cut("booking booking", 4) == [START, 7, 8, END]


def test_files_that_are_no_encoder_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"no")
    for graph, vocabulary in ((GRAPH, broken), (broken, VOCABULARY), (tmp_path / "x", VOCABULARY)):
        with pytest.raises(EncoderError, match="no encoder"):
            load(graph, vocabulary)
