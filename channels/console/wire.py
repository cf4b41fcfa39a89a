"""What the console says in JSON. Keys are texts: they are too long for a script's numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from channels.console.forms import MOST_CHARACTERS
from store.reviews import Verdict
from store.staff import Role

Key = Annotated[str, BeforeValidator(lambda value: str(value) if type(value) is int else value)]


class Read(BaseModel):
    """Made from a value of the store."""

    model_config = ConfigDict(from_attributes=True)


class SignIn(BaseModel):
    """An email and a password."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=200)


class SessionAnswer(Read):
    """Who is signed in; changes must carry `csrf_token` in the header X-CSRF-Token."""

    user_id: Key
    name: str
    email: str
    role: Role
    csrf_token: str
    expires_at: datetime


class QueueRowAnswer(Read):
    """One line of the queue; what the machine thinks is left out while it is `concealed`."""

    id: Key
    message_id: Key | None
    complaint_number: str | None
    conversation_id: Key | None
    user_id: Key | None
    intent: str | None
    confidence: float | None
    priority: float | None
    parts: Mapping[str, float]
    reasons: tuple[str, ...]
    sentiment: str | None
    snippet: str
    concealed: bool
    status: str
    holder: str | None
    leased_until: datetime | None
    verdict: Verdict | None
    reviewer: str | None
    reviewed_at: datetime | None
    channel: str | None
    language: str | None
    created_at: datetime


class QueueAnswer(BaseModel):
    """A page of the queue; `open` counts all that still wait for a verdict."""

    items: tuple[QueueRowAnswer, ...]
    next_cursor: str | None
    open: int


class FindingAnswer(Read):
    """What is said of one claim of the answer."""

    claim: str
    verdict: str
    kind: str
    source: str | None
    field: str | None
    expected: str | None


class ScoreAnswer(Read):
    """One metric; without a value `unscored` says why."""

    metric: str
    value: float | None
    findings: tuple[FindingAnswer, ...]
    unscored: str | None


class EvidenceAnswer(Read):
    """A row or passage as it was when the turn was answered."""

    source: str
    fields: Mapping[str, Any]
    text: str | None


class TurnAnswer(Read):
    """A question and its answer."""

    message_id: Key
    seq: int
    question: str
    answer: str
    language: str | None
    intent: str | None
    confidence: float | None
    slots: Mapping[str, Any]
    evidence: tuple[EvidenceAnswer, ...]
    draft: str | None
    gate: str | None
    gate_findings: tuple[FindingAnswer, ...]
    scores: tuple[ScoreAnswer, ...]
    flag_reason: str | None
    feedback: str | None
    feedback_comment: str | None
    scorer_version: str
    router_version: str
    model: str | None
    response_ms: float | None
    asked_at: datetime
    answered_at: datetime


class ComplaintUpdateAnswer(Read):
    """A line of a complaint's history."""

    author: str | None
    comment: str
    status: str
    internal: bool
    created_at: datetime


class ComplaintAnswer(Read):
    """A complaint whose clock ran out."""

    number: str
    type: str
    subject: str
    description: str
    priority: str
    status: str
    response_due_at: datetime
    resolution_due_at: datetime
    created_at: datetime
    updates: tuple[ComplaintUpdateAnswer, ...]


class LineAnswer(Read):
    """One message of a conversation; `scores` only for the assistant's."""

    message_id: Key
    seq: int
    role: str
    author: str | None
    text: str
    language: str | None
    intent: str | None
    gate: str | None
    scores: Mapping[str, float | None]
    flagged: bool
    feedback: str | None
    queue_id: Key | None
    concealed: bool
    delivery: str | None
    note: str | None
    attachment: str | None
    created_at: datetime


class ReviewAnswer(Read):
    """What one reviewer said."""

    verdicts: Mapping[str, Verdict]
    reasons: tuple[str, ...]
    corrected_answer: str | None
    note: str | None


class StoredReviewAnswer(Read):
    """A review on file."""

    reviewer: str | None
    reviewed_at: datetime
    review: ReviewAnswer


class ItemAnswer(Read):
    """Everything about one item: either a turn or a complaint."""

    row: QueueRowAnswer
    turn: TurnAnswer | None
    complaint: ComplaintAnswer | None
    transcript: tuple[LineAnswer, ...]
    reviews: tuple[StoredReviewAnswer, ...]


class ClaimAnswer(BaseModel):
    """Until when the item is held."""

    leased_until: datetime


class ReviewRequest(BaseModel):
    """A verdict for each metric, why, and what should have been said."""

    model_config = ConfigDict(extra="forbid")

    verdicts: dict[str, Verdict]
    reasons: list[str] = Field(default=[], max_length=20)
    corrected_answer: str = Field(default="", max_length=MOST_CHARACTERS)
    note: str = Field(default="", max_length=MOST_CHARACTERS)


class VerdictAnswer(BaseModel):
    """The verdict on the whole turn."""

    verdict: Verdict


class ConversationAnswer(Read):
    """The head of a conversation."""

    id: Key
    channel: str
    language: str
    owner: str
    customer: str | None
    customer_id: Key | None
    lines: int
    last_text: str | None
    began_at: datetime
    last_at: datetime


class ConversationsAnswer(BaseModel):
    """A page of conversations, newest first."""

    items: tuple[ConversationAnswer, ...]
    next_cursor: str | None


class TranscriptAnswer(Read):
    """A conversation line by line; `more_from` is where the next page begins."""

    head: ConversationAnswer
    lines: tuple[LineAnswer, ...]
    more_from: int | None
