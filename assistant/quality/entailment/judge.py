"""A trained cross-encoder as the product runs it: what one text makes of another.

Its weights ship as an eight-bit graph (see CARD.md beside it) over the shared vocabulary. Which
there are, and what each is asked, say `judges` and `answered`.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.arrays import load_arrays
from assistant.encoder.pieces import END, Pieces
from assistant.encoder.session import open_graph
from assistant.encoder.table import Floats, Table
from assistant.encoder.table import load as load_table
from assistant.model import Exchange
from assistant.quality.entailment.premises import claims_of, premise_of, texts_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

LONGEST = 120
"""Pieces of a claim and its premise together."""
CLAIM = 40
"""Pieces of the claim that are read."""
_REMEMBERED = 4096
_DIGITS = 3
"""Of logits; what lies beyond differs between processors."""

Logits = tuple[float, float, float]
"""Entailed, neutral, contradicted."""


class JudgeError(ValueError):
    """The files are no cross-encoder that this code can read, or nothing here can run it."""


def encode(
    pieces: Pieces, claim: str, premise: str, longest: int = LONGEST
) -> tuple[list[int], list[int]]:
    """Numbers and marks: <s> claim </s> </s> premise </s>; a mark is 2 on the premise's side, plus
    1 where the piece stands on both."""
    said = pieces.cut(claim, CLAIM)
    held = [END, *pieces.cut(premise, longest - len(said))[1:]]
    both = set(said[1:-1]) & set(held[1:-1])
    marks = [int(one in both) for one in said] + [2 + (one in both) for one in held]
    return [*said, *held], marks


class Judge:
    """Embeddings and the layers above them. Safe to share between threads."""

    def __init__(self, table: Table, marks: Floats, session: "InferenceSession") -> None:
        self._table = table
        self._marks = marks
        self._session = session
        self._known: dict[tuple[str, str], Logits] = {}

    def logits(self, exchange: Exchange) -> list[tuple[str, Logits]]:
        """Each claim of an answer with what the evidence makes of it, in order; empty where there
        is nothing to hold against each other."""
        texts = texts_of(exchange.evidence)
        if not texts:
            return []
        claims = claims_of(exchange.answer)
        return [(claim, self.read(claim, premise_of(claim, texts))) for claim in claims]

    def read(self, claim: str, premise: str) -> Logits:
        """The logits of one pair; the same pair is read once."""
        known = self._known.get((claim, premise))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[claim, premise] = self._read(claim, premise)
        return known

    def _read(self, claim: str, premise: str) -> Logits:
        numbers, marks = encode(self._table.pieces, claim, premise)
        sums = self._table.sums(numbers) + self._marks[marks]
        (found,) = self._session.run(None, {"sums": sums})
        entailed, neutral, contradicted = (round(float(one), _DIGITS) for one in found[0])
        return entailed, neutral, contradicted


def load(graph: Path, marks: Path, vocabulary: Path) -> Judge:
    """The judge of its files. `JudgeError` when they are none, or nothing here computes graphs."""
    try:
        held: Floats = load_arrays(marks)["marks"].astype(np.float32)
        table, session = load_table(vocabulary), open_graph(graph)
    except (ValueError, KeyError) as error:
        raise JudgeError(f"{graph} is no cross-encoder: {error}") from error
    return Judge(table, held, session)
