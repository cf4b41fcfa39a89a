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
_SIX = re.compile(r"(?<![\d,.])\d{6}(?![\d,])")
_BOOKING_WORDS = keys("booking bookng order ordr appointment job बुकिंग ऑर्डर आर्डर अपॉइंटमेंट")
_COMPLAINT_WORDS = keys(
    "complaint complain complnt ticket grievance case shikayat shikayt शिकायत कंप्लेंट कम्प्लेंट टिकट केस"
)
_REACH = 4
"""How many tokens a word like "order" may stand away from its six digits."""

_NUMBER_WORDS = keys("number no id ref reference nambar num नंबर नम्बर आईडी #")
_PIN_WORDS = keys("pin pincode zip postal area code पिन पिनकोड कोड इलाका इलाके")

_SPOKEN_DIGITS = range(6, 13)
"""How many digits in a row, one word each, are a number that somebody dictates."""


def find_references(text: str) -> list[Span]:
    """Booking and complaint numbers, by their letters or by the word beside six digits."""
    tokens = tokenize(text)
    figures = ascii_digits(text)
    found = [
        _number_span(match.group(1).upper(), match.group(2), match.start(), match.end(), text)
        for match in _NUMBERED.finditer(figures)
    ]
    for match in _SIX.finditer(figures):
        if any(span.start <= match.start() < span.end for span in found):
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
    near = {token.key for token in tokens[max(0, index - _REACH) : index + _REACH + 1]}
    if near & _COMPLAINT_WORDS:
        return "CC"
    if near & _BOOKING_WORDS or digits.startswith(("10", "0")):  # no pincode begins with 10
        return "CB"
    if near & _NUMBER_WORDS and not near & _PIN_WORDS:
        return "CB"
    return None


def dictated(text: str) -> str:
    """The text with numbers spoken digit by digit ("one zero four two three three") in figures."""
    pieces: list[str] = []
    at = 0
    run: list[tuple[Token, int]] = []
    for token in (*tokenize(text), None):
        value = None if token is None or token.shape != "word" else unit_value(token.key)
        if token is not None and value is not None and 0 <= value <= 9:
            run.append((token, int(value)))
            continue
        if len(run) in _SPOKEN_DIGITS:
            pieces += [text[at : run[0][0].start], "".join(str(digit) for _, digit in run)]
            at = run[-1][0].end
        run = []
    return "".join([*pieces, text[at:]])
