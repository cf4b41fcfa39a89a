"""The JSON of the requests and answers by which customers' sessions are opened."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from channels.host_token import MOST_CHARACTERS, indian_mobile
from channels.sockets.frames import ConversationId

Channel = Literal["web", "mobile"]
"""Where a new conversation is begun."""
HostToken = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
Mobile = Annotated[
    str, Field(max_length=20, examples=["98765 43210"]), AfterValidator(indian_mobile)
]


class GuestRequest(BaseModel):
    """How a guest wishes to be addressed; with a host application's token, a known customer."""

    language: Literal["en", "hinglish", "hi"] = "en"
    channel: Channel = "web"
    host_token: HostToken | None = None


class SessionAnswer(BaseModel):
    """The token opens the chat socket; it is shown once and cannot be asked for again."""

    token: str
    conversation_id: ConversationId


class CodeRequest(BaseModel):
    mobile: Mobile
    language: Literal["en", "hinglish", "hi"] = "en"


class CodeAnswer(BaseModel):
    """A code is on its way; in a demo it is right here."""

    expires_in: int
    """Seconds."""
    code: str | None = None


class VerifyRequest(BaseModel):
    mobile: Mobile
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    channel: Channel = "web"
