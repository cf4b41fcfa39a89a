"""A good reply that is to be corrupted, and a change to it."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from assistant.language.services import ServiceSpan
from assistant.language.spans import Span
from assistant.language.tokens import fold, tokenize
from assistant.quality.corruptions.held import Held
from assistant.quality.corruptions.restyle import phrases

Finder: TypeAlias = Callable[[str], Sequence[Span]]

_CLAUSE = re.compile(r"[.?!।\n;]\s|,\s|[.?!।\n;]$")
_SENTENCE = re.compile(r"[.?!।]\s|\n|[.?!।]$")


@dataclass(frozen=True, slots=True)
class Reply:
    """A good reply to be corrupted, with what its evidence holds and where chance comes from."""

    question: str
    answer: str
    held: Held
    chance: random.Random

    def shuffled(self, items: Iterable[Any]) -> list[Any]:
        listed = list(items)
        self.chance.shuffle(listed)
        return listed

    def clause(self, start: int, end: int) -> str:
        """The clause around a stretch of the answer, with the mark that ends it."""
        first, last = self._around(_CLAUSE, start, end)
        return self.answer[first:last]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Where the sentence around a stretch begins and ends."""
        return self._around(_SENTENCE, start, end)

    def _around(self, mark: re.Pattern[str], start: int, end: int) -> tuple[int, int]:
        before = [match.end() for match in mark.finditer(self.answer, 0, start)]
        after = mark.search(self.answer, end)
        return before[-1] if before else 0, after.end() if after else len(self.answer)

    def is_stated(self, span: Span | ServiceSpan, *tables: str) -> bool:
        """Whether the clause around a value neither asks nor holds a word of the tables."""
        clause = self.clause(span.start, span.end)
        return "?" not in clause and not has_word(clause, *tables)

    def is_bounded(self, span: Span) -> bool:
        """Whether "by", "within", "up to" and the like stand beside a value."""
        listed = {fold(word) for word in phrases()["words"]["bounds"].split()}
        tokens = tokenize(self.answer)
        near = [t for t in tokens if span.start - 15 < t.start < span.end + 15]
        beside = [t for t in near if t.end <= span.start][-2:]
        beside += [t for t in near if t.start >= span.end][:2]
        return any(token.key in listed for token in beside)

    def stated(self, spans: Iterable[Span]) -> Iterator[Span]:
        """The values that are stated as such: not denied, not asked, not a mere bound."""
        return (
            span
            for span in spans
            if self.is_stated(span, "negations") and not self.is_bounded(span)
        )

    def read_at(self, span: Span, text: str, finder: Finder) -> Any | None:
        """What the finder reads in the answer where `text` takes the span's place."""
        answer = self.answer[: span.start] + text + self.answer[span.end :]
        for other in finder(answer):
            if other.start == span.start and other.end == span.start + len(text):
                return other.value
        return None


@dataclass(frozen=True, slots=True)
class Edit:
    """answer[start:end] is to be `text`."""

    start: int
    end: int
    text: str


def has_word(text: str, *tables: str) -> bool:
    """Whether a text holds a word of the named tables."""
    listed = {fold(word) for table in tables for word in phrases()["words"][table].split()}
    return any(token.key in listed for token in tokenize(text))
