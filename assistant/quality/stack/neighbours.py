"""Whether what an answer says comes from the stretch of evidence that question and answer speak of,
or from a neighbour of it: another row of the table, another clause of the rules.

A stretch is as near to a text as the words, numbers and facts that they share are rare among its
neighbours. A fact, or a telling word, is far off when a neighbour that says something else in its
place is nearer than all that say it. It weighs nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress

from assistant.language.tokens import Token, tokenize
from assistant.model import Exchange
from assistant.quality.grounding import Examined, facts_of
from assistant.quality.reading.clauses import Clause, cut
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.reader import Fact
from assistant.quality.stack.meant import COMMON
from assistant.quality.stack.stretches import PASSAGES, Forms, Stretch, forms_in, read_stretches
from assistant.quality.stack.traces import GROUPS, group_of

_GROUPS = (*GROUPS, "status", "word")
_MOST, _OFF, _NAMED = 4.0, 0.4, 0.4
"""What counts as much, from where on a thing is off, and how near the rest of a clause has to be to
the row of a thing for it to be named there."""
_HOW = ("plain", "named", "said", "both")
"""By the question, where the clause names no row and where it does; by the clause; by both."""


@dataclass(frozen=True)
class Said:
    """A fact of the answer, or a telling word outside all facts."""

    group: str
    forms: Forms
    fact: Fact | None
    clause: Clause | None


@dataclass(frozen=True)
class Spoken:
    """A text that stretches are held near to."""

    forms: Forms
    facts: tuple[Fact, ...]


class Table:
    """The stretches of one kind, and how rare among them is what each holds."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self.counts = Counter(form for one in stretches for form in one.forms)
        self._facts: dict[tuple[int, int], bool] = {}

    def weight(self, holders: int) -> float:
        """What sharing something tells that so many of the stretches have."""
        return math.log((len(self.stretches) + 0.5) / holders)

    def near(self, spoken: Spoken, without: Said | None = None) -> list[float]:
        """How near each stretch is to a text, but for one thing said in it."""
        left = spoken.forms - without.forms if without else spoken.forms
        shared = sorted(left & self.counts.keys())
        facts = [fact for fact in spoken.facts if without is None or fact is not without.fact]
        held = [[one.holds(fact) for one in self.stretches] for fact in facts]
        found = []
        for at, one in enumerate(self.stretches):
            near = math.fsum(self.weight(self.counts[form]) for form in shared if form in one.forms)
            near += math.fsum(self.weight(sum(who)) for who in held if who[at])
            found.append(near)
        return found


def neighbour_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """How far off the answer's facts and words are, in a fixed order."""
    return dict(_Beside(exchange, examined.grounds).features())


class _Beside:
    """An exchange as its tables."""

    def __init__(self, exchange: Exchange, grounds: Grounds) -> None:
        self.answer = exchange.answer
        self.asked = Spoken(forms_in(exchange.question), facts_of(exchange.question, grounds))
        self.facts = facts_of(exchange.answer, grounds)
        self.clauses = cut(exchange.answer, tuple((one.start, one.end) for one in self.facts))
        self.tables = {
            name: Table(found) for name, found in read_stretches(grounds).items() if len(found) > 1
        }
        self.near_question = {name: one.near(self.asked) for name, one in self.tables.items()}
        self._spoken: dict[Clause, Spoken] = {}

    def features(self) -> Iterable[tuple[str, float]]:
        far: dict[tuple[str, str], list[float]] = {}
        foreign = 0
        for said in self._things():
            found = self._margins(said)
            if found is None:
                continue
            asked, clause, own = found
            foreign += not own
            named = "named" if clause < -_NAMED else "plain"
            for how, much in ((named, asked), ("said", clause), ("both", asked + clause)):
                far.setdefault((how, said.group), []).append(max(-_MOST, min(_MOST, much)))
        for how in _HOW:
            every = [much for group in _GROUPS for much in far.get((how, group), ())]
            for group in _GROUPS:
                yield f"far_{how}_{group}", max((0.0, *far.get((how, group), ())))
            yield f"far_{how}", max((0.0, *every))
            yield f"far_{how}_count", math.log1p(sum(much > _OFF for much in every))
            yield f"far_{how}_share", sum(much > _OFF for much in every) / (1 + len(every))
            yield f"near_{how}", -min((0.0, *every))
        yield "far_foreign", math.log1p(foreign)

    def _things(self) -> Iterable[Said]:
        """What the answer says of its own: not repeated from the question, denied or asked back."""
        for fact in self.facts:
            clause = self._clause(fact.start)
            if _claimed(clause) and not any(_repeats(one, fact) for one in self.asked.facts):
                yield Said(group_of(fact.kind), forms_in(fact.text), fact, clause)
        for token in tokenize(self.answer):
            if not _tells(token) or any(f.start <= token.start < f.end for f in self.facts):
                continue
            forms, clause = forms_in(token.text), self._clause(token.start)
            if _claimed(clause) and forms.isdisjoint(self.asked.forms):
                yield Said("word", forms, None, clause)

    def _clause(self, start: int) -> Clause | None:
        return next((one for one in self.clauses if one.start <= start < one.end), None)

    def _of(self, clause: Clause | None) -> Spoken:
        if clause is None:
            return Spoken(frozenset(), ())
        found = self._spoken.get(clause)
        if found is None:
            facts = tuple(f for f in self.facts if clause.start <= f.start < clause.end)
            found = Spoken(forms_in(self.answer[clause.start : clause.end]), facts)
            self._spoken[clause] = found
        return found

    def _margins(self, said: Said) -> tuple[float, float, bool] | None:
        """How much nearer to the question, and to the clause, a neighbour is than what says it; and
        whether own evidence says it. The kindest of all tables counts."""
        asked: list[float] = []
        clause: list[float] = []
        own = False
        for name, table in self.tables.items():
            if said.fact is None and name == PASSAGES:
                continue
            hold = [one.says(said.fact, said.forms) for one in table.stretches]
            if not any(hold):
                continue
            own = own or any(compress((one.own for one in table.stretches), hold))
            rival = [
                one.own and not holds and one.has_kind(said.fact)
                for one, holds in zip(table.stretches, hold, strict=True)
            ]
            near = table.near(self._of(said.clause), said) if any(rival) else []
            asked.append(_lead(self.near_question[name], rival, hold))
            clause.append(_lead(near, rival, hold))
        return (min(asked), min(clause), own) if asked else None


def _lead(near: Sequence[float], rival: Sequence[bool], hold: Sequence[bool]) -> float:
    """How far the nearest rival is ahead of the nearest that holds it; 0 without any."""
    return max(compress(near, rival)) - max(compress(near, hold)) if any(rival) else 0.0


def _claimed(clause: Clause | None) -> bool:
    return clause is None or not (clause.denied or clause.asked)


def _repeats(asked: Fact, said: Fact) -> bool:
    return asked.kind == said.kind and bool(asked.value == said.value)


def _tells(token: Token) -> bool:
    return token.shape == "word" and token.key not in COMMON
