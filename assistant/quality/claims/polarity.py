"""Holds what a reply says of cash, cards, parts or moves against the rules: charged or free, taken
or not, only this way.

A rule is read segment by segment into its subjects and the sign of a property; a clause that says
the opposite of a subject that some rule names contradicts it. Numbers are no business of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import Token, fold, keys, tokenize
from assistant.model import Reason
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.reader import read_facts

_SUBJECTS = {
    fold(word): subject
    for subject, words in {
        "cash": "cash नकद नक़द nakad naqad कैश",
        "card": "card cards कार्ड",
        "upi": "upi यूपीआई",
        "wallet": "wallet वॉलेट वालेट",
        "method": "method original source माध्यम medium",
        "parts": "part parts spare spares पुर्ज़े पुर्ज़ा पुर्ज़ों पुर्जे पुर्जों purze purja purje पार्ट्स",
        "move": "moving reschedule rescheduling badalne badalna badlne बदलने बदलना शिफ्ट move",
        "revisit": "revisit revisits दोबारा dobara",
    }.items()
    for word in words.split()
}
_CHARGED = keys("charge charges charged fee fees surcharge billed billable शुल्क shulk चार्ज")
_FREE = keys("free muft मुफ़्त फ़्री फ्री complimentary निःशुल्क निशुल्क nishulk nihshulk")
_PAID_FOR = keys("दाम daam price")
_MUST = keys("देना dena extra")
_TAKEN = keys("accepted accept accepts स्वीकार svikar chalega chalta चलेगा चलता")
_DENIED = keys(
    """no not none nothing never isn't doesn't don't aren't won't cannot can't without nahi nahin
    nhi नहीं नही कुछ बिना bina zero शून्य"""
)
_ONLY = keys("only sirf keval केवल सिर्फ़ सिर्फ solely")
_ANY = keys("any all every no kisi किसी har हर sabhi सभी koi कोई")
_WAYS = keys("method methods mode modes payment payments tarike तरीके तरीक़े bhugtan भुगतान")
_IF = keys("तो if agar अगर yadi यदि unless once when jab जब till tak तक until")
_IT = keys("it uspe us उस उसपर wahi")
_AND = keys("and aur और or ya या")
_ENDS = frozenset(".;।\n")


@dataclass(frozen=True, slots=True)
class Rule:
    """One segment of a rule: what it is about, and what it says of that; None: nothing."""

    subjects: frozenset[str]
    charged: bool | None
    taken: bool | None
    source: str
    text: str


@lru_cache(maxsize=256)
def read_rules(source: str, text: str) -> tuple[Rule, ...]:
    """The segments of a passage that name a subject."""
    found: list[Rule] = []
    start, before = 0, None
    for index in [*(at for at, letter in enumerate(text) if letter in _ENDS), len(text)]:
        segment = text[start:index].strip()
        start = index + 1
        words = [token.key for token in tokenize(segment)]
        charged, taken = _charged(words), _taken(words)
        if charged is None and before is not None and words[-1:] and words[-1] in _DENIED:
            charged = False  # "wallet and cash carry none", after what carries a charge
        before = charged if charged is not None else before
        if subjects := _subjects(words):
            found.append(Rule(subjects, charged, taken, source, segment))
    return tuple(found)


def polarities(text: str, clauses: Sequence[Clause], grounds: Grounds) -> Iterable[Reason]:
    """What a clause says of a subject with the opposite sign of the rule, or narrows to one way."""
    rules = [
        rule for passage in grounds.passages for rule in read_rules(passage.source, passage.text)
    ]
    if not rules:
        return
    tokens = tokenize(text)
    for clause in clauses:
        if clause.asked:
            continue
        words = [token.key for token in tokens[clause.first : clause.last]]
        if not _IF.isdisjoint(words):
            continue
        mates = [one for one in clauses if one.sentence == clause.sentence]
        said = text[clause.start : clause.end].strip()
        listed = _listed_with(mates, clause, tokens)
        rule = _against(words, listed, _around(mates, clause, tokens), rules, _has_amount(said))
        if rule is not None:
            yield Reason(said, "contradicted", "policy", rule.source, None, rule.text)


def _around(mates: Sequence[Clause], clause: Clause, tokens: Sequence[Token]) -> list[str]:
    """The words of the nearest clause before this one in its sentence that speaks of charges."""
    for one in reversed([one for one in mates if one.first < clause.first]):
        words = [token.key for token in tokens[one.first : one.last]]
        if _charged(words) is not None:
            return words
    return []


def _listed_with(
    mates: Sequence[Clause], clause: Clause, tokens: Sequence[Token]
) -> frozenset[str]:
    """The subjects of the clauses that "and" joins to this one."""
    at = mates.index(clause)
    near = mates[at - 1 : at] if at and tokens[clause.first].key in _AND else []
    near = [*near, *(one for one in mates[at + 1 : at + 2] if tokens[one.first].key in _AND)]
    return _subjects([t.key for one in near for t in tokens[one.first : one.last]])


def _against(
    words: Sequence[str], listed: frozenset[str], before: Sequence[str], rules: Sequence[Rule],
    amount: bool,
) -> Rule | None:  # fmt: skip
    subjects = _subjects(words)
    if set(words) & _IT:
        subjects |= _subjects(before)
    charged, taken = _charged(words), _taken(words)
    if charged is None and _charged(before) and (amount or set(words) & _DENIED):
        charged = not set(words) & _DENIED  # "charge: ₹29 on cash, on cards none"
    elif charged is None and subjects and _charged(before) is False and len(words) < _SHORT:
        charged = False  # "all free, spare parts included"
    if charged is False and set(words) & _ANY and set(words) & _WAYS and not subjects:
        return next((rule for rule in rules if rule.charged), None)
    for subject in subjects:
        mine = [rule for rule in rules if subject in rule.subjects]
        for said, held in (
            (charged, [rule for rule in mine if rule.charged is not None]),
            (taken, [rule for rule in mine if rule.taken is not None]),
        ):
            signs = {rule.charged if held and said is charged else rule.taken for rule in held}
            if said is not None and signs == {not said}:
                return held[0]
    if set(words) & _ONLY and subjects and charged is None:
        of_charges = _charged(before) is not None
        return next(
            (
                rule for rule in rules
                if subjects | listed < rule.subjects and (rule.charged is not None) == of_charges
            ),
            None,
        )  # fmt: skip
    return None


_SHORT = 7
"""Words up to which a clause only adds to the one before."""


def _subjects(words: Sequence[str]) -> frozenset[str]:
    return frozenset(_SUBJECTS[word] for word in words if word in _SUBJECTS)


def _charged(words: Sequence[str]) -> bool | None:
    """Whether something is to be paid for; None: it does not say."""
    denied = bool(set(words) & _DENIED)
    if set(words) & _FREE:
        return any(
            word in _FREE and set(words[max(0, at - 2) : at + 3]) & _DENIED
            for at, word in enumerate(words)
        )
    if set(words) & _CHARGED or (set(words) & _PAID_FOR and set(words) & _MUST):
        return not denied
    return None


def _taken(words: Sequence[str]) -> bool | None:
    return not set(words) & _DENIED if set(words) & _TAKEN else None


def _has_amount(text: str) -> bool:
    return any(fact.kind == "amount" and fact.value > 0 for fact in read_facts(text, None))
