"""Good replies, what becomes of them when one thing is corrupted, and what the scorers say of both.

Cases come half from people (each wrong value of each marked fact, whole faulty answers) and half
from `assistant.quality.corruptions` on the same answers and on replies of our own skills.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.model import METRICS, Evidence, Exchange, Language, Scores
from assistant.quality.corruptions import HURTS, KINDS, corrupt
from assistant.quality.scores import score
from assistant.quality.thresholds import THRESHOLDS
from evals.own_replies import own_replies
from evals.replies import WrittenReply

_DRAWS = 6
"""How often a reply is corrupted for one kind at most."""
_CONSTRAINED = frozenset(("price_quote", "availability", "booking_status"))
_MISMATCHES = ("ignored_constraint", "wrong_intent")
_MARKS = {"number": "digit"}
"""Marks of booking and phone numbers are cases of `digit`; other marks are kinds of their own."""


@dataclass(frozen=True, slots=True)
class Good:
    """A good reply, whoever gave it."""

    key: str
    language: Language
    question: str
    evidence: tuple[Evidence, ...]
    answer: str
    ask: str | None = None
    """What was asked of our own skills, and about what: service and pincode, or a number."""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A reply with one fault."""

    good: Good
    kind: str
    answer: str
    evidence: tuple[Evidence, ...]
    change: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scorers made of a reply; `kind` is None for a good one."""

    good: Good
    kind: str | None
    answer: str
    change: str
    by_hand: bool
    scores: Scores

    @property
    def language(self) -> Language:
        return self.good.language

    @property
    def low(self) -> frozenset[str]:
        """The metrics under their thresholds; what is unscored is not."""
        return frozenset(
            metric
            for metric in METRICS
            if (value := getattr(self.scores, metric).value) is not None
            and value < THRESHOLDS[metric]
        )

    @property
    def is_detected(self) -> bool:
        """By a metric that the fault hurts; marks without a kind of their own are facts."""
        return bool(self.low & HURTS.get(self.kind or "", HURTS["amount"]))


def goods_of(replies: Iterable[WrittenReply]) -> list[Good]:
    return [Good(r.id, r.lang, r.question, r.rows(), r.answer) for r in replies]


def own_goods(language: Language) -> list[Good]:
    return [
        Good(own.key, language, own.question, own.evidence, own.answer, own.ask, own.about)
        for own in own_replies(language)
    ]


def sampled_own(language: Language, size: int) -> list[Good]:
    """So many of them, of all their kinds alike."""
    goods = own_goods(language)
    random.Random(f"sampled/{language}").shuffle(goods)
    return goods[:size]


def cases_by_hand(replies: Iterable[WrittenReply]) -> Iterator[Case]:
    """Each wrong value of each mark, one at a time, and each faulty variant."""
    for reply in replies:
        (good,) = goods_of([reply])
        for mark in reply.marks:
            kind = _MARKS.get(mark.kind, mark.kind)
            for wrong in mark.wrong:
                answer = reply.answer.replace(mark.text, wrong, 1)
                change = f"{mark.text} -> {wrong}"
                yield Case(good, kind, answer, good.evidence, change, by_hand=True)
        for kind, given in reply.variants.items():
            for answer in (given,) if isinstance(given, str) else given:
                yield Case(good, kind, answer, good.evidence, "whole answer", by_hand=True)


def cases_by_program(goods: Sequence[Good], kind: str, wanted: int) -> list[Case]:
    """Up to `wanted` corruptions of a kind, no answer twice; the draw depends on reply, kind and
    round alone."""
    found: dict[tuple[str, str, str], Case] = {}
    for draw in range(_DRAWS):
        for good in goods:
            chance = random.Random(f"{good.key}/{kind}/{draw}")
            fault = corrupt(kind, good.question, good.answer, good.evidence, None, chance)
            if fault is not None:
                change = f"{fault.before} -> {fault.after}"
                case = Case(good, kind, fault.answer, fault.evidence, change, by_hand=False)
                found.setdefault((good.key, fault.answer, str(fault.evidence)), case)
            if len(found) >= wanted:
                return list(found.values())
    return list(found.values())


def cases_by_mismatch(goods: Sequence[Good], kind: str) -> list[Case]:
    """Questions answered by what another question got: true and grounded, and not what was asked.

    The same ask for another service, pincode or booking is an ignored constraint; another ask
    about the same service and place is a wrong intent. All the rows are in the evidence.
    """
    found = []
    for good, other in product(goods, goods):
        same_ask, same_thing = good.ask == other.ask, good.about == other.about
        if kind == "ignored_constraint":
            fits = same_ask and not same_thing and good.ask in _CONSTRAINED
        else:
            fits = same_thing and not same_ask and other.ask != "policy"
        if fits:
            evidence = (*good.evidence, *other.evidence[1:])
            found.append(Case(good, kind, other.answer, evidence, "whole answer", by_hand=False))
    random.Random(kind).shuffle(found)
    return found


def choose(replies: Sequence[WrittenReply], language: Language, per_kind: int) -> list[Case]:
    """Up to `per_kind` cases of each kind in a language, half of them by hand; where one half is
    short the other fills it up. Programmed cases alternate free text and our own skills."""
    mine = [reply for reply in replies if reply.lang == language]
    by_hand: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases_by_hand(mine):
        by_hand[case.kind].append(case)
    written, own = goods_of(mine), own_goods(language)
    chosen: list[Case] = []
    for kind in dict.fromkeys((*KINDS, *sorted(by_hand))):
        chance = random.Random(f"{kind}/{language}")
        hand = by_hand[kind]
        chance.shuffle(hand)
        room = per_kind - min(len(hand), per_kind // 2)
        programmed = _programmed(kind, written, own, room) if kind in KINDS else []
        from_hand = hand[: per_kind - len(programmed)]
        chosen += [*from_hand, *programmed]
    return chosen


def _programmed(kind: str, written: Sequence[Good], own: Sequence[Good], room: int) -> list[Case]:
    """Half on free text, half on our own replies; either fills up the other."""
    from_own = cases_by_program(own, kind, room)
    if kind in _MISMATCHES:
        from_own = [*cases_by_mismatch(own, kind)[:room], *from_own]
    free = cases_by_program(written, kind, max(room - room // 2, room - len(from_own)))
    return [*free, *from_own[: room - len(free)]]


def judge(goods: Iterable[Good], cases: Iterable[Case]) -> Iterator[Judged]:
    for good in goods:
        scores = score(Exchange(good.question, good.evidence, good.answer))
        yield Judged(good, None, good.answer, "", not good.key.startswith("own-"), scores)
    for case in cases:
        scores = score(Exchange(case.good.question, case.evidence, case.answer))
        yield Judged(case.good, case.kind, case.answer, case.change, case.by_hand, scores)
