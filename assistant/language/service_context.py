"""What stands around a service's noun: its cues, the place it is at, the machine it is a part of.

"Kitchen me cockroach" is about cockroaches, "fridge ka darwaza" about the fridge, "shifting my
slot" about no house. Nothing here knows a single service.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.language.calendar_words import MONTHS, OCLOCK, RELATIVE
from assistant.language.cities import find_cities
from assistant.language.service_names import Vocabulary
from assistant.language.tokens import Token, keys
from assistant.language.weekdays import weekday_number

_FAR = "far"
"""The group of what says that a move goes to another city; two cities named say so too."""
_ANY = "*"
REACH = 6
"""How many words a cue may stand away from its noun."""
GLUE = keys("ka ki ke ko of for me mein का की के को में")
_GENITIVE = keys("ka ki ke wala wali wale का की के वाला वाली वाले")
_AT = keys("me mein mei mai pe par se में पर पे से andar अंदर")
_IN = keys("in on from inside under below near at behind above")
_THE = keys("the my our a your this mere meri new old other same")


@dataclass(slots=True)
class Hit:
    """A known word or words at tokens[first:last], and the groups it belongs to."""

    first: int
    last: int
    groups: frozenset[str]
    cues: list["Hit"] = field(default_factory=list)
    used: bool = False
    """Whether it only says more of another hit, and names nothing itself."""


def gap(noun: Hit, cue: Hit) -> int:
    """Words between the two."""
    return max(noun.first - cue.last, cue.first - noun.last)


def settle_parts(
    nouns: Sequence[Hit], tokens: Sequence[Token], text: str, vocabulary: Vocabulary
) -> None:
    """A part right beside its machine ("fridge ka darwaza", "AC pipe") says more of the machine."""
    for machine in nouns:
        if not machine.groups & vocabulary.machines:
            continue
        for part in nouns:
            if part.groups & vocabulary.parts and _belongs(part, machine, tokens, text):
                part.used = True


def _belongs(part: Hit, machine: Hit, tokens: Sequence[Token], text: str) -> bool:
    between = range(machine.last, part.first)
    if len(between) > 1 or part.first < machine.last:
        return False
    if any(tokens[at].key not in _GENITIVE for at in between):
        return False
    return not text[tokens[machine.last - 1].end : tokens[part.first].start].strip(
        " " + "".join(tokens[at].text for at in between)
    )


def settle_places(nouns: Sequence[Hit], tokens: Sequence[Token], vocabulary: Vocabulary) -> None:
    """A noun that only says where ("kitchen me", "in the cupboard") names nothing by itself."""
    for place in nouns:
        others = [noun for noun in nouns if noun is not place and not noun.used]
        if place.used or place.cues or not others or not place.groups & vocabulary.places:
            continue
        after = tokens[place.last].key if place.last < len(tokens) else ""
        if not (after in _AT | _GENITIVE or _led_in(place, tokens)):
            continue
        near = [hit for noun in others for hit in (noun, *noun.cues)]
        if min(gap(hit, place) for hit in near) <= REACH:
            place.used = True


def _led_in(place: Hit, tokens: Sequence[Token]) -> bool:
    at = place.first - 1
    while at > 0 and tokens[at].key in _THE:
        at -= 1
    return at >= 0 and tokens[at].key in _IN


def settle_voids(nouns: Sequence[Hit], hits: Sequence[Hit], vocabulary: Vocabulary) -> None:
    """A noun beside a word that gives it another meaning ("shifting my slot") names nothing."""
    nothing = any(hit.groups & vocabulary.nothing for hit in hits)
    for noun in nouns:
        noun.used |= nothing
        voids = {void for group in (*noun.groups, _ANY) for void in vocabulary.voids.get(group, ())}
        if not voids or noun.cues:
            continue
        if any(hit.groups & voids and gap(noun, hit) <= REACH for hit in hits if hit is not noun):
            noun.used = True


def settle_loads(nouns: Sequence[Hit], hits: Sequence[Hit], vocabulary: Vocabulary) -> None:
    """Things that are carried off with a household ("fridge, palang, sab le jana hai") name no work
    on them."""
    carriers = [hit for hit in hits if hit.groups & vocabulary.carriers]
    works = [hit for hit in hits if hit.groups & vocabulary.works and hit not in carriers]
    if not any(hit.groups & vocabulary.afar for hit in hits):
        return
    for noun in nouns:
        if noun.groups & vocabulary.loads and not any(gap(noun, hit) <= _NEXT_TO for hit in works):
            noun.used |= any(gap(noun, hit) <= 2 * REACH for hit in carriers)


def without_visits_moved(
    hits: Sequence[Hit], tokens: Sequence[Token], vocabulary: Vocabulary
) -> list[Hit]:
    """The hits without words that move a machine's visit to another day or hour."""
    machines = [hit for hit in hits if hit.groups & vocabulary.machines]
    if not machines:
        return list(hits)
    whens = [
        Hit(at, at + 1, frozenset())
        for at, token in enumerate(tokens)
        if token.key in _WHEN or weekday_number(token.key) is not None
    ]
    return [
        hit
        for hit in hits
        if not (
            hit.groups & vocabulary.moves
            and any(gap(machine, hit) <= REACH for machine in machines)
            and any(gap(when, hit) <= _NEXT_TO for when in whens)
        )
    ]


_WHEN = frozenset((*MONTHS, *RELATIVE)) | OCLOCK
_NEXT_TO = 3


def far_apart(text: str, tokens: Sequence[Token]) -> list[Hit]:
    """Two cities in one text as a word for "to another city"."""
    cities = find_cities(text)
    if len({city.value for city in cities}) < 2:
        return []
    at = next(i for i, token in enumerate(tokens) if token.start >= cities[0].start)
    return [Hit(at, at + 1, frozenset((_FAR,)))]
