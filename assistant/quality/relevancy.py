"""Relevancy: whether a reply answers what was asked, for what it was asked.

Reads question and final text on its own: what is asked (price, day, state, rule ...), for which
service, pincode, day or number, and whether the reply speaks of that. A correct refusal and a
clarifying question are verdicts of their own; refusing although evidence holds the answer is bad.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.language.tokens import keys, keys_in, tokenize
from assistant.model import Exchange, Reason, Score
from assistant.quality.grounding import Checked
from assistant.quality.reading.evidence import Grounds
from assistant.quality.relevance.asks import Ask
from assistant.quality.relevance.carried import carried_in, judge_carried, judge_next
from assistant.quality.relevance.constraints import elsewhere, judge_constraints
from assistant.quality.relevance.heard import Heard, hear
from assistant.quality.relevance.limits import judge_limits
from assistant.quality.relevance.sizes import judge_size
from assistant.quality.relevance.withholding import (
    judge_withholding,
    names_other_day,
    names_unknown,
    offers_choice,
)

_MISSED, _UNHELD, _ASIDE = 0.6, 0.4, 0.15
"""What an ask left open costs: a main one, one that evidence does not answer either, one aside."""
_IGNORED, _LEFT_OUT, _LOOSE, _UNSAID = 0.7, 0.55, 0.4, 0.3
"""What a constraint costs: another one answered instead, one of several left out, one that a good
reply may as well leave out: a day that is moved away from, a town on the way; and one not named."""
_FIRM = frozenset(("pincode", "identifier"))
"""What a reply may not exchange for another without saying so."""
_THANKS = keys("thanks thank thankyou thx shukriya dhanyavad dhanyavaad धन्यवाद शुक्रिया")
_WANTING = keys(
    "? kya kab kaise kese kahan kitna kitne kitni kyun kaun when how where what why which who can "
    "could please pls plz but lekin par magar chahiye cancel book refund status batao bata क्या कब "
    "कैसे कहाँ कहां कितना कितने कितनी क्यों कौन लेकिन पर मगर चाहिए कैंसल बुक रिफ़ंड बताओ बताइए बता"
)
_MACHINES = keys("bot robot machine chatbot बॉट रोबोट मशीन")
_WHO = keys("who kaun kon कौन")
_YOU = keys("you u r aap tum आप तुम talking speaking bol बोल baat बात")
_ASSISTANT = keys(
    "assistant bot virtual digital sahayak sahayika असिस्टेंट सहायक सहायिका वर्चुअल डिजिटल"
)
_BOOKED = frozenset(("bookings", "orders", "visits", "appointments"))
_DATED = ("availability", "bookings")
"""Asks for which a day that is named is such a thing, too."""
_SMALL_TALK = keys(
    """hi hii hello hey helo namaste namaskar thanks thank thankyou you so much thx shukriya lot k
    dhanyavad dhanyavaad bye goodbye ok okay haan yes no good morning evening afternoon ji there ram
    great nice a bhai sir madam are u hai koi theek thik very badhiya alright cool welcome night day
    nahi nahin rehne rehna do dijiye dena chhodo never mind nevermind leave it रहने दो दीजिए छोड़ो
    नमस्ते नमस्कार धन्यवाद शुक्रिया हाँ नहीं ठीक है जी राम हैलो हेलो अच्छा बहुत अलविदा शुभ प्रभात
    सुप्रभात कोई बढ़िया"""
)


def score_relevancy(exchange: Exchange, grounds: Grounds, checked: Sequence[Checked] = ()) -> Score:
    """0 (off the point) to 1 (everything asked is answered, for what it was asked). `checked` is
    what grounding found: what follows from evidence by arithmetic or the calendar answers, too."""
    if not exchange.question.strip():
        return Score(None, (), "nothing was asked")
    if is_small_talk(exchange.question):
        return Score(1.0, (Reason(exchange.answer[:80], "note", "small_talk"),))
    if _gives_thanks(exchange.question) or _introduces(exchange):
        return Score(1.0, (Reason(exchange.answer[:80], "note", "small_talk"),))
    heard = hear(exchange, grounds, checked)
    if heard.says_it_is_absent:
        return Score(1.0, (Reason(exchange.answer[:80], "note", "refusal"),))
    if heard.withholds or (names_unknown(heard) and heard.denies and not heard.told.solid):
        return judge_withholding(heard)
    if heard.strays:
        return Score(0.0, (Reason(exchange.answer[:80], "unsupported", "off_topic"),))
    answered = _loosened([_answered(ask, heard) for ask in heard.asks], heard)
    if offers_choice(heard) and not any(reason.verdict == "supported" for reason in answered):
        return judge_withholding(heard)
    said = keys_in(exchange.answer)
    on_point = heard.on_point or any(reason.verdict == "supported" for reason in answered)
    told = heard.told
    reasons = [*answered, *judge_constraints(
        heard.named, told.facts, told.hits, heard.question, said, answered=on_point
    )]  # fmt: skip
    reasons += _of_another(exchange, heard)
    wanting = not any(row.statuses for row in heard.rows if row.table in _BOOKED)
    reasons += judge_limits(heard.question, heard.answer, told.asked, told.facts, wanting)
    if not heard.denies:
        dated = any(ask.name in _DATED for ask in heard.asks)
        kinds = _FIRM | {"date"} if dated else _FIRM
        reasons += elsewhere(told.asked, heard.named, told.facts, kinds)
    open_ = [r for r in answered if r.verdict in ("unsupported", "not_checkable")]
    nothing = bool(answered) and len(open_) == len(answered) and not (
        heard.on_point and all(reason.verdict == "not_checkable" for reason in open_)
    )  # fmt: skip
    unsaid = [reason for reason in reasons if _is_unsaid(reason)]
    cost = sum(_cost(reason) for reason in reasons if reason not in unsaid[1:])
    return Score(max(0.0, 1.0 - (max(cost, _MISSED) if nothing else cost)), tuple(reasons))


def _of_another(exchange: Exchange, heard: Heard) -> Iterable[Reason]:
    """Whether the reply speaks of another thing or size than is meant."""
    grounds, facts, hits = heard.grounds, heard.told.facts, heard.told.hits
    carried = carried_in(exchange, heard.told.asked, grounds)
    found = judge_carried(carried, facts, hits) if carried else None
    found = found or judge_next(exchange, facts, hits, grounds)
    if found is None:
        found = judge_size(exchange.question, exchange.answer, facts, hits, grounds.rows)
    return () if found is None else (found,)


def is_small_talk(text: str) -> bool:
    """Whether a text is nothing but a greeting, thanks, a yes or a no."""
    tokens = [token for token in tokenize(text) if token.shape != "mark"]
    return all(token.key in _SMALL_TALK for token in tokens)


def _gives_thanks(text: str) -> bool:
    """Thanks with a few words to them, and nothing asked: "thanks, kaam ho gaya"."""
    words = keys_in(text)
    return bool(words & _THANKS) and len(words) < 10 and not words & _WANTING


def _introduces(exchange: Exchange) -> bool:
    """Asked who it is, the reply says so."""
    asked = keys_in(exchange.question)
    who = asked & _MACHINES or (asked & _WHO and asked & _YOU and len(asked) < 9)
    return bool(who) and not _ASSISTANT.isdisjoint(keys_in(exchange.answer))


def _answered(ask: Ask, heard: Heard) -> Reason:
    """Whether the reply answers one ask, by a fact of its kind or in words."""
    kind = f"ask:{ask.name}"
    if heard.falls_short(ask):
        return Reason(ask.name, "unsupported", kind, heard.holder(ask))
    fact = heard.fact_for(ask)
    if fact is not None:
        return Reason(fact.text, "supported", kind)
    if heard.tells(ask):
        return Reason(heard.answer[:80], "supported", kind)
    source = heard.holder(ask)
    if heard.refusing and (source is None or names_unknown(heard) or names_other_day(heard)):
        return Reason(ask.name, "note", kind)
    return Reason(ask.name, "not_checkable" if ask.aside else "unsupported", kind, source)


def _loosened(answered: Sequence[Reason], heard: Heard) -> Sequence[Reason]:
    """Asks of common words stand aside where the reply answers another, or keeps to the rule that
    was asked about: "kitne ki milegi" asks for a price, and not what can be had. Who comes is
    asked for in earnest where a row knows."""
    if not heard.on_point and all(reason.verdict != "supported" for reason in answered):
        return answered
    return [
        replace(reason, verdict="not_checkable")
        if ask.loose and reason.verdict == "unsupported" and not _knows_who(ask, heard)
        else reason
        for ask, reason in zip(heard.asks, answered, strict=True)
    ]  # fmt: skip


def _knows_who(ask: Ask, heard: Heard) -> bool:
    return ask.facts == {"person"} and any(row.of("person") for row in heard.rows)


def _is_unsaid(reason: Reason) -> bool:
    """A constraint that the reply does not name: however many, they cost no more than one."""
    return reason.kind.startswith("constraint") and reason.verdict == "not_checkable"


def _cost(reason: Reason) -> float:
    if reason.kind.startswith("constraint"):
        loosely = reason.kind == "constraint:place"
        costs = {
            "contradicted": _LOOSE if loosely else _IGNORED,
            "unsupported": _LEFT_OUT,
            "not_checkable": _UNSAID,
        }
        return costs.get(reason.verdict, 0.0)
    if reason.verdict == "unsupported":
        return _MISSED if reason.source else _UNHELD
    return _ASIDE if reason.verdict == "not_checkable" else 0.0
