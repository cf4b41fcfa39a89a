"""The language model that a turn may ask, and how much of it one person gets in a day."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import httpx

from assistant.llm.breaker import Breaker
from assistant.llm.client import Completion, HttpModel, LanguageModel
from assistant.settings import AssistantSettings

PATIENCE = 1.8
"""Seconds that all questions of one turn may take together; the last wait may add half of it."""


@dataclass(frozen=True, slots=True)
class Adviser:
    """A model with its budget."""

    model: LanguageModel
    turns_a_day: int
    paise_per_1000_tokens: int = 0
    monotonic: Callable[[], float] = time.monotonic
    patience: float = PATIENCE

    @classmethod
    def of(cls, settings: AssistantSettings) -> Self | None:
        """The adviser that the settings name; None when they name none."""
        if not settings.llm_url:
            return None
        model = HttpModel(
            url=settings.llm_url,
            name=settings.llm_model,
            key=settings.llm_key.get_secret_value() or None,
            client=httpx.Client(follow_redirects=False),
            breaker=Breaker(time.monotonic),
        )
        return cls(model, settings.llm_turns_a_day, settings.llm_paise_per_1000_tokens)

    def deadline(self) -> float:
        """When this turn's questions must be answered."""
        return self.monotonic() + self.patience


@dataclass(frozen=True, slots=True)
class Counsel:
    """What asking came to in one turn: which model, and what it cost in paise."""

    model: str
    cost_paise: int = 0

    def plus(self, completion: Completion, adviser: Adviser) -> "Counsel":
        """With one more answer; half a paisa and more counts as one."""
        tokens = completion.tokens or 0
        cost = (tokens * adviser.paise_per_1000_tokens + 500) // 1000
        return Counsel(self.model, self.cost_paise + cost)
