"""The encoder that has learnt our intents: a masked text in, a vector and log-probabilities out.

Heavy, so it is loaded when first asked and asked only about messages that the linear views leave
open. It knows neither slots nor languages.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.session import open_graph
from assistant.encoder.table import Table
from assistant.encoder.table import shipped as shipped_table

GRAPH = Path(__file__).with_name("encoder.onnx")
LEFT_OUT = Path(__file__).with_name("left_out.npz")
"""What a network that had not heard them said of some voices; for calibration."""
LONGEST = 40
"""Pieces of a message that are read."""

_MASK = re.compile(r"_([a-z]+)_")
_SPOKEN = {
    "svc": "service",
    "category": "service",
    "booking": "booking number",
    "complaint": "complaint number",
    "pin": "pincode",
    "date": "day",
    "part": "time of day",
    "amount": "rupees",
    "num": "number",
    "mobile": "mobile number",
}

Floats = NDArray[np.float32]


def wording(masked: str) -> str:
    """A masked text in words that the encoder knows: "_pin_" becomes "pincode"."""
    return _MASK.sub(lambda mask: _SPOKEN.get(mask[1], mask[1]), masked)


def pieces_of(table: Table, text: str) -> list[int]:
    """The numbers of the pieces of a text as `wording` gives it."""
    return table.pieces.cut(text, LONGEST)


@dataclass(frozen=True, slots=True)
class Encoder:
    """A graph and the pieces that it reads."""

    table: Table
    session: Any

    def encode(self, masked: str) -> tuple[Floats, NDArray[np.float64]]:
        """The vector of a text, shape (width,), and log-probabilities of the intents in the order
        of their names."""
        sums = self.table.sums(pieces_of(self.table, wording(masked)))
        vector, logits = self.session.run(None, {"sums": sums})
        shifted = np.asarray(logits, dtype=np.float64) - float(logits.max())
        return vector, shifted - np.log(np.exp(shifted).sum())


def load(graph: Path, table: Table) -> Encoder:
    """The encoder of a file. `GraphError` when it is none."""
    return Encoder(table, open_graph(graph))


@cache
def shipped() -> Encoder:
    """The encoder that comes with the package."""
    return load(GRAPH, shipped_table())


def ask_shipped(masked: str) -> NDArray[np.float64]:
    """What the shipped encoder thinks of a masked text: log-probabilities of the intents."""
    return shipped().encode(masked)[1]
