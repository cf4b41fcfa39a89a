"""What a question asks for in the light of what it names and of the talk before it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.model import Exchange
from assistant.quality.reading.reader import Fact, read_facts
from assistant.quality.relevance.asks import Ask, asks_of, lexicon, told_by, words_before, words_of
from assistant.quality.relevance.refusals import sentences

_BARE = 6
"""How many words a bare answer to a question back has at most."""
_NUMBERING = frozenset(words_of("no number num id नंबर क्रमांक nambar #"))
_ORDINALS = frozenset(
    words_of(
        """first second third last latest earlier later next pehle pehli pehla pahle pahli dusri
        dusra dusre doosri doosra teesri teesra aakhri akhri पहली पहले पहला दूसरी दूसरा दूसरे तीसरी तीसरा
        आख़िरी आखिरी"""
    )
)
_ONE_OF_THEM = frozenset(
    words_of(
        """one wala wali wale booking order complaint visit वाला वाली वाले बुकिंग ऑर्डर शिकायत
        विज़िट"""
    )
)
_PAPERS = frozenset(words_of("invoice bill receipt इनवॉइस बिल रसीद"))
_MUCH = frozenset(words_of("kitna kitne kitni much many कितना कितने कितनी total kul कुल टोटल"))
_WHICH = frozenset(
    words_of("which whose kis kiski kiska kaunsi kaunsa kaun konsi किस किसकी किसका कौन कौनसी कौनसा")
)


def asks_in(exchange: Exchange, asked: Sequence[Fact]) -> tuple[Ask, ...]:
    """What is asked; a bare answer to a question back asks, aside, what that left open."""
    own = asks_of(_untold(exchange.question, asked))
    if _gives_number(exchange.question, asked):
        own = tuple(ask for ask in own if ask.name != "number")
    if len(own) > 1 and _names_by_number(exchange.question, asked):
        own = tuple(ask for ask in own if ask.name != "invoice")
    if _gives_sum(exchange.question, asked):
        booking = lexicon().asks["bookings"]
        own = tuple(dict.fromkeys(booking if ask.name == "price" else ask for ask in own))
    if _picks_one(exchange.question):
        own = tuple(ask for ask in own if ask.name != "several")
    if own or len(words_of(exchange.question)) > _BARE or not exchange.context:
        return own
    role, text = exchange.context[-1]
    if role != "assistant" or not any(s.asked or s.demanding for s in sentences(text)):
        return own
    before = next((said for who, said in reversed(exchange.context) if who == "user"), "")
    given = {fact.kind for fact in read_facts(text, None)}
    return tuple(
        replace(ask, aside=True)
        for ask in asks_of(before)
        if not (given & ask.facts or ask.name in told_by(text))
    )


def _picks_one(question: str) -> bool:
    """ "I have 2 bookings, the first one's code": one of several is asked about."""
    words = words_of(question)
    return any(
        one in _ORDINALS and other in _ONE_OF_THEM for one, other in pairwise(words)
    )  # fmt: skip


def _untold(question: str, asked: Sequence[Fact]) -> str:
    """A question without the days that it tells: "12 tarikh ko" asks for no date."""
    for fact in sorted(asked, key=lambda one: one.start, reverse=True):
        if fact.kind == "date" and any(letter.isdigit() for letter in fact.text):
            question = f"{question[: fact.start]}#{question[fact.end :]}"
    return question


def _gives_sum(question: str, asked: Sequence[Fact]) -> bool:
    """ "which booking is the ₹899 price of?": the sum is told, its booking is asked for."""
    words = frozenset(words_of(question))
    given = any(fact.kind == "amount" for fact in asked)
    return given and bool(_WHICH & words) and not _MUCH & words


def _gives_number(question: str, asked: Sequence[Fact]) -> bool:
    """ "my order no. HX-402": the number is told, not asked for."""
    return any(
        fact.kind in ("identifier", "number")
        and _NUMBERING.intersection(words_before(question, fact.start, 1))
        for fact in asked
    )


def _names_by_number(question: str, asked: Sequence[Fact]) -> bool:
    """ "invoice 2231": it is named, something else is asked of it."""
    before = [
        words_before(question, fact.start, 2) for fact in asked
        if fact.kind in ("identifier", "code")
    ]  # fmt: skip
    return any(
        words and (words[-1] in _PAPERS or (words[-1] in _NUMBERING and words[0] in _PAPERS))
        for words in before
    )
