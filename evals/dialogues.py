"""The lines of a dialogue as models' APIs, agents and frameworks log them, in our form.

It moves what is there and makes nothing up. Lines without text, such as calls of tools, are left
out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

_TOOLS = ("tool", "function")
_ASSISTANTS = ("assistant", "ai", "bot", "agent", "model", "gpt")
_USERS = ("user", "customer", "human")
_NAMES = {"human": "user", "ai": "assistant"}
"""How LangChain calls the two; other names stay as they are."""
_SPEAKERS = ("speaker", "role", "type", "from")
_TEXTS = ("text", "content", "value")


def is_dialogue(given: Any) -> bool:
    """Whether it is a list of lines, of which one at least says who speaks."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        return False
    return any(isinstance(line, Mapping) and _speaker(line) for line in given)


def lines_of(given: Sequence[Any]) -> list[Any]:
    """Who said what; what is no line stays for whoever reads it to refuse."""
    lines = [_line(line) for line in given]
    return [line for line in lines if not isinstance(line, Mapping) or line["text"]]


def is_of_tool(line: Any) -> bool:
    return _is_of(line, _TOOLS)


def is_of_user(line: Any) -> bool:
    return _is_of(line, _USERS)


def is_of_assistant(line: Any) -> bool:
    return _is_of(line, _ASSISTANTS)


def _is_of(line: Any, speakers: Sequence[str]) -> bool:
    return isinstance(line, Mapping) and str(line["speaker"]).lower() in speakers


def _line(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    speaker = _speaker(given)
    said = next((given[name] for name in _TEXTS if given.get(name)), None)
    return {"speaker": _NAMES.get(str(speaker).lower(), speaker), "text": text_of(said)}


def _speaker(line: Mapping[str, Any]) -> Any:
    return next((line[name] for name in _SPEAKERS if line.get(name)), None)


def text_of(content: Any) -> str:
    """What a line says: its text, or the texts of its parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, Mapping):
        return text_of(content.get("text"))
    if isinstance(content, Sequence):
        return "\n".join(text for part in content if (text := text_of(part)))
    return ""
