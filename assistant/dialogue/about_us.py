"""Hears what is asked about the assistant itself: whether it is a machine, and in what language it
speaks."""

import re

from assistant.language.tokens import keys, tokenize
from assistant.model import Language

_MACHINES = keys("robot bot machine chatbot ai computer रोबोट बॉट मशीन")
_YOU = keys("you u are tum aap ho hai hain talking baat insan insaan human तुम आप हो हैं इंसान")
_LONGEST = 9
_LANGUAGES: tuple[tuple[Language, str], ...] = (
    ("hi", r"\bhindi\s+(?:me|mein|main|mai)\b|\bin\s+hindi\b|\bspeak\s+hindi\b|हिंदी\s+में|हिन्दी\s+में"),
    ("en", r"\benglish\s+(?:me|mein|main|mai)\b|\bin\s+english\b|\bspeak\s+english\b|अंग्रेज़?ी\s+में"),
)


def asks_if_machine(text: str) -> bool:
    """Whether it asks if a program answers: "tum robot ho ya insan?"."""
    words = {token.key for token in tokenize(text)}
    return len(words) <= _LONGEST and bool(words & _MACHINES and words & _YOU)


def language_asked(text: str) -> Language | None:
    """The language that a short text asks to be spoken."""
    if len(text.split()) > _LONGEST:
        return None
    return next((one for one, said in _LANGUAGES if re.search(said, text, re.IGNORECASE)), None)
