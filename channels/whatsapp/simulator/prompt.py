"""The customer's side of the stand-in at a terminal: what is typed is sent, what comes is shown."""

import re
from typing import Any

from channels.whatsapp.simulator.notices import Json, Person
from channels.whatsapp.simulator.world import Fault, World

HELP = """What you type is sent as a WhatsApp message. A number presses the button beside it.
  /as NUMBER              write from another number, e.g. /as 919722281727
  /id USERID              write without a number, by user id, e.g. /id IN.1234567890
  /photo [caption]  /voice  /file  /sticker  /place [address]  /poll
  /react EMOJI            react to the last message; /react alone takes it back
  /twice N                post every webhook N times (1: as usual)
  /disorder SECONDS       delay every webhook by a random time up to that
  /error CODE [TIMES]     the next sends are refused with that code, e.g. /error 131047
  /fail CODE [TIMES]      they are taken, and reported as failed later
  /timeout [TIMES]        they are taken, but the answer never comes
  /lost [TIMES]           they are not taken, and no answer comes
  /quit"""
_MEDIA: dict[str, tuple[str, Json]] = {
    "photo": ("image", {"mime_type": "image/png"}),
    "voice": ("audio", {"mime_type": "audio/ogg; codecs=opus", "voice": True}),
    "file": ("document", {"mime_type": "application/pdf", "filename": "bill.pdf"}),
    "sticker": ("sticker", {"mime_type": "image/webp"}),
}
_MOODS = {"error": "error", "fail": "failed", "timeout": "timeout", "lost": "lost"}


class QuitError(Exception):
    """Enough."""


class Prompt:
    """Turns a typed line into what the platform does."""

    def __init__(self, world: World, person: Person) -> None:
        self.person = person
        self._world = world

    def obey(self, line: str) -> str | None:
        """Do what a line says; gives something to show, if there is anything.

        Raises:
            QuitError: that is what it says.
        """
        line = line.strip()
        if not line:
            return None
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            return self._command(name, rest.strip())
        if line.isdecimal() and self._press(int(line)):
            return None
        self._world.write(self.person, "text", {"body": line})
        return None

    def _command(self, name: str, rest: str) -> str | None:
        if name == "quit":
            raise QuitError
        if name == "as" and re.fullmatch(r"\+?[0-9]{8,15}", rest):
            self.person = Person(rest.lstrip("+"))
        elif name == "id" and rest:
            self.person = Person(None, rest)
        elif name in _MEDIA:
            kind, content = _MEDIA[name]
            caption = {"caption": rest} if rest else {}
            self._world.write(self.person, kind, {"id": "1349120865530274", **content, **caption})
        elif name == "place":
            place: Json = {"latitude": 18.5204, "longitude": 73.8567}
            self._world.write(self.person, "location", place | ({"address": rest} if rest else {}))
        elif name == "poll":
            self._world.write(self.person, "unsupported", {"type": "poll"})
        elif name == "react":
            return self._react(rest)
        elif name == "twice" and rest.isdecimal():
            self._world.courier.copies = max(1, int(rest))
        elif name == "disorder" and re.fullmatch(r"[0-9]+(\.[0-9]+)?", rest):
            self._world.courier.disorder = float(rest)
        elif name in _MOODS:
            return self._spoil(name, rest.split())
        else:
            return HELP
        return None

    def _press(self, place: int) -> bool:
        last = self._world.last_to(self.person)
        choices = choices_of(last[1]) if last else ()
        if not 0 < place <= len(choices):
            return False
        kind, value, title = choices[place - 1]
        reply = {"id": value, "title": title}
        self._world.write(self.person, "interactive", {"type": kind, kind: reply})
        return True

    def _react(self, emoji: str) -> str | None:
        last = self._world.last_to(self.person)
        if last is None:
            return "nothing has come yet that you could react to"
        self._world.write(self.person, "reaction", {"message_id": last[0], "emoji": emoji})
        return None

    def _spoil(self, name: str, words: list[str]) -> str | None:
        numbers = [int(word) for word in words if word.isdecimal()]
        if len(numbers) < len(words) or (name in ("error", "fail") and not numbers):
            return HELP
        code = numbers.pop(0) if name in ("error", "fail") else 131000
        mood: Any = _MOODS[name]
        self._world.faults.extend([Fault(mood, code)] * (numbers[0] if numbers else 1))
        return None


def choices_of(body: Json) -> tuple[tuple[str, str, str], ...]:
    """The buttons or rows of a message, as (kind of reply, value, title)."""
    interactive = body.get("interactive", {})
    action = interactive.get("action", {})
    if interactive.get("type") == "button":
        replies = [one["reply"] for one in action["buttons"]]
        return tuple(("button_reply", one["id"], one["title"]) for one in replies)
    rows = [row for section in action.get("sections", ()) for row in section["rows"]]
    return tuple(("list_reply", row["id"], row["title"]) for row in rows)


def shown(person: Person, body: Json) -> str:
    """A message as the customer's screen shows it."""
    if "template" in body:
        template = body["template"]
        parts = [part for part in template["components"] if part["type"] == "body"]
        given = [p["text"] for part in parts for p in part["parameters"]]
        words = f"[{template['name']}, {template['language']['code']}] {' '.join(given)}"
    else:
        interactive = body.get("interactive", {})
        words = body.get("text", {}).get("body") or interactive.get("body", {}).get("text", "")
    buttons = [f"  [{n}] {title}" for n, (_, _, title) in enumerate(choices_of(body), 1)]
    return "\n".join([f"{person.key} < {words}", *buttons])
