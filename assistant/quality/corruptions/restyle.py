"""Writes another value the way a given one is written: same figures or words, script and grouping.

Gives None rather than a value in another style.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.language.calendar_words import RELATIVE, WEEKDAYS
from assistant.language.tokens import ascii_digits, fold, tokenize

_FIGURES = re.compile(r"[0-9०-९]+(?:,[0-9०-९]+)*(?:\.[0-9०-९]+)?")
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0963\u0971-\u097f]*)|[\u0900-\u0963\u0971-\u097f]+")


@cache
def phrases() -> Mapping[str, Any]:
    """The shipped words of corruptions, by table."""
    return tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))


def write_number(text: str, old: Decimal, new: Decimal) -> str | None:
    """`text`, which states `old` ("₹1,299", "1.5k", "बारह बजे"), stating `new`."""
    for match in _FIGURES.finditer(text):
        plain = Decimal(ascii_digits(match.group()).replace(",", ""))
        for scale in (1, 1000, 100, 100_000):
            if plain * scale == old:
                figures = _figures(match.group(), new / scale)
                if figures is None:
                    return None
                return _with_ordinal(text[: match.start()] + figures + text[match.end() :])
    return None


def write_number_word(text: str, step: int) -> Iterator[str]:
    """`text` with one of its number words moved by `step` ("बारह सौ" -> "तेरह सौ")."""
    for words in phrases()["numbers"].values():
        listed = words.split()
        values = {fold(word): value for value, word in enumerate(listed)}
        for match in _WORD.finditer(text):
            value = values.get(fold(match.group()))
            if value is not None and 0 < value + step < len(listed):
                yield text[: match.start()] + listed[value + step] + text[match.end() :]


def write_day(text: str, old: date, new: date, today: date) -> str | None:
    """`text`, which names the day `old` ("Wed 25 Nov", "कल"), naming `new` of the same month."""
    written = text
    for token in reversed(tokenize(text)):
        word = None
        if token.shape == "iso":
            word = new.isoformat()
        elif token.shape == "dmy":
            word = write_number(token.text, Decimal(old.day), Decimal(new.day))
        elif token.shape == "number":
            if Decimal(token.text) == old.day:
                word = _figures(text[token.start : token.end], Decimal(new.day))
        elif token.key in WEEKDAYS:
            word = _listed_word(phrases()["weekdays"], token.key, new.weekday())
        elif token.key in RELATIVE:
            word = _relative(token.key, (new - today).days)
        elif token.shape == "word":
            word = _day_word(token.key, old.day, new.day)
            if word is None:
                continue
        else:
            continue
        if word is None:
            return None
        word = word.title() if text[token.start].isupper() else word
        written = written[: token.start] + word + written[token.end :]
    written = _with_ordinal(written)
    return written if written != text and old.month == new.month else None


def days_near(day: date) -> list[date]:
    """Days that a slip would name, of the same month."""
    near = [day + timedelta(days=step) for step in (1, -1, 2, -2, 3, -3, 7, -7, 10, -10)]
    return [one for one in near if one.month == day.month]


def _figures(like: str, value: Decimal) -> str | None:
    plain = ascii_digits(like)
    decimals = len(plain.partition(".")[2])
    text = f"{value:.{decimals}f}"
    if Decimal(text) != value:
        text = f"{value.normalize():f}"
    if "," in plain or (value >= 1000 and len(plain.replace(",", "")) < 4):
        text = _grouped(text)
    elif text.isdigit() and plain.isdigit():
        text = text.zfill(len(plain)) if plain.startswith("0") else text
    return text.translate(_DEVANAGARI) if not like.isascii() else text


def _grouped(text: str) -> str:
    """Indian grouping: 1,49,900."""
    whole, dot, rest = text.partition(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(groups) + dot + rest


def _with_ordinal(text: str) -> str:
    match = re.search(r"(\d+)(?:st|nd|rd|th)\b", text)
    if match is None:
        return text
    day = int(match.group(1))
    end = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return _ORDINAL.sub(end, text)


def _listed_word(table: Mapping[str, str], key: str, value: int) -> str | None:
    for words in table.values():
        listed = words.split()
        if key in map(fold, listed):
            return str(listed[value])
    return None


def _relative(key: str, offset: int) -> str | None:
    for table in phrases()["relative"].values():
        if key in map(fold, table):
            return next((word for word, days in table.items() if days == offset), None)
    return None


def _day_word(key: str, old: int, new: int) -> str | None:
    for words in phrases()["numbers"].values():
        listed = words.split()
        if old < len(listed) and new < len(listed) and fold(listed[old]) == key:
            return str(listed[new])
    return None
