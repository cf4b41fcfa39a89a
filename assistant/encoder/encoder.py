"""Turns a text of any of our languages into a vector in which like meanings lie near each other.

The vectors are those of multilingual-e5-small (Wang et al., "Multilingual E5 Text Embeddings",
2024), of which this package holds the part that our languages need. It knows nothing of intents or
answers, and runs on one thread.
"""

import json
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.pieces import Pieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

GRAPH = Path(__file__).with_name("encoder.onnx")
VOCABULARY = Path(__file__).with_name("vocabulary.npz")
WIDTH = 384
BLOCK = 32
LONGEST = 64
"""Pieces of a text that are read; about forty words."""
_PREFIX = "query: "
"""The model was trained with it; likeness of two texts is symmetric when both have it."""

Floats = NDArray[np.float32]


class EncoderError(ValueError):
    """The files are no encoder that this code can read."""


class Encoder:
    """A vocabulary with embeddings, and the layers above them. Safe to share between threads."""

    def __init__(self, pieces: Pieces, table: "Table", session: "InferenceSession") -> None:
        self._pieces = pieces
        self._table = table
        self._session = session

    def encode(self, text: str) -> Floats:
        """The vector of a text, shape (WIDTH,), of length 1."""
        numbers = self._pieces.cut(_PREFIX + text, LONGEST)
        (vector,) = self._session.run(None, {"pieces": self._table.rows(numbers)})
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


class Table:
    """The embeddings, four bits a value as they came, and those of the positions."""

    def __init__(self, packed: NDArray[np.uint8], scales: NDArray[np.float16], places: Floats):
        self._packed = packed
        self._scales = scales
        self._places = places

    def rows(self, numbers: list[int]) -> Floats:
        """What the first layer gets: shape (pieces, WIDTH)."""
        packed = self._packed[numbers]
        nibbles = np.stack([packed & 15, packed >> 4], axis=-1).reshape(len(numbers), WIDTH)
        scales = self._scales[numbers].astype(np.float32).repeat(BLOCK, axis=1)
        return (nibbles.astype(np.float32) - 8) * scales + self._places[: len(numbers)]


def load(graph: Path, vocabulary: Path) -> Encoder:
    """The encoder of two files. `EncoderError` when they are none."""
    import onnxruntime  # noqa: PLC0415 - heavy, and not wanted where nobody encodes
    from onnxruntime.capi.onnxruntime_pybind11_state import (  # noqa: PLC0415
        Fail,
        InvalidArgument,
        InvalidGraph,
        InvalidProtobuf,
    )

    broken = (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        with np.load(BytesIO(vocabulary.read_bytes()), allow_pickle=False) as arrays:
            pieces = Pieces(json.loads(arrays["pieces"].tobytes().decode()), arrays["scores"])
            table = Table(arrays["packed"], arrays["scales"], arrays["places"])
        session = onnxruntime.InferenceSession(
            graph.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except (OSError, ValueError, KeyError, BadZipFile, *broken) as error:
        raise EncoderError(f"{graph} and {vocabulary} are no encoder: {error}") from error
    return Encoder(pieces, table, session)


@cache
def shipped() -> Encoder:
    """The encoder that comes with the package."""
    return load(GRAPH, VOCABULARY)
