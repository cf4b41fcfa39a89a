"""`python -m evals.entailment.kept_back`: how well the reader that ships tells false sentences from
true ones on frames of writers that it has not learnt from, all in all and by kinds of faults. It is
told no question.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.quality.entailment.judges import shipped
from assistant.quality.entailment.reader import Reader
from assistant.quality.stack.sentences import doubt_of
from evals.entailment.frames import CLAIMS, TO_READ, TURNED, Frame, read_frames
from evals.entailment.pages import KEPT_BACK
from evals.rows import RowError
from evals.statistics import auroc

_ALL = "to be read"


@dataclass(slots=True)
class Doubted:
    """How much true sentences and their false twins are doubted."""

    true: list[float] = field(default_factory=list)
    false: list[float] = field(default_factory=list)

    def told(self) -> str:
        is_false = [False] * len(self.true) + [True] * len(self.false)
        value, many = auroc(is_false, [*self.true, *self.false]), len(self.true)
        above = sum(one < other for one, other in zip(self.true, self.false, strict=True)) / many
        return f"AUROC {value or 0:.3f}, the false twin doubted more in {above:.1%} of {many}"


def doubted(frames: Iterable[Frame], reader: Reader) -> dict[str, Doubted]:
    """By kind of fault, and of all that must be read; beside turned evidence, too."""
    found: dict[str, Doubted] = defaultdict(Doubted)
    for held, claims in (version for frame in frames for version in frame.versions()):
        said = [text for claim in claims for text in (claim.true, claim.false)]
        doubts = [doubt_of(read) for read in reader.read("", held, said)]
        for claim, true, false in zip(claims, doubts[::2], doubts[1::2], strict=True):
            for name in (claim.kind, _ALL) if claim.kind in TO_READ else (claim.kind,):
                found[name].true.append(true)
                found[name].false.append(false)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.entailment.kept_back", description=__doc__
    )
    parser.add_argument("--frames", type=Path, nargs="+", default=[CLAIMS, TURNED],
                        help="folders of frames (.jsonl)")  # fmt: skip
    chosen = parser.parse_args(arguments)
    reader = shipped().sentences
    if reader is None:
        sys.stderr.write("evals.entailment.kept_back: the reader cannot run\n")
        return 2
    try:
        for folder in chosen.frames:
            frames = [frame for writer, frame in read_frames(folder) if writer in KEPT_BACK]
            sys.stdout.write(f"{folder}: {len(frames)} frames\n")
            for name, one in sorted(doubted(frames, reader).items()):
                sys.stdout.write(f"  {name:12}{one.told()}\n")
    except RowError as error:
        sys.stderr.write(f"evals.entailment.kept_back: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
