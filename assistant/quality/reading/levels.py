"""How grave or urgent something is said to be: critical, high, medium, low, in three languages.

A level is one only beside a word such as "priority"; "high" alone says nothing.
"""

from collections.abc import Iterable

from assistant.language.spans import Span
from assistant.language.tokens import Token, fold, keys

_LEVELS = {
    fold(word): level
    for level, words in {
        "critical": "critical gambhir गंभीर क्रिटिकल अत्यंत सर्वोच्च",
        "high": "high uchch ucch उच्च हाई urgent अर्जेंट ज़्यादा",
        "medium": "medium madhyam मध्यम मीडियम normal सामान्य samanya",
        "low": "low nimn निम्न लो कम kam",
    }.items()
    for word in words.split()
}
_OF = keys("priority severity urgency प्राथमिकता prathmikta गंभीरता प्रायोरिटी")
_NEAR = 2


def find_levels(tokens: tuple[Token, ...], text: str) -> Iterable[Span]:
    """Spans of kind "level"."""
    for index, token in enumerate(tokens):
        level = _LEVELS.get(token.key)
        around = tokens[max(0, index - _NEAR) : index + _NEAR + 1]
        if level is not None and any(other.key in _OF for other in around):
            yield Span("level", level, token.start, token.end, text[token.start : token.end])


def level_of(text: str) -> str | None:
    """The level that a field's whole value names."""
    return _LEVELS.get(fold(text.strip()))
