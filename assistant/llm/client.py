"""Talks to one OpenAI-compatible server: a prompt in, a text out, or a named error in time.

Reads the answer as it streams, so that a slow one is cut off at the deadline and not after it.
Retries what may pass (no connection, 429, 5xx) once, if time is left. Judges no text.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx

from assistant.llm.breaker import Breaker

LONGEST_ANSWER = 4_000
"""Characters; a model that goes on is cut off."""
_MAY_PASS = frozenset({408, 429, 500, 502, 503, 504})
_TRIES = 2


class ModelUnavailableError(RuntimeError):
    """No answer came in time, or none that can be read; says why."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is told, and what it is asked. Customers' words stand in `asked` alone."""

    told: str
    asked: str
    most_tokens: int = 200


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered, and how many tokens that took (None: it did not say)."""

    text: str
    tokens: int | None


class LanguageModel(Protocol):
    """The one thing that is asked of a model."""

    @property
    def name(self) -> str: ...

    def complete(self, prompt: Prompt, deadline: float) -> Completion:
        """The model's answer.

        Args:
            deadline: on the clock of `time.monotonic`; a call takes at most half as long again.

        Raises:
            ModelUnavailableError: there is no answer.
        """


@dataclass(frozen=True)
class HttpModel:
    """A model behind `{url}/chat/completions`."""

    url: str
    name: str
    key: str | None
    client: httpx.Client
    breaker: Breaker
    monotonic: Callable[[], float] = field(default=time.monotonic)

    def complete(self, prompt: Prompt, deadline: float) -> Completion:
        if not self.breaker.allows():
            raise ModelUnavailableError("the model is left alone for a while")
        try:
            found = self._try(prompt, deadline)
        except ModelUnavailableError:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return found

    def _try(self, prompt: Prompt, deadline: float) -> Completion:
        why = "no time was left"
        for _ in range(_TRIES):
            if self.monotonic() >= deadline:
                break
            try:
                return self._ask(prompt, deadline)
            except httpx.HTTPStatusError as error:
                why = f"status {error.response.status_code}"
                if error.response.status_code not in _MAY_PASS:
                    break
            except httpx.HTTPError as error:
                why = type(error).__name__
            except ValueError as error:
                raise ModelUnavailableError(f"an answer that cannot be read: {error}") from error
        raise ModelUnavailableError(why)

    def _ask(self, prompt: Prompt, deadline: float) -> Completion:
        left = deadline - self.monotonic()
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        request = {
            "model": self.name,
            "messages": [
                {"role": "system", "content": prompt.told},
                {"role": "user", "content": prompt.asked},
            ],
            "temperature": 0,
            "max_tokens": prompt.most_tokens,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        # Half of what is left for each wait, so that two of them cannot overrun by more than that.
        with self.client.stream(
            "POST",
            f"{self.url.rstrip('/')}/chat/completions",
            json=request,
            headers=headers,
            timeout=max(left / 2, 0.01),
        ) as response:
            response.raise_for_status()
            return self._read(response, deadline)

    def _read(self, response: httpx.Response, deadline: float) -> Completion:
        pieces: list[str] = []
        tokens: int | None = None
        for event in _events(response):
            if self.monotonic() >= deadline:
                raise ModelUnavailableError("the answer was not finished in time")
            pieces.append(_piece(event))
            tokens = _tokens(event, tokens)
            if sum(map(len, pieces)) > LONGEST_ANSWER:
                break
        text = "".join(pieces)[:LONGEST_ANSWER].strip()
        if not text:
            raise ModelUnavailableError("an empty answer")
        return Completion(text, tokens)


def _events(response: httpx.Response) -> Iterator[dict[str, Any]]:
    """The chunks of a stream of server-sent events, or the one answer of a server that does not
    stream. ValueError where there is none."""
    if "text/event-stream" not in response.headers.get("content-type", ""):
        yield _document(response.read())
        return
    for line in response.iter_lines():
        name, _, data = line.partition(":")
        if name == "data":
            if data.strip() == "[DONE]":
                return
            yield _document(data)


def _document(data: str | bytes) -> dict[str, Any]:
    document = json.loads(data)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


def _piece(event: dict[str, Any]) -> str:
    choices = event.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        return ""
    said = choices[0].get("delta") or choices[0].get("message")
    content = said.get("content") if isinstance(said, dict) else None
    return content if isinstance(content, str) else ""


def _tokens(event: dict[str, Any], before: int | None) -> int | None:
    usage = event.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else before
