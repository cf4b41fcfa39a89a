"""The platform's memory and moods: who writes, what was sent to whom, and what goes wrong next."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from channels.whatsapp.simulator.courier import Courier
from channels.whatsapp.simulator.ledger import Ledger
from channels.whatsapp.simulator.limits import refusal_of
from channels.whatsapp.simulator.notices import Json, Person, failure, message, status

Mood = Literal["error", "failed", "timeout", "lost"]
"""Refuse with a code; take it and report a failure with a code; take it and never answer; do not
take it and never answer."""
PATIENCE = 12.0
"""Longer than our client waits for an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the next message that is sent."""

    mood: Mood
    code: int = 131000


class RefusedError(Exception):
    """The Graph API says no."""

    def __init__(self, code: int) -> None:
        super().__init__(f"simulated refusal {code}")
        self.code = code


@dataclass
class World:
    """Everything that the stand-in knows; `show` is called with what customers receive."""

    number_id: str
    courier: Courier
    clock: Callable[[], datetime]
    show: Callable[[Person, Json], None]
    ledger: Ledger
    statuses: tuple[str, ...] = ("sent", "delivered", "read")
    prefix: str = "sim"
    """Begins every name, so that two runs never use the same."""
    faults: deque[Fault] = field(default_factory=deque)
    sent: list[tuple[str, Person, Json]] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def write(self, person: Person, kind: str, content: Any) -> str:
        """A customer sends something; gives the platform's name for it."""
        self.people[person.key] = person
        name = self._name()
        body = message(person, name, self.clock(), kind, content, self.number_id)
        self.courier.carry(body)
        return name

    async def take(self, body: Json) -> str | None:
        """The Graph API is asked to send; gives the name, or None when it never answers.

        Raises:
            RefusedError: it was not taken.
        """
        code = refusal_of(body)
        if code is not None:
            raise RefusedError(code)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None and fault.mood == "error":
            raise RefusedError(fault.code)
        if fault is not None and fault.mood == "lost":
            await asyncio.sleep(PATIENCE)
            return None
        name = self._accept(body, fault)
        if fault is not None and fault.mood == "timeout":
            await asyncio.sleep(PATIENCE)
            return None
        return name

    def _accept(self, body: Json, fault: Fault | None) -> str:
        key = str(body.get("to") or body.get("recipient"))
        person = self.people.get(key) or Person(key if key.isdigit() else None, key)
        name = self._name()
        self.ledger.take(name, body)
        self.sent.append((name, person, body))
        self.show(person, body)
        if fault is not None and fault.mood == "failed":
            told = status(person, name, self.clock(), "failed", body, self.number_id)
            self.courier.carry(failure(told, fault.code), 0.2)
            return name
        for place, what in enumerate(self.statuses):
            told = status(person, name, self.clock(), what, body, self.number_id)
            self.courier.carry(told, 0.1 * (place + 1))
        return name

    def last_to(self, person: Person) -> tuple[str, Json] | None:
        """The name and body of the last message that a person received."""
        found = (one for one in reversed(self.sent) if one[1].key == person.key)
        return next(((name, body) for name, _, body in found), None)

    def _name(self) -> str:
        return f"wamid.{self.prefix}.{next(self._numbers):06}"
