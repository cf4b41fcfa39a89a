"""Hears danger to people, and anger at us, before anything else is made of a message.

Fire, shock, gas and smoke go before any wish; a repair of what may one day burn is no such thing.
"""

import re

from assistant.language.tokens import keys, tokenize

SAYS_LITTLE = frozenset(("greet", "thanks", "goodbye", "affirm", "deny", "help", "out_of_scope"))
"""Intents that an insult is taken for."""
EMERGENCY_NUMBER = "112"
"""India's number for police, fire and ambulance (Emergency Response Support System, 2019)."""
_DANGERS = re.compile(
    r"""
    \b(?:on\s+fire|caught\s+fire|catching\s+fire|fire\s+(?:in|at)\s+(?:my|the|our)|house\s+is\s+burning)\b
    | \baa?g\s+(?:lag|laga|lgi|lagi|lagne|bujha) | आग\s+(?:लग|बुझा)
    | \b(?:electric\s+shock|got\s+(?:a\s+)?shock|electrocuted)\b
    | \b(?:current|karant|jhatka|jhatke)\s+(?:lag|laga|lga|lag\s+gaya|mara)\b
    | (?:करंट|झटका)\s+(?:लग|मार)
    | \b(?:smoke|dhua|dhuan|dhuaan|dhuya)\s+(?:is\s+)?(?:coming|nikal|aa\s+rah) | धुआँ?ं?\s+(?:आ|निकल)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_GAS = re.compile(
    r"\b(?:gas|lpg|cylinder)\b.{0,24}\b(?:leak|leaking|leakage|smell|smelling|badbu|boo)\b"
    r"|\bsmell\s+of\s+gas\b|\b(?:leak|leakage|smell)\b.{0,12}\b(?:cylinder|lpg)\b"
    r"|(?:गैस|सिलेंडर|सिलिंडर).{0,24}(?:लीक|रिस|बदबू|महक)",
    re.IGNORECASE,
)
_COOLANT = keys("ac a/c aircon fridge refrigerator freezer cooling refill refilling split window"
                " एसी फ्रिज फ़्रिज")  # fmt: skip
"""Beside these, gas is what cools."""
_OVER = keys("extinguisher alarm insurance policy course was tha thi था थी")
_INSULTS = keys(
    """
    useless idiot stupid bloody fuck fucking shit bullshit nonsense dumb moron bakwas bakwaas bekar
    bekaar chor chutiya chutiye gandu madarchod behenchod bhenchod bc mc harami kamina kutta saala
    saale sala sale pagal paagal bewakoof bevkoof gadha बकवास बेकार चोर पागल बेवकूफ बेवकूफ़ गधा कुत्ता
    """
)


def is_in_danger(text: str) -> bool:
    """Whether somebody may come to harm now."""
    words = {token.key for token in tokenize(text)}
    if words & _OVER:
        return False
    return bool(_DANGERS.search(text)) or (not words & _COOLANT and bool(_GAS.search(text)))


def is_insulting(text: str) -> bool:
    return any(token.key in _INSULTS for token in tokenize(text))


def without_insults(text: str) -> str:
    """What else the text says."""
    kept = (token.text for token in tokenize(text) if token.key not in _INSULTS)
    return " ".join(kept)
