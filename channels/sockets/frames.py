"""Every frame of the socket protocol as a model; the AsyncAPI document is made from these.

A frame is one JSON object with a `type`. Refuses what the database or a terminal could choke on
(NUL, lone surrogates, blank or endless text) before anything else sees it.
"""

from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import from_json

from store.chat import Message

MOST_BYTES = 64 * 1024
MOST_CHARACTERS = 4096
Author = Literal["customer", "assistant", "agent", "system"]
_AUTHORS: dict[str, Author] = {
    "user": "customer",
    "assistant": "assistant",
    "agent": "agent",
    "system": "system",
}


class FrameError(Exception):
    """A frame that cannot be taken: `code` for programs, the text for people."""

    def __init__(
        self, code: str, detail: str, *, retry: bool = False, client_id: str | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.retry = retry
        self.client_id = client_id


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be printable characters only")
    return value


def _sayable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must not contain the NUL character")
    if not value.strip():
        raise ValueError("must not be blank")
    return value


def _digits(value: object) -> object:
    return str(value) if type(value) is int else value


Token = Annotated[str, Field(min_length=1, max_length=4096)]
ClientId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
Words = Annotated[str, Field(max_length=MOST_CHARACTERS), AfterValidator(_sayable)]
ChoiceValue = Annotated[str, Field(min_length=1, max_length=200)]
Seq = Annotated[int, Field(ge=0, lt=2**31)]
ConversationId = Annotated[str, BeforeValidator(_digits), Field(pattern=r"^[0-9]{1,18}$")]
"""A string, because the key is longer than JavaScript's numbers are exact."""


class _Frame(BaseModel):
    """What stands under a field is its description in the document."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Hello(_Frame):
    """The first frame, within 5 s: who speaks, by a token of ours or a host application's, and the
    last line that was received."""

    type: Literal["hello"]
    token: Token
    guest_token: Token | None = None
    """Beside a host application's token: that of the session so far, whose conversation goes on.
    Refused when it is another person's; one that is known no more is as good as none. May be sent
    again with the same or a fresh `token` while no `ready` has come."""
    conversation_id: ConversationId | None = None
    last_seq: Seq = 0


class Say(_Frame):
    """A message; the same `client_id` again is acknowledged again and answered once."""

    type: Literal["message"]
    client_id: ClientId
    text: Words


class Choose(_Frame):
    """A quick reply out of those that a recent message offered."""

    type: Literal["choice"]
    client_id: ClientId
    value: ChoiceValue


class Handoff(_Frame):
    """The wish to talk to a person."""

    type: Literal["handoff"]
    client_id: ClientId


class Feedback(_Frame):
    """A thumb on one of the assistant's messages."""

    type: Literal["feedback"]
    seq: Seq
    value: Literal["up", "down"]
    comment: Annotated[str, Field(max_length=1000), AfterValidator(_sayable)] | None = None


class Typing(BaseModel):
    """The customer is writing; sent at most every few seconds."""

    model_config = ConfigDict(frozen=True)
    type: Literal["typing"]


class Ping(BaseModel):
    """Asks for a `pong` and counts as a sign of life."""

    model_config = ConfigDict(frozen=True)
    type: Literal["ping"]


ClientFrame = Hello | Say | Choose | Typing | Feedback | Handoff | Ping
StaffFrame = Hello | Say | Typing | Ping
"""What a colleague's side sends; the others are for customers only."""
_CLIENT_FRAME: TypeAdapter[ClientFrame] = TypeAdapter(
    Annotated[ClientFrame, Field(discriminator="type")]
)


class Ready(_Frame):
    """All lines after the client's `last_seq` were sent; `last_seq` is now this one."""

    type: Literal["ready"] = "ready"
    conversation_id: ConversationId
    last_seq: Seq
    signed_in: Literal[True] | None = None
    """There when the session is a known person's; a guest may have signed in within the chat."""
    token: str | None = None
    """The session's token where a host application's let somebody in: for the next hello and the
    REST requests, shown once."""


class Ack(_Frame):
    """The message is committed under `seq`; it will be answered whatever happens now."""

    type: Literal["ack"] = "ack"
    client_id: ClientId
    seq: Seq


class Option(_Frame):
    """A quick reply: what is sent back, and what people see."""

    value: str
    title: str


class Line(_Frame):
    """One line of the conversation; every socket gets every line, once, in order of `seq`."""

    type: Literal["message"] = "message"
    seq: Seq
    author: Author
    name: str | None = None
    """Who of ours wrote it, where the author is a person."""
    text: str
    choices: tuple[Option, ...] | None = None
    in_reply_to: Seq | None = None
    ts: str
    """ISO 8601 with offset, UTC."""


class Writing(_Frame):
    """Somebody else is writing."""

    type: Literal["typing"] = "typing"
    author: Author


class Delta(_Frame):
    """A piece of an answer that is on its way and has passed the gate."""

    type: Literal["delta"] = "delta"
    in_reply_to: Seq
    text: str


class HandoffState(_Frame):
    """Where the wish to talk to a person stands."""

    type: Literal["handoff"] = "handoff"
    state: Literal["waiting", "joined", "ended"]
    agent: str | None = None
    position: int | None = None


class Error(_Frame):
    """A frame was not taken; `retry` says whether the same one may succeed later."""

    type: Literal["error"] = "error"
    code: str
    detail: str
    retry: bool
    client_id: str | None = None


class Pong(_Frame):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"


ServerFrame = Ready | Ack | Line | Writing | Delta | HandoffState | Error | Pong


def read_frame(raw: str) -> ClientFrame:
    """The frame that `raw` holds.

    Raises:
        FrameError: it holds none; the code is bad_json, unknown_type or bad_field.
    """
    try:
        return _CLIENT_FRAME.validate_json(raw)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if problem["type"] == "json_invalid":
        raise FrameError("bad_json", problem["msg"])
    if problem["type"].startswith("union_tag"):
        raise FrameError("unknown_type", "the frame has no type that is known here")
    if not problem["loc"]:
        raise FrameError("bad_json", "a frame is a JSON object")
    place = ".".join(str(part) for part in problem["loc"][1:])
    raise FrameError("bad_field", f"{place}: {problem['msg']}", client_id=_client_id(raw))


def write_frame(frame: ServerFrame) -> str:
    return frame.model_dump_json(exclude_none=True)


def line_of(message: Message) -> Line:
    """A message of the log as customers see it."""
    return Line(
        seq=message.seq,
        author=_AUTHORS[message.role],
        name=message.author,
        text=message.text,
        choices=tuple(Option(value=value, title=title) for value, title in message.choices) or None,
        in_reply_to=message.reply_to_seq,
        ts=message.created_at.isoformat(timespec="milliseconds"),
    )


def _client_id(raw: str) -> str | None:
    """Lets the sender know which of its messages was refused."""
    value = from_json(raw).get("client_id")
    return value if isinstance(value, str) and len(value) <= 64 else None
