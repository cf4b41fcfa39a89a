"""The values that cross the parts of a turn: what was read, what is to be said, what it stands on.

Plain frozen data; nothing here reads a clock, a database or a file.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, Literal

from assistant.task import Task, Wish

Language = Literal["en", "hinglish", "hi"]
LANGUAGES: tuple[Language, ...] = ("en", "hinglish", "hi")
Channel = Literal["WEB", "MOBILE", "WHATSAPP"]
Metric = Literal["grounding", "faithfulness", "relevancy"]
METRICS: tuple[Metric, ...] = ("grounding", "faithfulness", "relevancy")

INTENTS = (
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "stop",
    "help",
    "human_agent",
    "service_search",
    "price_quote",
    "availability",
    "provider_info",
    "book",
    "booking_list",
    "booking_status",
    "reschedule",
    "cancel",
    "payment_status",
    "refund_status",
    "invoice",
    "wallet",
    "referral",
    "complaint_raise",
    "complaint_status",
    "address",
    "policy",
    "out_of_scope",
)


@dataclass(frozen=True, slots=True)
class Slots:
    """What a message says about itself. None: not said. Several services: it fits more than one.

    What reads two ways is never settled silently: `date` and `time_from` hold the likelier reading,
    and their `_choices` all of them, for the assistant to ask.
    """

    services: tuple[str, ...] = ()
    """Keys "category-slug/subcategory-slug", best first; more than one means "ask which"."""
    category: str | None = None
    """A category slug, when a whole category is named ("salon", "plumber")."""
    variant: str | None = None
    pincode: str | None = None
    city: str | None = None
    date: dt.date | None = None
    date_choices: tuple[dt.date, ...] = ()
    """The days that it may be, likeliest first, when that is not clear ("next Friday", "Saturday or
    Sunday", "12/11"); else empty."""
    time_from: dt.time | None = None
    time_to: dt.time | None = None
    time_choices: tuple[dt.time, ...] = ()
    """The hours that it may be ("10 or 11 baje"), likeliest first, when that is not clear; else
    empty."""
    booking_number: str | None = None
    complaint_number: str | None = None
    quantity: int | None = None
    """How many of the one work that is named, from two on."""
    amount_paise: int | None = None
    mobile: str | None = None
    rating: float | None = None
    """Stars of five, 1 to 5; halves are said too ("4.5")."""
    reason: str | None = None

    def said(self) -> dict[str, Any]:
        """What is said, by the names of the slots."""
        pairs = zip(_SLOTS, _values_of(self), strict=True)
        return {name: value for name, value in pairs if value is not None and value != ()}


_SLOTS = tuple(field.name for field in fields(Slots))
_values_of = attrgetter(*_SLOTS)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the router made of one message."""

    intent: str
    confidence: float
    language: Language
    slots: Slots
    runners_up: tuple[tuple[str, float], ...] = ()
    """The next best intents with their probabilities, best first."""
    masked: str = ""
    """The text with each value of a slot behind a mask like "_pin_"."""
    of_others: bool = False
    """It names a thing of other trades (a laptop, a tutor) and nothing of the catalogue's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row or passage that an answer may stand on.

    `source` names it: "rate_cards#112" for a row, "policy/cancellation" for a passage, "session"
    for what the turn knows of itself (now, customer_id, city, pincode). `fields` are JSON values
    with any names: money is a decimal string or number of rupees unless its name ends in "paise".
    """

    source: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact that a sentence states, bound to where it stands."""

    slot: str
    """The hole in the template that it fills."""
    source: str
    field: str
    rendered: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of a reply. With a template it can be rendered again from evidence; free text
    (a model's, a person's) has none."""

    text: str
    template: str | None = None
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A quick reply: what is sent back, and what the customer sees."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a skill proposes to say, before the gate."""

    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    choices: tuple[Choice, ...] = ()
    handoff: bool = False
    leaves_line: bool = False
    """The customer does not wait for a person any more."""
    kind: Literal["answer", "clarify", "decline", "chat"] = "answer"
    asks: (
        Literal["service", "pincode", "booking", "book", "complaint", "handoff", "intent"] | None
    ) = None
    """What a reply to this would fill; None when nothing is asked."""
    booking_number: str | None = None
    """The booking that the reply is about, so that what is asked next may mean it."""
    task: Task | None = None
    """The task in progress as this reply leaves it; None: it stays as it was."""
    ends_task: bool = False
    wish: Wish | None = None
    """A message that waited for this reply and is answered together with it."""
    instead: "Draft | None" = None
    """What to say when the gate does not let this pass as it stands."""

    @property
    def text(self) -> str:
        return "\n".join(sentence.text for sentence in self.sentences)

    def followed_by(self, other: "Draft") -> "Draft":
        """One reply of two: this one answers, the other is what it ends with and asks. Nothing is
        said twice."""
        new = tuple(one for one in other.sentences if one not in self.sentences)
        sources = {row.source for row in self.evidence}
        values = {choice.value for choice in other.choices}
        return replace(
            other,
            sentences=self.sentences + new,
            evidence=self.evidence + tuple(r for r in other.evidence if r.source not in sources),
            choices=other.choices + tuple(c for c in self.choices if c.value not in values),
            handoff=self.handoff or other.handoff,
            leaves_line=self.leaves_line or other.leaves_line,
            kind=self.kind,
            booking_number=other.booking_number or self.booking_number,
            task=other.task or (None if other.ends_task else self.task),
            ends_task=self.ends_task or other.ends_task,
            wish=None,
            instead=self,
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is: one claim of the answer, its verdict, and what it was held
    against."""

    claim: str
    verdict: Literal["supported", "unsupported", "contradicted", "not_checkable", "note"]
    kind: str
    """The type of the fact (amount, date, status, ...) or of the finding (promise, off_topic)."""
    source: str | None = None
    field: str | None = None
    expected: str | None = None
    """What the evidence says instead, ready for people: "said X, catalogue Y"."""


@dataclass(frozen=True, slots=True)
class Score:
    """One metric of one answer; `value` is None when it could not or need not be scored."""

    value: float | None
    reasons: tuple[Reason, ...] = ()
    unscored: str | None = None
    """Why there is no value; None when there is one."""


@dataclass(frozen=True, slots=True)
class Scores:
    """The three metrics of one answer, from one version of the scorers."""

    grounding: Score
    faithfulness: Score
    relevancy: Score
    version: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Exchange:
    """What scorers see of a turn, whoever answered it."""

    question: str
    evidence: tuple[Evidence, ...]
    answer: str
    context: tuple[tuple[str, str], ...] = ()
    """Earlier messages, oldest first, as (role, text) with role "user" or "assistant"."""
    now: dt.datetime | None = None
