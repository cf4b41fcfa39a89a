"""Finds what is said of all though evidence says it of some: every service, any payment, day and
night. Knows no rule; a sweeping word that evidence uses itself is none.
"""

from collections.abc import Iterable, Sequence

from assistant.language.tokens import Token, fold, keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.evidence import Grounds

_ALL = keys(
    """every all any everything har हर sabhi सभी saare सारे saari सारी sare kisi किसी sab सब
    jitni जितनी"""
)
_THINGS = {
    fold(word): thing
    for thing, words in {
        "service": "service services सर्विस सेवा सेवाओं sarvice job jobs kaam काम कामों repair repairs",
        "booking": "booking bookings order orders बुकिंग ऑर्डर",
        "payment": "payment payments method methods तरीके तरीक़े tarike भुगतान",
        "person": """pro pros professional professionals plumber plumbers technician technicians
            karigar karigaron कारीगर कारीगरों प्लंबर electrician electricians expert experts staff
            technician टेक्नीशियन""",
        "fault": "fault faults ख़राबी kharabi",
    }.items()
    for word in words.split()
}
_OWN = keys("your yours aapki aapke aapka आपकी आपके आपका my meri these those ye ये in इन")
_NEAR = 3
_CLOCK_ROUND = frozenset((
    ("round", "the", "clock"), ("day", "and", "night"), ("24x7",),
    ("24", "/", "7"), ("चौबीसों",), ("दिन", "-", "रात"),
    ("kabhi", "bhi"), ("कभी", "भी"), ("anytime",),
))  # fmt: skip
_SWEEPING = _ALL | {phrase[0] for phrase in _CLOCK_ROUND}
_AT_ALL_HOURS = frozenset((("any", "time"), ("24", "hours"), ("24", "hrs"), ("24", "घंटे")))
"""Other ways in which evidence says so."""


def sweepings(
    text: str, clauses: Sequence[Clause], grounds: Grounds, question: str,
    supported: frozenset[int],
) -> Iterable[Reason]:  # fmt: skip
    """Sweeping words about a kind of thing that evidence does not sweep together.
    A sum that stands beside them is what each one costs."""
    if _SWEEPING.isdisjoint(keys_in(text)):
        return
    tokens = tokenize(text)
    for clause in clauses:
        if clause.asked or clause.supposed:
            continue
        words = tokens[clause.first : clause.last]
        if any(token.start in supported and token.text[0] in "₹0123456789" for token in words):
            continue
        swept, clocked = _swept(words), _round_the_clock(words, _CLOCK_ROUND)
        if not (swept or clocked):
            continue
        held = [tokenize(passage.text) for passage in grounds.passages]
        held += [tokenize(value.value) for row in grounds.rows for value in row.of("text")]
        spared = {thing for said in (*held, tokenize(question)) for thing in _swept(said)}
        always = any(_round_the_clock(said, _CLOCK_ROUND | _AT_ALL_HOURS) for said in held)
        if swept - spared or (clocked and not always):
            said = text[clause.start : clause.end].strip()
            yield Reason(said, "unsupported", "overgeneralised")


def _swept(tokens: Sequence[Token]) -> set[str]:
    """The kinds of things that the words speak of all of; not the customer's own, nor a number."""
    found = set()
    for at, token in enumerate(tokens):
        if token.key not in _ALL:
            continue
        after = [other.key for other in tokens[at + 1 : at + 1 + _NEAR]]
        around = [other.key for other in tokens[max(0, at - _NEAR) : at]] + after
        if any(word in _OWN or word.isdigit() for word in around):
            continue
        found |= {_THINGS[word] for word in after if word in _THINGS}
    return found


def _round_the_clock(tokens: Sequence[Token], phrases: frozenset[tuple[str, ...]]) -> bool:
    words = tuple([token.key for token in tokens])
    firsts = {phrase[0] for phrase in phrases}.intersection(words)
    return bool(firsts) and any(
        words[at : at + len(phrase)] == phrase
        for phrase in phrases
        if phrase[0] in firsts
        for at in range(len(words))
    )
