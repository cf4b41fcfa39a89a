"""Which rows of evidence the question means, and whether the facts of the answer stand on those.

Within a table the rows that share more telling words and facts with the question are meant, and
those that a row meant refers to. A fact off them is named (the answer says of what it speaks) or
not. Bare counts are held against all there is to count. It weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.language.numbers import find_numbers
from assistant.language.tokens import tokenize
from assistant.model import Exchange
from assistant.quality.grounding import Checked, Examined, facts_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import agrees
from assistant.quality.relevance.constraints import fits
from assistant.quality.stack.meant import COMMON, forms_of
from assistant.quality.stack.traces import GROUPS, group_of

_ASKED = frozenset(
    ("identifier", "date", "pincode", "person", "service", "variant", "time", "window", "label")
)
_GROUPS = (*GROUPS, "status")
_FACT, _LINK, _OF_LINKED, _APART = 1.2, 1.0, 0.5, 0.4
"""What a fact of the question adds to a row, what a reference to it does, with which share of the
row that refers, and how far below the best one a row is not meant."""
_SIZED = re.compile(r"(?<!\d)(\d{1,6})\s*(bhk|seater|ton|sq|l\b|litre)")
_KEYS = frozenset(("id", "code", "no", "number"))
_SMALL = 100
Forms = frozenset[str]


@dataclass(frozen=True)
class Focus:
    """The rows of evidence by table, the forms of each, and how far each is below the best."""

    tables: Mapping[str, Sequence[Row]]
    forms: Mapping[int, Forms]
    below: Mapping[int, float]
    linked: bool
    apart: float
    """How clearly one row is meant, in the table where that is clearest."""


def focus_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """Facts on and off the rows meant, by group, in a fixed order."""
    meant = _meant(exchange.question, examined.grounds)
    said = text_forms(exchange.answer)
    counts: Counter[tuple[str, str]] = Counter()
    furthest = {"named": 0.0, "unnamed": 0.0}
    for item in examined.checked:
        rows = [row for row in _rows_of(item, examined.grounds) if len(_siblings(row, meant)) > 1]
        if not rows:
            continue
        nearest = min(rows, key=lambda row: meant.below[id(row)])
        below = meant.below[id(nearest)]
        how = "on"
        if below > _APART:
            how = "named" if _is_named(nearest, item.placed.fact, said, meant) else "unnamed"
            furthest[how] = max(furthest[how], below)
        counts[how, group_of(item.placed.fact.kind)] += 1
    found: dict[str, float] = {}
    for how in ("named", "unnamed", "on"):
        every = sum(counts[how, group] for group in _GROUPS)
        found |= {f"{how}_{group}": math.log1p(counts[how, group]) for group in _GROUPS}
        found[f"{how}_all"] = math.log1p(every)
    found |= {f"furthest_{how}": below for how, below in furthest.items()}
    found["only_off"] = float(bool(counts) and not any(how == "on" for how, _ in counts))
    return found | {"linked": float(meant.linked), "apart": meant.apart}


def count_features(exchange: Exchange, examined: Examined) -> dict[str, float]:
    """Small bare numbers of the answer: known, countable in no way, of nowhere."""
    grounds = examined.grounds
    held, countable = _held_numbers(exchange, grounds), _countable(grounds.rows)
    taken = [
        (fact.start, fact.end)
        for fact in facts_of(exchange.answer, grounds) if fact.kind != "number"
    ]  # fmt: skip
    known = uncounted = new = 0
    for number in find_numbers(exchange.answer):
        value = float(number.value)
        if value == 1 or value >= _SMALL or any(a <= number.start < b for a, b in taken):
            continue
        if value in held:
            known += 1
        elif value == int(value) and value <= max(countable, default=0):
            uncounted += value not in countable
        else:
            new += 1
    return {
        "count_new": math.log1p(new),
        "count_uncounted": math.log1p(uncounted),
        "count_known": math.log1p(known),
    }


def _meant(question: str, grounds: Grounds) -> Focus:
    tables: dict[str, list[Row]] = {}
    for row in grounds.rows:
        tables.setdefault(row.table, []).append(row)
    forms = {id(row): _row_forms(row) for row in grounds.rows}
    asked = text_forms(question)
    facts = [fact for fact in facts_of(question, grounds) if fact.kind in _ASKED]
    near = {
        id(row): _nearness(row, rows, forms, asked, facts, grounds)
        for rows in tables.values() for row in rows
    }  # fmt: skip
    referring = {id(row): _referring(row, grounds.rows) for row in grounds.rows}
    linked = False
    for rows in tables.values():
        if len(rows) > 1 and any(referring[id(row)] for row in rows):
            linked = True
            for row in (row for row in rows if referring[id(row)]):
                most = max(near[id(other)] for other in referring[id(row)])
                near[id(row)] += _LINK + _OF_LINKED * most
    below: dict[int, float] = {}
    apart = 0.0
    for rows in tables.values():
        order = sorted((near[id(row)] for row in rows), reverse=True)
        below |= {id(row): order[0] - near[id(row)] for row in rows}
        apart = max(apart, order[0] - order[1]) if len(order) > 1 else apart
    return Focus(tables, forms, below, linked, apart)


def _nearness(
    row: Row, rows: Sequence[Row], forms: Mapping[int, Forms], asked: Forms,
    facts: Sequence[Fact], grounds: Grounds,
) -> float:  # fmt: skip
    """What a row shares with the question; what all rows of its table share counts next to
    nothing."""
    size = len(rows) + 0.5
    found = 0.0
    for form in sorted(asked & forms[id(row)]):
        found += math.log(size / sum(form in forms[id(other)] for other in rows))
    for fact in facts:
        if fits(row, fact, grounds):
            found += _FACT * math.log(size / sum(fits(other, fact, grounds) for other in rows))
    return found


def _referring(row: Row, rows: Sequence[Row]) -> list[Row]:
    """Rows of other tables that refer to this one by its number."""
    source = re.split("[#/:]", row.source)[-1]
    codes = {
        str(v.value) for v in row.of("identifier")
        if v.path != "source" and v.path.rpartition(".")[2] in _KEYS
    }  # fmt: skip
    return [
        other for other in rows
        if other.table != row.table and any(
            (str(v.value) == source and v.path.endswith("id")) or str(v.value) in codes
            for v in other.of("identifier") if v.path not in ("source", "customer_id")
        )
    ]  # fmt: skip


def _rows_of(item: Checked, grounds: Grounds) -> list[Row]:
    """The rows that hold what a fact says."""
    fact = item.placed.fact
    if fact.kind != "status":
        return [row for row, _ in item.placed.hits]
    return [
        row for row in grounds.rows if any(agrees(fact.value, state) for state, _ in row.statuses)
    ]


def _siblings(row: Row, meant: Focus) -> Sequence[Row]:
    return meant.tables[row.table]


def _is_named(row: Row, fact: Fact, said: Forms, meant: Focus) -> bool:
    """Whether the answer has a word of the row, beside the fact, that the one meant has not."""
    best = min(_siblings(row, meant), key=lambda other: meant.below[id(other)])
    own = meant.forms[id(row)] - meant.forms[id(best)] - text_forms(fact.text)
    return not own.isdisjoint(said)


def _row_forms(row: Row) -> Forms:
    texts = (str(value.value).replace("_", " ") for value in row.of("text"))
    return frozenset(form for text in texts for form in _token_forms(text))


def text_forms(text: str) -> Forms:
    """Meanings, stems and sounds of a text with its numbers, said as figures or words."""
    found = set(_token_forms(text))
    found |= {f"#{number.value}" for number in find_numbers(text)}
    found |= {
        form for size, unit in _SIZED.findall(text.lower()) for form in (f"#{size}", size + unit)
    }
    return frozenset(found)


def _token_forms(text: str) -> Iterable[str]:
    for token in tokenize(text):
        if token.shape == "word":
            yield from forms_of(token.key) if token.key not in COMMON else ()
        elif token.shape != "mark":
            yield f"#{token.text}"


def _held_numbers(exchange: Exchange, grounds: Grounds) -> set[float]:
    texts = [exchange.question, *(passage.text for passage in grounds.passages)]
    texts += [value.value for row in grounds.rows for value in row.of("text")]
    held = {float(number.value) for text in texts for number in find_numbers(text)}
    for row in grounds.rows:
        held |= {
            float(value.value) for kind in ("number", "count", "percent") for value in row.of(kind)
        }
        held |= {float(value.value[0]) for value in row.of("duration")}
    return held


def _countable(rows: Sequence[Row]) -> set[float]:
    """How many rows a table has, and how many of them share a state, a day, a name."""
    groups: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        table = row.table
        groups[(table,)] += 1
        groups.update({(table, "status", state) for state, _ in row.statuses})
        groups.update({
            (table, kind, str(value.value))
            for kind in ("service", "date", "person", "pincode") for value in row.of(kind)
        })  # fmt: skip
        groups.update({(table, value.path, str(value.value)) for value in row.of("flag")})
    return {float(count) for count in groups.values()}
