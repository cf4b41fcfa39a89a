"""A reply as the platform's messages: pure, and always within the platform's limits.

Up to three short choices become buttons, up to ten a list, and what fits neither a numbered list
in the text. Words are never lost: what is too long for one message is split over several, between
paragraphs, lines, sentences or words if it can be, and never within what people see as one letter.
Lengths are counted in UTF-16 units, which are never fewer than the characters the platform counts.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any, Literal

Choices = Sequence[tuple[str, str]]
"""Quick replies as (value, title)."""
Body = dict[str, Any]
"""A message as the Graph API takes it, without whom it is for."""
Form = Literal["plain", "buttons", "list", "numbers"]

MOST_TEXT = 4096
MOST_BUTTONS, BUTTON_BODY, BUTTON_TITLE, BUTTON_ID = 3, 1024, 20, 256
MOST_ROWS, LIST_BODY, ROW_TITLE, ROW_DESCRIPTION, ROW_ID = 10, 4096, 24, 72, 200
LIST_BUTTON = {"en": "Choose", "hinglish": "Chuniye", "hi": "चुनें"}
"""What opens a list, by language; at most 20."""
_BREAKS = ("\n\n", "\n", "। ", ". ", "? ", "! ", " ")
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d")
_JOINER = "\u200d"
_EMPTY = "…"


def render(text: str, choices: Choices, language: str | None) -> tuple[Body, ...]:
    """The messages that say `text` and offer `choices`, in the order in which they are sent."""
    *before, last = split(text.strip() or _EMPTY, MOST_TEXT)
    form = form_of(last, choices)
    if form == "numbers":
        return tuple(map(_text, split(f"{text.strip()}\n\n{numbered(choices)}", MOST_TEXT)))
    if form == "plain":
        return tuple(map(_text, [*before, last]))
    make = _buttons if form == "buttons" else _list
    return (*map(_text, before), make(last, choices, LIST_BUTTON[language or "en"]))


def numbered(choices: Choices) -> str:
    """The titles of (value, title) choices, each on a line behind its number from 1."""
    return "\n".join(f"{place}. {title}" for place, (_, title) in enumerate(choices, 1))


def shows_numbers(text: str, choices: Choices) -> bool:
    """Whether customers see this reply's choices as a numbered list."""
    return form_of(split(text.strip() or _EMPTY, MOST_TEXT)[-1], choices) == "numbers"


def form_of(body: str, choices: Choices) -> Form:
    """How choices under a text of at most 4,096 are offered."""
    if not choices:
        return "plain"
    titles = [title for _, title in choices]
    values = [value for value, _ in choices]
    if len(set(titles)) < len(titles) or len(set(values)) < len(values) or not all(titles):
        return "numbers"
    if (
        len(choices) <= MOST_BUTTONS
        and size(body) <= BUTTON_BODY
        and all(size(title) <= BUTTON_TITLE for title in titles)
        and all(size(value) <= BUTTON_ID for value in values)
    ):
        return "buttons"
    if (
        len(choices) <= MOST_ROWS
        and size(body) <= LIST_BODY
        and all(size(title) <= ROW_DESCRIPTION for title in titles)
        and all(size(value) <= ROW_ID for value in values)
    ):
        return "list"
    return "numbers"


def size(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most`, at the best places to break it."""
    pieces = []
    rest = text
    while size(rest) > most:
        end = _end_within(rest, most)
        at = max((_after(rest, mark, end) for mark in _BREAKS[:2]), default=0)
        at = at or next((cut for mark in _BREAKS[2:] if (cut := _after(rest, mark, end))), 0)
        at = at or _between_letters(rest, end)
        piece = rest[:at].rstrip()
        if piece:
            pieces.append(piece)
        rest = rest[at:].lstrip()
    return [*pieces, rest] if rest else pieces or [_EMPTY]


def shorten(text: str, most: int) -> str:
    """The beginning of a text, with an ellipsis if it is not all of it."""
    if size(text) <= most:
        return text
    end = _end_within(text, most - 1)
    cut = _after(text, " ", end) or _between_letters(text, end)
    return text[:cut].rstrip() + "…"


def _text(body: str) -> Body:
    return {"type": "text", "text": {"body": body}}


def _buttons(body: str, choices: Choices, _label: str) -> Body:
    replies = [
        {"type": "reply", "reply": {"id": value, "title": title}} for value, title in choices
    ]
    return _interactive("button", body, {"buttons": replies})


def _list(body: str, choices: Choices, label: str) -> Body:
    rows = []
    for value, title in choices:
        row = {"id": value, "title": shorten(title, ROW_TITLE)}
        rows.append(row if row["title"] == title else {**row, "description": title})
    return _interactive("list", body, {"button": label, "sections": [{"rows": rows}]})


def _interactive(kind: str, body: str, action: Body) -> Body:
    content = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": content}


def _end_within(text: str, most: int) -> int:
    """How many letters of the text `most` units hold."""
    used = 0
    for at, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > most:
            return at
    return len(text)


def _after(text: str, mark: str, end: int) -> int:
    """The place after the last `mark` in the second half of what fits; 0 when there is none."""
    at = text.rfind(mark, end // 2, end)
    return at + len(mark) if at >= 0 and at + len(mark) <= end else 0


def _between_letters(text: str, end: int) -> int:
    """The last place up to `end` that is not within one visible letter."""
    at = end
    while at > 1 and _is_within_letter(text, at):
        at -= 1
    return at if at > 1 else end


def _is_within_letter(text: str, at: int) -> bool:
    """Whether text[at] belongs to what stands before it, after Unicode's rules for grapheme
    clusters (UAX #29), a little too often rather than too seldom."""
    before, after = text[at - 1], text[at]
    return (
        unicodedata.category(after)[0] == "M"
        or after in (_JOINER, "\u200c")
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # colours of skin
        or "\U000e0020" <= after <= "\U000e007f"  # flags of regions
        or before == _JOINER
        or before in _VIRAMAS
        or (_is_flag_half(before) and _is_flag_half(after))
        or (before == "\r" and after == "\n")
        or ("\u1100" <= before <= "\u11ff" and "\u1100" <= after <= "\u11ff")
    )


def _is_flag_half(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
