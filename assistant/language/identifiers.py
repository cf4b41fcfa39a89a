"""Finds what names one thing exactly: pincodes, phone numbers, booking and complaint numbers."""

import re

from assistant.language.spans import Span
from assistant.language.tokens import Token, ascii_digits, tokenize

_SPACED_PIN = re.compile(
    r"(?<![\d,.₹])(?<!\d{3}\s)(?!(\d{3})\s\1)[1-9]\d{2}\s\d{3}(?![\d,]|\.\d|\s\d{3}\b)"
)
_MONEY_BEFORE = frozenset(("₹", "rs", "inr", "रु"))
_MONEY_AFTER = frozenset(("rs", "rupees", "rupay", "rupaye", "रुपये", "रुपए"))


def find_pincodes(text: str) -> tuple[Span, ...]:
    """Indian postal codes: six digits that no currency stands beside; `value` has no blank."""
    tokens = tokenize(text)
    found = []
    for index, token in enumerate(tokens):
        if token.shape != "number" or len(token.text) != 6 or not token.text.isdigit():
            continue
        if token.text[0] == "0" or _beside_money(tokens, index):
            continue
        found.append(
            Span("pincode", token.text, token.start, token.end, text[token.start : token.end])
        )
    if not found:
        for match in _SPACED_PIN.finditer(ascii_digits(text)):
            value = match.group().replace(" ", "")
            found.append(
                Span(
                    "pincode", value, match.start(), match.end(), text[match.start() : match.end()]
                )
            )
    return tuple(found)


def find_phones(text: str) -> tuple[Span, ...]:
    """Indian mobile numbers; `value` is the ten digits."""
    return tuple(
        Span(
            "phone",
            re.sub(r"\D", "", token.text)[-10:],
            token.start,
            token.end,
            text[token.start : token.end],
        )
        for token in tokenize(text)
        if token.shape == "phone"
    )


def find_identifiers(text: str) -> tuple[Span, ...]:
    """Numbers of bookings, complaints, invoices ("CB-104233"): letters with digits, or seven and
    more digits that are no phone. `value` is upper case."""
    found = []
    for token in tokenize(text):
        long_figure = token.shape == "number" and token.text.isdigit() and len(token.text) > 6
        if token.shape == "id" or long_figure:
            found.append(
                Span(
                    "identifier",
                    token.text.upper(),
                    token.start,
                    token.end,
                    text[token.start : token.end],
                )
            )
    return tuple(found)


def _beside_money(tokens: tuple[Token, ...], index: int) -> bool:
    before = tokens[index - 1].key if index else ""
    if before == "." and index > 1:
        before = tokens[index - 2].key
    after = tokens[index + 1].key if index + 1 < len(tokens) else ""
    return before in _MONEY_BEFORE or after in _MONEY_AFTER


def _span(kind: str, value: str, text: str, start: int, end: int) -> Span:
    return Span(kind, value, start, end, text[start:end])
