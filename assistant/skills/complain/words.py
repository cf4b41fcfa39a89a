"""What a complaint is about and how urgent it is, told from its words.

Threats to safety or dishonesty are critical, a professional's behaviour is high, then the type
decides. The words stand in words.toml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.language.tokens import fold, tokenize
from store.complaints import ComplaintPriority, ComplaintType

_BY_TYPE: Mapping[ComplaintType, ComplaintPriority] = {
    "provider_behavior": "high",
    "billing": "medium",
    "refund_issue": "medium",
    "cancellation_issue": "medium",
    "delay": "medium",
    "service_quality": "medium",
    "other": "low",
}
_ABOUT = frozenset(
    fold(word)
    for word in """
    i want to need wish make file raise register lodge log a an the complaint complain complaining
    complaints about against on for of my this that order booking with you your please pls kindly
    and it is it's have has got mujhe mera meri karni karna hai hain chahta chahti hoon hu ki ka ke
    ko par pe shikayat shikayt darj karo kar do kijiye likho likh lo karwani complaint se me mein
    मुझे मेरी मेरा शिकायत दर्ज करनी करना है हैं चाहता चाहती हूँ की का के को पर करो कर दो दीजिए कीजिए
    लिखो लिख लो में से एक booking बुकिंग wale wali wala वाले वाली वाला
    """.split()  # noqa: SIM905
)
"""Words that say that it is a complaint, and nothing of what."""


def type_of(text: str) -> ComplaintType:
    """What the text complains of; "other" when its words do not tell."""
    counts = {kind: _count(text, phrases) for kind, phrases in _words()["types"].items()}
    best = max(counts, key=lambda kind: counts[kind])
    found: ComplaintType = best if counts[best] else "other"  # type: ignore[assignment]
    return found


def priority_of(text: str, about: ComplaintType) -> ComplaintPriority:
    """How urgent it is."""
    priorities = _words()["priorities"]
    if _count(text, priorities["critical"]):
        return "critical"
    if _count(text, priorities["high"]):
        return "high"
    return _BY_TYPE[about]


def says_what(text: str) -> bool:
    """Whether the text says what went wrong, and not only that something did."""
    telling = [
        token
        for token in tokenize(text)
        if token.shape == "word" and token.key not in _ABOUT and len(token.key) > 1
    ]
    return len(telling) > 1


@cache
def _words(
    path: Path = Path(__file__).parent / "words.toml",
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    document = tomllib.loads(path.read_text("utf-8"))
    return {
        table: {
            name: tuple(_folded(phrase) for phrase in phrases.split("|"))
            for name, phrases in rows.items()
        }
        for table, rows in document.items()
    }


def _count(text: str, phrases: tuple[str, ...]) -> int:
    """How many words of the text belong to one of the phrases."""
    said = _folded(text)
    return sum(phrase.count(" ") - 1 for phrase in phrases if phrase in said)


def _folded(text: str) -> str:
    """The folded words with a blank on either side, so that a phrase is found only as a whole."""
    words = (fold(token.text) for token in tokenize(text) if token.shape != "mark")
    return " " + "".join(f"{word} " for word in words)
