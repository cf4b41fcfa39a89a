"""Hears a yes or a no: only a plain one, or the quick reply that says it.

A yes with a "but", a doubt or a question in it is none. The quick reply names the very action it
was offered for, so that pressing an old one agrees to nothing new.
"""

import hashlib
import json
from dataclasses import asdict

from assistant.language.tokens import keys, tokenize
from assistant.model import Reading
from store.actions import Action

YES, NO = "confirm:yes", "confirm:no"
_SURE = 0.8
_LONGEST = 8
"""Words; who says more than that says more than yes or no."""
_DOUBT = keys(
    """
    but not no nahi nahin nhi na mat don't dont if agar par lekin magar except wait ruko ruk rukiye
    later baad instead change different other dusra doosra maybe shayad first pehle kya how why what
    when which ? लेकिन मगर पर नहीं नही मत ना अगर रुको रुकिए बाद बदल दूसरा शायद पहले क्या
    """
)


def yes_to(action: Action) -> str:
    """The value of the quick reply that agrees to this action and to no other."""
    document = json.dumps(asdict(action), default=str, sort_keys=True)
    return f"{YES}:{hashlib.sha256(document.encode()).hexdigest()[:12]}"


def says_yes(reading: Reading, text: str, chosen: str | None, shown: Action | None) -> bool:
    """Whether the message is a plain yes to the action that was shown."""
    if shown is None:
        return False
    if chosen is not None:
        return chosen == yes_to(shown)
    words = [token.key for token in tokenize(text)]
    plain = len(words) <= _LONGEST and _DOUBT.isdisjoint(words)
    return reading.intent == "affirm" and reading.confidence >= _SURE and plain


def says_no(reading: Reading, chosen: str | None) -> bool:
    """Whether the message is a no, whatever else it says."""
    if chosen is not None:
        return chosen == NO
    return reading.intent == "deny"
