"""Hand-written replies with marked facts: good answers, wrong values for each fact, faulty whole
answers. They live in `data/replies`, one file an author and language."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.model import Evidence, Language
from evals.rows import EvidenceRow

DEVELOPMENT = frozenset(
    [
        *("meera", "rohan", "kavita", "arjun", "tanvi", "suresh", "farhan", "nisha"),
        *("devika", "imran", "lata", "vikram", "zoya", "pooja", "sunil", "rekha", "manoj"),
        *("asif", "jyoti", "ramesh", "gita", "kabir", "omkar", "uma"),
    ]
)
"""Authors whose replies are looked at when scorers are improved; all others are held out."""
FOLDER = Path(__file__).parent / "data" / "replies"


class Mark(BaseModel):
    """One fact of the answer, and what may stand in its place to make it false."""

    model_config = ConfigDict(frozen=True)

    kind: str
    text: str
    wrong: tuple[str, ...]


class WrittenReply(BaseModel):
    """A good reply by one author, with its faults."""

    model_config = ConfigDict(frozen=True)

    id: str
    lang: Language
    author: str
    question: str
    evidence: tuple[EvidenceRow, ...]
    answer: str
    marks: tuple[Mark, ...] = ()
    variants: Mapping[str, str | tuple[str, ...]] = {}

    @property
    def is_held_out(self) -> bool:
        return self.author not in DEVELOPMENT

    def rows(self) -> tuple[Evidence, ...]:
        return tuple(row.evidence() for row in self.evidence)
