"""Checks counts of what a row holds: names that a field lists, visits used and visits left."""

from assistant.language.tokens import fold, keys
from assistant.model import Reason
from assistant.quality.facts.case import Case
from assistant.quality.reading.people import same_name
from assistant.quality.reading.rows import Row
from assistant.quality.reading.values import Value

_USED = {
    tuple(fold(word) for word in phrase.split())
    for phrase in (
        "used", "done", "completed", "taken", "over", "ho chuke", "ho chuki", "ho gaye", "ho gayi",
        "हो चुके", "हो चुकी", "हो गए", "हो गई", "hue hain", "हुए हैं", "इस्तेमाल", "istemal",
    )
}  # fmt: skip
_LEFT = keys("left remaining baaki baki bache bachi बाकी बाक़ी बचे बची शेष")
_SPENT = frozenset(("used", "done", "completed", "consumed", "availed", "taken", "redeemed"))
_KEPT = frozenset(("left", "remaining", "balance"))
_NAMED = frozenset(("service", "identifier", "label"))


def of_list(case: Case) -> Reason | None:
    """ "four artists", where the row lists three of them by name: more than there are."""
    behind = [token.text for token in case.near(0, 2) if token.shape == "word"]
    held = [
        (row, value)
        for row in case.one.scope
        for value in row.of("count")
        if any(
            len(word) > 3 and any(_is_called(said, word) for said in behind) for word in value.words
        )
    ]
    counts = [value.value for _, value in held]
    if not held or case.fact.value <= max(counts) or case.fact.value == sum(counts):
        return None
    return case.refuted(held[0])


def _is_called(said: str, word: str) -> bool:
    """Whether a word is a field's, in one or many, or sounds like it in the other script; "are" is
    no "areas"."""
    forms = (word, word.removesuffix("s"))
    if said.isascii() == word.isascii():
        return fold(said) in forms
    return any(same_name(said, form) for form in forms)


def of_share(case: Case) -> Reason | None:
    """ "teen ho chuke", "4 left": what the row spoken of counts as used, or not used yet."""
    said = tuple(token.key for token in case.near(0, 2))
    used, left = said in _USED or said[:1] in _USED, not _LEFT.isdisjoint(said)
    rows = [row for row in case.one.scope if case.one.context.keys() & _NAMED and row.of("number")]
    if not (used or left) or not rows or not rows[0].of("number"):
        return None
    held = {value.path: value for value in rows[0].of("number") if not _is_money(rows[0], value)}
    spent = [value for value in held.values() if value.words & _SPENT]
    kept = [value for value in held.values() if value.words & _KEPT]
    if len(spent) != 1:
        return None
    wanted = {spent[0].value} if used else {value.value for value in kept} | {
        other.value - spent[0].value for other in held.values() if other is not spent[0]
    }  # fmt: skip
    if case.fact.value in wanted:
        return case.supported((rows[0], spent[0]))
    return case.refuted((rows[0], spent[0])) if len(held) == 2 else None


def _is_money(row: Row, value: Value) -> bool:
    return any(money.path == value.path for money in row.of("amount"))
