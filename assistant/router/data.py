"""The training messages: reading them, and the rules that keep them honest.

`python -m assistant.router.check` applies the rules. A message is a line of JSON in training/:
{"text", "lang", "intent", "author", "also_ok"?}; an author is one voice.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

from assistant.language.normalise import normalise
from assistant.language.services import ServiceLexicon
from assistant.language.tokens import tokenize
from assistant.model import INTENTS, LANGUAGES
from assistant.router.slots import read_slots

_MASK = re.compile(r"_[a-z]+_")
MOST_SHARED = 0.6
"""The share of its words that a message may have in common with another of its intent."""
_PARTS = 6
READ_AT = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
"""When training reads the messages; masks do not depend on it."""


class DataError(ValueError):
    """A training line that cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One labelled message."""

    text: str
    lang: str
    intent: str
    author: str
    also_ok: tuple[str, ...] = ()


def shipped_messages() -> tuple[Message, ...]:
    """All messages that come with the package, in the order of their files."""
    folder = Path(str(files(__package__) / "training"))
    return tuple(
        message for path in sorted(folder.glob("*.jsonl")) for message in read_messages(path)
    )


def groups() -> dict[str, str]:
    """The group of each author; voices of one group must not be on both sides of a split."""
    text = (files(__package__) / "training" / "voices.toml").read_text(encoding="utf-8")
    return {author: about["group"] for author, about in tomllib.loads(text).items()}


def left_out(message: Message) -> bool:
    """Whether the message's voice is one of the sixth that calibration keeps from learning. A voice
    stays on its side when others join."""
    return crc32(_group_of()[message.author].encode()) % _PARTS == 0


@cache
def _group_of() -> dict[str, str]:
    return groups()


def read_messages(path: Path) -> Iterator[Message]:
    """The messages of one file. `DataError` names the line that is wrong."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            message = Message(
                row["text"],
                row["lang"],
                row["intent"],
                row["author"],
                tuple(row.get("also_ok", ())),
            )
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise DataError(f"{path.name}:{number}: {error!r}") from error
        if message.lang not in LANGUAGES:
            raise DataError(f"{path.name}:{number}: language {message.lang!r}")
        for intent in (message.intent, *message.also_ok):
            if intent not in INTENTS:
                raise DataError(f"{path.name}:{number}: intent {intent!r}")
        yield message


def masked(messages: Sequence[Message], lexicon: ServiceLexicon) -> list[str]:
    """The texts as the classifier sees them."""
    return [read_slots(normalise(m.text), READ_AT, lexicon).masked for m in messages]


def too_alike(
    messages: Sequence[Message], lexicon: ServiceLexicon
) -> list[tuple[Message, Message, float]]:
    """Pairs of one intent and language that share more than `MOST_SHARED` of their words.

    The share is that of the longer one's words with slot values left out, so that a template
    filled with other values counts as the same line.
    """
    words = [
        frozenset(token.key for token in tokenize(_MASK.sub(" ", text)) if token.shape != "mark")
        for text in masked(messages, lexicon)
    ]
    alike: dict[tuple[str, str], list[int]] = {}
    for at, message in enumerate(messages):
        alike.setdefault((message.intent, message.lang), []).append(at)
    found = []
    for members in alike.values():
        for place, left in enumerate(members):
            for right in members[place + 1 :]:
                longest = max(len(words[left]), len(words[right]), 1)
                share = len(words[left] & words[right]) / longest
                if share > MOST_SHARED:
                    found.append((messages[left], messages[right], share))
    return found
