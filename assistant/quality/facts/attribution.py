"""Decides which rows a fact may stand on: those that what is said around it speaks of.

The anchors of a clause (service, variant, number, person, pincode, date) rule out every row that
holds another value of their kind. They carry over to later clauses until a new one contradicts.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.language.calendar_words import MONTHS, WEEKDAYS
from assistant.language.tokens import Token, fold, keys, keys_in, tokenize
from assistant.quality.facts.cues import ANOTHER
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.contrasts import field_of
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.matching import Hit, comparers, same
from assistant.quality.reading.reader import Fact
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

ANCHORS = frozenset(
    ("identifier", "service", "variant", "person", "pincode", "date", "phone", "label", "place",
     "code")
)  # fmt: skip
_TOPICS = frozenset(("identifier", "service", "code"))
"""What a new one of changes the subject; the others only narrow it."""
_LISTED = frozenset(("person", "label"))
"""What lists of mere names add up."""
_IN_BRACKETS = _LISTED | {"service"}
_NUMBERS = frozenset(("identifier", "code"))
_TURNING = frozenset(("date", "service"))
"""What a whole sentence may turn to."""
_NAMES = frozenset(("identifier", "service", "label", "variant", "code"))
_EARLIER = keys("pehle pahle pehla pehli पहले पहला पहली earlier last first previous")
_ELSEWHERE = _EARLIER | ANOTHER
_ONE = keys("wala wale wali वाला वाले वाली one attempt try koshish कोशिश प्रयास prayas attempts")
_PRONOUNS = keys(
    """it its that this they ye yeh yah wo woh vo voh vah yehi wahi iska iski iske uska uski uske
    isme usme यह ये वह वो यही वही इसका इसकी इसके उसका उसकी उसके इसमें उसमें"""
)
_SINCE = frozenset(("joined", "since", "hired", "joining"))
_PICTURES = 0x2300
"""Where the blocks of signs and pictures begin."""
_LETTERS = re.compile(r"[^A-Z]")
_COUPON = re.compile(r"[A-Z]{3,}\d{1,3}")
_OFFERS = re.compile(r"coupon|promo|offer|voucher|discount", re.I)
"""What coupons are called ("SUMMER15"), and the tables that hold them."""
_CALENDAR = MONTHS.keys() | WEEKDAYS.keys() | keys("today tomorrow between")
_MARK = 3
"""Letters that words of the clock have at most ("am", "to", "IST")."""


@dataclass(frozen=True)
class Placed:
    """A fact with the clause it stands in, the rows that hold its value, and its anchors."""

    fact: Fact
    clause: Clause
    hits: tuple[Hit, ...]
    context: Mapping[str, tuple[Fact, ...]]
    scope: tuple[Row, ...]
    """Rows that none of the anchors rules out, those that match most anchors first."""
    against: Mapping[int, frozenset[str]]
    """The kinds of the anchors that rule a row out, by the row's identity."""

    @cached_property
    def fitting(self) -> tuple[Hit, ...]:
        """The hits in rows that the anchors other than the fact's own allow."""
        own = {self.fact.kind}
        return tuple(hit for hit in self.hits if self.against[id(hit[0])] <= own)


def place(
    facts: Sequence[Fact], clauses: Sequence[Clause], grounds: Grounds, text: str,
    asked: Sequence[Fact] = (),
) -> tuple[Placed, ...]:  # fmt: skip
    """Every fact with its hits and its anchors. `asked` are the question's facts: they anchor the
    answer until it names something else."""
    rows = grounds.rows
    hits = {id(fact): grounds.hits(fact) for fact in (*facts, *asked)}
    carried: dict[str, tuple[Fact, ...]] = {}
    for fact in asked:
        if fact.kind in _TOPICS and hits[id(fact)]:
            carried[fact.kind] = (*carried.get(fact.kind, ()), fact)
    tokens = tokenize(text)
    telling = [fact for fact in facts if fact.kind in _TURNING and hits[id(fact)]]
    turns = not _ELSEWHERE.isdisjoint(keys_in(text))
    placed = []
    starts = [fact.start for fact in facts]
    context = carried
    against = _against(rows, context)
    scope = _scope(rows, context, against)
    sentence = -1
    list_of: dict[str, tuple[Fact, ...]] = {}
    for clause in clauses:
        if clause.sentence != sentence:
            sentence = clause.sentence
            if telling:
                carried = _turned(carried, telling, clauses, sentence, text, tokens)
        inside = facts[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]
        if turns and _is_another(tokens[clause.first : clause.last]):
            carried = {}
        if not inside and _is_listed(clause, clauses, tokens):  # a name that nothing knows
            carried = {kind: held for kind, held in carried.items() if kind not in _NAMES}
        own: dict[str, tuple[Fact, ...]] = {}
        for fact in inside:
            if fact.kind in ANCHORS and hits[id(fact)]:
                own[fact.kind] = (*own.get(fact.kind, ()), fact)
        own = _bracketed(clause, clauses, tokens, facts, hits) | own
        list_of = own = _listed(own, inside, list_of)
        if clause.supposed and "variant" in own:
            carried = _without_others(carried, own["variant"], rows)
        carried = _past_numbers(carried, own.get("label", ()), rows, clause, clauses, facts)
        carried = _kept(carried, own, rows)
        if carried | own != context:
            context = carried | own
            against = _against(rows, context)
            scope = _scope(rows, context, against)
        placed += [Placed(fact, clause, hits[id(fact)], context, scope, against) for fact in inside]
        carried = context
    return tuple(placed)


def _bracketed(
    clause: Clause, clauses: Sequence[Clause], tokens: Sequence[Token],
    facts: Sequence[Fact], hits: Mapping[int, tuple[Hit, ...]],
) -> dict[str, tuple[Fact, ...]]:  # fmt: skip
    """Who, which label and which service stand in the bracket behind a clause: they tell of it."""
    if tokens[clause.last - 1].text != "(":
        return {}
    at = clauses.index(clause) + 1
    if at >= len(clauses) or clauses[at].sentence != clause.sentence:
        return {}
    within = [fact for fact in facts if clauses[at].start <= fact.start < clauses[at].end]
    alone = len(within) == 1 and within[0].kind == "variant"  # "₹549 (Premium)"
    inside = [
        fact for fact in within
        if (fact.kind in _IN_BRACKETS or alone) and hits[id(fact)]
    ]  # fmt: skip
    return {kind: tuple(f for f in inside if f.kind == kind) for kind in {f.kind for f in inside}}


def _listed(
    own: dict[str, tuple[Fact, ...]],
    inside: Sequence[Fact],
    before: Mapping[str, tuple[Fact, ...]],
) -> dict[str, tuple[Fact, ...]]:
    """The anchors of a clause, with those of the clauses before where each is but one more name of
    a list ("Rohit, Ira, Manav")."""
    kinds = {fact.kind for fact in inside}
    if len(kinds) == 1 and own.keys() == kinds and kinds <= _LISTED:
        return {kind: (*before.get(kind, ()), *facts) for kind, facts in own.items()}
    return own


def _is_another(tokens: Sequence[Token]) -> bool:
    """Whether a clause turns to another thing: "the other one", "पहले वाला"."""
    words = [token.key for token in tokens]
    if not ANOTHER.isdisjoint(words):
        return True
    return not _EARLIER.isdisjoint(words) and any(
        one in _EARLIER and other in _ONE for one, other in pairwise(words)
    )


def _is_listed(clause: Clause, clauses: Sequence[Clause], tokens: Sequence[Token]) -> bool:
    """Whether the clause names one of several things that each have a bracket behind them: "नल
    (₹199), नाली जाम (₹349)"."""
    if tokens[clause.last - 1].text != "(":
        return False
    opening = [
        one for one in clauses
        if one.sentence == clause.sentence and tokens[one.last - 1].text == "("
    ]  # fmt: skip
    return len(opening) > 1


def _turned(
    carried: dict[str, tuple[Fact, ...]],
    telling: Sequence[Fact],
    clauses: Sequence[Clause],
    sentence: int,
    text: str,
    tokens: Sequence[Token],
) -> dict[str, tuple[Fact, ...]]:
    """A sentence or line that names one service alone speaks of it from its start ("26 Nov, 8 am:
    Window Cleaning"); the day of the sentence before ends with it when it has days of its own.
    `telling` are the days and services that evidence holds."""
    mine = [clause for clause in clauses if clause.sentence == sentence]
    pictures = [at for at, clause in enumerate(mine) if _ends_in_picture(text, clause)]
    mine = mine[: pictures[0] + 1] if pictures else mine
    first, last = mine[0].start, mine[-1].end
    inside = [fact for fact in telling if first <= fact.start < last]
    if any(fact.kind == "date" for fact in inside):
        carried = {kind: held for kind, held in carried.items() if kind != "date"}
    topics = [fact for fact in inside if fact.kind == "service"]
    if not topics or _goes_on(tokens, mine[0]):
        return carried
    if len({fact.value for fact in topics}) > 1 or topics[0].start < mine[0].end:
        return carried
    held = carried.get("service", ())
    if any(fact.value & topics[0].value for fact in held):
        return carried
    return {"service": (topics[0],)}


def _goes_on(tokens: Sequence[Token], clause: Clause) -> bool:
    """Whether a sentence begins with what was spoken of: "It is planned for Thursday; the carpet
    cleaning is confirmed"."""
    words = [token.key for token in tokens[clause.first : clause.last] if token.shape == "word"]
    return bool(words) and words[0] in _PRONOUNS


def _ends_in_picture(text: str, clause: Clause) -> bool:
    """Whether a clause ends in an emoji, with which many end a sentence."""
    return ord(text[clause.end - 1]) > _PICTURES


def _without_others(
    carried: dict[str, tuple[Fact, ...]], variants: tuple[Fact, ...], rows: Sequence[Row]
) -> dict[str, tuple[Fact, ...]]:
    """ "If you want it quicker, Premium is there": a tier that is only supposed turns away from the
    numbers before, where all that they name have another tier."""
    numbers = carried.get("identifier", ())
    named = [
        row for row in rows if any(same(one, v) for one in numbers for v in row.of("identifier"))
    ]
    others = [row for row in named if row.of("variant")]
    if not others or any(not ruled_out(row, {"variant": variants}) for row in others):
        return carried
    return {kind: facts for kind, facts in carried.items() if kind != "identifier"}


def _past_numbers(
    carried: dict[str, tuple[Fact, ...]], labels: tuple[Fact, ...], rows: Sequence[Row],
    clause: Clause, clauses: Sequence[Clause], facts: Sequence[Fact],
) -> dict[str, tuple[Fact, ...]]:  # fmt: skip
    """ "The quality complaint is resolved", after one that was called by its number: a sentence
    without a number that names what no row of that number is turns to another."""
    told = {kind: carried[kind] for kind in _NUMBERS if kind in carried}
    if not labels or not told:
        return carried
    first = next(one.start for one in clauses if one.sentence == clause.sentence)
    if any(f.kind in _NUMBERS and first <= f.start < clause.end for f in facts):
        return carried
    labelled = [row for row in rows if _meets(labels, row.of("text"))]
    if any(not ruled_out(row, told) for row in labelled):
        return carried
    return {kind: held for kind, held in carried.items() if kind not in _NUMBERS}


def _kept(
    carried: dict[str, tuple[Fact, ...]], own: dict[str, tuple[Fact, ...]], rows: Sequence[Row]
) -> dict[str, tuple[Fact, ...]]:
    """Anchors from before that some row shares with the new ones."""
    if not own or not carried:
        return carried
    turning = any(kind in _TOPICS for kind in own)
    left = [(row, _matches(row, own)) for row in rows if not ruled_out(row, own)]
    most = max((matched for _, matched in left), default=0)
    meant = [row for row, matched in left if matched and matched == most]
    return {
        kind: facts
        for kind, facts in carried.items()
        if kind not in own
        and (
            (kind in _TOPICS and not turning)
            or any(not ruled_out(row, {kind: facts}) for row in meant)
        )
    }


def _against(
    rows: Sequence[Row], context: Mapping[str, tuple[Fact, ...]]
) -> Mapping[int, frozenset[str]]:
    return {
        id(row): frozenset(
            kind for kind, facts in context.items() if _holds_another(row, kind, facts)
        )
        for row in rows
    }


def _scope(
    rows: Sequence[Row],
    context: Mapping[str, tuple[Fact, ...]],
    against: Mapping[int, frozenset[str]],
) -> tuple[Row, ...]:
    left = [row for row in rows if not against[id(row)]]
    return tuple(sorted(left, key=lambda row: -_matches(row, context)))


def _matches(row: Row, context: Mapping[str, tuple[Fact, ...]]) -> int:
    matched = 0
    for kind, facts in context.items():
        held = row.of(kind)
        if held and _meets(facts, held):
            matched += 1
    return matched


def _meets(facts: Sequence[Fact], held: Sequence[Value]) -> bool:
    """Whether one of the values says what one of the facts says."""
    for fact in facts:
        comparing = comparers(fact.kind)
        for value in held:
            compare = comparing.get(value.kind)
            if compare is not None and compare(fact.value, value.value):
                return True
    return False


def ruled_out(row: Row, context: Mapping[str, tuple[Fact, ...]]) -> bool:
    """Whether the row holds another value for one of the anchors."""
    return any(_holds_another(row, kind, facts) for kind, facts in context.items())


def _holds_another(row: Row, kind: str, facts: tuple[Fact, ...]) -> bool:
    held = _comparable(row, kind, facts)
    if not held:
        return False
    if kind == "place" and len(held) > 1:
        return not all(_meets((anchor,), held) for anchor in facts)
    return not _meets(facts, held)


def _comparable(row: Row, kind: str, facts: tuple[Fact, ...]) -> tuple[Value, ...]:
    """Values that would have to match: numbers only of the anchor's own series."""
    if kind in ("label", "code"):
        paths = {path for fact in facts for path, _ in fact.value}
        labels = {label for fact in facts for _, label in fact.value}
        if any(label in fold(value.value) for label in labels for value in row.of("text")):
            return ()  # "wash" is told of it, too, in another field
        return tuple(value for value in row.of("text") if field_of(value.path) in paths)
    held = row.of(kind)
    if not held:
        return ()
    if kind == "date":  # since when someone works here is no day of a visit
        days = tuple(value for value in held if not value.words & _SINCE)
        if _meets(facts, days):
            return days
        told = {value.path for value in row.of("text") if _tells_more(value.value)}
        return tuple(value for value in days if value.path not in told)
    if kind == "identifier":
        series = {_series(fact.value) for fact in facts}
        coupons = any(_COUPON.fullmatch(fact.value) for fact in facts) and _OFFERS.search(row.table)
        return tuple(
            value for value in held
            if _series(value.value) in series or (coupons and _COUPON.fullmatch(value.value))
        )  # fmt: skip
    return held


@lru_cache(maxsize=2048)
def _tells_more(text: str) -> bool:
    """Whether a text that holds a day tells what happened then ("cleared 2025-12-11")."""
    return any(
        token.shape == "word" and len(token.key) > _MARK and token.key not in _CALENDAR
        for token in tokenize(text)
    )


def _series(number: str) -> str:
    return _LETTERS.sub("", number.upper().split("-")[0]) or "#"
