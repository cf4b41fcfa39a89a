"""Twins by their writers: who wrote which, so that a writer can be left out as a whole."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.model import METRICS, Exchange, Language, Metric
from evals.rows import Row, read_jsonl

TWINS = Path(__file__).parent.parent / "data" / "twins"
"""Those in folders below are held out for good and never read here."""
READ = Path(__file__).with_name("answered.npz")
"""What cross-encoders of answers that had not read its writer made of each twin: its
`answered_features` by file, in order (`train_answered`)."""
_BY_LANGUAGE = frozenset(("c",))
"""Files of which each language is another writer's."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer that its writer labelled by all three metrics."""

    file: str
    place: int
    """Among those of its file."""
    writer: str
    language: Language
    exchange: Exchange
    bad: dict[Metric, bool]


def labelled_twins(folder: Path) -> Iterator[Labelled]:
    """All of a folder that are labelled so, file by file. `RowError` on a line that is none."""
    for path in sorted(folder.glob("*.jsonl")):
        place = 0
        for row in read_jsonl(path, Row):
            labels = (row.grounded, row.faithful, row.relevant)
            known = [label for label in labels if label is not None]
            if len(known) < len(METRICS):
                continue
            writer = f"{path.stem} {row.language}" if path.stem in _BY_LANGUAGE else path.stem
            bad = {metric: label < 0.5 for metric, label in zip(METRICS, known, strict=True)}
            yield Labelled(path.stem, place, writer, row.language, row.exchange(), bad)
            place += 1


def halves_of(writers: Iterable[str]) -> dict[str, int]:
    """Half of the writers, 0, and the other half, 1; the same for the same writers."""
    names = sorted(set(writers))
    random.Random(7).shuffle(names)
    return {name: at % 2 for at, name in enumerate(names)}
