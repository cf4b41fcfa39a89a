"""One exchange as relevancy hears it: what is asked and named, what the reply states and tells.

Judges nothing; the questions it answers are put by `relevancy`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from assistant.model import Exchange
from assistant.quality.grounding import Checked, facts_of
from assistant.quality.reading.concepts import concepts_in
from assistant.quality.reading.evidence import Grounds, Passage
from assistant.quality.reading.people import skeleton
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.relevance.asks import Ask, lexicon, times_asked, told_by, words_of
from assistant.quality.relevance.constraints import Named, candidates, named_in
from assistant.quality.relevance.refusals import Sentence, sentences, ways_in
from assistant.quality.relevance.sources import content, is_about, is_absence, pieces, roots
from assistant.quality.relevance.told import Told, measure
from assistant.quality.relevance.wanted import asks_in

_DERIVABLE = frozenset(("amount", "number", "date", "time", "window", "duration", "percent"))
_MOMENTS = frozenset(("date", "time", "window", "daypart"))
_WHO = frozenset(("person",))
"""What answers who it is; no yes does."""
_COUNTING = ("count", "quantity")
_NUMBERS = frozenset(("number", "count", "amount", "duration", "percent", "fraction", "rating"))
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
    named: tuple[Named, ...]
    sentences: tuple[Sentence, ...]
    told: Told

    @cached_property
    def refusing(self) -> bool:
        return any(sentence.refusing for sentence in self.sentences)

    @cached_property
    def asking(self) -> bool:
        return any(sentence.asked or sentence.demanding for sentence in self.sentences)

    @cached_property
    def withholds(self) -> bool:
        """Whether the reply refuses or asks back instead of stating anything."""
        if self.told.solid or any(self.fact_for(ask) or self.tells(ask) for ask in self.asks):
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
        if self.told.solid or not self.answer.strip():
            return not self.answer.strip()
        words = content(self.answer)
        if len(words & self.grounds.words) * 3 >= len(words) or self._is_polar or self.drawn_from:
            return False
        if any(fact.kind in ask.facts for ask in self.asks for fact in self.told.facts):
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
        told = [fact for fact in self.told.facts if fact.kind in _NUMBERS]
        twos = sum(word in ("do", "दो") for word in words_of(self.answer))
        return asked > 1 and len(told) + twos == 1

    def fact_for(self, ask: Ask) -> Fact | None:
        """A stated fact that answers the ask by its kind."""
        told = self.told
        for fact in told.facts:
            if told.is_idle(fact):
                continue
            if not (told.solid or self._is_polar or self.denies) and told.is_echo(fact):
                continue
            meant = told.stands(fact) or told.solid or told.on_topic
            if meant and told.is_answer(fact, ask):
                return fact
        if "several" in ask.facts and told.several > 1:
            return told.facts[0]
        return None

    def tells(self, ask: Ask) -> bool:
        """Whether the reply says something about the ask in words."""
        if ask.deniable and self.denies and (self.told.solid or self._is_polar):
            return True
        if ask.loose and self._is_polar and not self.refusing and ask.facts != _WHO:
            return True
        if self._draws_on(ask):
            return True
        if ask.name not in told_by(self._plain):
            return False
        if ask.name == "availability" and any(fact.kind in _MOMENTS for fact in self.told.asked):
            return self._is_polar or self.denies
        # Even a fact that the question said:
        standing = any(self.told.stands(fact) for fact in self.told.facts)
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
            for fact in self.told.solid
            for row, value in self.told.hits[id(fact)]
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
        held = {(fact.kind, measure(fact)) for fact in facts}
        return any((fact.kind, measure(fact)) in held for fact in self.told.facts)

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
            fact.kind == held.kind and measure(fact) == measure(held)
            for fact in self.told.solid
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
            or any(sentence.start <= fact.start < sentence.end for fact in self.told.solid)
        ]
        return "\n".join(kept)

    @cached_property
    def _is_polar(self) -> bool:
        return any(word in _POLAR for word in words_of(self._plain)[:4])

    @cached_property
    def denies(self) -> bool:
        return not _DENIALS.isdisjoint(words_of(self._plain))


@cache
def _fields_of_others(ask: Ask) -> frozenset[str]:
    """Words of field names that hold what other asks ask for."""
    others = (other.fields for other in lexicon().asks.values() if other.name != ask.name)
    return frozenset[str]().union(*others) - ask.fields


def hear(exchange: Exchange, grounds: Grounds, checked: Sequence[Checked]) -> Heard:
    """Read question and answer against the evidence; `checked` is what grounding found."""
    asked = facts_of(exchange.question, grounds)
    named = named_in(exchange.question, asked, grounds)
    spoken = sentences(exchange.answer)
    return Heard(
        question=exchange.question,
        answer=exchange.answer,
        grounds=grounds,
        asks=asks_in(exchange, asked),
        named=named,
        sentences=spoken,
        told=_told(exchange.answer, grounds, asked, named, checked, spoken),
    )


def _told(
    answer: str,
    grounds: Grounds,
    asked: tuple[Fact, ...],
    named: Sequence[Named],
    checked: Sequence[Checked],
    spoken: tuple[Sentence, ...],
) -> Told:
    facts = _said(answer, grounds)
    others = {id(row) for one in named for row in one.others}
    others -= {id(row) for one in named for row in one.fitting}
    follows = [
        item.placed for item in checked
        if item.reason.verdict == "supported" and item.placed.fact.kind in _DERIVABLE
    ]  # fmt: skip
    meant = {  # what follows, by chance as much as a row holds that is not asked about
        placed.fact: tuple(hit for hit in placed.hits if id(hit[0]) not in others)
        for placed in follows
        if not placed.fitting
    }
    return Told(
        facts=facts,
        asked=asked,
        hits={
            id(fact): meant[fact] if meant and fact in meant else grounds.hits(fact)
            for fact in facts
        },
        derived=frozenset(placed.fact.start for placed in follows),
        grounds=grounds,
        sentences=spoken,
    )


def _said(answer: str, grounds: Grounds) -> tuple[Fact, ...]:
    """The facts of a reply, without single letters of names and the figures of "Q-1"."""
    return tuple(
        fact
        for fact in facts_of(answer, grounds)
        if (fact.kind != "person" or len(skeleton(fact.text)) > 1)
        and not (fact.kind == "number" and _CODED.search(answer, 0, fact.start))
    )
