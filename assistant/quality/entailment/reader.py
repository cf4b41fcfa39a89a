"""The trained reader: does evidence bear out a sentence, is a fact of it wrong, or does it claim
what evidence denies or does not say?

It reads question and evidence once, and all sentences beside them in one pass: each sentence sees
them and itself, they see no sentence. It says, too, which piece of a sentence is the worst. Like
the cross-encoders it reckons in whole numbers, and rounds what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays
from assistant.encoder.session import open_graph
from assistant.encoder.table import Table
from assistant.encoder.table import load as load_table
from assistant.model import Evidence
from assistant.quality.entailment.judge import JudgeError
from assistant.quality.entailment.page import BESIDE, SAID, Page, lay_out

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FINE, WRONG, UNBORNE = 0, 1, 2
"""What a sentence, and a piece of it, may be: borne out; a wrong fact; denied or never said."""
UNSEEN = -1e4
"""What is added to the weight of a piece that another does not see."""
_INPUTS = frozenset(("sums", "unseen"))
HEAD = (
    "marks", "dense.weight", "dense.bias", "out.weight", "out.bias", "piece.weight", "piece.bias",
)  # fmt: skip
"""What is kept beside the graph."""
_DIGITS = 3

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Read:
    """What the reader makes of a sentence: the logits of `FINE`, `WRONG` and `UNBORNE`; and of its
    pieces how far the worst is from being fine, as a wrong fact and as never said, and how far any
    is."""

    logits: tuple[float, float, float]
    worst: tuple[float, float]
    any: tuple[float, float]


class Reader:
    """Embeddings, the layers above them and the head. Safe to share between threads."""

    def __init__(self, table: Table, head: dict[str, Floats], session: "InferenceSession") -> None:
        self._table = table
        self._head = head
        self._session = session

    def read(
        self, question: str, evidence: Sequence[Evidence], sentences: Sequence[str],
        longest: int = SAID,
    ) -> tuple[Read, ...]:  # fmt: skip
        """What it makes of each sentence, in order, or of whole answers, which may be longer."""
        if not sentences:
            return ()
        page = lay_out(self._table.pieces, question, evidence, sentences, longest)
        inputs = {"sums": self._sums(page), "unseen": unseen(sides(page))}
        (state,) = self._session.run(None, inputs)
        found, start = [], len(page.held)
        for numbers in page.said:
            found.append(self._judge(state[start : start + len(numbers)]))
            start += len(numbers)
        return tuple(found)

    def _sums(self, page: Page) -> Floats:
        """Embeddings, places and marks of all pieces, shape (pieces, width)."""
        marks = self._head["marks"]
        beside = (BESIDE,) * len(page.held)
        parts = zip((page.held, *page.said), (beside, *page.marks), strict=True)
        return np.concatenate([
            self._table.sums(list(numbers)) + marks[list(of)]
            for numbers, of in parts
        ])  # fmt: skip

    def _judge(self, state: Floats) -> Read:
        """Of one sentence, from the state of its pieces, shape (pieces, width)."""
        pooled = np.concatenate([state[0], state.mean(axis=0), state.max(axis=0)])
        logits = self._full(np.tanh(self._full(pooled, "dense")), "out")
        by_piece = self._full(state[1:], "piece")
        margins = by_piece[:, WRONG:] - by_piece[:, :WRONG]
        any_of = np.logaddexp.reduce(margins.astype(np.float64), axis=0)
        fine, wrong, unborne = _rounded(logits)
        worst_wrong, worst_unborne = _rounded(margins.max(axis=0))
        any_wrong, any_unborne = _rounded(any_of)
        return Read((fine, wrong, unborne), (worst_wrong, worst_unborne), (any_wrong, any_unborne))

    def _full(self, state: Floats, name: str) -> Floats:
        found: Floats = state @ self._head[f"{name}.weight"].T + self._head[f"{name}.bias"]
        return found


def sides(page: Page) -> Integers:
    """Of every piece whether it is question or evidence, 0, or of which sentence, from 1."""
    texts = (page.held, *page.said)
    return np.repeat(np.arange(len(texts)), [len(numbers) for numbers in texts])


def unseen(side: Integers) -> Floats:
    """What a piece (row) does not see of the others (columns): other sentences; question and
    evidence see no sentence."""
    seen = (side[None, :] == 0) | (side[:, None] == side[None, :])
    return np.where(seen, 0.0, UNSEEN).astype(np.float32)


def _rounded(values: NDArray[np.floating]) -> list[float]:
    return [round(float(value), _DIGITS) for value in values]


def read_head(path: Path) -> dict[str, Floats]:
    """What is computed beside the graph, by name. `ValueError` or `KeyError` when it is none."""
    arrays = load_arrays(path)
    return {name: arrays[name].astype(np.float32) for name in HEAD}


def load(graph: Path, head: Path, vocabulary: Path) -> Reader:
    """The reader of its files. `JudgeError` when they are none, or nothing here computes graphs."""
    try:
        session = open_graph(graph)
        if {one.name for one in session.get_inputs()} != _INPUTS:
            raise JudgeError("it takes other inputs")
        return Reader(load_table(vocabulary), read_head(head), session)
    except (ValueError, KeyError) as error:
        raise JudgeError(f"{graph} is no reader: {error}") from error
