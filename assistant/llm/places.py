"""How many turns may work at once. One that waits for a model takes no place: it holds up nobody.

More turns at work than cores only take time from one another, and from whoever waits to be heard.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.llm.client import Completion, LanguageModel, Prompt


class Places:
    """So many places to work in, shared by threads."""

    def __init__(self, many: int) -> None:
        self._free = threading.Semaphore(many)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Work in a place, as soon as there is one."""
        with self._free:
            yield

    @contextmanager
    def left(self) -> Iterator[None]:
        """Wait for something outside one's place, which others may have meanwhile."""
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()


@dataclass(frozen=True, slots=True)
class Aside:
    """A model that is waited for outside the place of the turn that asks it."""

    model: LanguageModel
    places: Places

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, prompt: Prompt, deadline: float) -> Completion:
        with self.places.left():
            return self.model.complete(prompt, deadline)
