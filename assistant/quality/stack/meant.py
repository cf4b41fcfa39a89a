"""Sentences of an answer beside the pieces of evidence that speak of the same, whatever the
language: what is meant anew, what is denied on one side only, which asks are taken up.

It goes by meanings of words, stems and sounds; it weighs nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from assistant.language.tokens import ascii_digits, keys, tokenize
from assistant.model import Evidence, Exchange
from assistant.quality.entailment.premises import skeleton, stem
from assistant.quality.reading.clauses import DENYING
from assistant.quality.reading.meanings import meanings_of

_DENYING = DENYING | keys("cannot can't न neither nor isn't unless")
_DENYING_MEANINGS = frozenset(("=exclude", "=forbid", "=reject", "=absent"))
_NOTHING = frozenset(("none", "null", "false", "no"))
_TOLD_APART = (
    "always", "all", "only", "manager", "gift", "cashback", "discount", "helper", "compensation",
    "automatic", "instant", "free", "training", "allow", "need", "never", "priority", "upgrade",
    "call", "escalate", "document",
)  # fmt: skip
"""Meanings that are promised or swept in more than others."""
EVERYWHERE = frozenset(
    ("=customer", "=company", "=booking", "=professional", "=work", "=day", "=pay")
)
_LITTLE, _NUMBER, _MOST = 0.35, 1.2, 4.0
"""What a meaning that stands everywhere weighs, what a number does, and what counts as much."""
_SHORT = 3
COMMON = keys(
    """a an the of in on at to for from by with and or is are was were be been being it its this
    that these those as has have had do does did he she they his her their them then also will
    would can could which who whom what when where how there here very just so if but because
    while into about please sir madam ji जी sorry maaf माफ़ thanks thank dhanyavad धन्यवाद kripya
    कृपया namaste नमस्ते है हैं था थी थे का की के को में से पर और एक यह वह इस उस ने भी तो हो गया गई गए
    किया कर ही न ना जो कि वो ये इन उन मैं मेरा मेरी मेरे रहा रही रहे होता होती होते होगा होगी होंगे सकता
    सकती सकते जाता जाती जाते जाएगा जाएगी लिए साथ hai hain h tha thi the ka ki ke ko me mein main se
    par pe aur ek yeh ye woh wo us is ne bhi to ho gaya gayi gaye kiya kar hi na jo mera meri mere
    raha rahi rahe hota hoti hote hoga hogi honge sakta sakti sakte jata jati jate jayega jayegi
    liye sath saath haan yes yeah ok okay sure bilkul बिल्कुल हाँ हां got let i my am any some such no
    not नहीं nahi nahin nhi don't won't isn't bhai bhaiya dear kindly hello hi hey regards team
    अभी abhi now फिर phir wala wali wale वाला वाली वाले kya क्या ab अब"""
)
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_PARTS = re.compile(
    r"(?<=[.!?।;\n])\s+|;\s*|\s+[—–]\s+|,\s+(?=but |par |lekin |magar |लेकिन |पर |मगर |और |aur |and "
    r"|not )|\s(?=but |lekin |magar |लेकिन |मगर |unless |otherwise |except )"
)
_CLAIMS = re.compile(
    r"(?<=[.!?।\n])\s+|;\s*|\s*[—–]\s*|,\s+"
    r"|\s(?=but |par |lekin |magar |लेकिन |पर |मगर |और |aur |and |jabki )|\n+"
)
_ASKS = re.compile(r"[?.,;।!]|\b(?:and|aur|plus|also)\b|और")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: what its words mean or how they sound, its numbers, whether it denies."""

    forms: frozenset[str]
    numbers: frozenset[str]
    denied: bool
    words: int


@lru_cache(maxsize=8192)
def forms_of(word: str) -> frozenset[str]:
    """The meanings of a folded word, else its stem and its sound."""
    meant = meanings_of(word)
    if meant:
        return frozenset(f"={one}" for one in meant)
    sound = skeleton(word)
    return frozenset(one for one in (stem(word), sound if len(sound) > _SHORT else "") if one)


@lru_cache(maxsize=8192)
def piece(text: str) -> Piece:
    """A text as it is compared."""
    words = [token.key for token in tokenize(text) if token.shape == "word"]
    telling = [word for word in words if word not in COMMON]
    forms = frozenset[str]().union(*(forms_of(word) for word in telling))
    denied = not _DENYING.isdisjoint(words) or not _DENYING_MEANINGS.isdisjoint(forms)
    numbers = frozenset(one.replace(",", "") for one in _NUMBERS.findall(ascii_digits(text)))
    return Piece(forms, numbers, denied, len(telling))


def meant_features(exchange: Exchange) -> dict[str, float]:
    """Every feature by name, in a fixed order; what is asked back is no claim."""
    held = list(held_pieces(exchange.evidence))
    claims = [piece(text) for text in claims_of(exchange.answer) if text[-1:] != "?"]
    found = dict(_new(exchange, held, claims))
    found.update(_denied(held, claims))
    return found


def asked_features(exchange: Exchange) -> dict[str, float]:
    """How far each ask of the question is taken up in the answer."""
    said = piece(exchange.answer).forms
    asked = [piece(part) for part in _ASKS.split(exchange.question) if len(part.split()) > 1]
    taken = [len(one.forms & said) / (1 + len(one.forms)) for one in asked if one.forms]
    return {
        "part_least": min(taken, default=1.0),
        "parts": float(len(taken)),
        "parts_left": sum(share == 0 for share in taken) / (1 + len(taken)),
    }


def _new(
    exchange: Exchange, held: Sequence[Piece], claims: Sequence[Piece]
) -> Iterable[tuple[str, float]]:
    """Which telling meanings neither evidence nor question has."""
    known = piece(exchange.question).forms.union(*(one.forms for one in held))
    new = frozenset[str]().union(*(one.forms for one in claims)) - known
    yield from ((f"new_{meaning}", float(f"={meaning}" in new)) for meaning in _TOLD_APART)


def _denied(held: Sequence[Piece], claims: Sequence[Piece]) -> Iterable[tuple[str, float]]:
    """How much speaks for one side denying what the other says."""
    counts = Counter(form for one in held for form in one.forms)

    def weight(form: str) -> float:
        much = _LITTLE if form in EVERYWHERE else 1.0
        return much * math.log(1 + (len(held) + 1) / (1 + counts[form]))

    turned: list[tuple[float, bool]] = []
    for claim in claims:
        best: tuple[float, float, Piece] | None = None
        for one in held:
            shared = claim.forms & one.forms
            if not shared:
                continue
            score = sum(weight(form) for form in sorted(shared))
            score += _NUMBER * len(claim.numbers & one.numbers)
            near = score / math.sqrt(4 + len(one.forms))
            if best is None or near > best[0]:
                best = (near, score, one)
        if best is not None and best[2].denied != claim.denied:
            whole = sum(weight(form) for form in sorted(claim.forms))
            share = best[1] / (whole + _NUMBER * len(claim.numbers) + 1e-6)
            turned.append((share * min(best[1], _MOST) / _MOST, claim.denied))
    yield "turned_most", max((much for much, _ in turned), default=0.0)
    yield "turned_share", len(turned) / (1 + len(claims))
    yield "turned_said", max((much for much, denied in turned if denied), default=0.0)
    yield "turned_held", max((much for much, denied in turned if not denied), default=0.0)


def claims_of(answer: str) -> list[str]:
    """The clauses of an answer; a word alone belongs to the one before."""
    found: list[str] = []
    for part in _CLAIMS.split(answer):
        text = (part or "").strip()
        if not any(letter.isalnum() for letter in text):
            continue
        read = piece(text)
        if found and read.words < 2 and not read.numbers and found[-1][-1] not in ".!?।":
            found[-1] = f"{found[-1]}, {text}"
        else:
            found.append(text)
    return found


def held_pieces(evidence: Sequence[Evidence]) -> Iterable[Piece]:
    """Parts of passages and single fields; a field that is false or empty denies its name."""
    for entry in evidence:
        if entry.source.split("#")[0] == "session":
            continue
        yield from (piece(part) for part in parts_in(entry.text or ""))
        for name, value in flat(entry.fields, "") if entry.fields else ():
            yield field_piece(name, value)


def parts_in(text: str) -> list[str]:
    """The parts of a passage that say one thing each."""
    return [
        part for part in _PARTS.split(text)
        if part and any(letter.isalnum() for letter in part)
    ]  # fmt: skip


def field_piece(name: str, value: Any) -> Piece:
    """A field as it would be said."""
    said = str(value).replace("_", " ")
    plain = re.sub(r"[_\W]+", " ", name)
    read = piece(f"{plain}: {said}")
    denied = read.denied != (said.casefold() in _NOTHING)
    denied = denied or "not " in plain or "exclu" in plain
    return Piece(read.forms, read.numbers, denied, read.words)


def flat(fields: Mapping[str, Any], above: str) -> Iterable[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{above}{name} ")
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield from flat(one, f"{above}{name} ")
            else:
                yield f"{above}{name}", one
