"""How a fact of an answer that does not stand might yet have come about: it stands in another row,
follows by some sum or count of days, only repeats the question, or comes from nowhere.

Looser than grounding, which decides: this only tells wrong facts apart. It weighs nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import combinations

from assistant.language.durations import Duration
from assistant.language.tokens import tokenize
from assistant.model import Exchange
from assistant.quality.entailment.premises import skeleton
from assistant.quality.facts.statuses import DENIAL
from assistant.quality.grounding import Examined, facts_of
from assistant.quality.reading.matching import hits_of
from assistant.quality.reading.meanings import meanings_of
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.status_words import agrees

GROUPS = {
    "figure": frozenset(("amount", "number", "percent", "fraction")),
    "moment": frozenset(("date", "time", "window", "duration")),
    "name": frozenset(("person", "place", "service", "variant", "label", "level")),
    "code": frozenset(("identifier", "code", "pincode", "phone", "link")),
}
_WAYS = {
    "figure": ("held", "derivable", "far", "novel", "elsewhere", "foreign", "echoed"),
    "moment": ("held", "derivable", "novel", "elsewhere", "foreign", "echoed"),
    "name": ("worded", "bare", "partly", "novel", "elsewhere", "foreign", "echoed"),
    "code": ("worded", "partly", "novel", "elsewhere", "foreign", "echoed"),
    "status": ("worded", "partly", "novel", "elsewhere", "echoed"),
}
_FIRM = frozenset(("novel", "foreign", "elsewhere"))
_DAY = 1440
_FIGURE = 20
"""A bare figure from here on is taken for money."""
_SOME, _MANY, _POINTS = 40, 400, 24
_MINUTES = {"minute": 1, "hour": 60, "day": _DAY, "week": 7 * _DAY, "month": 43_200,
            "year": 525_600}  # fmt: skip


def group_of(kind: str) -> str:
    """The group of a kind of fact."""
    return next((name for name, kinds in GROUPS.items() if kind in kinds), "status")


def trace_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """How many wrong facts came about in each way, by group, in a fixed order."""
    around = Around(exchange, examined)
    ways: Counter[tuple[str, str]] = Counter()
    denials = 0
    for item in examined.checked:
        denials += item.reason.kind == DENIAL
        if item.reason.verdict != "supported" and item.reason.kind != DENIAL:
            fact = item.placed.fact
            ways[group_of(fact.kind), around.way(fact)] += 1
    found = {
        f"came_{group}_{way}": math.log1p(ways[group, way])
        for group, its in _WAYS.items() for way in its
    }  # fmt: skip
    firm = sum(count for (_, way), count in ways.items() if way in _FIRM)
    found["came_denied"] = float(denials)
    found["came_firm"] = math.log1p(firm)
    found["came_soft"] = math.log1p(ways.total() - firm)
    found["came_any"] = float(firm > 0)
    found["came_new"] = float(any(way in ("novel", "foreign") for _, way in ways))
    return found


class Around:
    """What evidence, question and the right facts of the answer hold, for loose tracing."""

    def __init__(self, exchange: Exchange, examined: Examined) -> None:
        self.grounds = grounds = examined.grounds
        self.asked = facts_of(exchange.question, grounds)
        self.said = [item.placed.fact for item in examined.checked]
        self.right = [
            item.placed.fact for item in examined.checked if item.reason.verdict == "supported"
        ]
        self.ruled = [fact for passage in grounds.passages for fact in passage.facts]
        self.asked_words = frozenset(token.key for token in tokenize(exchange.question))

    def way(self, fact: Fact) -> str:
        """How a wrong fact might have come about."""
        if any(one.kind == fact.kind and one.value == fact.value for one in self.asked):
            return "echoed"
        if self.grounds.hits(fact):
            return "elsewhere"
        if hits_of(fact, self.grounds.foreign):
            return "foreign"
        if fact.kind == "amount" or (fact.kind == "number" and fact.value >= _FIGURE):
            return self._sum(_paise(fact))
        if fact.kind in ("percent", "fraction"):
            return "held" if Decimal(fact.value) in self.shares else "novel"
        if fact.kind == "number":
            return "derivable" if fact.value <= len(self.grounds.rows) else "novel"
        if fact.kind == "date":
            return self._day(fact)
        if fact.kind in ("time", "window"):
            return self._clock(fact)
        if fact.kind == "duration":
            return self._length(fact.value)
        return self._wording(fact)

    @cached_property
    def sums(self) -> tuple[Decimal, ...]:
        """The amounts at hand."""
        rows = self.grounds.rows
        found = {Decimal(v.value) for row in rows for v in row.of("amount") if v.value}
        found |= {Decimal(f.value) for f in (*self.ruled, *self.right) if f.kind == "amount"}
        found |= {Decimal(_paise(fact)) for fact in self.asked if _is_money(fact)}
        return tuple(sorted(found)[:_SOME])

    @cached_property
    def shares(self) -> frozenset[Decimal]:
        held = {Decimal(v.value) for row in self.grounds.rows for v in row.of("percent")}
        said = {
            Decimal(fact.value)
            for fact in (*self.ruled, *self.right) if fact.kind in ("percent", "fraction")
        }  # fmt: skip
        return frozenset(held | said | {Decimal(18)})

    @cached_property
    def counts(self) -> frozenset[int]:
        said = {
            int(fact.value) for fact in (*self.asked, *self.said)
            if fact.kind == "number" and 2 <= fact.value <= 30 and fact.value == int(fact.value)
        }  # fmt: skip
        held = {
            int(v.value) for row in self.grounds.rows for v in row.of("number")
            if 2 <= v.value <= _FIGURE and v.value == int(v.value)
        }  # fmt: skip
        return frozenset(said | held | {2, 3})

    @cached_property
    def made(self) -> frozenset[Decimal]:
        """What one step makes of the amounts: a share, so many of it, a sum, a difference."""
        found: set[Decimal] = set()
        for one in self.sums:
            found |= {one * share / 100 for share in self.shares}
            found |= {one * (100 - share) / 100 for share in self.shares}
            found |= {one * 118 / 100, *(one * count for count in self.counts)}
            found |= {value for other in self.sums for value in (abs(one - other), one + other)}
        return frozenset(found - {Decimal(0)})

    @cached_property
    def made_twice(self) -> frozenset[Decimal]:
        made = sorted(self.made)[:_MANY]
        found = {
            value for one in made for other in self.sums for value in (one + other, one - other)
        }
        found |= {one * (100 - share) / 100 for one in made for share in self.shares}
        return frozenset(abs(value) for value in found)

    def _sum(self, paise: int) -> str:
        if any(_close(paise, one) for one in self.sums):
            return "held"
        if any(_close(paise, one) for one in self.made):
            return "derivable"
        return "far" if any(_close(paise, one) for one in self.made_twice) else "novel"

    @cached_property
    def lengths(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """In minutes, both ends."""
        said = [
            fact.value.minutes() for fact in (*self.ruled, *self.said, *self.asked)
            if fact.kind == "duration"
        ]  # fmt: skip
        held = [
            v.value[0] * _MINUTES[v.value[1]]
            for row in self.grounds.rows for v in row.of("duration")
        ]  # fmt: skip
        return (*said, *((one, one) for one in held))

    @cached_property
    def days(self) -> frozenset[date]:
        found = {v.value for row in self.grounds.rows for v in row.of("date")}
        found |= {day for fact in self.asked if fact.kind == "date" for day in fact.value}
        return frozenset(found | ({self.grounds.now.date()} if self.grounds.now else set()))

    @cached_property
    def points(self) -> tuple[datetime, ...]:
        found = [moment for row in self.grounds.rows for moment, _ in row.moments]
        return (*found, *([self.grounds.now] if self.grounds.now else []))

    def _day(self, fact: Fact) -> str:
        steps = {int(end // _DAY) for ends in self.lengths for end in ends} - {0}
        if any(_shifted(day, sign * step) in fact.value
               for day in self.days for step in steps for sign in (1, -1)):  # fmt: skip
            return "derivable"
        months = {
            int(one.value.low) for one in (*self.ruled, *self.said)
            if one.kind == "duration" and one.value.unit == "month"
        }  # fmt: skip
        on = {(day.year * 12 + day.month + count, day.day) for day in self.days for count in months}
        if any((day.year * 12 + day.month, day.day) in on for day in fact.value):
            return "derivable"
        return "held" if not self.days.isdisjoint(fact.value) else "novel"

    def _clock(self, fact: Fact) -> str:
        said = set(_clocks(fact))
        held = {v.value for row in self.grounds.rows for v in row.of("time")}
        held |= {end for row in self.grounds.rows for v in row.of("window") for end in v.value}
        held |= {clock for one in (*self.ruled, *self.asked) for clock in _clocks(one)}
        if said & held:
            return "held"
        steps = {int(end) for ends in self.lengths for end in ends}
        for point in self.points:
            for step in steps:
                then = {_later(point, step), _later(point, -step)}
                if said & then:
                    return "derivable"
        hours = {str(clock.hour % 12 or 12) for clock in said}
        return "echoed" if hours & self.asked_words else "novel"

    def _length(self, said: Duration) -> str:
        low, high = said.minutes()
        near = Decimal("0.03")
        like = [
            abs(low - one) <= one * near or abs(high - other) <= other * near
            for one, other in self.lengths if (one, other) != (low, high)
        ]  # fmt: skip
        if any(like) or self.lengths.count((low, high)) > 1:
            return "held"
        ends = [*self.points, *(datetime.combine(day, time()) for day in sorted(self.days))]
        for one, other in combinations(ends[:_POINTS], 2):
            between = Decimal(abs((one - other).total_seconds())) / 60
            if between and low and abs(between - low) <= Decimal(_MINUTES[said.unit]) / 2:
                return "derivable"
        return "novel"

    def _wording(self, fact: Fact) -> str:
        rows = self.grounds.rows
        if fact.kind == "status" and any(
            agrees(fact.value, status) for row in rows for status, _ in row.statuses
        ):
            return "elsewhere"
        words = [token.key for token in tokenize(fact.text) if token.shape == "word"]
        known = [word for word in words if self._knows(word)]
        if words and len(known) == len(words):
            return "worded"
        if fact.kind == "service" and len(words) == 1:
            return "bare"
        return "partly" if known else "novel"

    def _knows(self, word: str) -> bool:
        words, sounds, meanings = self._known
        sound = skeleton(word)
        heard = len(sound) > 3 and sound in sounds
        return word in words or heard or not meanings_of(word).isdisjoint(meanings)

    @cached_property
    def _known(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        words = self.grounds.words | self.asked_words
        sounds = frozenset(skeleton(word) for word in words)
        return words, sounds, frozenset[str]().union(*(meanings_of(word) for word in words))


def _is_money(fact: Fact) -> bool:
    return fact.kind == "amount" or (fact.kind == "number" and bool(fact.value >= 50))


def _paise(fact: Fact) -> int:
    return int(fact.value * 100) if fact.kind == "number" else int(fact.value)


def _close(said: int, made: Decimal) -> bool:
    """The same, or rounded to whole rupees as people do."""
    return abs(said - made) <= 1 or (said % 100 == 0 and abs(said - made) <= 50)


def _clocks(fact: Fact) -> Iterable[time]:
    if fact.kind == "time":
        yield from fact.value
    elif fact.kind == "window":
        yield from (end for window in fact.value for end in window)


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _later(point: datetime, minutes: int) -> time | None:
    try:
        return (point + timedelta(minutes=minutes)).time().replace(second=0)
    except OverflowError:
        return None
