"""What a clause says of money, leave, need and the like, and with which sign: free or charged,
allowed or not, needed or not; who acts, before or after what, only or in any case.

Words of three languages and both scripts; a denial nearby turns a sign. It compares nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import keys, tokenize
from assistant.quality.reading.clauses import DENYING

DENIALS = DENYING | keys("cannot can't न neither nor isn't unless nai nakko bina without")
_NEAR = 3
"""Words between a word and the denial that turns it."""
_SIGNED = {
    "include": (
        keys("include included includes including inclusive shamil shaamil sammilit covered covers "
             "cover aata aati aate सम्मिलित शामिल सहित part hissa milta milti both dono"),
        keys("exclude excluded excludes extra separate separately alag addon अलग अतिरिक्त atirikt "
             "except exclusive"),
    ),
    "free": (
        keys("free muft mufat complimentary nishulk निःशुल्क मुफ़्त मुफ्त फ्री फ़्री zero shunya "
             "शून्य waived maaf माफ़"),
        keys("charge charged charges chargeable billed bill paid pay pays payable fee fees cost "
             "costs kharcha shulk शुल्क चार्ज लगेगा lagega lagta lagti katega katta kategi deducted "
             "deduct deduction paisa पैसा पैसे kharch देना dena padega surcharge"),
    ),
    "allow": (
        keys("can may allowed allow permitted possible accepted accept accepts works work valid "
             "applicable applies apply usable use used sakta sakte sakti skte skta सकता सकते सकती "
             "chalega chalta chalegi चलेगा चलता mumkin संभव hota hoti होता होती yes haan हाँ ok "
             "available uplabdh उपलब्ध milega"),
        keys("forbidden prohibited banned refused refuse reject rejected declined mana मना lapse "
             "lapses lapsed expire expired unavailable cannot"),
    ),
    "need": (
        keys("need needs needed must required require requires mandatory compulsory necessary "
             "zaroori zaruri ज़रूरी जरूरी अनिवार्य आवश्यक anivarya aavashyak should होगा होगी होंगे hoga "
             "padega padegi "
             "पड़ेगा पड़ेगी पड़ेंगे chahiye चाहिए"),
        keys("optional voluntary needn't marzi unnecessary ऐच्छिक"),
    ),
    "bring": (
        keys("bring brings brought carry carries carried provide provides provided arrange "
             "arranges arranged supply supplied lata late lati laate laati layega layenge lekar "
             "lekr लाते लाता लाती लाएँगे लाएगा लेकर"),
        keys("leave leaves"),
    ),
    "safe": (
        keys("safe suraksha surakshit सुरक्षित harmless सेफ़ सेफ"),
        keys("unsafe harmful dangerous hanikarak"),
    ),
}  # fmt: skip
"""Words of either sign."""
WHO = {
    "we": keys(
        "we us our ours company hum ham hamara hamare hamari humara humare humari hamein हम हमारा "
        "हमारे हमारी हमें कंपनी apni team taraf professional professionals pro pros technician "
        "technicians crew crews painters staff he they didi beautician"
    ),
    "you": keys(
        "you your yours customer customers aap aapko aapka aapke aapki tum tumko apne apna client "
        "user member ग्राहक आप आपको आपका आपके आपकी grahak khud ख़ुद खुद self"
    ),
    "bank": keys("bank बैंक gateway insurer"),
}
WHEN = {
    "before": keys(
        "before prior pehle pahle phle पहले pahele pehele upto until till tak तक within andar अंदर"
    ),
    "after": keys("after baad बाद following later"),
    "any": keys(
        "any anytime always kabhi hamesha whenever कभी हमेशा even bhi chahe चाहे whether regardless "
        "har every all sab saare sabhi हर सभी सारे सब everything everyone"
    ),
}
_ONLY = keys("only sirf keval bas सिर्फ़ सिर्फ केवल just solely")
SIGNED = (*_SIGNED, "cost")
"""What has a sign; costs sum up what is included, free or charged."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs by what they are of (1, -1 or 0), who and when is spoken of."""

    signed: Mapping[str, int]
    who: frozenset[str]
    when: frozenset[str]
    only: bool
    denied: bool


@lru_cache(maxsize=8192)
def signs_of(text: str) -> Signs:
    """What a text says."""
    words = [token.key for token in tokenize(text) if token.shape != "mark"]
    denied = {
        at + apart
        for at, word in enumerate(words) if word in DENIALS for apart in range(-_NEAR, _NEAR + 1)
    }  # fmt: skip
    signed = {}
    for name, (plus, minus) in _SIGNED.items():
        total = 0
        for at, word in enumerate(words):
            sign = (word in plus) - (word in minus)
            total += -sign if at in denied else sign
        signed[name] = _sign(total)
    signed["cost"] = _sign(signed["include"] + signed["free"])
    return Signs(
        signed=signed,
        who=frozenset(name for name, those in WHO.items() if not those.isdisjoint(words)),
        when=frozenset(name for name, those in WHEN.items() if not those.isdisjoint(words)),
        only=not _ONLY.isdisjoint(words),
        denied=bool(denied),
    )


def _sign(total: int) -> int:
    return (total > 0) - (total < 0)
