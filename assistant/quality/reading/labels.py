"""Finds words of a reply that tell one row from another: "2 BHK", "kitchen", "गैस", "car".

Whatever text distinguishes rows of the evidence from each other is an anchor, known field or not,
in either script.
"""

from collections.abc import Sequence

from assistant.language.tokens import Token, tokenize
from assistant.quality.reading.contrasts import COMMON
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.people import skeleton
from assistant.quality.reading.reader import DOINGS, NOT_SERVICES, Fact, stood_on
from assistant.quality.reading.rows import Row


def find_names(text: str, grounds: Grounds) -> tuple[Fact, ...]:
    """Services called just as evidence calls them, whether the trade's lexicon knows them or not;
    the longest first."""
    tokens = tokenize(text)
    names: dict[tuple[str, ...], frozenset[str]] = {}
    for row in (*grounds.rows, *grounds.foreign):
        texts = {value.path: value.value for value in row.of("text")}
        for value in row.of("service"):
            words = tuple(t.key for t in tokenize(texts.get(value.path, "")) if t.shape == "word")
            if len(words) > 1:
                names[words] = names.get(words, frozenset()) | value.value
    found: list[Fact] = []
    for words, services in sorted(names.items(), key=lambda item: -len(item[0])):
        for index in range(len(tokens) - len(words) + 1):
            start, end = tokens[index].start, tokens[index + len(words) - 1].end
            taken = any(fact.start < end and start < fact.end for fact in found)
            if not taken and _matches(tokens, index, words):
                found.append(Fact("service", services, start, end, text[start:end]))
    return tuple(found)


def find_labels(text: str, grounds: Grounds, taken: Sequence[Fact]) -> tuple[Fact, ...]:
    """Phrases of the text that are the value of a field on which rows differ, and words that only
    some of several service names have. `value` is a tuple of (path, folded text)."""
    tokens = tokenize(text)
    held = stood_on(tokens, (fact for fact in taken if fact.kind != "number"))
    free = [index not in held for index in range(len(tokens))]
    found = []
    for path, labels in grounds.contrasts.items():
        for label, words in labels.items():
            for index in range(len(tokens) - len(words) + 1):
                if all(free[index : index + len(words)]) and _matches(tokens, index, words):
                    start, end = tokens[index].start, tokens[index + len(words) - 1].end
                    found.append(Fact("label", ((path, label),), start, end, text[start:end]))
    plainly = any(fact.kind == "service" for fact in taken)
    found += _service_words(tokens, free, grounds.rows, text, plainly)
    return tuple(found)


def _matches(tokens: Sequence[Token], index: int, words: Sequence[str]) -> bool:
    return all(_is_word(tokens[index + at], word) for at, word in enumerate(words))


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
    return any(_is_word(token, word) for word in words)


def _is_word(token: Token, word: str) -> bool:
    """The very word, or the same sounds in the other script."""
    if token.key == word or word.isascii() == token.key.isascii():
        return token.key == word
    bone = skeleton(token.key)
    return len(bone) > 1 and len(word) > 3 and skeleton(word) == bone
