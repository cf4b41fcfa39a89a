"""The two kinds of customers: one reads its lines, the other has a wish and reads the replies.

Neither sees an intent, a slot or a score: only the assistant's text and the titles of its buttons.
"""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from assistant.model import Choice
from evals.scenarios.script import Line, Wish

_NO = ("no", "nahi", "नहीं")


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a customer."""

    text: str
    chosen: str | None = None
    """The value of the button that was pressed."""
    is_yes: bool = False
    wait_days: float = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What the assistant said last; empty before its first message."""

    text: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass
class ScriptedCustomer:
    """Says its lines in order, whatever it hears."""

    lines: Sequence[Line]
    chance: random.Random
    complaints: list[str] = field(default_factory=list)
    _at: int = 0

    def next(self, _heard: Heard) -> Said | None:
        waited = 0.0
        while self._at < len(self.lines):
            line = self.lines[self._at]
            self._at += 1
            waited += line.wait_days
            if line.say:
                text = self.chance.choice(line.say)
                return Said(text, is_yes=line.agrees, wait_days=waited)
        return None


@dataclass
class WishfulCustomer:
    """Answers what it is asked from what it wants; notes what was needless to ask."""

    wish: Wish
    chance: random.Random
    complaints: list[str] = field(default_factory=list)
    _opened: bool = False
    _minds: int = 0
    _wishes: int = 0
    _agreed: bool = False
    _asides: set[int] = field(default_factory=set)
    _asked: list[str] = field(default_factory=list)

    def next(self, heard: Heard) -> Said | None:
        if not self._opened:
            self._opened = True
            return Said(self.chance.choice(self.wish.open))
        topic = asked_about(heard.text)
        if topic is None:
            return self._go_on()
        for at, aside in enumerate(self.wish.asides):
            if aside.at == topic and at not in self._asides:
                self._asides.add(at)
                return Said(self.chance.choice(aside.say))
        if topic == "confirm":
            return self._decide(heard)
        if topic in self.wish.told and topic not in self._asked:
            self.complaints.append(f"asked for {topic}, which the first message told")
        if self._asked[-2:] == [topic, topic]:
            self.complaints.append(f"asked for {topic} three times in a row")
            return None
        self._asked.append(topic)
        return self._answer(topic, heard)

    def _go_on(self) -> Said | None:
        if self._agreed or self._wishes == len(self.wish.then):
            return None
        self._wishes += 1
        return Said(self.chance.choice(self.wish.then[self._wishes - 1]))

    def _decide(self, heard: Heard) -> Said | None:
        if self._minds < len(self.wish.changes_of_mind):
            self._minds += 1
            return Said(self.chance.choice(self.wish.changes_of_mind[self._minds - 1]))
        unseen = [words for words in self.wish.sees_before_yes if not holds(heard.text, words)]
        if unseen:
            self.complaints.append(f"was asked to agree without being shown {', '.join(unseen)}")
        answers = self.wish.answers.get("confirm")
        if answers is None:
            self.complaints.append("was asked to agree to something it never wanted")
            return None
        self._agreed = True
        answer = self.chance.choice(answers)
        if _plain(answer).startswith(_NO):
            return Said(answer)
        yes = next((c for c in heard.choices if c.value.startswith("confirm:")), None)
        if yes is not None and self.chance.random() < 0.4:
            return Said(yes.title, yes.value, is_yes=True)
        return Said(answer, is_yes=True)

    def _answer(self, topic: str, heard: Heard) -> Said | None:
        answers = self.wish.answers.get(topic)
        if answers is None:
            self.complaints.append(f"was asked for {topic}, and knows no answer")
            return None
        answer = self.chance.choice(answers)
        wanted = _plain(answer)
        offered = [c for c in heard.choices if _plain(c.title).startswith(wanted)]
        if len(offered) == 1 and self.chance.random() < 0.5:
            return Said(offered[0].title, offered[0].value)
        return Said(answer)


def holds(text: str, words: str) -> bool:
    """Whether a text says these words, whatever the case and the spaces."""
    return _plain(words) in _plain(text)


def asked_about(reply: str) -> str | None:
    """The topic of the question that a reply ends with; None when nothing is asked.

    The last question tells it, or else what stands around it: "Which one would you like?" under a
    list of prices asks for a variant.
    """
    questions = [part for part in re.split(r"(?<=[?？।.!])\s+|\n", reply) if part.endswith("?")]
    if not questions:
        return None
    for text in (questions[-1], reply):
        topic = _topic(f" {_plain(text)} ")
        if topic is not None:
            return None if topic == "courtesy" else topic
    return "other"


def _topic(text: str) -> str | None:
    fitting = (topic for topic, cues in _topics().items() if any(cue in text for cue in cues))
    return next(fitting, None)


@cache
def _topics() -> Mapping[str, Sequence[str]]:
    """Words by which a customer knows what a question is about; the first topic that fits."""
    text = (files(__package__) / "topics.toml").read_text("utf-8")
    return {topic: tuple(map(_plain, cues)) for topic, cues in tomllib.loads(text).items()}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace(",", "").split())
