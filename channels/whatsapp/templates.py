"""Approved messages for when the window is closed: which one says a text, if any does; and the one
that brings a sign-in code.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from channels.whatsapp.rendering import Body, size
from store.chat import Message

_PAGE = Path(__file__).parent / "templates.toml"


@dataclass(frozen=True, slots=True)
class Template:
    """An approved message with one variable that holds at most `most`."""

    name: str
    code: str
    most: int


Templates = Mapping[tuple[str, str], Template]
"""By purpose ("reply", "notice", "code") and language."""


@cache
def load_templates(page: Path = _PAGE) -> Templates:
    """The templates that ship, or those of another file of the same form."""
    purposes = tomllib.loads(page.read_text("utf-8"))
    return {
        (purpose, language): Template(told["name"], told["code"], entry["most"])
        for purpose, entry in purposes.items()
        for language, told in entry.items()
        if language != "most"
    }


def as_template(message: Message, templates: Templates) -> Body | None:
    """The template that says what a message says; None when none fits."""
    purpose = "notice" if message.role == "system" else "reply"
    template = templates.get((purpose, message.language or "en"))
    words = one_line(message.text)
    if template is None or not words or size(words) > template.most:
        return None
    return _filled(template, {"type": "body", "parameters": _text(words)})


def code_template(code: str, language: str | None, templates: Templates) -> Body:
    """The authentication template that brings a sign-in code: in its body, and for its button that
    copies it."""
    template = templates.get(("code", language or "en")) or templates["code", "en"]
    button = {"type": "button", "sub_type": "url", "index": "0", "parameters": _text(code)}
    return _filled(template, {"type": "body", "parameters": _text(code)}, button)


def _filled(template: Template, *components: Body) -> Body:
    named = {"name": template.name, "language": {"code": template.code}}
    return {"type": "template", "template": {**named, "components": list(components)}}


def _text(words: str) -> list[Body]:
    return [{"type": "text", "text": words}]


def one_line(text: str) -> str:
    """The text as a variable may hold it: no line breaks, no tabs, no runs of spaces."""
    return " · ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
