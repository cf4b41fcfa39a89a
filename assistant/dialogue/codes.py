"""Proving a mobile number inside a conversation: the two deeds of it, how they can fail, and the
code in what a customer typed, which the log is not to keep.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.language.tokens import ascii_digits
from store.refusals import RefusedError
from store.sign_in_codes import MOST_CODES_FROM_ONE_PLACE

MASK = "••••••"
_CODE = re.compile(r"(?<!\d)(\d{3})[\s-]?(\d{3})(?!\d)")


@dataclass(frozen=True, slots=True)
class SendCode:
    """Send a sign-in code to a mobile number (+91 form)."""

    mobile: str


@dataclass(frozen=True, slots=True)
class ProveCode:
    """Try the code that came to a mobile number."""

    mobile: str
    code: str


@dataclass(frozen=True, slots=True)
class Codes:
    """What making codes needs; `shown`: they may be told in the chat itself, in a demo; `carried`:
    WhatsApp is set up to bring them; `from_one_place`: how many within an hour."""

    secret: bytes
    below: Callable[[int], int]
    shown: bool
    carried: bool = False
    from_one_place: int = MOST_CODES_FROM_ONE_PLACE


class CodeNotSentError(RefusedError):
    """There is nothing set up that could carry a code, or too many were asked for."""


class WrongCodeError(RefusedError):
    """It is not the code that was sent."""


class VoidCodeError(RefusedError):
    """The code is used up or too old."""


class ClosedAccountError(RefusedError):
    """Whoever has this number cannot chat as a customer."""


def code_in(text: str) -> str | None:
    """The six digits that somebody typed, however they are grouped and in whichever script."""
    found = _CODE.search(ascii_digits(text))
    return found and found[1] + found[2]


def masked(text: str) -> str:
    """The text without whatever could be a code."""
    for found in reversed(list(_CODE.finditer(ascii_digits(text)))):
        text = text[: found.start()] + MASK + text[found.end() :]
    return text
