"""Finds reasons that nothing gives: "because the server was down", and evidence has no word of it.

A reason counts as given when a fact in it stands, or when evidence or question share words or a
meaning with it; it is judged by nothing else.
"""

from collections.abc import Iterable, Sequence

from assistant.language.tokens import keys, keys_in, tokenize
from assistant.model import Reason
from assistant.quality.entailment.premises import skeleton
from assistant.quality.reading.clauses import Clause
from assistant.quality.reading.concepts import concepts_in
from assistant.quality.reading.evidence import Grounds
from assistant.quality.reading.meanings import meanings_of

_BECAUSE = keys("because kyunki kyonki क्योंकि क्यूँकि चूँकि")
_COMMON = keys(
    """this that there they have been were with your from which what when aapke aapka aapki usme
    isme hain tha thi gaya gayi raha rahi hota hoti apne aapne unka iska uska their here needed"""
)
_SHORT = 3
_SHARE = 3
"""One word in so many of a reason must be known."""
_HEAD = 5
"""Letters in which kin words agree: "allergy", "allergic"."""


def baseless(
    text: str, clauses: Sequence[Clause], grounds: Grounds, question: str, supported: frozenset[int]
) -> Iterable[Reason]:
    """Clauses that give a reason of which evidence and question know nothing."""
    if _BECAUSE.isdisjoint(keys_in(text)):
        return
    tokens = tokenize(text)
    known = grounds.words | keys_in(question)
    meant: frozenset[str] | None = None
    for clause in clauses:
        inside = tokens[clause.first : clause.last]
        if clause.asked or inside[0].key not in _BECAUSE:
            continue
        if any(token.start in supported for token in inside):
            continue
        words = {t.key for t in inside[1:] if t.shape == "word" and len(t.key) > _SHORT} - _COMMON
        if meant is None:
            texts = [*(p.text for p in grounds.passages), question]
            texts += [v.value for row in grounds.rows for v in row.of("text")]
            meant = frozenset().union(*(concepts_in(one) for one in texts))
        said = text[clause.start : clause.end].strip()
        parts = {part for word in known for part in word.split("_")}
        heads = {part[:_HEAD] for part in parts}
        sounds = {skeleton(part) for part in parts} - {""}
        senses = frozenset().union(*map(meanings_of, parts))
        backed = [
            word for word in words
            if word[:_HEAD] in heads or skeleton(word) in sounds or meanings_of(word) & senses
        ]  # fmt: skip
        if len(backed) * _SHARE < len(words) and not concepts_in(said) & meant:
            yield Reason(said, "unsupported", "reason")
