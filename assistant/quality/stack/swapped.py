"""What a question singles out, and whether the answer speaks of something else of the same sort.

Of the values by which the rows of a table differ the question names some (goods lift, 3 BHK, the
branch in Bopal) and the answer others; the same of days and numbers, and of hours outside the part
of the day that was asked for. It weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from assistant.language.tokens import ascii_digits, keys
from assistant.model import Evidence, Exchange
from assistant.quality.grounding import Examined, facts_of
from assistant.quality.reading.clauses import DENYING
from assistant.quality.reading.reader import Fact
from assistant.quality.stack.focus import Forms, text_forms
from assistant.quality.stack.meant import flat
from assistant.quality.stack.questions import parts_of, words_in

_KINDS = {
    "day": frozenset(("date",)),
    "code": frozenset(("identifier", "code", "pincode", "phone")),
    "thing": frozenset(("service", "variant", "label")),
    "name": frozenset(("person", "place")),
}
_LONGEST = 60
"""Letters of a value that can be what rows differ by."""
_MOMENT = re.compile(r"\d{4}-\d\d|none$", re.I)
_SEGMENT = re.compile(r"[?!.,;।\n]+|\bbut\b|\blekin\b|लेकिन")
_RULING_OUT = DENYING | keys("nakko except chhodkar छोड़कर")
_FEW = 7
"""Words of a stretch that only rules something out."""
_BOUND = re.compile(
    r"(?:(?P<lead>after|post|from|before|by|till|until)\s+)?(?<![\d.,:])(?P<hour>\d{1,2})"
    r"(?:[:.](?P<minute>\d\d))?\s*(?P<half>am|pm|a\.m|p\.m|baje|bje|बजे)?"
    r"\s*(?:(?:ke|k|के|se|से)?\s*(?P<trail>baad|bad|बाद|pehle|pahle|pehele|phle|पहले|tak|तक))?(?![\d/])",
    re.I,
)
_LATER = frozenset(("after", "post", "from", "baad", "bad", "बाद"))
_NOON, _DAWN = 12, 8
"""A bare hour before the second is of the afternoon."""
_Span = tuple[time, time]


def swapped_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """How much of what the question singles out the answer keeps and how much it exchanges."""
    grounds = examined.grounds
    counts = Counter(_values(exchange))
    asked, said = facts_of(exchange.question, grounds), facts_of(exchange.answer, grounds)
    found = {f"{how}_values": math.log1p(counts[how]) for how in ("kept", "exchanged", "unsaid")}
    found["exchanged_alone"] = float(counts["exchanged"] > 0 and not counts["kept"])
    for name, kinds in _KINDS.items():
        wanted = [fact for fact in asked if fact.kind in kinds]
        given = [fact for fact in said if fact.kind in kinds]
        apart = bool(wanted and given) and not any(_agree(a, b) for a in wanted for b in given)
        found[f"other_{name}"] = float(apart)
    found["hours_outside"] = _outside(exchange, asked, said)
    return found


def _values(exchange: Exchange) -> Iterable[str]:
    """Of each field that the question picks a value of, what the answer does with it."""
    asked, ruled_out = _asked(exchange.question)
    said = text_forms(exchange.answer)
    for values in _differing(exchange.evidence):
        weights = _weights(values)
        wanted = {text: _weigh(forms & asked, weights) for text, forms in values.items()}
        told = {text: _weigh(forms & said, weights) for text, forms in values.items()}
        denied = {text: _weigh(forms & ruled_out, weights) for text, forms in values.items()}
        most, best = max(wanted.values()), max(told.values())
        if not most:
            if best and any(denied[text] and told[text] == best for text in values):
                yield "exchanged"
        elif not best:
            yield "unsaid"
        else:
            kept = max(told[text] for text in values if wanted[text] == most)
            yield "kept" if kept >= best else "exchanged"


def _asked(question: str) -> tuple[Forms, Forms]:
    """The forms of a question, and those of stretches that only rule something out."""
    asked, ruled_out = set[str](), set[str]()
    for text in _SEGMENT.split(question):
        words = words_in(text)
        rules_out = not _RULING_OUT.isdisjoint(words) and len(words) <= _FEW
        (ruled_out if rules_out else asked).update(text_forms(text))
    return frozenset(asked), frozenset(ruled_out - asked)


def _differing(evidence: Sequence[Evidence]) -> Iterable[Mapping[str, Forms]]:
    """By table and field, the texts in which its rows differ, with the forms of each."""
    texts: dict[tuple[str, str], dict[str, Forms]] = {}
    for entry in evidence:
        table = re.split(r"[#/:\[]", entry.source, maxsplit=1)[0]
        if table == "session" or not entry.fields:
            continue
        for name, value in flat(entry.fields, ""):
            text = str(value).replace("_", " ")
            if isinstance(value, bool) or len(text) > _LONGEST or _MOMENT.match(text):
                continue
            texts.setdefault((table, name), {})[text.casefold()] = text_forms(text)
    return (values for values in texts.values() if len(values) > 1)


def _weights(values: Mapping[str, Forms]) -> Mapping[str, float]:
    """How well each form tells the values of a field apart; those of all of them do not."""
    counts = Counter(form for forms in values.values() for form in forms)
    return {form: math.log(len(values) / count) for form, count in counts.items()}


def _weigh(forms: Forms, weights: Mapping[str, float]) -> float:
    return round(sum(weights[form] for form in sorted(forms)), 6)


def _agree(one: Fact, other: Fact) -> bool:
    if one.kind == "date" and other.kind == "date":
        return not set(one.value).isdisjoint(other.value)
    return bool(one.value == other.value) or one.text.casefold() == other.text.casefold()


def _outside(exchange: Exchange, asked: Sequence[Fact], said: Sequence[Fact]) -> float:
    """The share of the hours of an answer that lie outside the part of the day asked for."""
    parts = [part.text for part in parts_of(exchange)]
    spans = [
        fact.value for fact in asked
        if fact.kind == "daypart" and any(fact.text in part for part in parts)
    ]  # fmt: skip
    spans += [span for part in parts for span in _bounds(part)]
    hours = [tuple(fact.value) for fact in said if fact.kind == "time"]
    hours += [tuple(window[0] for window in fact.value) for fact in said if fact.kind == "window"]
    if not spans or not hours:
        return 0.0
    outside = sum(not any(_within(hour, spans) for hour in either) for either in hours)
    return outside / len(hours)


def _within(hour: time, spans: Sequence[_Span]) -> bool:
    return any(start <= hour < end for start, end in spans)


def _bounds(text: str) -> Iterable[_Span]:
    """ "after 6 pm", "5 ke baad", "before noon" as stretches of the day."""
    for match in _BOUND.finditer(ascii_digits(text)):
        word = (match["lead"] or match["trail"] or "").casefold()
        hour, half = int(match["hour"]), (match["half"] or "").casefold()
        if not word or not 1 <= hour < 24 or (not half and hour > _NOON):
            continue
        if hour < _NOON and (half.startswith("p") or (not half.startswith("a") and hour < _DAWN)):
            hour += 12
        at = time(hour, min(59, int(match["minute"] or 0)))
        yield (at, time.max) if word in _LATER else (time.min, at)
