"""Twins by their writers: who wrote which, so that a writer can be left out as a whole, and what
networks that had not read a writer made of each."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.arrays import load_arrays, save_arrays
from assistant.model import METRICS, Exchange, Language, Metric
from evals.rows import Row, read_jsonl

TWINS = Path(__file__).parent.parent / "data" / "twins"
"""Those in folders below are held out for good and never read here."""
TURNED_TWINS = TWINS.parent / "turned_twins"
"""Those whose evidence stands in two versions: to learn reading from, no picture of what people
get wrong."""
ANSWERED = Path(__file__).with_name("answered.npz")
"""What cross-encoders of answers that had not read its writer made of each twin: its
`answered_features` by file, in order (`train_answered`)."""
READ = Path(__file__).with_name("read.npz")
"""Likewise what readers made of its sentences: its `read_features` (`tune_reader`)."""
WHOLE = Path(__file__).with_name("whole.npz")
"""And what readers made of whole answers: its `WHOLE_NAMES` (`train_whole`)."""
_NAMES, _DIGITS = "names", 3
"""Where the names of what is said stand, and the digits of it that are kept."""
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


def keep(twins: Sequence[Labelled], said: Sequence[Mapping[str, float]], path: Path) -> None:
    """Writes what is said of these twins beside what the file says of others; alone where that is
    called otherwise."""
    names = list(said[0])
    held = {name: np.array(of) for name, of in load_arrays(path).items()} if path.exists() else {}
    if held.get(_NAMES, np.array([])).tolist() != names:
        held = {_NAMES: np.array(names)}
    for twin, mine in zip(twins, said, strict=True):
        rows = held.get(twin.file, np.zeros((0, len(names)), np.float32))
        missing = twin.place + 1 - len(rows)
        if missing > 0:
            rows = np.vstack([rows, np.full((missing, len(names)), np.nan, np.float32)])
        rows[twin.place] = np.round(list(mine.values()), _DIGITS)
        held[twin.file] = rows
    save_arrays(held, path)


def said_of(twins: Sequence[Labelled], path: Path, names: Sequence[str]) -> list[dict[str, float]]:
    """What the file says of each under these names, in order. `ValueError` where it says nothing of
    one, or something else."""
    held = load_arrays(path)
    nothing = np.zeros((0, 0))
    if held.get(_NAMES, nothing).tolist() != list(names):
        raise ValueError(f"{path} does not say {', '.join(names)}")
    found = []
    for twin in twins:
        mine = held.get(twin.file, nothing)[twin.place : twin.place + 1].tolist()
        if not mine or np.isnan(mine).any():
            raise ValueError(f"{path} says nothing of {twin.file}, answer {twin.place + 1}")
        found.append(dict(zip(names, mine[0], strict=True)))
    return found
