"""Relevancy: whether a reply answers what was asked, for what it was asked.

Reads question and final text on its own: what is asked (price, day, state, rule ...), for which
service, pincode, day or number, and whether the reply speaks of that. A correct refusal or a
clarifying question is a verdict of its own; refusing although evidence holds the answer is bad.
"""

from collections.abc import Sequence

from assistant.language.tokens import keys, tokenize
from assistant.model import Reason, Score
from assistant.quality.clauses import Clause
from assistant.quality.concepts import concepts_in
from assistant.quality.evidence import Grounds
from assistant.quality.grounding import Checked, facts_of
from assistant.quality.reader import Fact

# What is asked, the words that ask it, the kinds of facts and the concepts that answer it.
_ASKS: dict[str, tuple[frozenset[str], frozenset[str], frozenset[str]]] = {
    "price": (
        keys(
            """price cost rate rates charge charges quote fees fee total bill kitna kitne kitni kitnaa
            rate daam dam kimat keemat kharcha rupees rs paisa paise lagega padega कितना कितने कितनी
            रेट दाम क़ीमत कीमत ख़र्च खर्च पैसे पड़ेगा लगेगा amount much dena देना payable breakup break-up
            gst invoice bill बिल discount save savings refund wapas वापस balance wallet due pay"""
        ),
        frozenset(("amount", "number", "percent", "fraction")),
        frozenset(("free", "refund", "price")),
    ),
    "when": (
        keys(
            """when time timing timings date day slot slots kab kb कब baje बजे tarikh तारीख coming reach
            arrive aaoge aayega aayegi aaega आएगा आएगी आओगे आएँगे समय samay free available khaali खाली
            till tak तक by deadline expected start starts begin"""
        ),
        frozenset(("date", "time", "window", "duration", "daypart")),
        frozenset(),
    ),
    "who": (
        keys("who kaun kon कौन naam नाम whom whose technician provider professional plumber"),
        frozenset(("person",)),
        frozenset(("person",)),
    ),
    "status": (
        keys(
            """status confirmed confirm pending update done completed cancelled stage booked kya-hua
            hua हुआ स्थिति स्टेटस paid failed refunded kahan kaha कहाँ कहां progress resolved open"""
        ),
        frozenset(("status", "date")),
        frozenset(("status",)),
    ),
}
_REFUSING = (
    "can't see", "cannot see", "not able to", "unable to", "don't have", "do not have", "can't tell",
    "cannot tell", "can't say", "not visible", "no access", "don't see", "do not see", "can't find",
    "couldn't find", "not sure", "please check", "kindly visit", "visit the website", "contact our",
    "raise a ticket", "check with", "can't help", "cannot help", "don't know", "no information",
    "nahi dikh", "nahi bata sakt", "pata nahi", "nahi dekh sak", "mere paas nahi", "jaankari nahi",
    "dikh nahi raha", "nahi hai, app", "app me dekh", "app me khud", "bata nahi sakt", "access nahi",
    "app par dekh", "call karke puch", "website par", "team se puch", "team hi bata", "nahi mil raha",
    "नहीं दिख", "नहीं बता सकत", "पता नहीं", "नहीं देख सकत", "जानकारी नहीं", "दिख नहीं", "ऐप पर देख",
    "ऐप में देख", "टीम से पूछ", "नहीं मिल रह", "बता नहीं", "पास नहीं", "वेबसाइट पर", "संपर्क करें",
    "पहुँच नहीं", "नहीं बता पा", "नहीं देख पा", "nahi bata pa", "nahi dekh pa",
)  # fmt: skip
_CONSTRAINTS = ("identifier", "service", "variant", "pincode", "date")
_GREETINGS = keys(
    """hi hello hey namaste namaskar thanks thank thankyou shukriya dhanyavad bye ok okay haan yes no
    नमस्ते नमस्कार धन्यवाद शुक्रिया हाँ नहीं ठीक good morning evening ji"""
)


def score_relevancy(
    question: str,
    answer: str,
    clauses: Sequence[Clause],
    checked: Sequence[Checked],
    grounds: Grounds,
    context: Sequence[tuple[str, str]] = (),
) -> Score:
    """0 (off the point) to 1 (the ask and each constraint met)."""
    if not question.strip():
        return Score(None, (), "nothing was asked")
    asked = facts_of(question, grounds)
    said = facts_of(answer, grounds)
    asks = asks_of(question)
    refusing = is_refusal(answer)
    good = [item for item in checked if item.reason.verdict == "supported"]
    asking = bool(clauses) and (clauses[-1].asked or answer.rstrip(" 🙏👍🙂😊").endswith("?"))
    content = [item for item in good if item.placed.fact.kind not in ("service", "variant", "place")]
    if refusing and len(content) < 2:
        return _refusal(asked, asks, grounds)
    if asking and not content:
        return _clarification(asked, asks, grounds, said)
    if _off_topic(question, answer, asked, said, good, grounds):
        return Score(0.0, (Reason(answer[:80], "unsupported", "off_topic"),))
    reasons = [*_answered(asks, said, answer), *_met(asked, said, checked, grounds)]
    if not reasons:
        return Score(1.0, (Reason(answer[:80], "note", "speaks to the question"),))
    met = sum(reason.verdict == "supported" for reason in reasons)
    constraint_broken = any(
        reason.verdict != "supported" and reason.kind.startswith("constraint") for reason in reasons
    )
    share = met / len(reasons)
    return Score(min(share, 0.4) if constraint_broken else share, tuple(reasons))


def asks_of(text: str) -> tuple[str, ...]:
    """What a question asks for; several are possible."""
    words = {token.key for token in tokenize(text)}
    return tuple(name for name, (cues, _, _) in _ASKS.items() if words & cues)


def is_refusal(answer: str) -> bool:
    """Whether the text says that it cannot say."""
    plain = answer.lower().replace("’", "'")
    return any(phrase in plain for phrase in _REFUSING)


def _holds_answer(asked: Sequence[Fact], asks: Sequence[str], grounds: Grounds) -> str | None:
    """The source of a row or passage that could have answered, if there is one."""
    wanted = {kind for ask in asks for kind in _ASKS[ask][1]} or {"amount", "date", "status"}
    named = [fact for fact in asked if fact.kind in ("identifier", "service")]
    from assistant.quality.attribution import hits_of, ruled_out  # noqa: PLC0415

    for row in grounds.rows:
        held = [kind for kind in wanted if row.of(kind)]
        if not held:
            continue
        if named and not any(hits_of(fact, [row]) for fact in named):
            continue
        if ruled_out(row, {fact.kind: (fact,) for fact in asked if fact.kind in ("identifier", "service", "pincode")}):
            continue
        return row.source
    topics = concepts_in(" ".join(fact.text for fact in asked))
    return next((p.source for p in grounds.passages if concepts_in(p.text) & topics), None)


def _refusal(asked: Sequence[Fact], asks: Sequence[str], grounds: Grounds) -> Score:
    source = _holds_answer(asked, asks, grounds)
    if source is not None:
        reason = Reason("a refusal", "contradicted", "needless_refusal", source, None, "holds the answer")
        return Score(0.1, (reason,))
    return Score(1.0, (Reason("a refusal", "note", "refusal"),))


def _clarification(
    asked: Sequence[Fact], asks: Sequence[str], grounds: Grounds, said: Sequence[Fact]
) -> Score:
    named = [fact for fact in asked if fact.kind in ("identifier", "service", "pincode")]
    source = _holds_answer(asked, asks, grounds) if named and asks else None
    several = len({row.source for row in grounds.rows if row.of("status")}) > 1 or len(
        [fact for fact in said if fact.kind in ("service", "variant", "pincode")]
    ) > 1  # fmt: skip
    if source is not None and not several:
        reason = Reason("a question back", "contradicted", "needless_refusal", source, None, "holds the answer")
        return Score(0.2, (reason,))
    return Score(1.0, (Reason("a question back", "note", "clarification"),))


def _off_topic(
    question: str,
    answer: str,
    asked: Sequence[Fact],
    said: Sequence[Fact],
    good: Sequence[Checked],
    grounds: Grounds,
) -> bool:
    """Nothing of evidence and nothing of the question is spoken of."""
    if good or {token.key for token in tokenize(question)} <= _GREETINGS:
        return False
    services = {key for fact in asked if fact.kind == "service" for key in fact.value}
    if any(fact.kind == "service" and services & fact.value for fact in said):
        return len(concepts_in(question) & concepts_in(answer) - {"service"}) == 0
    return len(concepts_in(question) & concepts_in(answer)) == 0


def _answered(asks: Sequence[str], said: Sequence[Fact], answer: str) -> list[Reason]:
    kinds = {fact.kind for fact in said}
    concepts = concepts_in(answer)
    reasons = []
    for ask in asks:
        _, answering, spoken = _ASKS[ask]
        met = bool(kinds & answering or concepts & spoken)
        reasons.append(Reason(ask, "supported" if met else "unsupported", f"ask:{ask}"))
    return reasons


def _met(
    asked: Sequence[Fact], said: Sequence[Fact], checked: Sequence[Checked], grounds: Grounds
) -> list[Reason]:
    """Constraints of the question that the reply contradicts: another service, pincode, day."""
    reasons = []
    for kind in _CONSTRAINTS:
        wanted = [fact for fact in asked if fact.kind == kind and fact.value]
        given = [fact for fact in said if fact.kind == kind and fact.value]
        if not wanted or not given:
            continue
        met = any(_agree(one, other) for one in wanted for other in given)
        reasons.append(
            Reason(wanted[0].text, "supported" if met else "contradicted", f"constraint:{kind}",
                   None, None, given[0].text)
        )  # fmt: skip
    return reasons


def _agree(one: Fact, other: Fact) -> bool:
    if one.kind in ("service", "date"):
        return bool(set(one.value) & set(other.value))
    return bool(one.value == other.value)
