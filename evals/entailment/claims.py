"""Evidence with what is said about it, true and false, written by hand (`evals/data/claims`): what
the model of doubts learns from beside twins.

Each claim has a twin that differs in one thing, which evidence denies or does not say.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.model import Exchange, Language
from assistant.quality.stack.beside import claims_beside
from evals.entailment.doubts import Told
from evals.rows import EvidenceRow, read_jsonl

CLAIMS = Path(__file__).parent.parent / "data" / "claims"
_TO_READ = frozenset(("policy", "negation", "invented", "promise", "overgeneral"))
"""Faults that are seen by reading; the others are wrong facts, which grounding sees."""


class Claim(BaseModel):
    """What evidence bears out, and the same with one fault of a kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lang: Language
    kind: str
    true: str
    false: str


class Frame(BaseModel):
    """Evidence, what might be asked there, and claims about it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    evidence: tuple[EvidenceRow, ...] = Field(min_length=1)
    asked: dict[Language, str]
    claims: tuple[Claim, ...] = Field(min_length=1)


def told_claims(folder: Path) -> Iterator[Told]:
    """Every claim that must be read, and its twin, as an answer of its own; a file is one writer's.

    `RowError` on a line that is no frame.
    """
    for path in sorted(folder.glob("*.jsonl")):
        for frame in read_jsonl(path, Frame):
            held = tuple(row.evidence() for row in frame.evidence)
            for claim in frame.claims:
                if claim.kind not in _TO_READ:
                    continue
                for text, faithful in ((claim.true, True), (claim.false, False)):
                    said = claims_beside(Exchange(frame.asked[claim.lang], held, text))
                    yield Told(f"claims {path.stem}", frame.topic, said, faithful, grounded=True)
