"""Proving a mobile number inside a conversation: the two deeds of it, and how they can fail."""

from collections.abc import Callable
from dataclasses import dataclass

from store.refusals import RefusedError


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
    """What making codes needs; `shown`: they may be told in the chat itself, in a demo."""

    secret: bytes
    below: Callable[[int], int]
    shown: bool


class CodeNotSentError(RefusedError):
    """There is nothing set up that could carry a code, or the number has had too many."""


class WrongCodeError(RefusedError):
    """It is not the code that was sent."""


class VoidCodeError(RefusedError):
    """The code is used up or too old."""


class ClosedAccountError(RefusedError):
    """Whoever has this number cannot chat as a customer."""
