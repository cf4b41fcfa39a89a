"""Cuts a reply into sentences and clauses, and says how each is meant: asked, supposed, denied."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from assistant.language.tokens import Token, keys, tokenize

_STOPS = frozenset(".!?।\n…")
_BREAKS = frozenset(",;:()[]—–|•")
_JOINTS = keys(
    "and aur और एवं तथा & plus but lekin लेकिन magar मगर while whereas jabki जबकि or ya या mgr "
    "warna वरना otherwise isliye इसलिए so because kyunki क्योंकि जो jo which "
    "vs versus बनाम"
)
_ABBREVIATIONS = keys("rs no mr mrs ms dr md a p m approx incl excl st vs i e g")
SUPPOSING = keys(
    "if agar अगर yadi यदि once when till tak jab जब jaise unless until before chahe chahein चाहें "
    "chahen चाहो chaho चाहे whenever should would could can may might want like shall after baad"
)
_CONDITIONAL_ENDS = (
    ("karne", "par"), ("karne", "pe"), ("करने", "पर"), ("hone", "par"), ("होने", "पर"),
    ("karke",), ("karoge",), ("karenge",), ("karein",), ("karu",), ("karun",), ("kru",), ("karni",),
    ("karna",), ("karne",), ("करना",), ("करने",), ("करें",), ("करूँ",), ("करूं",), ("करेंगे",),
    ("करवाना",), ("करो",), ("kar", "sakte"), ("kar", "sakti"), ("kar", "du"), ("kar", "doon"),
    ("kar", "dun"), ("कर", "दूँ"), ("कर", "दूं"), ("कर", "सकते"), ("कर", "सकती"), ("kardu",),
    ("ho", "sakta"), ("ho", "sakti"), ("ho", "sakte"), ("हो", "सकते"), ("हो", "सकता"),
    ("हो", "सकती"), ("hone", "ke"), ("होने", "के"),
    ("hone", "se"), ("होने", "से"), ("hote", "hi"), ("होते", "ही"), ("karte", "hi"), ("करते", "ही"),
    ("ho", "jaye"), ("ho", "jaaye"), ("हो", "जाए"), ("हो", "जाये"), ("hone", "tak"), ("होने", "तक"),
)  # fmt: skip
_ENDS_BY_WORD = {
    word: tuple(ending for ending in _CONDITIONAL_ENDS if ending[0] == word)
    for word, *_ in _CONDITIONAL_ENDS
}
DENYING = keys(
    "not no nahi nahin nhi nai nahee na mat bina without never isn't wasn't hasn't haven't don't "
    "doesn't didn't aren't won't can't cannot नहीं नही ना न मत बिना नहि isnt wasnt hasnt cant wont "
    "dont doesnt didnt yet-to unable neither nor none koi-nahi कोई-नहीं"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between two breaks. Offsets are into the whole text."""

    sentence: int
    first: int
    """First token."""
    last: int
    """Token after the last."""
    start: int
    end: int
    asked: bool
    supposed: bool
    denied: bool


@lru_cache(maxsize=2048)
def cut(text: str, spans: tuple[tuple[int, int], ...] = ()) -> tuple[Clause, ...]:
    """The clauses of a text. No cut falls inside one of `spans` (the facts' offsets)."""
    tokens = tokenize(text)
    clauses: list[Clause] = []
    starts, reach = _reach(spans)
    sentence, first, opened = 0, 0, 0
    for index, token in enumerate(tokens):
        newline = index + 1 < len(tokens) and "\n" in text[token.end : tokens[index + 1].start]
        stop = newline or _is_stop(tokens, index)
        brk = _is_break(token) or token.key in _JOINTS
        if not (stop or brk) or _is_inside(token, starts, reach):
            continue
        end = index + 1 if stop or _is_break(token) else index
        if any(tokens[at].shape != "mark" for at in range(first, end)):
            clauses.append(_clause(tokens, sentence, first, end))
            first = end
        if stop:
            clauses = _asked(clauses, opened, token.text == "?")
            opened, sentence = len(clauses), sentence + 1
    if any(token.shape != "mark" for token in tokens[first:]):
        clauses.append(_clause(tokens, sentence, first, len(tokens)))
    return tuple(clauses)


def _reach(spans: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Where spans start, in order, and how far what has started by then goes."""
    ordered = sorted(spans)
    return [start for start, _ in ordered], list(accumulate((end for _, end in ordered), max))


def _is_inside(token: Token, starts: Sequence[int], reach: Sequence[int]) -> bool:
    begun = bisect_right(starts, token.start)
    return begun > 0 and token.end < reach[begun - 1] + (token.shape == "mark")


def _is_break(token: Token) -> bool:
    """Punctuation inside a sentence; a picture ends a thought too."""
    return token.text in _BREAKS or (token.shape == "mark" and ord(token.text) > 0x2300)


def _is_stop(tokens: tuple[Token, ...], index: int) -> bool:
    token = tokens[index]
    if token.text not in _STOPS:
        return False
    if token.text != ".":
        return True
    if index and tokens[index - 1].key in _ABBREVIATIONS and tokens[index - 1].end == token.start:
        return index + 1 >= len(tokens) or tokens[index + 1].text[:1].isupper()
    return index + 1 >= len(tokens) or tokens[index + 1].start > token.end


def _asked(clauses: list[Clause], opened: int, asked: bool) -> list[Clause]:
    """A question mark asks only the last clause of the sentence and those of its kind before."""
    if not asked or opened >= len(clauses):
        return clauses
    last = clauses[-1]
    return [*clauses[:-1], Clause(
        last.sentence, last.first, last.last, last.start, last.end, True, last.supposed, last.denied
    )]  # fmt: skip


def supposes(token: Token) -> bool:
    """Whether a word supposes; "May" is a month."""
    return token.key in SUPPOSING and token.text != "May"


def conditional_end(words: list[str]) -> bool:
    """Whether a verb form of supposing or commanding stands among the words."""
    return not _ENDS_BY_WORD.keys().isdisjoint(words) and any(
        tuple(words[at : at + len(ending)]) == ending
        for at, word in enumerate(words)
        for ending in _ENDS_BY_WORD.get(word, ())
    )


def _clause(tokens: tuple[Token, ...], sentence: int, first: int, last: int) -> Clause:
    words = [token.key for token in tokens[first:last]]
    supposed = conditional_end(words) or (
        not SUPPOSING.isdisjoint(words) and any(map(supposes, tokens[first:last]))
    )
    denied = not DENYING.isdisjoint(words)
    return Clause(
        sentence, first, last, tokens[first].start, tokens[last - 1].end, False, supposed, denied
    )
