"""One exchange as relevancy hears it: what is asked and named, what the reply states and tells.

Judges nothing; the questions it answers are put by `relevancy`.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from assistant.model import Exchange
from assistant.quality.grounding import Checked, facts_of
from assistant.quality.reading.concepts import concepts_in
from assistant.quality.reading.evidence import Grounds, Passage
from assistant.quality.reading.matching import Hit
from assistant.quality.reading.people import skeleton
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.relevance.asks import Ask, lexicon, times_asked, told_by, words_of
from assistant.quality.relevance.constraints import Named, agree, candidates, named_in
from assistant.quality.relevance.refusals import Sentence, sentences, ways_in
from assistant.quality.relevance.sources import content, is_about, is_absence, pieces, roots
from assistant.quality.relevance.wanted import asks_in

_SUBSTANCE = frozenset(
    ("amount", "date", "time", "window", "identifier", "person", "status", "percent", "fraction",
     "duration", "phone", "number")
)  # fmt: skip
_FIGURES = frozenset(("amount", "number", "percent", "status", "identifier", "phone", "date"))
"""Kinds that answer by the field they stand in."""
_DERIVABLE = frozenset(("amount", "number", "date", "time", "window", "duration", "percent"))
_SUMS = frozenset(("amount", "number"))
"""Kinds that answer by the table they stand in: the one figure of a wallet."""
_MOMENTS = frozenset(("date", "time", "window", "daypart"))
_WHO = frozenset(("person",))
"""What answers who it is; no yes does."""
_COUNTING = ("count", "quantity")
_NUMBERS = frozenset(("number", "count", "amount", "duration", "percent", "fraction", "rating"))
_TOPICS = frozenset(("service", "variant", "identifier", "label", "status"))
_LEAST_SUM = 20
"""From here on a bare figure may be a sum of money."""
_FEW = 3
_SHARE = 0.22
"""How many words of a passage, and which share of its own, a reply says that is drawn from it."""
_WAYS = frozenset(
    words_of(
        """how where whom contact kaise kahan kaha kidhar kisse kisko sampark कैसे कहाँ कहां किधर
        किससे किसे किसको संपर्क सम्पर्क"""
    )
)
_POLAR = frozenset(
    words_of(
        """yes yeah yep no nope not sorry afraid haan han haanji hanji nahi nahin bilkul zaroor
        sure absolutely हाँ हां नहीं बिल्कुल ज़रूर सॉरी माफ़ unfortunately"""
    )
)
_DENIALS = frozenset(
    words_of("""not no never don't doesn't isn't aren't can't won't nahi nahin nhi na नहीं ना""")
)


_CODED = re.compile(r"[A-Z]-\Z")


@dataclass(frozen=True)
class Heard:
    """What was asked and what was said, with the evidence behind both."""

    question: str
    answer: str
    grounds: Grounds
    asks: tuple[Ask, ...]
    asked: tuple[Fact, ...]
    said: tuple[Fact, ...]
    named: tuple[Named, ...]
    hits: Mapping[int, tuple[Hit, ...]]
    """By the identity of a said fact."""
    sentences: tuple[Sentence, ...]
    derived: frozenset[int] = frozenset()
    """Where facts start that follow from evidence, by arithmetic or the calendar."""

    @cached_property
    def solid(self) -> tuple[Fact, ...]:
        """Facts of the reply that stand in evidence and that the question did not say itself."""
        return tuple(
            fact
            for fact in self.said
            if fact.kind in _SUBSTANCE
            and not self._is_echo(fact)
            and not self._is_idle(fact)
            and self._stands(fact)
        )

    @cached_property
    def refusing(self) -> bool:
        return any(sentence.refusing for sentence in self.sentences)

    @cached_property
    def asking(self) -> bool:
        return any(sentence.asked or sentence.demanding for sentence in self.sentences)

    @cached_property
    def withholds(self) -> bool:
        """Whether the reply refuses or asks back instead of stating anything."""
        if self.solid or any(self.fact_for(ask) or self.tells(ask) for ask in self.asks):
            return False
        if self._shows_the_way:
            return False
        kept = sum(len(s.words) for s in self.sentences if s.asked or s.demanding or s.refusing)
        return kept * 2 >= len(words_of(self.answer)) > 0

    @cached_property
    def _shows_the_way(self) -> bool:
        """Whether it was asked whom or where to turn to, and the reply says what evidence does."""
        if _WAYS.isdisjoint(words_of(self.question)):
            return False
        if any(sentence.refusing and not sentence.sending for sentence in self.sentences):
            return False
        known = frozenset[str]().union(*(ways_in(words_of(p.text)) for p in self.grounds.passages))
        return not known.isdisjoint(words_of(self.answer))

    @cached_property
    def says_it_is_absent(self) -> bool:
        """Whether the reply denies, and the evidence for the question only says that it is so."""
        return self.denies and not self.rows and any(is_absence(row) for row in self.grounds.rows)

    @cached_property
    def strays(self) -> bool:
        """Whether the reply speaks of nothing that was asked or that evidence holds."""
        if not (self.asks or self.grounds.rows or self.grounds.passages):
            return False
        if self.solid or not self.answer.strip():
            return not self.answer.strip()
        words = content(self.answer)
        if len(words & self.grounds.words) * 3 >= len(words) or self._is_polar or self.drawn_from:
            return False
        if any(fact.kind in ask.facts for ask in self.asks for fact in self.said):
            return False
        if concepts_in(self.answer) & concepts_in(self.question):
            return False
        if not self.asks:  # a bare number has no words to stray from
            about = content(self.question)
            return bool(about) and words.isdisjoint(about)
        return not any(self.fact_for(ask) or self.tells(ask) for ask in self.asks)

    def falls_short(self, ask: Ask) -> bool:
        """Whether how many was asked twice and one number is told."""
        if ask.name not in _COUNTING or self.denies:
            return False
        asked = sum(times_asked(self.question, name) for name in _COUNTING)
        told = [fact for fact in self.said if fact.kind in _NUMBERS]
        twos = sum(word in ("do", "दो") for word in words_of(self.answer))
        return asked > 1 and len(told) + twos == 1

    def fact_for(self, ask: Ask) -> Fact | None:
        """A stated fact that answers the ask by its kind."""
        for fact in self.said:
            if self._is_idle(fact):
                continue
            if not (self.solid or self._is_polar or self.denies) and self._is_echo(fact):
                continue
            if (self._stands(fact) or self.solid or self._on_topic) and self._is_answer(fact, ask):
                return fact
        told = max(self._rows_told, self._rules_told, self._sums_told)
        if "several" in ask.facts and told > 1:
            return self.said[0]
        return None

    @cached_property
    def _on_topic(self) -> bool:
        """Whether the reply says again of what it was asked, and evidence knows of that."""
        return any(
            fact.kind in _TOPICS and self._stands(fact)
            and any(agree(fact, one) for one in self.asked)
            for fact in self.said
        )  # fmt: skip

    def tells(self, ask: Ask) -> bool:
        """Whether the reply says something about the ask in words."""
        if ask.deniable and self.denies and (self.solid or self._is_polar):
            return True
        if ask.loose and self._is_polar and not self.refusing and ask.facts != _WHO:
            return True
        if self._draws_on(ask):
            return True
        if ask.name not in told_by(self._plain):
            return False
        if ask.name == "availability" and any(fact.kind in _MOMENTS for fact in self.asked):
            return self._is_polar or self.denies
        standing = any(self._stands(fact) for fact in self.said)  # even if the question said it
        return not ask.loose or standing or self._is_polar or self.denies

    def _draws_on(self, ask: Ask) -> bool:
        """Whether the reply stands on a passage that tells of the ask, or, where no kind of fact
        answers it, on a row that is about it."""
        passages = [p for p in self.grounds.passages if p in self.drawn_from or self._states(p)]
        if not ask.loose and any(
            ask.name in told_by(p.text) or is_about(p.source, ask) for p in passages
        ):
            return len(self.asks) == 1 or any(self._repeats(p, ask) for p in passages)
        return not ask.facts and any(
            is_about(row.source, ask) and not _fields_of_others(ask) & value.words
            for fact in self.solid
            for row, value in self.hits[id(fact)]
        )

    def _repeats(self, passage: Passage, ask: Ask) -> bool:
        """Whether the reply says that part of a passage again that tells of the ask: one passage
        may hold the answers to two asks."""
        own = roots(self.answer) - roots(self.question)
        for first, last in pieces(passage.text):
            text = passage.text[first:last]
            if ask.name not in told_by(text):
                continue
            facts = [fact for fact in passage.facts if first <= fact.start < last]
            if len(own & roots(text)) >= _FEW or self._says_one(facts):
                return True
        return is_about(passage.source, ask)

    def _says_one(self, facts: Sequence[Fact]) -> bool:
        held = {(fact.kind, _measure(fact)) for fact in facts}
        return any((fact.kind, _measure(fact)) in held for fact in self.said)

    @cached_property
    def on_point(self) -> bool:
        """Whether the reply says again a passage that is about what was asked."""
        asked = concepts_in(self.question)
        return self.keeps_to_a_passage or any(
            concepts_in(passage.text) & asked for passage in self.drawn_from
        )

    @cached_property
    def keeps_to_a_passage(self) -> bool:
        """Whether the reply says again a passage that speaks of what the question does."""
        return any(
            (p in self.drawn_from or self._states(p))
            and not content(p.text).isdisjoint(content(self.question))
            for p in self.grounds.passages
        )

    def _states(self, passage: Passage) -> bool:
        return any(
            fact.kind == held.kind and _measure(fact) == _measure(held)
            for fact in self.solid
            for held in passage.facts
        )

    @cached_property
    def drawn_from(self) -> tuple[Passage, ...]:
        """Passages whose words the reply says again, beyond those of the question."""
        words = roots(self.answer)
        own = words - roots(self.question)
        return tuple(
            passage
            for passage in self.grounds.passages
            if len(own & roots(passage.text)) >= max(_FEW, _SHARE * len(words))
        )

    def holder(self, ask: Ask) -> str | None:
        """The row or passage that could have answered, if there is one."""
        for row in self.rows:
            if is_about(row.source, ask) or any(
                value.kind != "none" and (value.kind in ask.facts or value.words & ask.fields)
                for value in row.values
            ):
                return row.source
        for passage in self.grounds.passages:
            if ask.name in told_by(passage.text) or is_about(passage.source, ask):
                return passage.source
        return None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rows that the question may mean and that hold something."""
        return tuple(row for row in candidates(self.named, self.grounds) if not is_absence(row))

    @cached_property
    def _plain(self) -> str:
        """The reply without sentences that only refuse or ask."""
        kept = [
            self.answer[sentence.start : sentence.end]
            for sentence in self.sentences
            if not (sentence.refusing or sentence.demanding)
            or (sentence.sending and self._shows_the_way)
            or any(sentence.start <= fact.start < sentence.end for fact in self.solid)
        ]
        return "\n".join(kept)

    @cached_property
    def _is_polar(self) -> bool:
        return any(word in _POLAR for word in words_of(self._plain)[:4])

    @cached_property
    def denies(self) -> bool:
        return not _DENIALS.isdisjoint(words_of(self._plain))

    def _is_answer(self, fact: Fact, ask: Ask) -> bool:
        """Whether a fact is of a kind asked for, or of a field that is about what is asked."""
        if fact.kind == "number" and self._is_sum(fact, ask):
            return False
        if fact.kind in ask.facts or self._is_bare_sum(fact, ask) or self._is_its_number(fact, ask):
            return True
        values = [value for _, value in self.hits[id(fact)]]
        about = (row.source for row, _ in self.hits[id(fact)])
        if fact.kind in _SUMS and not ask.facts and any(is_about(name, ask) for name in about):
            return True
        if fact.kind == "number" and any(value.kind in ask.facts for value in values):
            return True
        return fact.kind in _FIGURES and any(value.words & ask.fields for value in values)

    def _is_bare_sum(self, fact: Fact, ask: Ask) -> bool:
        """ "total 1350": a figure without its currency that names and counts nothing."""
        if fact.kind != "number" or "amount" not in ask.facts or fact.value < _LEAST_SUM:
            return False
        values = [value for _, value in self.hits[id(fact)]]
        told = not values or any(value.kind == "amount" for value in values)
        return told and fact.start not in self._codes

    def _is_its_number(self, fact: Fact, ask: Ask) -> bool:
        """ "uska number": the booking's own, where evidence has nobody's to ring."""
        called = fact.kind == "identifier" or fact.start in self._codes
        return called and "phone" in ask.facts and not any(
            value.kind == "phone" or value.words & ask.fields
            for row in self.grounds.rows for value in row.values
        )  # fmt: skip

    @cached_property
    def _codes(self) -> frozenset[int]:
        """Where the figures start by which rows are called."""
        return frozenset(fact.start for fact in self.said if fact.kind == "code")

    def _is_sum(self, fact: Fact, ask: Ask) -> bool:
        """Whether a bare number is money, and no money was asked for."""
        values = [value for _, value in self.hits[id(fact)]]
        return "amount" not in ask.facts and any(value.kind == "amount" for value in values)

    def _stands(self, fact: Fact) -> bool:
        return (
            bool(self.hits[id(fact)])
            or fact.start in self.derived
            or (fact.kind, _measure(fact)) in self._stated
            or (fact.kind == "number" and ("amount", int(fact.value * 100)) in self._stated)
        )

    @cached_property
    def _stated(self) -> frozenset[tuple[str, Any]]:
        """The facts of the passages."""
        return frozenset((f.kind, _measure(f)) for p in self.grounds.passages for f in p.facts)

    def _is_idle(self, fact: Fact) -> bool:
        """Whether a status stands in a refusal or a question, so that it states nothing."""
        return fact.kind == "status" and any(
            sentence.start <= fact.start < sentence.end for sentence in self._stating_nothing
        )

    @cached_property
    def _stating_nothing(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.sentences if s.refusing or s.asked or s.demanding)

    @cached_property
    def _rows_told(self) -> int:
        """How many rows the reply tells apart by what only they hold."""
        alone = (rows for rows in map(self._rows_of, self.said) if len(rows) == 1)
        return len(set().union(*alone))

    @cached_property
    def _rules_told(self) -> int:
        """How many values of one kind the reply tells out of passages."""
        told = {(f.kind, f.value) for f in self.solid if not self.hits[id(f)]}
        return max(Counter(kind for kind, _ in told).values(), default=0)

    @cached_property
    def _sums_told(self) -> int:
        """How many fields of one row the reply tells the sums of."""
        fields = {
            (id(row), value.path)
            for fact in self.solid if fact.kind == "amount"
            for row, value in self.hits[id(fact)] if value.kind == "amount"
        }  # fmt: skip
        return max(Counter(row for row, _ in fields).values(), default=0)

    def _rows_of(self, fact: Fact) -> set[int]:
        return {id(row) for row, _ in self.hits[id(fact)]}

    def _is_echo(self, fact: Fact) -> bool:
        return any(fact.kind == one.kind and fact.value == one.value for one in self.asked)


@cache
def _fields_of_others(ask: Ask) -> frozenset[str]:
    """Words of field names that hold what other asks ask for."""
    others = (other.fields for other in lexicon().asks.values() if other.name != ask.name)
    return frozenset[str]().union(*others) - ask.fields


def hear(exchange: Exchange, grounds: Grounds, checked: Sequence[Checked]) -> Heard:
    """Read question and answer against the evidence; `checked` is what grounding found."""
    asked = facts_of(exchange.question, grounds)
    said = _said(exchange.answer, grounds)
    named = named_in(exchange.question, asked, grounds)
    others = {id(row) for one in named for row in one.others}
    others -= {id(row) for one in named for row in one.fitting}
    meant = {  # what follows, by chance as much as a row holds that is not asked about
        item.placed.fact: tuple(hit for hit in item.placed.hits if id(hit[0]) not in others)
        for item in checked
        if item.reason.verdict == "supported" and item.placed.fact.kind in _DERIVABLE
        and not item.placed.fitting
    }  # fmt: skip
    return Heard(
        question=exchange.question,
        answer=exchange.answer,
        grounds=grounds,
        asks=asks_in(exchange, asked),
        asked=asked,
        said=said,
        named=named,
        hits={
            id(fact): meant[fact] if meant and fact in meant else grounds.hits(fact)
            for fact in said
        },
        sentences=sentences(exchange.answer),
        derived=frozenset(
            item.placed.fact.start
            for item in checked
            if item.reason.verdict == "supported" and item.placed.fact.kind in _DERIVABLE
        ),
    )


def _said(answer: str, grounds: Grounds) -> tuple[Fact, ...]:
    """The facts of a reply, without single letters of names and the figures of "Q-1"."""
    return tuple(
        fact
        for fact in facts_of(answer, grounds)
        if (fact.kind != "person" or len(skeleton(fact.text)) > 1)
        and not (fact.kind == "number" and _CODED.search(answer, 0, fact.start))
    )


def _measure(fact: Fact) -> Any:
    """What a fact says, a length in minutes: "a week" is seven days."""
    return fact.value.minutes() if fact.kind == "duration" else fact.value
