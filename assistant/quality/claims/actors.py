"""Who cancelled or moved a booking: the customer, or the other side, whichever a field or a state
says ("cancelled_by: provider", "CANCELLED_BY_CUSTOMER").

Sides alone are told apart: to a customer a professional, the company and its system are one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.language.tokens import keys_in
from assistant.model import Reason
from assistant.quality.grounding import Checked
from assistant.quality.reading.clauses import DENYING, Clause
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.rows import Row

_FIELD = re.compile(r"(cancel|resched|move)[a-z]*[_ .]?by$", re.I)
_STATE = re.compile(r"(CANCEL|RESCHED|MOVE)[A-Z]*_BY_([A-Z_]+)", re.I)
_CUSTOMERS = re.compile(r"customer|client|user|guest|ग्राहक|grahak|self", re.I)
_OTHERS = re.compile(
    r"provider|partner|profession|technician|vendor|worker|expert|agent|system|auto|admin|ops|"
    r"platform|company|support|staff|restaurant|driver|seller|प्रोवाइडर",
    re.I,
)
_DEEDS = {
    "cancel": re.compile(r"cancel|\bradd\b|रद्द|कैंस|कैन्स", re.I),
    "resched": re.compile(r"resched|shifted|रीशेड", re.I),
    "move": re.compile(r"\bmoved\b|shifted", re.I),
}
_BY_CUSTOMER = re.compile(
    r"\bby (?:you|the customer|the user|customer)\b"
    r"|\byou(?:'ve| had| have| yourself)* (?:cancell?ed|rescheduled|moved)\b"
    r"|\b(?:from|on|through|at) your (?:own )?(?:side|end|account|app|phone|login|request)\b"
    r"|\b(?:aapne|aap ne|customer ne|user ne|grahak ne)\b"
    r"|\baap(?:ki|ke) (?:hi |apni |apne )?(?:taraf|or|side|app|account|login|end|phone|request)\b"
    r"|आपने|ग्राहक ने|ग्राहक द्वारा|आपके द्वारा|(?:आपकी|ग्राहक की) (?:ही )?(?:तरफ़|तरफ|ओर)"
    r"|आपके (?:ही )?(?:ऐप|खाते|अकाउंट|फ़ोन|फोन)",
    re.I,
)
_WORKER = (
    r"(?:provider|partner|professional|technician|plumber|electrician|cleaner|painter|beautician|"
    r"mechanic|expert|vendor|worker|restaurant|carpenter|driver|crew)s?"
)
_HINDI = r"(?:प्रोवाइडर|पार्टनर|प्रोफ़ेशनल|प्रोफेशनल|तकनीशियन|टेक्नीशियन|कारीगर|मैकेनिक|वेंडर|प्लंबर|ब्यूटीशियन)"
_BY_OTHERS = re.compile(
    rf"\bby (?:the |our |your )?(?:[a-z]+ )?(?:{_WORKER}|system|company|us)\b"
    rf"|\b{_WORKER}(?:,? [\w.]+){{0,4}},? (?:had to |has |have |had )?(?:cancel|resched|moved)"
    r"|\bwe(?:'ve| had| have)*(?: to)? (?:cancel|resched|moved)"
    r"|\b(?:from|on|at) our (?:own )?(?:side|end)\b|\bautomatically\b|\b(?:the|our) system\b"
    rf"|\b{_WORKER} (?:ne|ki taraf|ki or|ki side)\b|\b(?:humne|hamne|system ne|apne aap)\b"
    rf"|{_HINDI} (?:ने|द्वारा|की (?:तरफ़|तरफ|ओर))|हमने|हमारी (?:तरफ़|तरफ|ओर)|सिस्टम ने|अपने आप",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Doer:
    """Whether a row says that the customer did a deed, or the other side, and by which field."""

    deed: str
    customer: bool
    row: Row
    path: str


def actors(
    text: str, clauses: Sequence[Clause], checked: Sequence[Checked], grounds: Grounds
) -> Iterable[Reason]:
    """What clauses say of who cancelled or moved, supported or contradicted."""
    doers = [doer for row in grounds.rows for doer in _doers(row)]
    sentences: dict[int, list[Clause]] = {}
    for clause in clauses if doers else ():
        sentences.setdefault(clause.sentence, []).append(clause)
    for deed, mates in product(dict.fromkeys(doer.deed for doer in doers), sentences.values()):
        sentence = text[mates[0].start : mates[-1].end]
        mine = _of_the_rows_named([doer for doer in doers if doer.deed == deed], checked, mates[0])
        if len({doer.customer for doer in mine}) != 1:
            continue
        for clause, by_customer in _sides(sentence, mates[0].start, mates, deed):
            said = text[clause.start : clause.end].strip()
            denied = not DENYING.isdisjoint(keys_in(said))
            so = (by_customer != denied) == mine[0].customer
            yield Reason(
                said, "supported" if so else "contradicted", "who",
                mine[0].row.source, mine[0].path,
            )  # fmt: skip


def _of_the_rows_named(
    doers: Sequence[Doer], checked: Sequence[Checked], clause: Clause
) -> Sequence[Doer]:
    """Where rows tell of several, those of the row that the most facts of the sentence stand in."""
    named = Counter(
        id(row) for item in checked
        if item.placed.clause.sentence == clause.sentence and item.reason.verdict == "supported"
        for row, _ in item.placed.fitting
    )  # fmt: skip
    most = max((named[id(doer.row)] for doer in doers), default=0)
    return [doer for doer in doers if named[id(doer.row)] == most]


def _sides(
    sentence: str, start: int, mates: Sequence[Clause], deed: str
) -> Iterable[tuple[Clause, bool]]:
    """Each clause of a sentence about a deed that names one side alone, and whether that is the
    customer's."""
    if not _DEEDS[deed].search(sentence):
        return
    named: dict[Clause, set[bool]] = {}
    for by_customer, words in ((True, _BY_CUSTOMER), (False, _BY_OTHERS)):
        for match in words.finditer(sentence):
            at = start + match.end() - 1
            clause = next((one for one in mates if one.start <= at < one.end), None)
            if clause is not None and not clause.asked | clause.supposed:
                named.setdefault(clause, set()).add(by_customer)
    yield from ((clause, sides.pop()) for clause, sides in named.items() if len(sides) == 1)


def _doers(row: Row) -> Iterable[Doer]:
    for value in row.of("text"):
        field, state = _FIELD.search(value.path), _STATE.search(value.value)
        if field is not None:
            deed, said = field[1], value.value
        elif state is not None:
            deed, said = state[1], state[2]
        else:
            continue
        customer, other = bool(_CUSTOMERS.search(said)), bool(_OTHERS.search(said))
        if customer != other:
            yield Doer(deed.lower(), customer, row, value.path)
