"""Finds words of a reply that tell one row from another: "2 BHK", "kitchen", "गैस", "car".

Whatever text distinguishes rows of the evidence from each other is an anchor, known field or not,
in either script.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from assistant.language.tokens import Token, ascii_digits, keys, tokenize
from assistant.quality.reading.contrasts import COMMON
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.people import skeleton
from assistant.quality.reading.reader import DOINGS, NOT_SERVICES, Fact, stood_on
from assistant.quality.reading.rows import Row
from assistant.quality.reading.tellings import find_tellings

_CODED = keys(
    """no number id num ref code # booking bookings complaint ticket order invoice bill job visit
    case request refund quote reference नंबर संख्या क्रमांक बुकिंग शिकायत टिकट ऑर्डर इनवॉइस बिल रिफ़ंड
    nambar sankhya shikayat आईडी कोड"""
)
"""Words before a number that is the name of something."""
_NAMES_NOTHING = keys("the and for with from that this your our not was has are")
"""Words inside a name that name nothing by themselves."""
_CODE = 3
_LONG_CODE = 5
"""Figures that a number has at least that names something: beside such a word, and alone."""
_LEAST_SOUND = 4
"""Letters that a word must have to be known by its sound alone."""


def find_names(text: str, grounds: Grounds) -> tuple[Fact, ...]:
    """Services called just as evidence calls them, whether the trade's lexicon knows them or not;
    the longest first."""
    if not grounds.services:
        return ()
    tokens, spots = tokenize(text), _spots(text)
    found: list[Fact] = []
    for words, services in grounds.services.items():
        for index in spots.of(words):
            start, end = tokens[index].start, tokens[index + len(words) - 1].end
            if not any(fact.start < end and start < fact.end for fact in found):
                found.append(Fact("service", services, start, end, text[start:end]))
    return tuple(found)


def find_labels(text: str, grounds: Grounds, taken: Sequence[Fact]) -> tuple[Fact, ...]:
    """Phrases of the text that are the value of a field on which rows differ, and words that only
    some of several service names have. `value` is a tuple of (path, folded text)."""
    if not grounds.contrasts and len(grounds.rows) < 2:
        return ()
    tokens = tokenize(text)
    held = stood_on(tokens, (fact for fact in taken if fact.kind != "number"))
    free = [index not in held for index in range(len(tokens))]
    spots = _spots(text)
    found = []
    for path, labels in grounds.contrasts.items():
        for label, words in labels.items():
            for index in spots.of(words):
                if all(free[index : index + len(words)]):
                    start, end = tokens[index].start, tokens[index + len(words) - 1].end
                    found.append(Fact("label", ((path, label),), start, end, text[start:end]))
    services = [fact for fact in taken if fact.kind == "service"]
    found += find_tellings(tokens, grounds.rows, text, services)
    plainly = bool(services)
    found += _service_words(tokens, free, grounds.rows, text, plainly)
    return tuple(found)


def find_codes(text: str, grounds: Grounds, taken: Sequence[Fact]) -> Iterable[Fact]:
    """Bare figures that are a row's number ("complaint 3307" of `tickets#3307`): they name it.
    `value` as of labels."""
    if not grounds.codes:
        return
    tokens = tokenize(text)
    for fact in taken:
        name = fact.value.lower() if fact.kind == "identifier" else ""
        table, _, called = name.rpartition("#")
        if fact.kind != "number" and not table:
            continue
        figures = called or ascii_digits(fact.text)
        if not figures.isdecimal() or len(figures) < _CODE:
            continue
        paths = grounds.codes.get(figures, ())
        if table:  # "bookings#3030", the name of the row itself
            paths = tuple(path for path in paths if path == f"{table}#")
        if paths and (
            table or len(figures) >= _LONG_CODE or _is_called(tokens, fact.start)
            or _is_nothing_else(figures, grounds)
        ):  # fmt: skip
            value = tuple((path, figures) for path in paths)
            yield Fact("code", value, fact.start, fact.end, fact.text)


def _is_nothing_else(figures: str, grounds: Grounds) -> bool:
    """Whether no row holds the figure as a sum or a count, so that it names a row by itself."""
    return not any(
        value.value == (int(figures) * 100 if kind == "amount" else int(figures))
        for row in grounds.rows for kind in ("amount", "number") for value in row.of(kind)
    )  # fmt: skip


def _is_called(tokens: Sequence[Token], start: int) -> bool:
    before = [token for token in tokens if token.end <= start][-3:]
    return any(token.key in _CODED for token in before)


@lru_cache(maxsize=256)
def _spots(text: str) -> "_Spots":
    return _Spots(tokenize(text))


class _Spots:
    """Where phrases stand among tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for index, token in enumerate(tokens):
            self._by_key[token.key.removesuffix("'s").removesuffix("’s")].append(index)

    @cached_property
    def _by_sound(self) -> Mapping[tuple[bool, str], list[int]]:
        """By script, whether it is ASCII, and the sound in either."""
        found: defaultdict[tuple[bool, str], list[int]] = defaultdict(list)
        for key, indices in self._by_key.items():
            found[key.isascii(), skeleton(key)] += indices
        return found

    def of(self, words: Sequence[str]) -> list[int]:
        """Where a phrase begins, in order."""
        last = len(self._tokens) - len(words)
        return [
            index for index in self._of_word(words[0])
            if index <= last
            and all(_is_word(self._tokens[index + at], words[at]) for at in range(1, len(words)))
        ]  # fmt: skip

    def _of_word(self, word: str) -> list[int]:
        """The very word, or the same sounds in the other script."""
        plainly = self._by_key.get(word, [])
        if len(word) < _LEAST_SOUND:
            return plainly
        bone = skeleton(word)
        alike = self._by_sound.get((not word.isascii(), bone), []) if len(bone) > 2 else []
        return sorted([*plainly, *alike])


def _service_words(
    tokens: Sequence[Token], free: Sequence[bool], rows: Sequence[Row], text: str, plainly: bool
) -> list[Fact]:
    """A word of one service's name alone ("गैस" of AC Gas Refilling) stands for that service; one
    that some share ("car") for any of them, where the text names none `plainly`."""
    names: dict[frozenset[str], set[str]] = {}
    for row in rows:
        keys = row.service_keys
        for value in row.of("service"):
            held = next((v.value for v in row.of("text") if v.path == value.path), "")
            words = {t.key for t in tokenize(held) if len(t.key) > 2 and t.shape == "word"}
            words -= _NAMES_NOTHING
            names.setdefault(keys, set()).update(words)
    if len(names) < 2:
        return []
    found = []
    for index, token in enumerate(tokens):
        if not free[index] or token.shape != "word" or len(token.key) < 3:
            continue
        if token.key in COMMON or token.key in (NOT_SERVICES if plainly else DOINGS):
            continue
        owners = [keys for keys, words in names.items() if _is_word_of(token, words)]
        if len(owners) == 1 or (not plainly and 0 < len(owners) < len(names)):
            either = frozenset[str]().union(*owners)
            found.append(
                Fact("service", either, token.start, token.end, text[token.start : token.end])
            )
    return found


def _is_word_of(token: Token, words: set[str]) -> bool:
    return token.key in words or any(_is_word(token, word) for word in words)


def _is_word(token: Token, word: str) -> bool:
    """The very word, or the same sounds in the other script."""
    if token.key == word or word.isascii() == token.key.isascii():
        return token.key == word
    bone = skeleton(token.key)
    return len(bone) > 1 and len(word) >= _LEAST_SOUND and skeleton(word) == bone
