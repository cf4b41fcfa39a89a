"""Links that a customer is given: signed, so that nobody can make one up, and good for a while.

A token names one booking and holds letters alone, so that no piece of it reads as a number.
"""

import datetime as dt
import hashlib
import hmac
import struct
from dataclasses import dataclass

_PAYLOAD = struct.Struct(">QI")
_SIGNATURE_BYTES = 16
_BYTES = _PAYLOAD.size + _SIGNATURE_BYTES
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class LinkError(ValueError):
    """A token that we did not make, or whose time is over."""


@dataclass(frozen=True, slots=True)
class InvoiceLinks:
    """Makes and reads the links to invoices of one site.

    `site` is its address without a slash at the end; whoever has a link may open it until `lasts`
    is over, as with a paper that is handed on.
    """

    site: str
    secret: bytes
    lasts: dt.timedelta = dt.timedelta(days=2)

    def link(self, booking_id: int, now: dt.datetime) -> str:
        payload = _PAYLOAD.pack(booking_id, int((now + self.lasts).timestamp()))
        token = _spell(payload + self._sign(payload))
        return f"{self.site}/v1/invoices/{token}.pdf"

    def booking_of(self, token: str, now: dt.datetime) -> int:
        """The id of the booking whose invoice may be shown.

        Raises:
            LinkError: the token is not ours, or no longer good.
        """
        signed = _unspell(token)
        payload, signature = signed[: _PAYLOAD.size], signed[_PAYLOAD.size :]
        if not hmac.compare_digest(signature, self._sign(payload)):
            raise LinkError("not a link of ours")
        booking_id, until = _PAYLOAD.unpack(payload)
        if now.timestamp() >= until:
            raise LinkError("the link is no longer good")
        return int(booking_id)

    def _sign(self, payload: bytes) -> bytes:
        return hmac.digest(self.secret, b"invoice" + payload, hashlib.sha256)[:_SIGNATURE_BYTES]


def _spell(data: bytes) -> str:
    left, letters = int.from_bytes(data), []
    while left:
        left, letter = divmod(left, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(reversed(letters))


def _unspell(token: str) -> bytes:
    value = 0
    for letter in token:
        place = _LETTERS.find(letter)
        if place < 0:
            raise LinkError("not a link of ours")
        value = value * len(_LETTERS) + place
        if value >= 1 << (8 * _BYTES):
            raise LinkError("not a link of ours")
    return value.to_bytes(_BYTES)
