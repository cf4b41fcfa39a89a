"""Relevancy: whether a reply answers what was asked, for what it was asked.

Reads question and final text on its own: what is asked (price, day, state, rule ...), for which
service, pincode, day or number, and whether the reply speaks of that. A correct refusal and a
clarifying question are verdicts of their own; refusing although evidence holds the answer is bad.
"""

from collections.abc import Sequence

from assistant.language.tokens import keys, tokenize
from assistant.model import Exchange, Reason, Score
from assistant.quality.asks import Ask, asks_of, told_by
from assistant.quality.attribution import hits_of
from assistant.quality.constraints import Named, candidates, judge_constraints, named_in
from assistant.quality.evidence import Grounds, Row
from assistant.quality.grounding import facts_of
from assistant.quality.reader import Fact
from assistant.quality.refusals import asks_back, refuses

_MISSED, _ASIDE, _UNHELD = 0.6, 0.15, 0.2
"""What an ask left open costs: a main one, one aside, one that evidence does not answer either."""
_IGNORED, _LEFT_OUT = 0.7, 0.55
_SUBSTANCE = frozenset(
    ("amount", "date", "time", "window", "identifier", "person", "status", "percent", "fraction",
     "duration", "phone", "number")
)  # fmt: skip
_OPTIONS = frozenset(("service", "variant", "pincode", "place", "label", "date"))
_SMALL_TALK = keys(
    """hi hii hello hey helo namaste namaskar thanks thank thankyou you so much thx shukriya dhanyavad
    dhanyavaad bye goodbye ok okay k haan yes no good morning evening afternoon ji there ram hola yo great nice
    a lot bhai sir madam are u hai koi theek thik very badhiya alright cool welcome night day dear ky
    नमस्ते नमस्कार धन्यवाद शुक्रिया हाँ नहीं ठीक है जी राम हैलो हेलो अच्छा बहुत अलविदा शुभ प्रभात सुप्रभात कोई बढ़िया"""
)


def score_relevancy(exchange: Exchange, grounds: Grounds) -> Score:
    """0 (off the point) to 1 (everything asked is answered, for what it was asked)."""
    question, answer = exchange.question, exchange.answer
    if not question.strip():
        return Score(None, (), "nothing was asked")
    if not answer.strip():
        return Score(0.0, (Reason("", "unsupported", "off_topic"),))
    if _is_small_talk(question):
        return Score(1.0, (Reason(answer[:80], "note", "small_talk"),))
    asked, said = facts_of(question, grounds), facts_of(answer, grounds)
    asks = asks_of(question)
    named = named_in(question, asked, grounds)
    rows = candidates(named, grounds)
    solid = _substance(said, asked, grounds)
    refusing, asking = refuses(answer), asks_back(answer)
    if (refusing or asking) and not solid:
        return _withheld(asks, named, rows, said, grounds, refusing)
    reasons = [_answered(ask, said, solid, answer, rows, grounds) for ask in asks]
    if not solid and not any(reason.verdict == "supported" for reason in reasons):
        if _is_off_topic(asked, said, answer, grounds):
            return Score(0.0, (Reason(answer[:80], "unsupported", "off_topic"), *reasons))
    reasons += judge_constraints(named, asked, said, grounds)
    return Score(max(0.0, 1.0 - sum(map(_cost, reasons))), tuple(reasons))


def _is_small_talk(question: str) -> bool:
    words = [token.key for token in tokenize(question) if token.shape == "word"]
    return all(word in _SMALL_TALK for word in words) and len(words) == len(
        [token for token in tokenize(question) if token.shape != "mark"]
    )


def _substance(said: Sequence[Fact], asked: Sequence[Fact], grounds: Grounds) -> tuple[Fact, ...]:
    """Facts of the reply that stand in evidence and that the question did not say itself."""
    stated = {(fact.kind, fact.value) for passage in grounds.passages for fact in passage.facts}
    echoed = {(fact.kind, fact.value) for fact in asked}
    return tuple(
        fact
        for fact in said
        if fact.kind in _SUBSTANCE
        and (fact.kind, fact.value) not in echoed
        and (hits_of(fact, grounds.rows) or (fact.kind, fact.value) in stated)
    )


def _answered(
    ask: Ask,
    said: Sequence[Fact],
    solid: Sequence[Fact],
    answer: str,
    rows: Sequence[Row],
    grounds: Grounds,
) -> Reason:
    """Whether the reply answers one ask, by a fact of its kind or in words."""
    kind = f"ask:{ask.name}"
    by_fact = next((fact for fact in said if _kinds(fact, grounds) & ask.facts), None)
    if by_fact is not None:
        return Reason(by_fact.text, "supported", kind)
    if ask.name in told_by(answer):
        return Reason(answer[:80], "supported", kind)
    source = _holder(ask, rows, grounds)
    if ask.aside:
        return Reason(ask.name, "not_checkable", kind, source)
    return Reason(ask.name, "unsupported" if source else "note", kind, source)


def _kinds(fact: Fact, grounds: Grounds) -> frozenset[str]:
    """The kinds a fact may be; a bare figure that stands as an amount in evidence is one."""
    if fact.kind == "number":
        return frozenset(("number", *(value.kind for _, value in hits_of(fact, grounds.rows))))
    return frozenset((fact.kind,))


def _holder(ask: Ask, rows: Sequence[Row], grounds: Grounds) -> str | None:
    """The row or passage that could have answered, if there is one."""
    for row in rows:
        if any(value.kind == "status" and value.value == "not_found" for value in row.values):
            continue
        for value in row.values:
            if value.kind != "none" and (value.kind in ask.facts or value.words & ask.fields):
                return row.source
    return next(
        (passage.source for passage in grounds.passages if ask.name in told_by(passage.text)), None
    )


def _withheld(
    asks: Sequence[Ask],
    named: Sequence[Named],
    rows: Sequence[Row],
    said: Sequence[Fact],
    grounds: Grounds,
    refusing: bool,
) -> Score:
    """A reply that states nothing: right when evidence has no answer or more than one."""
    options = {fact.value for fact in said if fact.kind in _OPTIONS and hits_of(fact, grounds.rows)}
    if not refusing and (len(options) > 1 or _is_ambiguous(asks, rows)):
        return Score(1.0, (Reason("a question back", "note", "clarification"),))
    source = next((held for ask in asks if (held := _holder(ask, rows, grounds))), None)
    if source is None and not asks and rows:
        source = rows[0].source
    if source is not None:
        name = "a refusal" if refusing else "a question back"
        return Score(
            0.1,
            (Reason(name, "contradicted", "needless_refusal", source, None, "holds the answer"),),
        )
    return Score(1.0, (Reason("a refusal", "note", "refusal" if refusing else "clarification"),))


def _is_ambiguous(asks: Sequence[Ask], rows: Sequence[Row]) -> bool:
    """Whether what was asked fits several services or bookings of the evidence."""
    if any(ask.name in ("bookings", "count") for ask in asks):
        return False
    services = {row.service_keys for row in rows if row.service_keys}
    return len(services) > 1


def _is_off_topic(
    asked: Sequence[Fact], said: Sequence[Fact], answer: str, grounds: Grounds
) -> bool:
    """Nothing of evidence is spoken of, in facts or in words."""
    words = {
        token.key for token in tokenize(answer) if token.shape == "word" and len(token.key) > 3
    }
    return len(words & grounds.words) * 3 < len(words)


def _cost(reason: Reason) -> float:
    if reason.kind.startswith("constraint"):
        return {"contradicted": _IGNORED, "unsupported": _LEFT_OUT}.get(reason.verdict, 0.0)
    return {"unsupported": _MISSED, "note": _UNHELD, "not_checkable": _ASIDE}.get(
        reason.verdict, 0.0
    )
