"""The signature of a webhook: HMAC-SHA256 with the app's secret over the raw bytes.

Over the bytes and not over the JSON, because the platform escapes it in its own way. Nothing signs
the time: a replay is recognised by the ids inside, not here.
"""

import hashlib
import hmac

HEADER = "X-Hub-Signature-256"


def sign(secret: bytes, body: bytes) -> str:
    """The header's value."""
    return "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()


def is_signed(secret: bytes, body: bytes, header: str | None) -> bool:
    """Whether the header is the one that only somebody who knows the secret could make."""
    return hmac.compare_digest(sign(secret, body).encode(), (header or "").encode())
