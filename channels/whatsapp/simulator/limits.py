"""What the platform refuses, told by the code with which it does."""

from typing import Any

from channels.whatsapp import rendering

Json = dict[str, Any]


def refusal_of(body: Json) -> int | None:
    """The error code of a message that the Graph API would not take; None for one that it would."""
    if body.get("messaging_product") != "whatsapp":
        return 100
    if not (body.get("to") or body.get("recipient")):
        return 131008
    kind = body.get("type", "text")
    check = {"text": _of_text, "interactive": _of_interactive, "template": _of_template}.get(kind)
    if check is None or not isinstance(body.get(kind), dict):
        return 131009
    return None if check(body[kind]) else 131009


def _of_text(text: Json) -> bool:
    return _fits(text.get("body"), rendering.MOST_TEXT)


def _of_template(template: Json) -> bool:
    return bool(template.get("name")) and bool(template.get("language", {}).get("code"))


def _of_interactive(interactive: Json) -> bool:
    words = interactive.get("body", {}).get("text")
    action = interactive.get("action", {})
    if interactive.get("type") == "button":
        replies = [one.get("reply", {}) for one in action.get("buttons", [])]
        titles = [reply.get("title") for reply in replies]
        return (
            _fits(words, rendering.BUTTON_BODY)
            and 1 <= len(replies) <= rendering.MOST_BUTTONS
            and len(set(titles)) == len(titles)
            and all(_fits(title, rendering.BUTTON_TITLE) for title in titles)
            and all(_fits(reply.get("id"), rendering.BUTTON_ID) for reply in replies)
        )
    rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
    return (
        interactive.get("type") == "list"
        and _fits(words, rendering.LIST_BODY)
        and _fits(action.get("button"), rendering.BUTTON_TITLE)
        and 1 <= len(rows) <= rendering.MOST_ROWS
        and all(_fits(row.get("title"), rendering.ROW_TITLE) for row in rows)
        and all(_fits(row.get("id"), rendering.ROW_ID) for row in rows)
        and all(rendering.size(row.get("description", "")) <= 72 for row in rows)
    )


def _fits(text: Any, most: int) -> bool:
    return isinstance(text, str) and 0 < rendering.size(text) <= most
