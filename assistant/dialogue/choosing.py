"""Reads which of the offered quick replies a typed message means: its title, its place in the list
("the second one", "doosra wala", "2"), or the words that only it has.

It never takes a place in a list for a yes: consent is said or pressed.
"""

from collections.abc import Sequence
from datetime import datetime

from assistant.language.numbers import unit_value
from assistant.language.tokens import fold, keys, tokenize

Offered = Sequence[tuple[str, str]]
"""Quick replies as (value, title), in the order in which they were shown."""

_BY_TITLE_ONLY = frozenset(("confirm", "intent", "action", "slot", "day", "booking"))
"""Kinds of choices whose words mean something by themselves, so that a part is not enough."""
_NEVER_BY_PLACE = frozenset(("confirm", "action"))
_ORDINALS = {
    fold(word): place
    for place, words in (
        (1, "first 1st pehla pehli pehle pahla pahli pahle पहला पहली पहले"),
        (2, "second 2nd doosra doosri dusra dusri dusre doosre दूसरा दूसरी दूसरे"),
        (3, "third 3rd teesra teesri tisra tisri तीसरा तीसरी तीसरे"),
        (4, "fourth 4th chautha chauthi चौथा चौथी चौथे"),
        (5, "fifth 5th paanchva panchva paanchvi पाँचवाँ पाँचवीं पांचवा"),
        (6, "sixth 6th chhatha chhathi chhata छठा छठी"),
        (-1, "last aakhri aakhiri akhri akhiri aakhir antim आखिरी आख़िरी अंतिम"),
    )
    for word in words.split()
}
_FILLERS = keys(
    """
    st nd rd th the one wala wali wale vala vali option number no num choice choose select pick
    please pls ji i want i'll take go with for give me haan yes ok okay that is it hi hai kar karo
    karein karna
    de dijiye dedo kardo chahiye rakho rakh lo rakhiye lelo le lena bas that's fine will
    वाला वाली वाले नंबर नम्बर विकल्प कृपया जी हाँ हां ठीक है कर करो करें कर दो दे दो दीजिए चाहिए रख लो
    रखो ही बस
    """
)
_SYNONYMS = {
    fold(word): meant
    for meant, words in (
        ("men", "gents gent male mens men's mard purush aadmi boys जेंट्स पुरुष मर्द आदमी"),
        ("women", "ladies lady female womens women's mahila aurat girls लेडीज महिला औरत"),
    )
    for word in words.split()
}
_HELPERS = keys("kar de bata dikha kara rakh laga कर दे बता दिखा करा रख लगा")
"""Before "do" they make it "give", not "two"."""


def pick(text: str, offered: Offered) -> str | None:
    """The value of the one offered reply that the text means, or None."""
    if not offered:
        return None
    words = _words(text)
    titled = [value for value, title in offered if _words(title) == words]
    if len(titled) == 1:
        return titled[0]
    place = _place(words)
    if place is not None:
        return _at(place, [value for value, _ in offered])
    said = {_SYNONYMS.get(word, word) for word in words if word not in _FILLERS}
    if not said or len(words) > 6 or max(map(len, said)) < 3:
        return None
    open_to_parts = [pair for pair in offered if _kind(pair[0]) not in _BY_TITLE_ONLY]
    # By the name alone first: in "AC Repair (Appliance Repair)" the category stands behind it.
    for part in (lambda title: title.partition("(")[0], str):
        fitting = [value for value, title in open_to_parts if said <= set(_words(part(title)))]
        if len(fitting) == 1:
            return fitting[0]
    return None


def names_place(text: str) -> bool:
    """Whether the text does nothing but name a place in a list: "the second one"."""
    return _place(_words(text)) is not None


def _at(place: int, values: Sequence[str]) -> str | None:
    """The value at a place; the last one is the last of the kind that the list begins with."""
    if place < 0:
        first = _kind(values[0])
        values = [v for v in values if _kind(v) == first and not v.endswith(":new")]
    if not values or place >= len(values) or _kind(values[place]) in _NEVER_BY_PLACE:
        return None
    return values[place]


def _place(words: Sequence[str]) -> int | None:
    """The place in the list that the words are, from 0; -1 is the last one; None: no place."""
    places: list[int] = []
    for at, word in enumerate(words):
        if word in _ORDINALS:
            ordinal = _ORDINALS[word]
            places.append(ordinal if ordinal < 0 else ordinal - 1)
        elif word in ("do", "दो") and _is_verb(words, at):
            continue
        elif word not in _FILLERS or words == (word,):
            if word.isdecimal() and len(word) > 2:
                return None
            number = int(word) if word.isdecimal() else unit_value(word)
            if number is None or not 1 <= number <= 12 or number != int(number):
                return None
            places.append(int(number) - 1)
    return places[0] if len(places) == 1 else None


def _is_verb(words: Sequence[str], at: int) -> bool:
    """Whether "do" is no two: "kar do", "do it"."""
    after = words[at + 1] if at + 1 < len(words) else ""
    return (at > 0 and words[at - 1] in _HELPERS) or after in ("it", "that", "this", "so")


def _kind(value: str) -> str:
    return value.partition(":")[0]


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenize(text) if token.shape != "mark")


def moment_of(value: str) -> datetime | None:
    """The time that a choice names, or None when it names none."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def number_of(value: str) -> int | None:
    """The key that a choice names, or None when it names none."""
    return int(value) if value.isascii() and value.isdecimal() else None
