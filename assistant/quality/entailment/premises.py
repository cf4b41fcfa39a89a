"""What of the evidence a claim is held against: the few rows and sentences that speak of it.

Evidence of any system becomes short texts ("Released: August 25, 1975"); those that share words,
numbers or sounds with the claim come first, as many as fit. It judges nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from anyascii import anyascii

from assistant.language.tokens import keys, tokenize
from assistant.model import Evidence

_SENTENCE = re.compile(
    r"(?<=[^\s.!?।][.!?।])(?<!\b(?i:rs|no|mr|ms|dr)\.)[\"')\]]*\s+(?=[^\sa-z])|\n+"
)
ROOM = 300
"""Letters of evidence that a claim is held against."""
_SHORT = 220
"""Letters up to which a whole row, or a passage, is one text."""
_WHOLE = 110
"""Letters up to which a whole reply is one claim."""
_MOST = 400
"""Texts of evidence that are looked at; a longer record is cut."""
_CLAIMS = 12
"""Sentences of a reply that are judged; nobody reads further either."""
_SHARE, _LEAST = 0.6, 12
"""How much of the room one text among several takes at most, and letters worth reading."""
_CALLED = 60
"""Letters up to which the first text counts as the name of what the evidence is about."""
_NUMBER_COUNTS = 1.5
_VOWELS = re.compile("[aeiouyhw]+|(?<=(.))\\1")
_SOUNDS = str.maketrans({"c": "k", "q": "k", "z": "s", "j": "g", "x": "k", "v": "b", "f": "p"})


@dataclass(frozen=True)
class Text:
    """A piece of evidence as it is read, with the words that find it."""

    text: str
    source: str
    words: frozenset[str]


def claims_of(answer: str) -> tuple[str, ...]:
    """The sentences of a reply; a short one is a single claim."""
    said = answer.strip()
    if len(said) <= _WHOLE:
        return (said,) if said else ()
    return tuple(sentences(said))[:_CLAIMS]


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, without the empty ones."""
    parts = (part.strip() for part in _SENTENCE.split(text) if part)
    return [part for part in parts if any(letter.isalnum() for letter in part)]


def texts_of(evidence: Sequence[Evidence]) -> tuple[Text, ...]:
    """The evidence as short texts, in order."""
    found: list[Text] = []
    for entry in evidence:
        if entry.text:
            parts = [entry.text] if len(entry.text) <= _SHORT else sentences(entry.text)
            found += [Text(part, entry.source, words_of(part)) for part in parts]
        if entry.fields:
            parts = _row(entry.fields, alone=len(evidence) == 1)
            found += [Text(part, entry.source, words_of(part)) for part in parts]
        if len(found) > _MOST:
            break
    return tuple(found[:_MOST])


def _row(fields: Mapping[str, Any], alone: bool) -> list[str]:
    """A small row among others as one text, a card or a record as one text a field."""
    whole = "; ".join(f"{_named(name)}: {_plain(value)}" for name, value in fields.items())
    if not alone and len(whole) <= _SHORT:
        return [whole]
    return list(_fields(fields, ""))


def _fields(fields: Mapping[str, Any], above: str) -> Iterable[str]:
    plain = {}
    for name, value in fields.items():
        title = f"{above} {_named(name)}".strip()
        if isinstance(value, Mapping):
            yield from _fields(value, title)
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            for one in value:
                if isinstance(one, Mapping):
                    yield from _record(one, title)
        else:
            plain[title] = _plain(value)
    for title, value in plain.items():
        if value and not value.startswith("http"):
            yield f"{title}: {value}"


def _record(fields: Mapping[str, Any], above: str) -> Iterable[str]:
    """An entry of a list: one text when it is small."""
    parts = list(_fields(fields, ""))
    whole = f"{above}: {'; '.join(parts)}"
    if len(whole) <= 2 * _SHORT:
        yield whole
    else:
        yield from (f"{above} {part}" for part in parts)


def _named(name: str) -> str:
    return re.sub(r"[_\s]+", " ", str(name)).strip()


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one).strip() for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_named(name)} {_plain(one)}" for name, one in value.items())
    return "" if value is None else re.sub(r"\s+", " ", str(value)).strip()


def premise_of(claim: str, texts: Sequence[Text], room: int = ROOM) -> str:
    """The texts that speak of the claim, up to `room` letters, the likeliest first; the first of
    all evidence leads when it is short, for it says what the rest is about."""
    weights = rarity(texts)
    asked = words_of(claim)
    scores = [_score(asked, text, weights) for text in texts]
    order = sorted(range(len(texts)), key=lambda at: (-scores[at], at))
    if texts and len(texts[0].text) <= _CALLED:
        order = [0, *(at for at in order if at != 0)]
    longest = room if len(texts) == 1 else int(_SHARE * room)
    chosen: list[str] = []
    for at in order:
        left = room - sum(len(one) + 1 for one in chosen)
        if left < _LEAST:
            break
        chosen.append(texts[at].text[: min(left, longest)])
    return " | ".join(chosen)


def rarity(texts: Sequence[Text]) -> dict[str, float]:
    """How much each word of the evidence tells its texts apart."""
    counts = Counter(word for text in texts for word in text.words)
    return {word: math.log(1 + len(texts) / count) for word, count in counts.items()}


def _score(asked: frozenset[str], text: Text, weights: Mapping[str, float]) -> float:
    shared = asked & text.words
    found = sum(weights[word] * (_NUMBER_COUNTS if word[0].isdigit() else 1.0) for word in shared)
    return found / math.sqrt(6 + len(text.words))


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """What a text is found by: stems of words, consonants as they sound, numbers."""
    found = set()
    for token in tokenize(text):
        if token.shape == "mark" or (token.shape == "word" and token.key in _COMMON):
            continue
        if token.shape == "word":
            found.add(stem(token.key))
            found.add(skeleton(token.key))
        else:
            found.update(part.lstrip("0") or "0" for part in re.findall(r"\d+", token.text))
    found.discard("")
    return frozenset(found)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """An English word without its ending; others as they are."""
    if not word.isascii() or len(word) < 5:
        return word
    for ending in ("ations", "ation", "ings", "ing", "ies", "ers", "ed", "er", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word.rstrip("e")


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """The consonants of a name as they sound in any script: Nigel, नाइजेल -> ~ngl."""
    plain = anyascii(word).lower()
    found = _VOWELS.sub("", re.sub("[^a-z]", "", plain)).translate(_SOUNDS)
    return f"~{found}" if len(found) > 1 else ""


_COMMON = keys(
    """a an the of in on at to for from by with and or is are was were be been it its this that
    these those as has have had do does did he she they his her their him them you your i we
    our not no there than then also will would can could which who whom what when where how
    more most less about into over under after before during between while here all any some
    such only very just है हैं था थी थे का की के को में से पर और एक यह वह इस उस ने भी तो हो
    गया गई गए किया कर ही hai hain tha thi ka ki ke ko me mein se par aur ek yeh ye woh us
    bhi ho gaya"""
)
