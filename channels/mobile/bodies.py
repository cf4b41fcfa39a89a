"""The JSON of the mobile REST requests and answers.

Messages look as they do on a socket: what is refused there is refused here.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from channels.sockets.frames import ChoiceValue, ClientId, ConversationId, Line, Words

MOST_IN_A_BATCH = 100
MOST_IN_A_PAGE = 200


def _token(value: str) -> str:
    if not value.isascii() or not value.isprintable() or " " in value:
        raise ValueError("must be printable ASCII without spaces")
    return value


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Utterance(_Body):
    """What a customer said: `text`, or the `value` of a quick reply that was offered."""

    text: Words | None = None
    value: ChoiceValue | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.text is None) == (self.value is None):
            raise ValueError("give either text or value")
        return self


class MessageRequest(Utterance):
    """One message; without a conversation, it goes to the session's own."""

    conversation_id: ConversationId | None = None


class QueuedMessage(Utterance):
    """A message that was written without a connection; `sent_at` is when, by the device's clock."""

    client_id: ClientId
    sent_at: AwareDatetime | None = None


class BatchRequest(_Body):
    """Messages in the order in which they were written."""

    conversation_id: ConversationId | None = None
    messages: Annotated[tuple[QueuedMessage, ...], Field(min_length=1, max_length=MOST_IN_A_BATCH)]

    @model_validator(mode="after")
    def _names_are_single(self) -> Self:
        names = [message.client_id for message in self.messages]
        if len(set(names)) < len(names):
            raise ValueError("a client_id stands twice in the batch")
        return self


class Taken(_Body):
    """A message that is committed under `seq`; it will be answered whatever happens now."""

    conversation_id: ConversationId
    client_id: str
    seq: int
    ts: str
    """When it was taken: ISO 8601 with offset, UTC."""


class TakenBatch(_Body):
    """Every message of the batch, in its order."""

    items: tuple[Taken, ...]


class LinesPage(_Body):
    """Lines of a conversation; `next_cursor` is the `after` of the next page, if there is one."""

    items: tuple[Line, ...]
    next_cursor: str | None


class DeviceRequest(_Body):
    """A device as Firebase Cloud Messaging names it."""

    token: Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(_token)]
    platform: Literal["android", "ios", "web"] = "android"
