"""Tells which of several things of one kind a message stands by: "kal nahi, parso", "not X, Y".

It compares mentions of one kind (days, hours, services, numbers) and drops those that are taken
back; a message that takes back everything is left as it is. What is not named is not invented.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Generic, Protocol, TypeVar

from assistant.language.calendar_words import DAYPARTS, OCLOCK, WITHIN
from assistant.language.number_words import FRACTIONS, PREFIXES
from assistant.language.numbers import unit_value
from assistant.language.tokens import Token, keys


class Stretch(Protocol):
    """A stretch of a text, of whatever kind."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T")
S = TypeVar("S", bound=Stretch)

_NOT = keys("not nor dont don't no without except मत ना")
_SMALL = keys("on for at the in a to my is it want need me ko do come book only wala wali")
_NAHI = keys("nahi nahin nhi ni nai nahee nakko nako mat नहीं नही मत not")
_INSTEAD = keys("jagah jgah jgh jagha bajaye bajay bajae bajai badle badley जगह बजाय बजाए बदले")
_CASE = keys(
    "la nu ला ko pe par to toh ka ki ke wala wali wale vala vali को पर तो का की के वाला वाली वाले , ("
)
_PAUSE = keys("chahiye chahie chaiye karwana karwani karwane karana चाहिए करवाना करवानी . , - but")
_CORRECTS = keys(
    """
    no nope sorry actually wait oops rather correction सॉरी matlab मतलब galti mistake
    """
)
_NO_CORRECTION = keys("than problem issue need one longer doubt problm worry")
_OR = keys("or ya या")
_JOINS = _OR | keys("on ko को the at in , / any either ka का pe for")
_MOVES = keys(
    """
    shift move reschedule resched rescheduled postpone prepone preponed postponed push change
    swap instead badal badlo badalna badalni badalwana shifted moved aage pehle khiska khiskao
    sarka sarkao sarkana khiska dhakel dhakal pudhe सरका सरकाओ सरकाना मूव पोस्टपोन ढकेल ढकल पुढे टाल
    शिफ्ट बदल बदलना बदलनी बदलो आगे खिसका रीशेड्यूल
    """
)
_POSSESSIVE = keys("ka ki ke wala wali wale vala vali vale का की के वाला वाली वाले")
_WALA = keys("wala wali wale vala vali vale वाला वाली वाले आळा आळी आळे")
_UNFIT = keys(
    """
    nahi nahin nhi ni nai नहीं नही mat मत not won't wont can't cant cannot busy vrat व्रत bahar
    visiting exam chhutti छुट्टी clash clashes clashing unavailable out away मेहमान mehman travelling
    """
)
_LEADS_ON = keys("> → ➡ to usko use isko ise him her them उसको उसे इसको इसे")
"""After these stands what is wished: "change it to Sunday", "usko parso kar do"."""
_BETWEEN = 6
"""How many tokens may stand between a thing and the one that corrects it."""


@dataclass(frozen=True, slots=True)
class Mention(Generic[T]):
    """Something named at tokens[first:last]."""

    first: int
    last: int
    value: T


def mentions(spans: Sequence[S], tokens: Sequence[Token]) -> list[Mention[S]]:
    """The spans by the tokens that they take, in order."""
    if not spans:
        return []
    starts = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    return [
        Mention(starts[span.start], ends[span.end], span)
        for span in sorted(spans, key=lambda span: span.start)
        if span.start in starts and span.end in ends
    ]


def standing(
    found: Sequence[Mention[T]], tokens: Sequence[Token], *, may_act: bool = False
) -> list[Mention[T]]:
    """The mentions that are not taken back; all of them where none would be left.

    `may_act`: they may be the subject of a verb, so that a "nahi" before a verb ("fridge nahi
    chalta") denies the verb and not them.
    """
    if len(found) < 2:
        return list(found)
    starts = {mention.first for mention in found} if may_act else None
    kept = [
        mention
        for at, mention in enumerate(found)
        if not (
            _taken_back(mention, tokens, starts)
            or (at + 1 < len(found) and _corrected(mention, found[at + 1], tokens))
        )
    ]
    return kept or list(found)


def wished(found: Sequence[Mention[T]], tokens: Sequence[Token]) -> list[Mention[T]]:
    """Of several days or hours the one that is wished for, with those said to be as good.

    "Shift Friday's visit to Sunday" wishes for Sunday, "busy today, come tomorrow" for tomorrow,
    "Saturday or Sunday" for both.
    """
    kept = wishing(standing(found, tokens), tokens)
    if len(kept) < 2:
        return kept
    groups = _alternatives(kept, tokens)
    if len(groups) > 1:
        led = [group for group in groups if _key(tokens, group[0].first - 1) in _LEADS_ON]
        if led:
            return led[-1]
        moved = moves(tokens)
        first, second = groups[0], groups[1]
        passed_over = _owns(first[-1], tokens) or _unfit(first[-1], second[0], tokens)
        return groups[-1] if moved else second if passed_over else first
    return groups[0]


def same_clause(found: Sequence[Mention[T]], at: int, tokens: Sequence[Token]) -> range:
    """The tokens after a mention that speak of it: up to the next mention or full stop."""
    start = found[at].last
    end = found[at + 1].first if at + 1 < len(found) else len(tokens)
    stop = next((i for i in range(start, end) if tokens[i].text in ".?!;।"), end)
    return range(start, stop)


def moves(tokens: Sequence[Token]) -> bool:
    """Whether the message speaks of moving something to another time."""
    return any(
        token.key in _MOVES or (token.key == "it" and at > 0 and tokens[at - 1].key == "make")
        for at, token in enumerate(tokens)
    )


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""


def _taken_back(mention: Mention[T], tokens: Sequence[Token], starts: set[int] | None) -> bool:
    """`starts`: where mentions begin, when "nahi" counts only before one of them or a pause."""
    at = mention.first - 1
    while at > mention.first - 4 and _key(tokens, at) in _SMALL:
        at -= 1
    before = _key(tokens, at)
    if before in _NOT or (before == "of" and _key(tokens, at - 1) in ("instead", "place")):
        return True
    if before == "than" and _key(tokens, at - 1) == "rather":
        return True
    at = mention.last
    while at < mention.last + 2 and _key(tokens, at) in _CASE | WITHIN:
        at += 1
    after = _key(tokens, at)
    if after in _INSTEAD:
        return True
    if after not in _NAHI:
        return False
    return starts is None or at + 1 in starts or _key(tokens, at + 1) in _PAUSE


def _corrected(mention: Mention[T], after: Mention[T], tokens: Sequence[Token]) -> bool:
    between = range(mention.last, after.first)
    if len(between) > _BETWEEN or any(tokens[at].key in ("and", "aur", "और") for at in between):
        return False
    return any(
        tokens[at].key in _CORRECTS and _key(tokens, at + 1) not in _NO_CORRECTION for at in between
    )


def _alternatives(found: Sequence[Mention[T]], tokens: Sequence[Token]) -> list[list[Mention[T]]]:
    """The mentions in groups that "or" joins."""
    groups = [[found[0]]]
    for before, mention in pairwise(found):
        between = [token.key for token in tokens[before.last : mention.first]]
        if any(key in _OR for key in between) and all(key in _JOINS for key in between):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _owns(mention: Mention[T], tokens: Sequence[Token]) -> bool:
    """ "kal wali booking", "Friday's visit": the day of something that is there already."""
    last = tokens[mention.last - 1].key
    at = mention.last
    while at < len(tokens) and at < mention.last + _BETWEEN and _is_hour(tokens[at]):
        at += 1
    owner = _key(tokens, at)
    planned = _key(tokens, mention.first - 1) in _FOR and _key(tokens, mention.first - 2) in _SET
    return (
        planned
        or owner in (_WALA if at > mention.last else _POSSESSIVE)
        or last.endswith(("'s", "tomorrows"))
    )


_FOR = keys("for on at")
_SET = keys("fixed booked scheduled planned due set slated arranged confirmed")
""" "The visit booked for Thursday": what there is already."""


def _is_hour(token: Token) -> bool:
    """Whether the token says more of a day that was named: "kal dopahar dhai baje wali"."""
    return (
        token.shape in ("number", "clock")
        or token.key in OCLOCK
        or token.key in DAYPARTS
        or token.key in PREFIXES
        or token.key in FRACTIONS
        or unit_value(token.key) is not None
    )


def wishing(found: Sequence[Mention[T]], tokens: Sequence[Token]) -> list[Mention[T]]:
    """Of mentions in several clauses those in clauses that wish, where some do and some only tell:
    "Guests come on Friday. Can you send someone on Thursday?"."""
    if len(found) < 2:
        return list(found)
    cuts = [at for at, token in enumerate(tokens) if _ends_clause(token)]
    wishes = [0, *accumulate(token.key in _WISHING for token in tokens)]
    small = _SMALL | _CASE
    tells = [0, *accumulate(not _is_hour(token) and token.key not in small for token in tokens)]

    def wishes_there(mention: Mention[T]) -> bool:
        before, after = bisect_left(cuts, mention.first), bisect_left(cuts, mention.last)
        start = cuts[before - 1] + 1 if before else 0
        end = cuts[after] if after < len(cuts) else len(tokens)

        def beside(counts: Sequence[int]) -> int:
            return counts[end] - counts[start] - counts[mention.last] + counts[mention.first]

        return not beside(tells) or beside(wishes) > 0

    kept = [mention for mention in found if wishes_there(mention)]
    return kept or list(found)


def _ends_clause(token: Token) -> bool:
    return token.key in _CLAUSE_ENDS or token.key[:1] > "\u2600"  # an emoji


_CLAUSE_ENDS = keys(". ? ! ; । , so isliye hence इसलिए")
_WISHING = keys(
    """
    can could please pls plz need needs want book send get make come reschedule move shift
    chahiye chahie chaiye karo kro karwana karwani karna krna bhejo bhej bhejiye bhejna bula bulao
    dijiye kijiye lagwana lagwani rakho rakhiye rakhna rakh aaye aao aaiye
    भेजिए बुला बुलाओ दीजिए कीजिए लगवाना लगवानी रखो रख रखिए आए
    आइए चाहिए करो करवाना करवानी करना भेजो भेज
    """
)


def _unfit(mention: Mention[T], after: Mention[T], tokens: Sequence[Token]) -> bool:
    """Whether the clause of the first says that it does not suit, and that of the next does not."""
    comma = next(
        (at for at in range(mention.last, after.first) if tokens[at].shape == "mark"), after.first
    )
    own = {token.key for token in tokens[:comma]}
    rest = {token.key for token in tokens[after.last :]}
    return bool(own & _UNFIT) and not rest & _UNFIT
