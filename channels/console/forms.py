"""What staff send: filters of a list and the verdict form, checked before anything else sees them.

The verdict form accepts anything a person can type, so that what does not fit can be shown to them
again instead of being lost.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from store.pages import LARGEST_KEY
from store.review_queue import QueueFilter, Status
from store.reviews import Review, Verdict, VerdictError
from store.transcripts import METRICS

MOST_CHARACTERS = 4000
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What no database can hold: NUL, and halves of characters."""
_NO_TEXT = "must not contain the NUL character or half of one"
_VERDICTS: Mapping[str, Verdict] = {name: name for name in get_args(Verdict)}

Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Cursor = Annotated[str, Field(max_length=200)]


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


def _sayable(value: str) -> str:
    value = value.replace("\r\n", "\n").strip()
    if _UNKEPT.search(value):
        raise ValueError(_NO_TEXT)
    if not value:
        raise ValueError("must not be blank")
    return value


Words = Annotated[str, Field(max_length=MOST_CHARACTERS), AfterValidator(_sayable)]
"""What is said to a customer or written for colleagues."""
Limit = Annotated[int, Field(ge=1, le=200)]
Blank = BeforeValidator(_none_if_blank)
"""A form sends an empty text for what was left open."""

Channel = Literal["WEB", "MOBILE", "WHATSAPP"]
Language = Literal["en", "hinglish", "hi"]


class QueueQuery(BaseModel):
    """How a list of the queue is narrowed, and where it goes on."""

    status: Annotated[Status | None, Blank] = None
    reason: Annotated[str | None, Field(pattern=r"^[a-z_]{1,40}$"), Blank] = None
    channel: Annotated[Channel | None, Blank] = None
    language: Annotated[Language | None, Blank] = None
    cursor: Annotated[Cursor | None, Blank] = None
    limit: Limit = 50

    def wanted(self) -> QueueFilter:
        return QueueFilter(
            status=self.status or "open",
            reason=self.reason,
            channel=self.channel,
            language=self.language,
        )


class ConversationQuery(BaseModel):
    """How a list of conversations is narrowed; `q` is a conversation's number or a mobile."""

    q: Annotated[str | None, Field(max_length=40), Blank] = None
    channel: Annotated[Channel | None, Blank] = None
    language: Annotated[Language | None, Blank] = None
    cursor: Annotated[Cursor | None, Blank] = None
    limit: Limit = 50

    def key(self) -> int | None:
        """The conversation asked for by number."""
        digits = self._digits()
        return int(digits) if len(digits) > 13 and int(digits) <= LARGEST_KEY else None

    def mobile(self) -> str | None:
        """The mobile asked for, in +91 form; one that nobody has if it is no number at all."""
        return f"+91{self._digits()[-10:]}" if self.q else None

    def _digits(self) -> str:
        return "".join(re.findall(r"[0-9]", self.q or ""))


class SignInForm(BaseModel):
    """An email and a password as typed."""

    email: str = Field(default="", max_length=254)
    password: str = Field(default="", max_length=200)
    token: str = ""


class VerdictForm(BaseModel):
    """The review as a person left it."""

    model_config = ConfigDict(extra="ignore")

    grounding: str = ""
    faithfulness: str = ""
    relevancy: str = ""
    reasons: list[str] = []
    corrected_answer: str = ""
    note: str = ""
    then: str = ""
    """"next" goes on to the next item."""

    def review(self) -> Review:
        """The review, if it is one.

        Raises:
            VerdictError: a metric has no verdict or a text is too long.
        """
        given = {metric: getattr(self, metric) for metric in METRICS}
        return read_review(given, self.reasons, self.corrected_answer, self.note)


def read_review(
    verdicts: Mapping[str, str], reasons: list[str], corrected_answer: str, note: str
) -> Review:
    """A review from what came over the wire.

    Raises:
        VerdictError: it is incomplete, or a text is too long to keep.
    """
    missing = [metric for metric, verdict in verdicts.items() if verdict not in _VERDICTS]
    if missing:
        raise VerdictError(f"say good, bad or unsure for {' and '.join(missing)}")
    return Review(
        verdicts={metric: _VERDICTS[verdict] for metric, verdict in verdicts.items()},
        reasons=tuple(dict.fromkeys(reasons)),
        corrected_answer=_text("the corrected answer", corrected_answer),
        note=_text("the note", note),
    )


def _text(what: str, value: str) -> str | None:
    value = value.replace("\r\n", "\n").strip()
    if len(value) > MOST_CHARACTERS:
        raise VerdictError(f"{what} may have {MOST_CHARACTERS} characters, not {len(value)}")
    if _UNKEPT.search(value):
        raise VerdictError(f"{what} {_NO_TEXT}")
    return value or None
