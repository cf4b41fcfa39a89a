"""Finds what a reply takes in though a rule leaves it out, or leaves out though a rule takes it in,
and conditions of a rule that it waives: "batteries are covered, too", "whether or not you have the
bill". Compares what words mean, in any of the languages; figures are no business of it.
"""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import Token, keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.reading.clauses import DENYING, Clause
from assistant.quality.reading.evidence import Grounds, Passage
from assistant.quality.reading.meanings import subjects_of

_COVERED = keys(
    """cover covers covered include includes included inclusive applies apply applicable valid
    eligible शामिल shamil सम्मिलित लागू lagu laagu मान्य manya"""
)
_CAN = keys("can may could sakta sakti sakte सकता सकती सकते allowed permitted")
_SIGNED = _COVERED | _CAN
_OUT = DENYING | keys(
    """excluded excludes exclude except excluding sivay सिवाय छोड़कर chhodkar cannot outside bahar
    बाहर"""
)
_SAVE = keys("except unless save sivay siwa सिवाय सिवा")
_IF = keys(
    """if unless provided only when after once within until till agar yadi bashart tabhi sirf keval
    अगर यदि बशर्ते तभी सिर्फ़ केवल must needed required"""
)
_WAIVED = re.compile(
    r"\b(?:whether or not|regardless of|irrespective of|no matter|even (?:if|without))\b"
    r"|\bchahe\b.*\bna\b|\bbina\b.*\bbhi\b|चाहे.*(?:\s न\s|\sना\s|नहीं|\sन\s)|बिना.*\sभी",
    re.I | re.S,
)
_EVEN = re.compile(r"\b(?:even|whether|regardless|irrespective|chahe|bhi)\b|चाहे|भी", re.I)
_ENDS = re.compile(r"[.;।\n]| but |, lekin | par ")
_VAGUE = keys(
    """service work booking customer visit day time money price pay charge free person home start
    complete same all not month week hour year request cancel move refund warranty tax"""
)
"""Meanings that are too wide to be what a rule leaves out."""
_PLAIN = keys(
    """their there these those which about after before other others while where being would should
    could every under until within between against only also more than that this with from
    have does your yours what when they them then been into such work works"""
)
_SAYING_NOTHING = _COVERED | _CAN | _OUT | _IF | _PLAIN
_NEAR, _PHRASE, _REACH = 2, 3, 5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a rule: what it is about, and whether that is taken in, out or allowed."""

    about: frozenset[str]
    covered: bool | None
    allowed: bool | None
    bound: bool
    """Whether it holds a condition."""


def coverage(text: str, clauses: Sequence[Clause], grounds: Grounds) -> Iterable[Reason]:
    """Clauses that turn what a rule takes in, leaves out or allows, or waive its condition."""
    if not grounds.passages:
        return
    tokens = tokenize(text)
    signed = not _SIGNED.isdisjoint(keys_in(text))
    for clause in clauses if signed else ():
        if clause.asked:
            continue
        inside = tokens[clause.first : clause.last]
        found = None if clause.supposed else _turned(inside, grounds.passages)
        if found is not None:
            said = text[clause.start : clause.end].strip()
            yield Reason(said, "contradicted", "policy", found.source, None, found.text[:120])
    for sentence in dict.fromkeys(clause.sentence for clause in clauses):
        mine = [clause for clause in clauses if clause.sentence == sentence]
        said = text[mine[0].start : mine[-1].end]
        waiver = _WAIVED.search(said)
        if waiver is None or mine[-1].asked:
            continue
        found = _waived(_about(tokenize(_behind(said, waiver))), grounds.passages)
        if found is not None:
            yield Reason(
                said.strip(), "contradicted", "policy", found.source, None, found.text[:120]
            )


def _behind(said: str, waiver: re.Match[str]) -> str:
    """What is waived: the words of the phrase itself, or those that follow an English one."""
    inner = waiver.group()
    return (
        inner if len(inner.split()) > _PHRASE else " ".join(said[waiver.end() :].split()[:_REACH])
    )


def _turned(tokens: Sequence[Token], passages: Sequence[Passage]) -> Passage | None:
    """The rule that says the opposite of one thing that a clause is about."""
    covered, allowed = _sign(tokens, _COVERED), _sign(tokens, _CAN)
    if covered is None and allowed is None:
        return None
    about = _about(tokens)
    segments = [(passage, one) for passage in passages for one in _segments(passage.text)]
    for passage, segment in segments:
        for said, held in ((covered, segment.covered), (allowed, segment.allowed)):
            if said is None or held is None or said == held or (held and segment.bound):
                continue
            if (about & segment.about) - _elsewhere(segment, segments):
                return passage
    return None


def _sign(tokens: Sequence[Token], verbs: Set[str]) -> bool | None:
    """Whether a verb of the kind is said, or denied right beside it; None where there is none."""
    spots = [at for at, token in enumerate(tokens) if token.key in verbs]
    if not spots:
        return None
    return not any(
        token.key in _OUT for at in spots for token in tokens[max(0, at - _NEAR) : at + _NEAR + 1]
    )


def _elsewhere(segment: Segment, segments: Sequence[tuple[Passage, Segment]]) -> frozenset[str]:
    """What other stretches of the rules speak of, too."""
    return frozenset().union(*(one.about for _, one in segments if one is not segment))


def _waived(about: Set[str], passages: Sequence[Passage]) -> Passage | None:
    """The rule that makes a condition of what the clause says does not matter."""
    for passage in passages:
        if _EVEN.search(passage.text):
            continue
        if about & _conditions(passage.text):
            return passage
    return None


@lru_cache(maxsize=512)
def _segments(text: str) -> tuple[Segment, ...]:
    found, start = [], 0
    for end, after in [(m.start(), m.end()) for m in _ENDS.finditer(text)] + [(len(text),) * 2]:
        tokens = tokenize(text[start:end])
        start = after
        words = {token.key for token in tokens}
        covered = False if words & _OUT - DENYING else _sign(tokens, _COVERED)
        covered = None if words & _SAVE else covered  # "not covered, except under Gold"
        found.append(Segment(_about(tokens), covered, _sign(tokens, _CAN), bool(words & _IF)))
    return tuple(found)


@lru_cache(maxsize=512)
def _conditions(text: str) -> frozenset[str]:
    """What stands behind an "if" or an "only" in a text."""
    found: set[str] = set()
    for sentence in re.split(r"[.;।\n]", text):
        tokens = tokenize(sentence)
        first = next((at for at, token in enumerate(tokens) if token.key in _IF), None)
        if first is not None:
            found |= _about(tokens[first:])
    return frozenset(found)


def _about(tokens: Sequence[Token]) -> frozenset[str]:
    """What words speak of, but for what says little."""
    return subjects_of(tokens, _SAYING_NOTHING) - _VAGUE
