"""Checks a draft before it leaves: what evidence does not support is repaired, left out, or asked.

Only the final text is judged, never the claims it declares. Deterministic; needs no other scorer
than grounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.answers.phrases import PhraseError, Voice
from assistant.model import Draft, Reason, Sentence
from assistant.quality.grounding import Examined, examine
from assistant.quality.reading.evidence import Grounds, read_evidence

Verdict = Literal["passed", "repaired", "clarified", "handed_off"]


@dataclass(frozen=True, slots=True)
class Gated:
    """What may be said, what was done to the draft, and why. `original_text` is the draft's text
    when it was changed."""

    draft: Draft
    verdict: Verdict
    reasons: tuple[Reason, ...]
    original_text: str | None
    examined: Examined | None = None
    """The reading of the final text, for the scorers."""


def gate(draft: Draft, question: str, now: datetime, voice: Voice) -> Gated:
    """Let the draft pass, or repair it from its own evidence, else clarify, else hand over."""
    grounds = read_evidence(draft.evidence, now)
    examined = examine(draft.text, grounds, question)
    reasons = _wrong(examined)
    if not reasons:
        return Gated(draft, "passed", (), None, examined)
    kept = [
        again
        for sentence in draft.sentences
        if (again := _again(sentence, draft, grounds, question, voice)) is not None
    ]
    repaired = replace(draft, sentences=tuple(kept))
    examined = examine(repaired.text, grounds, question)
    if _answers(kept) and not _wrong(examined):
        return Gated(repaired, "repaired", reasons, draft.text, examined)
    return _give_up(draft, reasons, voice)


def _wrong(examined: Examined) -> tuple[Reason, ...]:
    return tuple(item.reason for item in examined.checked if item.reason.verdict != "supported")


def _again(
    sentence: Sentence, draft: Draft, grounds: Grounds, question: str, voice: Voice
) -> Sentence | None:
    """The sentence as it may stay: itself, rendered anew from evidence, or not at all."""
    if sentence.template is not None and sentence.claims:
        try:
            text = voice.render(sentence, draft.evidence)
        except PhraseError:
            return None
        return sentence if text == sentence.text else replace(sentence, text=text)
    return None if _wrong(examine(sentence.text, grounds, question)) else sentence


def _answers(sentences: Sequence[Sentence]) -> bool:
    """Whether something is still said, and not only asked."""
    return any(not sentence.text.rstrip().endswith("?") for sentence in sentences)


def _give_up(draft: Draft, reasons: tuple[Reason, ...], voice: Voice) -> Gated:
    """Ask what was meant; if nothing can be asked any more, hand over to people."""
    if draft.kind != "clarify":
        asking = Draft(
            (voice.say("unclear"),), draft.evidence, draft.choices, kind="clarify", asks="intent"
        )
        return Gated(asking, "clarified", reasons, draft.text)
    handing = Draft((voice.say("handoff_plain"),), draft.evidence, handoff=True, kind="decline")
    return Gated(handing, "handed_off", reasons, draft.text)
