"""What a language model may add to a turn: which of two likely readings, other words for a passage.

The turn is the same without it. A model never says yes for a customer, never begins or goes on with
a task by itself, and its words leave only if the gate and every scorer let them pass as they are.
"""

import logging
from dataclasses import replace

from assistant.dialogue.going_on import SURE
from assistant.dialogue.request import Request
from assistant.llm.advice import ask_intent, ask_words
from assistant.llm.adviser import Adviser, Counsel
from assistant.llm.client import ModelUnavailableError
from assistant.model import Draft, Evidence, Sentence

log = logging.getLogger(__name__)

_NEVER = frozenset({"affirm", "deny", "stop"})
"""What answers a question of ours is read by us alone."""


class Advice:
    """One turn's questions to a model, within one deadline, and what they have cost."""

    def __init__(self, adviser: Adviser) -> None:
        self._adviser = adviser
        self._deadline = adviser.deadline()
        self.counsel: Counsel | None = None
        """None until something was asked."""

    def read_again(self, request: Request) -> Request:
        """The request with the one of its likely intents that the model prefers; unchanged when
        it has no answer or another one."""
        self.counsel = self.counsel or Counsel(self._adviser.model.name)
        try:
            intent, completion = ask_intent(
                self._adviser.model, request.text, _offered(request), self._deadline
            )
        except ModelUnavailableError as error:
            log.info("no second opinion: %s", error)
            return request
        self.counsel = self.counsel.plus(completion, self._adviser)
        if intent is None:
            return request
        reading = replace(request.reading, intent=intent, confidence=SURE)
        return replace(request, reading=reading)

    def reword(self, request: Request, said: Draft) -> Draft | None:
        """The passage that a reply tells, in the model's words; None when it is to stay as it is.
        Nothing of them has been judged."""
        passage = passage_of(request, said)
        if passage is None:
            return None
        self.counsel = self.counsel or Counsel(self._adviser.model.name)
        try:
            lines, completion = ask_words(
                self._adviser.model, request.text, passage, request.language, self._deadline
            )
        except ModelUnavailableError as error:
            log.info("no other words: %s", error)
            return None
        self.counsel = self.counsel.plus(completion, self._adviser)
        return replace(said, sentences=tuple(map(Sentence, lines))) if lines else None


def is_in_doubt(request: Request) -> bool:
    """Whether another opinion on the intent is wanted."""
    return (
        request.reading.confidence < SURE
        and request.chosen is None
        and not request.goes_on
        and request.reading.intent not in _NEVER
        and len(_offered(request)) > 1
    )


def passage_of(request: Request, said: Draft) -> Evidence | None:
    """The one passage that a reply tells, when it may be told in other words."""
    passages = [row for row in said.evidence if row.text]
    is_plain = said.kind == "answer" and said.task is None and not said.handoff
    if not is_plain or request.state.task is not None or len(passages) != 1:
        return None
    return passages[0]


def _offered(request: Request) -> tuple[str, ...]:
    likely = (request.reading.intent, *(intent for intent, _ in request.reading.runners_up))
    return tuple(intent for intent in likely if intent not in _NEVER)
