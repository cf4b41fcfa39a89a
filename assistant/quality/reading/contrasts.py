"""The words by which rows of evidence differ from each other, whatever their fields are called."""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.language.tokens import fold, tokenize
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import status_of

_PLACE = re.compile(r"\[\d+\]")
COMMON = frozenset(
    [
        "repair",
        "cleaning",
        "control",
        "service",
        "services",
        "installation",
        "cash",
        "card",
        "upi",
        "wallet",
        "yes",
        "no",
        "low",
        "medium",
        "high",
        "inr",
        "customer",
        "provider",
        "none",
        "paid",
        "basic",
        "standard",
        "premium",
    ]
)
"""Words too common to tell rows apart."""


@lru_cache(maxsize=4096)
def field_of(path: str) -> str:
    """The path without places in lists: all elements of a list have the same fields."""
    return _PLACE.sub("[]", path) if "[" in path else path


@lru_cache(maxsize=2048)
def _is_numbered(path: str) -> bool:
    return any(letter.isdigit() for letter in path)


def contrasts(rows: Sequence[Row]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Short texts by field, where the rows' texts differ, each with its words; statuses and codes
    are none."""
    by_path: dict[str, dict[str, tuple[str, ...]]] = {}
    typed = {
        field_of(value.path) for row in rows for value in row.values
        if value.kind in ("status", "identifier", "amount", "date", "pincode", "person", "service",
                          "time", "window", "phone", "percent", "flag")
    }  # fmt: skip
    for row in rows:
        for value in row.of("text"):
            field = field_of(value.path)
            if field in typed and not _is_numbered(field):
                continue
            words = tuple(token.key for token in tokenize(value.value) if token.shape != "mark")
            if (1 <= len(words) <= 4 and len("".join(words)) > 2 and not words[0].isdigit()) or len(
                words
            ) == 2:
                by_path.setdefault(field, {})[fold(value.value)] = words
    return {
        path: {
            label: words for label, words in labels.items()
            if not (len(words) == 1 and words[0] in COMMON) and status_of(label) is None
            and any(char.isalpha() for char in label)
        }
        for path, labels in by_path.items()
        if len(labels) > 1
    }  # fmt: skip
