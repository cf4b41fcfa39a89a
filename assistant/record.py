"""A turn as it will be written: what was thought, and its form in the log."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from assistant.dialogue.request import Request
from assistant.dialogue.state import State, write_state
from assistant.llm.adviser import Counsel
from assistant.model import METRICS, Evidence, Reason, Scores, Slots
from assistant.quality.gate import Gated
from assistant.quality.priority import Assessment, explain, low_scores
from assistant.quality.thresholds import SHIPPED, Limits
from store.queue import QueueItem
from store.turns import TurnRecord, Waiting

_REASON_FIELDS = tuple(field.name for field in fields(Reason))
_reason_values = attrgetter(*_REASON_FIELDS)


@dataclass(frozen=True, slots=True)
class Thought:
    """A turn as it will be written, before it has a place in the log."""

    request: Request
    gated: Gated
    scores: Scores
    assessment: Assessment | None
    state: State
    router_version: str
    blind_rate: float
    limits: Limits = SHIPPED
    """The thresholds that held for it."""
    is_drawn: bool = False
    """Whether it belongs to the random sample, whatever else speaks against it."""
    counsel: Counsel | None = None
    """The language model that was asked, if one was."""


def record_of(
    waiting: Waiting,
    thought: Thought,
    now: dt.datetime,
    action: Mapping[str, Any] | None = None,
) -> TurnRecord:
    """The turn in the form of the log.

    Args:
        action: what was performed and what came of it, see `store.actions.performed`.
    """
    said = thought.gated.draft
    took_ms = round((now - waiting.received_at).total_seconds() * 1000, 3)
    return TurnRecord(
        waiting=waiting,
        text=said.text,
        now=now,
        language=thought.request.language,
        choices=tuple((choice.value, choice.title) for choice in said.choices),
        state=write_state(thought.state),
        handoff=said.handoff,
        leaves_line=said.leaves_line,
        columns={**_columns(thought), "action": action, "response_ms": max(took_ms, 0.0)},
        queue=_queue_item(waiting, thought),
    )


def _queue_item(waiting: Waiting, thought: Thought) -> QueueItem | None:
    found = thought.assessment
    if found is None:
        return None
    blind = found.reasons == ("blind_sample",)
    return QueueItem(
        conversation_id=waiting.conversation_id,
        user_id=waiting.user_id,
        intent=thought.request.reading.intent,
        confidence=thought.request.reading.confidence,
        priority=found.priority,
        parts=found.parts,
        reasons=found.reasons,
        sentiment=found.sentiment,
        snippet=waiting.text,
        blind=blind,
        sample_rate=thought.blind_rate if thought.is_drawn else 1.0,
    )


def _columns(thought: Thought) -> dict[str, Any]:
    reading, gated, scores = thought.request.reading, thought.gated, thought.scores
    return {
        "intent": reading.intent,
        "confidence": round(reading.confidence, 6),
        "slots": _said(reading.slots),
        "evidence": [evidence_json(row) for row in gated.draft.evidence],
        "draft": gated.original_text,
        "gate": gated.verdict,
        "gate_report": [reason_json(reason) for reason in gated.reasons] or None,
        **score_columns(scores),
        "router_version": thought.router_version,
        "model": thought.counsel.model if thought.counsel else None,
        "cost_paise": thought.counsel.cost_paise if thought.counsel else None,
        "scored_ms": round(scores.took_ms, 3),
        "flagged": bool(low_scores(scores, thought.limits)),
        "flag_reason": explain(scores, thought.limits),
    }


def score_columns(scores: Scores) -> dict[str, Any]:
    """The columns that hold scores, as they are written when a turn is answered or scored again."""
    found = {metric: getattr(scores, metric) for metric in METRICS}
    return {
        **{metric: one.value for metric, one in found.items()},
        "score_reasons": {
            **{metric: [reason_json(why) for why in one.reasons] for metric, one in found.items()},
            "unscored": {metric: one.unscored for metric, one in found.items() if one.unscored},
        },
        "scorer_version": scores.version,
    }


def evidence_json(row: Evidence) -> dict[str, Any]:
    document = {"source": row.source, "fields": dict(row.fields)}
    return document if row.text is None else {**document, "text": row.text}


def reason_json(reason: Reason) -> dict[str, str | None]:
    return dict(zip(_REASON_FIELDS, _reason_values(reason), strict=True))


def _said(slots: Slots) -> dict[str, Any] | None:
    return {name: _plain(value) for name, value in slots.said().items()} or None


def _plain(value: Any) -> Any:
    """A value of a slot as JSON has it."""
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date | dt.time) else value
