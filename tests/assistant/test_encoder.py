"""The encoder's parts: pieces, embeddings, and the graph that has learnt our intents."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.pieces import END, START, Pieces
from assistant.encoder.session import GraphError
from assistant.encoder.table import VocabularyError
from assistant.encoder.table import load as load_table
from assistant.encoder.table import shipped as shipped_table
from assistant.model import INTENTS
from assistant.router.encoder import load, pieces_of, shipped, wording


def test_a_word_is_cut_into_its_likeliest_pieces() -> None:
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "\u2581re", "pair", "r", "e", "p"]
    scores = [0.0, 0.0, 0.0, 0.0, -3.0, -2.0, -2.0, -4.0, -4.0, -4.0]
    assert Pieces(vocabulary, scores).cut("repair", 10) == [START, 5, 6, END]
    assert Pieces(vocabulary, scores).cut("rep?", 10) == [START, 5, 9, 3, END]


@given(st.text(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_text_is_cut_to_what_the_encoder_takes(text: str) -> None:
    table = shipped_table()
    numbers = pieces_of(table, text)
    assert (numbers[0], numbers[-1]) == (START, END)
    assert table.sums(numbers).shape == (len(numbers), table.places.shape[1])


def test_masks_are_said_in_words_that_the_encoder_knows() -> None:
    assert wording("price of _svc_ in _pin_") == "price of service in pincode"


def test_it_thinks_of_every_intent_and_its_vector_is_the_same_twice() -> None:
    vector, said = shipped().encode("_svc_ ka rate kya hai")
    again, _ = shipped().encode("_svc_ ka rate kya hai")
    assert np.array_equal(vector, again)
    assert said.shape == (len(INTENTS),)
    assert np.exp(said).sum() == pytest.approx(1.0)
    assert sorted(INTENTS)[int(said.argmax())] == "price_quote"


@pytest.mark.parametrize("content", [b"", b"no graph", b"\x08\x09"])
def test_files_that_hold_no_encoder_are_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.file"
    path.write_bytes(content)
    with pytest.raises(GraphError, match=r"some\.file"):
        load(path, shipped_table())
    with pytest.raises(VocabularyError, match=r"some\.file"):
        load_table(path)
