"""The cross-encoders that come with the package: whether evidence entails a claim, and whether an
answer takes up what was asked.

They are loaded at the first use. Where the runtime or a file is missing that one is None, and
callers do without.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.quality.entailment.judge import Judge, JudgeError, load


@dataclass(frozen=True, slots=True)
class Files:
    """Where a cross-encoder is kept, and its version."""

    graph: Path
    marks: Path
    version: str


_HERE = Path(__file__).parent
CLAIMS = Files(_HERE / "entailment.onnx", _HERE / "marks.npz", "entailment-3")
ANSWERS = Files(_HERE / "answered.onnx", _HERE / "answered_marks.npz", "answered-1")


@dataclass(frozen=True, slots=True)
class Judges:
    """Those that are there."""

    claims: Judge | None = None
    answers: Judge | None = None


@cache
def shipped() -> Judges:
    """Those that come with the package and can run."""
    return Judges(_loaded(CLAIMS), _loaded(ANSWERS))


def _loaded(files: Files) -> Judge | None:
    try:
        return load(files.graph, files.marks, VOCABULARY)
    except JudgeError:
        return None
