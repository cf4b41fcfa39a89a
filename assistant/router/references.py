"""Finds booking and complaint numbers, however they are written, said or abbreviated.

Six digits alone are a pincode; the words beside them make them a booking or a complaint.
"""

import re
from collections.abc import Sequence

from assistant.language.numbers import unit_value
from assistant.language.spans import Span
from assistant.language.tokens import Token, ascii_digits, keys, tokenize

_NUMBERED = re.compile(
    r"(?<![A-Za-z0-9])(CB|CC)\s{0,2}[-–_#:.]?\s{0,2}(\d{6})(?!\d)", re.IGNORECASE
)
_ODD = re.compile(
    r"(?<![A-Za-z0-9])(CB|CC)\s{0,2}[-–_#:.]?\s{0,2}(\d{3,5}|\d{7,9})(?!\d)", re.IGNORECASE
)
"""A number with a digit too few or too many is still one: that of nothing we have."""
_OF_INVOICE = re.compile(r"INV[\s-]{0,2}\d{4}[\s-]{1,2}$", re.IGNORECASE)
"""What stands before the last digits of an invoice's number, which are no booking's."""
_SIX = re.compile(r"(?<![\d,.])\d{6}(?!\d|,\d)")
_BOOKING_WORDS = keys(
    "booking bookng bukin buking order ordr ord appointment job बुकिंग ऑर्डर आर्डर अपॉइंटमेंट"
)
_COMPLAINT_WORDS = keys(
    """
    complaint complain complnt complent ticket grievance case shikayat shikayt shikaayat शिकायत
    कंप्लेंट कम्प्लेंट टिकट केस
    """
)
_REACH = 4
"""How many tokens a word like "order" may stand away from its six digits."""

_NUMBER_WORDS = keys("number no id ref reference nambar num नंबर नम्बर आईडी #")
_PIN_WORDS = keys("pin pincode zip postal area code पिन पिनकोड कोड इलाका इलाके")

_SPOKEN_DIGITS = range(6, 13)
"""How many digits in a row, one word each, are a number that somebody dictates."""
_REPEATED = {"double": 2, "dubble": 2, "triple": 3, "डबल": 2, "ट्रिपल": 3}

_LETTERED = re.compile(
    r"(?<![A-Za-z0-9\u0900-\u097f])(?:(c\W?\s?([bc])|सी\s?(?:(बी)|सी)))[\W_]{0,3}"
    r"(?:(?:no|num|number|id|nambar|नंबर)\b[\W_]{0,3})?(\d(?:[\s-]?\d){5})(?!\d)",
    re.IGNORECASE,
)
_SPACED_PHONE = re.compile(
    r"(?<![\d,.₹+-])(?:\+?91[\s-]?|0\s?)?([6-9](?:\d{4}[\s-]\d{5}|\d{2}[\s-]\d{3}[\s-]\d{4}"
    r"|\d{3}[\s-]\d{3}[\s-]\d{3}|\d{3}[\s-]\d{6}|\d(?:[\s-]\d\d){4}|\d{9}))(?![\d,-])"
)
_HYPHENED_PIN = re.compile(r"(?<![\d,.₹A-Za-z-])([1-9]\d{2})-(\d{3})(?![\d-])")
_WORD_AND_PIN = re.compile(r"(?<![\w-])([^\W\d_]{3,})-(\d{6})(?![\d-])")


def find_references(text: str) -> list[Span]:
    """Booking and complaint numbers, by their letters or by the word beside six digits."""
    tokens = tokenize(text)
    figures = ascii_digits(text)
    found = [
        _number_span(match.group(1).upper(), match.group(2), match.start(), match.end(), text)
        for match in (*_NUMBERED.finditer(figures), *_ODD.finditer(figures))
    ]
    for match in _SIX.finditer(figures):
        if any(span.start <= match.start() < span.end for span in found):
            continue
        if _OF_INVOICE.search(figures, 0, match.start()):
            continue
        letters = _letters_by_words(tokens, match.start(), match.group())
        if letters:
            found.append(_number_span(letters, match.group(), match.start(), match.end(), text))
    return found


def _number_span(letters: str, digits: str, start: int, end: int, text: str) -> Span:
    kind = "booking_number" if letters == "CB" else "complaint_number"
    return Span(kind, f"{letters}-{digits}", start, end, text[start:end])


def _letters_by_words(tokens: Sequence[Token], start: int, digits: str) -> str | None:
    index = next((i for i, token in enumerate(tokens) if token.start <= start < token.end), None)
    if index is None:
        return None
    near = range(max(0, index - _REACH), min(len(tokens), index + _REACH + 1))
    words = {
        tokens[at].key: at
        for at in sorted(near, key=lambda at: -abs(at - index))
        if at + 1 == len(tokens) or tokens[at + 1].shape != "phone"  # "number 9876543210"
    }
    letters = {
        letters: min(abs(words[word] - index) for word in words.keys() & named)
        for letters, named in (("CB", _BOOKING_WORDS), ("CC", _COMPLAINT_WORDS))
        if words.keys() & named
    }
    if letters:
        return min(letters, key=lambda name: letters[name])
    if digits.startswith(("10", "0")):  # no pincode begins with 10
        return "CB"
    return "CB" if words.keys() & _NUMBER_WORDS and not words.keys() & _PIN_WORDS else None


def dictated(text: str) -> str:
    """The text with numbers spoken digit by digit ("one zero four two double three") in figures."""
    pieces: list[str] = []
    at = 0
    run: list[tuple[Token, str]] = []
    times: Token | None = None
    for token in (*tokenize(text), None):
        digit = _digit(token)
        if token is not None and times is None and token.key in _REPEATED:
            times = token
            continue
        if token is not None and digit is not None:
            count = _REPEATED[times.key] if times is not None else 1
            run.append((token, digit * count))
            times = None
            continue
        digits = "".join(digit for _, digit in run)
        if len(digits) in _SPOKEN_DIGITS and len(run) > 3:
            pieces += [text[at : run[0][0].start], digits]
            at = run[-1][0].end
        run, times = [], None
    return "".join([*pieces, text[at:]])


def _digit(token: Token | None) -> str | None:
    """The one digit that a token says or is."""
    if token is None:
        return None
    if token.shape == "number":
        return token.text if len(token.text) == 1 else None
    value = unit_value(token.key) if token.shape == "word" else None
    return str(int(value)) if value is not None and 0 <= value <= 9 else None


def joined(text: str) -> str:
    """The text with numbers in one piece that people write in several: "98765-43210",
    "CB 10 42 33", "pin 560-102", "Delhi-110001"; Devanagari digits in them become ASCII."""
    figures = ascii_digits(text)
    if not any(letter.isdigit() for letter in figures):
        return text
    joined_up = _LETTERED.sub(_as_reference, figures)
    joined_up = _SPACED_PHONE.sub(lambda match: re.sub(r"[\s-]", "", match.group(1)), joined_up)
    joined_up = _HYPHENED_PIN.sub(r"\1\2", joined_up)
    joined_up = _WORD_AND_PIN.sub(r"\1 \2", joined_up)
    return text if joined_up == figures else joined_up


def _as_reference(match: re.Match[str]) -> str:
    booking = match.group(3) or (match.group(2) or "").lower() == "b"
    digits = re.sub(r"[\s-]", "", match.group(4))
    return f"{'CB' if booking else 'CC'}-{digits}"
