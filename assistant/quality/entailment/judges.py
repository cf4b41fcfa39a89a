"""The networks that come with the package: whether evidence entails a claim, whether an answer
takes up what was asked, by itself and beside evidence, and whether that bears out its sentences.

They are loaded at the first use. Where the runtime or a file is missing that one is None, and
callers do without.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.quality.entailment.judge import Judge, JudgeError, load
from assistant.quality.entailment.reader import Reader
from assistant.quality.entailment.reader import load as load_reader

Network = TypeVar("Network")


@dataclass(frozen=True, slots=True)
class Files:
    """Where a network is kept, in a graph and what is computed beside it, and its version."""

    graph: Path
    beside: Path
    version: str


_HERE = Path(__file__).parent
CLAIMS = Files(_HERE / "entailment.onnx", _HERE / "marks.npz", "entailment-3")
ANSWERS = Files(_HERE / "answered.onnx", _HERE / "answered_marks.npz", "answered-1")
SENTENCES = Files(_HERE / "reader.onnx", _HERE / "reader_head.npz", "reader-4")
WHOLE = Files(_HERE / "whole.onnx", _HERE / "whole_head.npz", "whole-1")


@dataclass(frozen=True, slots=True)
class Judges:
    """Those that are there."""

    claims: Judge | None = None
    answers: Judge | None = None
    sentences: Reader | None = None
    whole: Reader | None = None


@cache
def shipped() -> Judges:
    """Those that come with the package and can run."""
    return Judges(
        _loaded(load, CLAIMS), _loaded(load, ANSWERS),
        _loaded(load_reader, SENTENCES), _loaded(load_reader, WHOLE),
    )  # fmt: skip


def _loaded(load_one: Callable[[Path, Path, Path], Network], files: Files) -> Network | None:
    try:
        return load_one(files.graph, files.beside, VOCABULARY)
    except JudgeError:
        return None
