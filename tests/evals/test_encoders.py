"""Encoders of foreign texts: word pieces, vectors, and how the English one is read and rounded."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.table import Embeddings
from evals.encoders import english
from evals.encoders.joined import encode
from evals.encoders.minilm import four_bits, main, read_tensors
from evals.encoders.wordpiece import WordPieces, words

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
VOCABULARY = ["[UNK]", "[CLS]", "[SEP]", "re", "repair", "##pair", "##pa", "?", "\u20b9", "नल"]
VOCABULARY += [*LETTERS, *(f"##{letter}" for letter in LETTERS)]
ANY_NUMBER = 1_000_000


def cut(text: str, longest: int = ANY_NUMBER) -> list[str]:
    return [VOCABULARY[number] for number in WordPieces(VOCABULARY).cut(text, longest)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("repair", ["repair"]),
        ("repairs", ["repair", "##s"]),
        ("Repaint", ["re", "##pa", "##i", "##n", "##t"]),
        ("r\u00e9 pair?", ["re", "p", "##a", "##i", "##r", "?"]),
        ("re!re", ["re", "[UNK]", "re"]),
        ("\u20b9 5", ["\u20b9", "5"]),
        ("नल", ["नल"]),
        ("re\u200bpair\u00a0re\x00", ["repair", "re"]),
        ("re中pair", ["re", "[UNK]", "p", "##a", "##i", "##r"]),
        ("a" * 101, ["[UNK]"]),
        ("", []),
    ],
)
def test_the_longest_piece_comes_first(text: str, pieces: list[str]) -> None:
    assert cut(text) == ["[CLS]", *pieces, "[SEP]"]


@given(st.text(max_size=60) | st.text(LETTERS + " ?.", max_size=60))
@settings(max_examples=200, deadline=None)
def test_pieces_joined_are_the_word_unless_it_is_unknown(text: str) -> None:
    for word in words(text):
        pieces = cut(word)[1:-1]
        assert pieces == ["[UNK]"] or "".join(pieces).replace("##", "") == word
        assert all(piece.startswith("##") for piece in pieces[1:])
        assert pieces != ["[UNK]"] or not set(word) <= set(LETTERS) or len(word) > 100


@given(st.text(max_size=200), st.integers(2, 40))
@settings(max_examples=200, deadline=None)
def test_any_text_is_cut_to_what_is_asked_for(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert (pieces[0], pieces[-1]) == ("[CLS]", "[SEP]")
    assert len(pieces) <= longest
    assert pieces[:-1] == cut(text)[: len(pieces) - 1]


@given(st.text(max_size=300))
@settings(max_examples=30, deadline=None)
def test_any_text_has_a_vector_and_the_same_twice(text: str) -> None:
    vector = english.shipped().encode(text)
    assert np.array_equal(vector, english.shipped().encode(text))
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_like_meanings_have_like_vectors() -> None:
    vectors = [
        english.shipped().encode(text)
        for text in ("I forgot the PIN of my card", "how do I reset my pin?", "it rains today")
    ]
    assert vectors[0] @ vectors[1] > 0.5
    assert vectors[0] @ vectors[2] < 0.2


def test_the_joined_vector_has_both_halves() -> None:
    vector = encode("how do I reset my pin?")
    half = len(vector) // 2
    assert np.array_equal(vector[half:], english.shipped().encode("how do I reset my pin?"))
    assert [np.linalg.norm(part) for part in (vector[:half], vector[half:])] == pytest.approx(
        [1, 1]
    )


def test_rounded_embeddings_are_near_what_they_were() -> None:
    exact = np.random.default_rng(7).normal(size=(50, 64)).astype(np.float32)
    exact[3, :32] = 0.0
    nibbles, scales = four_bits(exact)
    packed = (nibbles[:, 0::2] | (nibbles[:, 1::2] << 4)).astype(np.uint8)
    held = Embeddings(packed, scales, np.zeros((50, 64), np.float32)).sums(list(range(50)))
    cosines = (held * exact).sum(axis=1) / np.linalg.norm(held, axis=1)
    assert (cosines / np.linalg.norm(exact, axis=1)).min() > 0.99
    assert not held[3, :32].any()


def test_tensors_are_read_by_name(tmp_path: Path) -> None:
    about = json.dumps(
        {
            "__metadata__": {"format": "pt"},
            "first": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
            "numbers": {"dtype": "I64", "shape": [1], "data_offsets": [8, 16]},
            "second": {"dtype": "F32", "shape": [1, 2], "data_offsets": [16, 24]},
        }
    ).encode()
    values = np.array([1, 2, 0, 0, 3, 4], np.float32).tobytes()
    path = tmp_path / "model.safetensors"
    path.write_bytes(struct.pack("<Q", len(about)) + about + values)
    found = read_tensors(path)
    assert {name: tensor.tolist() for name, tensor in found.items()} == {
        "first": [1.0, 2.0],
        "second": [[3.0, 4.0]],
    }


@pytest.mark.parametrize("content", [b"", b"no tensors", struct.pack("<Q", 2) + b"{}"])
def test_a_folder_without_the_model_is_named(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--weights", str(tmp_path / "nothing")]) == 2
    (tmp_path / "model.safetensors").write_bytes(content)
    (tmp_path / "vocab.txt").write_text("[UNK]\n", encoding="utf-8")
    assert main(["--weights", str(tmp_path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(" holds no ")[0] for line in said] == [
        str(tmp_path / "nothing"),
        str(tmp_path),
    ]
