"""Evidence with what is said about it, true and false, written by hand: `evals/data/claims`, and
`evals/data/turned`, whose evidence has a second version in which the false is true and the true
false.

Each claim has a twin that differs in one thing, which evidence denies or does not say.
"""

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from assistant.model import Evidence, Language
from evals.rows import EvidenceRow, read_jsonl

CLAIMS = Path(__file__).parent.parent / "data" / "claims"
TURNED = Path(__file__).parent.parent / "data" / "turned"
TO_READ = frozenset(("policy", "negation", "invented", "promise", "overgeneral"))
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
    turned: tuple[EvidenceRow, ...] = ()
    """The same with other facts, which bear out what is false of `evidence`, and that alone."""
    asked: dict[Language, str]
    claims: tuple[Claim, ...] = Field(min_length=1)

    def versions(self) -> Iterator[tuple[tuple[Evidence, ...], tuple[Claim, ...]]]:
        """The evidence with what is true and false of it; then its turned version, if there is one,
        with both exchanged."""
        yield tuple(row.evidence() for row in self.evidence), self.claims
        if self.turned:
            turned = (
                Claim(lang=one.lang, kind=one.kind, true=one.false, false=one.true)
                for one in self.claims
            )
            yield tuple(row.evidence() for row in self.turned), tuple(turned)


def read_frames(folder: Path) -> Iterator[tuple[str, Frame]]:
    """Every frame with its file's name; a file is one writer's. `RowError` on a line that is no
    frame."""
    for path in sorted(folder.glob("*.jsonl")):
        for frame in read_jsonl(path, Frame):
            yield path.stem, frame
