"""Signatures of events: HMAC-SHA256 over a timestamp and the raw bytes, as Stripe's webhooks do it.

Refuses what is not signed, was changed on the way, or is too old to be anything but a replay.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

HEADER = "Converge-Signature"
"""`t=<seconds since 1970>,v1=<hex>`; several v1 while a key is being changed."""
GOOD_FOR = timedelta(minutes=5)


class SignatureError(Exception):
    """The event cannot be believed."""


def sign(key: bytes, body: bytes, now: datetime) -> str:
    """The header of an event sent now."""
    stamp = str(int(now.timestamp()))
    return f"t={stamp},v1={_digest(key, stamp, body)}"


def check_signature(key: bytes, header: str | None, body: bytes, now: datetime) -> None:
    """Raises SignatureError: it was not signed with this key over these bytes just now."""
    parts = [part.strip().partition("=") for part in (header or "").split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdigit()):
        raise SignatureError("the signature is missing or malformed")
    expected = _digest(key, stamps[0], body).encode()
    signatures = [value for name, _, value in parts if name == "v1"]
    if not any(hmac.compare_digest(expected, given.encode()) for given in signatures):
        raise SignatureError("the signature is wrong")
    if abs(now.timestamp() - int(stamps[0])) > GOOD_FOR.total_seconds():
        raise SignatureError("the signature is too old: sign anew when sending again")


def _digest(key: bytes, stamp: str, body: bytes) -> str:
    return hmac.new(key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
