"""What a row or passage of evidence is about, and the words that tell it; judges nothing."""

from functools import lru_cache

from assistant.language.tokens import tokenize
from assistant.quality.reading.clauses import cut
from assistant.quality.reading.field_names import words_of as words_of_name
from assistant.quality.reading.rows import Row
from assistant.quality.relevance.asks import Ask

_ABSENT_FLAGS = frozenset(
    [
        "available",
        "found",
        "exists",
        "exist",
        "serviceable",
        "serviced",
        "offered",
        "sold",
        "served",
        "valid",
        "present",
        "service",
        "services",
        "serves",
    ]
)
_ABSENT_STATUSES = frozenset(("not_found", "unavailable"))
_COUNTS = frozenset(("count", "found", "results", "matches", "total_rows", "rate_cards"))


def is_absence(row: Row) -> bool:
    """Whether the row only says that something is not there."""
    return any(
        (value.kind == "flag" and not value.value and value.words & _ABSENT_FLAGS)
        or (value.kind == "status" and value.value in _ABSENT_STATUSES)
        or (value.kind in ("number", "amount") and value.value == 0 and value.words & _COUNTS)
        for value in row.values
    )


def is_about(source: str, ask: Ask) -> bool:
    """Whether a source's name ("complaints#7") says that it is about what is asked."""
    words = words_of_name(source.split("#", maxsplit=1)[0])
    return not ask.fields.isdisjoint(words | {word.removesuffix("s") for word in words})


@lru_cache(maxsize=2048)
def pieces(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a text, from where to where."""
    spans: dict[int, tuple[int, int]] = {}
    for clause in cut(text):
        spans[clause.sentence] = (spans.get(clause.sentence, (clause.start, 0))[0], clause.end)
    return tuple(spans.values())


@lru_cache(maxsize=2048)
def roots(text: str) -> frozenset[str]:
    """Content words without their endings."""
    return frozenset([word[:5] for word in content(text)])


@lru_cache(maxsize=2048)
def content(text: str) -> frozenset[str]:
    """Words long enough to mean something."""
    return frozenset(
        [token.key for token in tokenize(text) if token.shape == "word" and len(token.key) > 3]
    )
