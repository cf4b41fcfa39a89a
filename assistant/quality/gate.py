"""The gate: no reply leaves with a fact that does not trace to its evidence.

Judges the final text, whoever wrote it. A sentence that fails is said again from the evidence it
is bound to; where that is impossible it is left out; where nothing is left a question is asked,
and where there is nothing to ask a person is called. Never lets a failing text through.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.answers.phrases import PhraseError, Voice
from assistant.model import Draft, Reason, Sentence
from assistant.quality.evidence import Grounds, read_evidence
from assistant.quality.grounding import check_facts

Verdict = Literal["passed", "repaired", "clarified", "handed_off"]


@dataclass(frozen=True, slots=True)
class Gated:
    """What may be said, and what became of the draft."""

    draft: Draft
    verdict: Verdict
    reasons: tuple[Reason, ...]
    """Every fact of the draft that did not trace; empty when it passed."""
    original_text: str | None
    """The draft's text where it was changed."""


def gate(proposed: Draft, question: str, now: datetime, voice: Voice) -> Gated:
    """Let a draft pass, or make of it what can be said."""
    grounds = read_evidence(proposed.evidence, now)
    failing = find_ungrounded(proposed.text, grounds, question)
    if not failing:
        return Gated(proposed, "passed", (), None)
    repaired = replace(proposed, sentences=_repair(proposed, grounds, question, voice))
    if _says_something(repaired) and not find_ungrounded(repaired.text, grounds, question):
        return Gated(repaired, "repaired", failing, proposed.text)
    if repaired.choices:
        asking = Draft((voice.say("unclear"),), (), repaired.choices, kind="clarify", asks="intent")
        return Gated(asking, "clarified", failing, proposed.text)
    calling = Draft((voice.say("handoff_plain"),), (), kind="decline", handoff=True)
    return Gated(calling, "handed_off", failing, proposed.text)


def find_ungrounded(text: str, grounds: Grounds, question: str) -> tuple[Reason, ...]:
    """The facts of a text that do not trace to the evidence."""
    checked = check_facts(text, grounds, question)
    return tuple(item.reason for item in checked if item.reason.verdict != "supported")


def _repair(proposed: Draft, grounds: Grounds, question: str, voice: Voice) -> tuple[Sentence, ...]:
    """Bound sentences as their evidence has them; free ones only where they stand by themselves."""
    kept = []
    for sentence in proposed.sentences:
        if sentence.template is not None:
            try:
                text = voice.render(sentence, proposed.evidence)
            except PhraseError:
                continue
            kept.append(replace(sentence, text=text))
        elif not find_ungrounded(sentence.text, grounds, question):
            kept.append(sentence)
    return tuple(kept)


def _says_something(said: Draft) -> bool:
    """Whether more is left than the heading of what was left out."""
    texts: Sequence[str] = [sentence.text for sentence in said.sentences]
    return any(not text.rstrip().endswith(":") for text in texts)
