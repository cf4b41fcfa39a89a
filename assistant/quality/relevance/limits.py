"""Limits that a question sets: "under 700", "4 baje ke baad", "before noon", "in the evening".

A reply all of whose sums or hours lie beyond them, and that does not say so, has ignored them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import time

from assistant.language.tokens import keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.reading.reader import Fact

_BELOW = keys(
    """under below within upto max maximum budget less cheaper tak andar bhitar kam neeche niche तक
    अंदर भीतर कम नीचे बजट ज़्यादा zyada jyada"""
)
_BEFORE = keys("before pehle phle pahle tak by till until earlier पहले तक")
_AFTER = keys("after baad bad onwards past later बाद")
_NOT = keys("not no nahi nahin नहीं नही")
_PARTS = {
    word: hours
    for hours, words in (
        ((time(4), time(12)), "morning forenoon subah savere सुबह सवेरे"),
        ((time(12), time(17)), "afternoon dopahar dopehar dupahar दोपहर"),
        ((time(16), time(23)), "evening eve shaam sham शाम"),
    )
    for word in keys(words)
}
_NEAR = 3
"""How many words a limit may stand from what it limits."""
_LEAST = 10_000
"""In paise, what a ceiling is at least: "2 ke andar" is no sum."""
_YIELDING = keys(
    """no not nahi nahin nhi nothing none only sirf instead but lekin par magar however sorry
    nearest closest next unfortunately नहीं नही केवल सिर्फ़ लेकिन पर मगर cannot can't zyada jyada above
    over more upar exceed exceeds ऊपर ज़्यादा अधिक"""
)
_FREE = re.compile(r"[?!।\n]|\.(?!\d)")


def judge_limits(
    question: str, answer: str, asked: Sequence[Fact], said: Sequence[Fact], wanting: bool
) -> Iterable[Reason]:
    """Reasons where every sum or hour told is beyond what the question allows. `wanting` is
    whether something to be had is asked for, and not what has been."""
    if not wanting:
        return
    sums = [fact for fact in said if fact.kind == "amount" and not _yields(answer, fact)]
    for fact in asked:
        if fact.kind in ("amount", "number") and _beside(question, fact, _BELOW):
            most = fact.value if fact.kind == "amount" else int(fact.value * 100)
            if most >= _LEAST and sums and all(one.value > most for one in sums):
                yield _reason(fact.text, "amount", sums[0])
    hours = [one for one in _hours(said) if not _yields(answer, one[1])]
    within = _within(question, asked)
    if within is not None and hours and not any(within(hour) for hour, _ in hours):
        yield _reason(hours[0][1].text, "time", hours[0][1])


def _within(question: str, asked: Sequence[Fact]) -> Callable[[time], bool] | None:
    """Which hours the question allows; None where it sets no limit."""
    for fact in asked:
        if fact.kind != "time":
            continue
        at = fact.value[-1]
        after, before = (_beside(question, fact, words) for words in (_AFTER, _BEFORE))
        if _beside(question, fact, _NOT):
            after, before = before, after
        if after:
            return lambda hour: hour >= at
        if before:
            return lambda hour: hour <= at
    if any(fact.kind in ("time", "window") for fact in asked):
        return None
    parts = {_PARTS[token.key] for token in tokenize(question) if token.key in _PARTS}
    if len(parts) != 1:
        return None
    ((first, last),) = parts
    return lambda hour: first <= hour <= last


def _hours(said: Sequence[Fact]) -> Iterable[tuple[time, Fact]]:
    """The hours told, each as it may be meant."""
    for fact in said:
        if fact.kind == "time":
            yield from ((hour, fact) for hour in fact.value)
        elif fact.kind == "window":
            yield from ((start, fact) for start, _ in fact.value)


def _yields(answer: str, fact: Fact) -> bool:
    """Whether the sentence of a fact says that it is not quite what was wanted."""
    if _YIELDING.isdisjoint(keys_in(answer)):
        return False
    sentence = _FREE.split(answer[: fact.start])[-1] + fact.text
    sentence += _FREE.split(answer[fact.end :])[0]
    return any(token.key in _YIELDING for token in tokenize(sentence))


def _beside(text: str, fact: Fact, words: frozenset[str]) -> bool:
    """Whether a word of limiting stands right beside a fact, in the same sentence."""
    before = [token.key for token in tokenize(_FREE.split(text[: fact.start])[-1])][-_NEAR:]
    after = [token.key for token in tokenize(_FREE.split(text[fact.end :])[0])][:_NEAR]
    return not words.isdisjoint(before) or not words.isdisjoint(after)


def _reason(claim: str, kind: str, off: Fact) -> Reason:
    return Reason(claim, "contradicted", f"constraint:{kind}", None, None, off.text)
