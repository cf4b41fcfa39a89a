"""Hand-written replies with marked facts: good answers, wrong values for each fact, faulty whole
answers. They live in `data/replies`, one file an author and language."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.model import Evidence, Language
from evals.rows import EvidenceRow, RowError

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
        return tuple(Evidence(row.source, row.fields, row.text) for row in self.evidence)


def read_replies(folder: Path) -> list[WrittenReply]:
    """All replies of a folder, file by file.

    Raises:
        RowError: a line that is no reply, with its file and number.
        OSError: a file cannot be read.
    """
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if line.strip():
                found.append(_reply(line, f"{path}:{number}"))
    return found


def _reply(line: str, where: str) -> WrittenReply:
    try:
        data: Any = json.loads(line)
        return WrittenReply.model_validate(data)
    except json.JSONDecodeError as error:
        raise RowError(f"{where}: not JSON: {error.msg}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RowError(f"{where}: {place or 'line'}: {first['msg']}") from error
