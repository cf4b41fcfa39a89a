"""Holds what a reply says is on or off against the yes and no of a field: "WhatsApp alerts are
off", where `whatsapp_alerts` is true. The field meant is that whose name the clause says most of.
"""

from collections.abc import Iterable, Sequence

from assistant.language.tokens import Token, keys, tokenize
from assistant.model import Reason
from assistant.quality.entailment.premises import skeleton
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.meanings import meanings_of

_ON = keys("enabled active activated chalu chaalu चालू ऑन सक्रिय एक्टिव")
_OFF = keys("disabled inactive deactivated band बंद ऑफ ऑफ़ निष्क्रिय")
_DENIED = keys("not isn't aren't no nahi nahin nhi नहीं नही isnt arent")
_BEING = keys("is are isn't aren't not now currently still turned switched isnt arent")
_IS = keys("hai hain h है हैं nahi nahin नहीं hi ही")
_LEAST = 3


def switches(text: str, clauses: Sequence[Clause], grounds: Grounds) -> Iterable[Reason]:
    """Clauses that say on of what is off, or the other way round."""
    flags = [(row, value) for row in grounds.rows for value in row.of("flag")]
    if not flags:
        return
    tokens = tokenize(text)
    for clause in clauses:
        inside = tokens[clause.first : clause.last]
        words = {token.key for token in inside}
        is_on = bool(words & _ON) or _is_put(inside, "on")
        is_off = bool(words & _OFF) or _is_put(inside, "off")
        if clause.asked or clause.supposed or is_on == is_off:
            continue
        on = is_on != bool(words & _DENIED)
        named = [(_said(value.words, inside), row, value) for row, value in flags]
        most = max(count for count, _, _ in named)
        meant = [(row, value) for count, row, value in named if count == most and count]
        if meant and all(bool(value.value) != on for _, value in meant):
            row, value = meant[0]
            said = text[clause.start : clause.end].strip()
            yield Reason(said, "contradicted", "negation", row.source, value.path)


def _is_put(tokens: Sequence[Token], word: str) -> bool:
    """ "is on", "off hai": the word as a state, not as in "on the ground" or "off the bill"."""
    for at, token in enumerate(tokens):
        before = tokens[at - 1].key if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        last = after is None or after.shape == "mark"
        if token.key == word and ((before in _BEING and last) or (after and after.key in _IS)):
            return True
    return False


def _said(words: Iterable[str], tokens: Sequence[Token]) -> int:
    """How much of a field's name a clause says; the word itself tells more than its meaning."""
    return sum(max((_nearness(token.key, word) for token in tokens), default=0) for word in words)


def _nearness(said: str, word: str) -> int:
    sounds = skeleton(said)
    if said == word or (len(sounds) > _LEAST and sounds == skeleton(word)):
        return 3
    return len(meanings_of(said) & meanings_of(word))
