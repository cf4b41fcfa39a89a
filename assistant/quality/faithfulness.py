"""Faithfulness: the share of a reply's claims that the evidence entails.

Claims are the typed facts (as grounding found them) and, sentence by sentence, what is promised,
generalised, denied or graded: by rules, and by a trained model where rules see nothing. It knows no
world but the evidence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import time
from decimal import Decimal
from functools import lru_cache

from assistant.language.calendar_words import WEEKDAYS
from assistant.language.durations import Duration
from assistant.language.tokens import keys, keys_in, tokenize
from assistant.model import Reason, Score
from assistant.quality.claims.actors import actors
from assistant.quality.claims.coverage import coverage
from assistant.quality.claims.deeds import unborne
from assistant.quality.claims.inclusions import inclusions
from assistant.quality.claims.model import Doubt, shipped
from assistant.quality.claims.polarity import polarities
from assistant.quality.claims.promises import find_promises
from assistant.quality.claims.reasons import baseless
from assistant.quality.claims.switches import switches
from assistant.quality.claims.universals import sweepings
from assistant.quality.facts.attribution import Placed, ruled_out
from assistant.quality.grounding import Checked, Examined
from assistant.quality.reading import field_names as names
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.concepts import concepts_of
from assistant.quality.reading.evidence import Grounds, Passage
from assistant.quality.reading.reader import Fact, read_facts
from assistant.quality.reading.rows import Row
from assistant.quality.reading.status_words import LACKING
from assistant.quality.reading.tiers import BELOW, Tier, read_tiers

_DENIALS = keys(
    """not no nahi nahin nhi nai never isn't wasn't don't doesn't didn't aren't won't cannot can't
    without bina बिना नहीं नही unavailable isnt dont cant none nothing neither zero"""
)
_INCLUDED = keys("included including include shamil शामिल सम्मिलित sammilit")
_TAXES = keys("gst tax taxes जीएसटी टैक्स")
_INCL = keys("incl including inclusive inc with")
_SHUT = keys("closed shut chhutti chutti छुट्टी band बंद holiday off")
_SERVING = keys("live served serviceable available active serves open free")
_EVERY_DAY = re.compile(
    r"seven days|7 days|every ?day|all days|daily|सातों दिन|हर दिन|रोज़|saaton din|saato din|har din",
    re.I,
)
_LEFT = keys(
    "left remain remaining remains away bache bachi bacha बचे बची बचा baki baaki बाकी बाक़ी शेष"
)
_DOUBT = 0.03
TOLD = frozenset(("who", "inclusion"))
"""Kinds of what is held against fields that tell a doer, or list what is included."""
_TURNING = frozenset(("free", "share", "warranty"))
_OFFERED = keys(
    """available availability serve serves served milta milti milte hota hoti hote offer offers
    उपलब्ध मिलता मिलती मिलते होता होती होते करते karte khaali khali खाली ख़ाली free open cover covers
    bacha bachi"""
)


def score_faithfulness(examined: Examined, question: str) -> Score:
    """The share of claims that hold, a little less where some are doubtful. Unscored when there is
    no evidence or nothing is claimed."""
    text, clauses, checked = examined.text, examined.clauses, examined.checked
    grounds = examined.grounds
    reasons = [item.reason for item in checked]
    supported = frozenset(
        item.placed.fact.start for item in checked if item.reason.verdict == "supported"
    )
    findings = [
        Reason(promise.text, "unsupported", f"promise:{promise.kind}")
        for promise in find_promises(text, tuple(clauses), grounds, supported)
    ]
    findings += denials(text, clauses, checked, grounds, question)
    findings += gradings(text, clauses, grounds)
    findings += polarities(text, clauses, grounds)
    findings += coverage(text, clauses, grounds)
    findings += switches(text, clauses, grounds)
    findings += sweepings(text, clauses, grounds, question, supported)
    findings += unborne(text, clauses, grounds)
    findings += baseless(text, clauses, grounds, question, supported)
    told = [*actors(text, clauses, checked, grounds), *inclusions(text, clauses, grounds, question)]
    findings += [one for one in told if one.verdict != "supported"]
    findings = list({finding.claim: finding for finding in reversed(findings)}.values())
    doubts = shipped().doubts(examined, question) if grounds.rows or grounds.passages else ()
    findings += _unseen(text, doubts, [*findings, *told], _borne_denials(checked))
    stated = sum(1 for clause in clauses if not clause.asked) or 1
    borne = [one for one in told if one.verdict == "supported"]
    if not reasons and not findings and not borne:
        if not grounds.rows and not grounds.passages:
            return Score(None, (), "there is no evidence to hold it against")
        note = Reason(text[:80], "note", "no claim contradicts the evidence")
        return Score(1.0 - _doubted(doubts), (note,))
    wrong = sum(reason.verdict != "supported" for reason in reasons) + len(findings)
    total = max(len(reasons) + len(borne) + len(findings), stated)
    share = max(0.0, 1 - wrong / total)
    return Score(share * (1 - _doubted(doubts)), (*reasons, *borne, *findings))


def _borne_denials(checked: Sequence[Checked]) -> tuple[int, ...]:
    """Where states stand that are rightly denied: "not closed yet", of what is worked on, and
    nothing is closed."""
    return tuple(
        item.placed.fact.start for item in checked
        if item.reason.verdict == "supported" and item.reason.kind == "status"
        and item.placed.clause.denied and item.placed.fact.value not in LACKING
        and not _is_held(item.placed)
    )  # fmt: skip


def _is_held(one: Placed) -> bool:
    """Whether a row that may be meant is in the state said."""
    return any(held.value == one.fact.value for row in one.scope for held in row.of("status"))


def _unseen(
    text: str, doubts: Sequence[Doubt], findings: Sequence[Reason], denied: Sequence[int]
) -> list[Reason]:
    """What the model is sure of and no rule found, one a sentence; a denial that a row bears out
    is none."""
    found: dict[int, Reason] = {}
    for doubt in doubts:
        if doubt.probability <= doubt.limit:
            continue
        if doubt.fault == "negation" and any(doubt.start <= at < doubt.end for at in denied):
            continue
        said = text[doubt.start : doubt.end].strip()
        if not any(finding.claim in said or said in finding.claim for finding in findings):
            found.setdefault(doubt.start, Reason(said, "unsupported", f"{doubt.fault}:likely"))
    return list(found.values())


def _doubted(doubts: Sequence[Doubt]) -> float:
    """What the most doubtful sentence costs: never as much as makes a reply bad."""
    most = max((min(1.0, one.probability / one.limit) for one in doubts), default=0.0)
    return _DOUBT * most


def denials(
    text: str, clauses: Sequence[Clause], checked: Sequence[Checked], grounds: Grounds,
    question: str = "",
) -> Iterable[Reason]:  # fmt: skip
    """What is denied though a row or a rule says it, and the other way round."""
    rules = [(passage, _signed(passage.text)) for passage in grounds.passages]
    if not rules and _DENIALS.isdisjoint(keys_in(text)):
        return
    tokens, asked = tokenize(text), keys_in(question)
    for clause in clauses:
        if clause.asked:
            continue
        inside = tokens[clause.first : clause.last]
        words = {token.key for token in inside}
        denied = bool(words & _DENIALS)
        if denied and words & _OFFERED:
            yield from _denied_offer(text, clause, checked, grounds)
        if denied and words & _INCLUDED and words & _TAXES:
            yield from _denied_tax(text, clause, grounds)
        if words & _SHUT and not denied | clause.supposed and (words | asked) & WEEKDAYS.keys():
            for passage in grounds.passages:
                if _EVERY_DAY.search(passage.text) and not passage.words & _SHUT:
                    said = text[clause.start : clause.end].strip()
                    yield Reason(said, "contradicted", "negation", passage.source)
        yield from _turned_rule(text, clause, rules)


def _denied_offer(
    text: str, clause: Clause, checked: Sequence[Checked], grounds: Grounds
) -> Iterable[Reason]:
    """ "not available" of a thing that stands in a row with all that is named."""
    here = [item for item in checked if item.placed.clause == clause]
    named = [
        item.placed
        for item in here
        if item.placed.fact.kind in ("service", "pincode", "window", "date", "variant")
    ]
    context = named[0].context if named else {}
    kinds = {one.fact.kind for one in named}
    if kinds & {"date", "window"}:
        kinds |= context.keys() & {"service", "pincode"}
    if len(kinds) < 2 or any(not one.fitting for one in named):
        return
    parts = [
        fact.value for fact in read_facts(text[clause.start : clause.end], None)
        if fact.kind == "daypart"
    ]  # fmt: skip
    for row in grounds.rows:
        if (
            all(any(hit is row for hit, _ in one.fitting) for one in named)
            and not ruled_out(row, {kind: context[kind] for kind in kinds & context.keys()})
            and not any(value.value is False for value in row.of("flag"))
            and _on_offer(row, parts)
        ):
            yield Reason(
                text[clause.start : clause.end].strip(), "contradicted", "negation", row.source
            )
            return


def _on_offer(row: Row, parts: Sequence[tuple[time, time]]) -> bool:
    """Whether the row holds an hour or a price, in the part of the day that is named."""
    starts = [value.value[0] for value in row.of("window")]
    starts += [value.value for value in row.of("time")]
    if parts and starts:
        return any(first <= start < last for start in starts for first, last in parts)
    served = any(value.value and value.words & _SERVING for value in row.of("flag"))
    days = any(value.words & _SERVING for value in row.of("date"))
    return bool(starts or row.of("amount") or served or days)


def _denied_tax(text: str, clause: Clause, grounds: Grounds) -> Iterable[Reason]:
    """ "GST not included" of a price whose field says that it is."""
    for row in grounds.rows:
        for value in row.of("amount"):
            if value.words & names.TAXES and value.words & _INCL:
                said = text[clause.start : clause.end].strip()
                yield Reason(said, "contradicted", "negation", row.source, value.path)
                return


def _turned_rule(
    text: str, clause: Clause, rules: Sequence[tuple[Passage, Mapping[str, Set[bool]]]]
) -> Iterable[Reason]:
    """A concept of a rule said with the opposite sign."""
    said = _signed(text[clause.start : clause.end]) if rules else {}
    if len(said) < 2:
        return
    for passage, held in rules:
        shared = said.keys() & held.keys()
        if len(shared) < 2:
            continue
        for concept in shared & _TURNING:
            if len(held[concept]) == 1 and said[concept].isdisjoint(held[concept]):
                yield Reason(
                    text[clause.start : clause.end].strip(), "contradicted", "policy",
                    passage.source, None, passage.text[:120],
                )  # fmt: skip
                return


@lru_cache(maxsize=2048)
def _signed(text: str) -> Mapping[str, Set[bool]]:
    """Concepts of a text with whether each is denied nearby."""
    tokens = tokenize(text)
    denying = [token.key in _DENIALS for token in tokens]
    found: dict[str, set[bool]] = {}
    for index, token in enumerate(tokens):
        for concept in concepts_of(token):
            denied = any(denying[max(0, index - 2) : index + 3])
            found.setdefault(concept, set()).add(denied)
    return found


def gradings(text: str, clauses: Sequence[Clause], grounds: Grounds) -> Iterable[Reason]:
    """Shares that are not those of the rule's grade for the hours said."""
    tiers = [
        (passage.source, tier) for passage in grounds.passages for tier in read_tiers(passage.text)
    ]
    if not tiers:
        return
    for sentence in dict.fromkeys(clause.sentence for clause in clauses):
        mine = [clause for clause in clauses if clause.sentence == sentence]
        start, end = mine[0].start, mine[-1].end
        meant = _misgraded(text[start:end], [tier for _, tier in tiers])
        if meant is not None and not mine[-1].asked:
            yield Reason(
                text[start:end].strip(), "contradicted", "policy", tiers[0][0], None,
                f"{meant.percent} %",
            )  # fmt: skip
        for length, share in _graded(read_facts(text[start:end], None)):
            held = [t for _, t in tiers if t.low == length.low and t.high == length.high]
            if not held:
                yield Reason(text[start:end].strip(), "contradicted", "policy", tiers[0][0])
            elif share is not None and all(tier.percent != share for tier in held):
                yield Reason(
                    text[start:end].strip(), "contradicted", "policy", tiers[0][0], None,
                    f"{held[0].percent} %",
                )  # fmt: skip


def _misgraded(text: str, tiers: Sequence[Tier]) -> Tier | None:
    """The grade for the hours that are left, where another grade's share is said of them: "27
    hours are left, so 10 %"."""
    if _LEFT.isdisjoint(keys_in(text)) or not BELOW.isdisjoint(keys_in(text)):
        return None
    facts = read_facts(text, None)
    hours = [f.value for f in facts if f.kind == "duration" and f.value.unit == "hour"]
    shares = {Decimal(f.value) for f in facts if f.kind in ("percent", "fraction")}
    if len(hours) != 1 or hours[0].low != hours[0].high or len(shares) != 1:
        return None
    held = [tier for tier in tiers if tier.holds(hours[0].low)]
    others = {tier.percent for tier in tiers} - {tier.percent for tier in held}
    return held[0] if held and shares <= others else None


def _graded(facts: Sequence[Fact]) -> Iterable[tuple[Duration, Decimal | None]]:
    """Each range of hours with the share said nearest to it, before the next range."""
    ranges = [
        fact for fact in facts
        if fact.kind == "duration" and fact.value.unit == "hour"
        and fact.value.low < fact.value.high
    ]  # fmt: skip
    shares = [fact for fact in facts if fact.kind in ("percent", "fraction")]
    for at, found in enumerate(ranges):
        until = ranges[at + 1].start if at + 1 < len(ranges) else 10**9
        after = [share for share in shares if found.end <= share.start < until]
        near = after[0] if after else None
        yield found.value, Decimal(near.value) if near is not None else None
