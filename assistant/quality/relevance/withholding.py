"""Judges replies that state nothing: whether evidence held an answer, whether there was something
to ask.

A refusal is right when evidence does not answer, a question back when it fits more than one.
"""

from assistant.model import Reason, Score
from assistant.quality.relevance.asks import words_of
from assistant.quality.relevance.constraints import is_unknown
from assistant.quality.relevance.heard import Heard
from assistant.quality.relevance.refusals import Sentence
from assistant.quality.relevance.sources import content, is_about

_WITHHELD = 0.1
"""The score of a reply that withholds what evidence holds."""
_OPTIONS = frozenset(("service", "variant", "pincode", "place", "label", "date"))
_BULLETS = ("•", "-", "–", "*")
_GIVEN = {"pincode": "pincode", "number": "identifier", "service": "service"}
"""What a reply demands, and the kind of fact that would have been it."""
_LISTS = frozenset(("bookings", "count", "several"))
"""Asks for all there is: nothing to choose."""
_DAYS = frozenset(("when", "availability", "move", "how_long"))
_DAY = frozenset(words_of("day date din slot time kab tarikh दिन तारीख स्लॉट कब समय"))

_OTHERS = frozenset(
    words_of(
        """friend neighbour neighbor colleague someone else another other customer dost padosi yaar
        kisi dusre doosre दोस्त पड़ोसी यार किसी दूसरे अन्य ग्राहक"""
    )
)
_OWNERS = frozenset(
    words_of(
        """own owner holder others else another only apne apni apke aapke kisi dusre doosre sirf अपने
        अपनी आपके किसी दूसरे केवल सिर्फ़ उसी अन्य"""
    )
)


def judge_withholding(heard: Heard) -> Score:
    """Full marks for a right refusal or clarification, next to nothing for a needless one."""
    if is_clarifying(heard):
        return Score(1.0, (Reason(heard.answer[:80], "note", "clarification"),))
    source = held_back(heard)
    if source is None:
        return Score(1.0, (Reason(heard.answer[:80], "note", "refusal"),))
    reason = Reason(
        heard.answer[:80], "contradicted", "needless_refusal", source, None, "holds the answer"
    )
    return Score(_WITHHELD, (reason,))


def names_unknown(heard: Heard) -> bool:
    """Whether the question names a number that the customer's evidence does not hold."""
    return any(is_unknown(fact, heard.grounds) for fact in heard.told.asked)


def names_other_day(heard: Heard) -> bool:
    """Whether the question names a day, and none that evidence knows of."""
    named = any(one.fact.kind == "date" for one in heard.named)
    return not named and any(fact.kind == "date" for fact in heard.told.asked)


def held_back(heard: Heard) -> str | None:
    """The source of what evidence had for the question while the reply gave nothing."""
    if names_unknown(heard) or _protects_another(heard) or heard.drawn_from:
        return None
    for ask in heard.asks:
        source = heard.holder(ask)
        if source is not None:
            return source
    if _demands_the_said(heard):
        return "question"
    sources = [row.source for row in heard.rows]
    passages = heard.grounds.passages
    if sources and (heard.named or (heard.refusing and not heard.asks)):
        return sources[0]
    if heard.refusing and not heard.asks and passages:
        return passages[0].source
    about = content(heard.question)
    return next((one.source for one in passages if about & content(one.text)), None)


def _protects_another(heard: Heard) -> bool:
    """Whether somebody else's matters were asked for, and the reply keeps them to their owner."""
    asked = _OTHERS.intersection(words_of(heard.question))
    kept = _OWNERS.intersection(words_of(heard.answer))
    return heard.refusing and bool(asked and kept)


def is_clarifying(heard: Heard) -> bool:
    """Whether the reply only asks, and there is something to ask: the evidence fits several."""
    if heard.refusing or _demands_the_said(heard):
        return False
    if offers_choice(heard):
        return True
    if _asks_for_day(heard) or any(ask.name in _LISTS for ask in heard.asks):
        return False
    return _is_ambiguous(heard)


def offers_choice(heard: Heard) -> bool:
    """Whether the reply asks between several things of evidence that nobody had named."""
    echoed = {(fact.kind, fact.value) for fact in heard.told.asked}
    asking = _asking(heard)
    offered = {
        fact.value
        for fact in heard.told.facts
        if fact.kind in _OPTIONS
        and (fact.kind, fact.value) not in echoed
        and heard.grounds.hits(fact)
        and any(s.start <= fact.start < s.end for s in asking)
    }
    return len(offered) > 1


def _asking(heard: Heard) -> tuple[Sentence, ...]:
    """The sentences that ask, with the list of options below a question."""
    found: list[Sentence] = []
    asked = False
    for sentence in heard.sentences:
        listed = heard.answer[sentence.start : sentence.end].lstrip().startswith(_BULLETS)
        asked = sentence.asked or (asked and listed)
        if asked:
            found.append(sentence)
    return tuple(found)


def _is_ambiguous(heard: Heard) -> bool:
    """Whether several services fit, or, when no number is demanded, several rows of a table."""
    rows = heard.rows
    about = [row for row in rows if any(is_about(row.source, ask) for ask in heard.asks)]
    rows = tuple(about) or rows
    services = {row.service_keys for row in rows if row.service_keys}
    named = {one.fitting for one in heard.named if one.fact.kind == "service"}
    if len(services) > max(1, len(named)):
        return True
    tables = [row.source.split("#")[0] for row in rows]
    demanding = any(sentence.demanding for sentence in heard.sentences)
    return not demanding and len(tables) > len(set(tables))


def _asks_for_day(heard: Heard) -> bool:
    """Whether the reply asks for a day though no day was asked about."""
    return not any(ask.name in _DAYS for ask in heard.asks) and any(
        sentence.asked and not _DAY.isdisjoint(sentence.words) for sentence in heard.sentences
    )


def _fits_several(value: object) -> bool:
    return isinstance(value, frozenset) and len(value) > 1


def _demands_the_said(heard: Heard) -> bool:
    """Whether the reply asks for a pincode, number or service that the question gave; a word that
    fits several services ("AC") has not said which."""
    given = {fact.kind for fact in heard.told.asked if not _fits_several(fact.value)}
    return any(
        _GIVEN.get(wanted) in given for sentence in heard.sentences for wanted in sentence.demanding
    )
