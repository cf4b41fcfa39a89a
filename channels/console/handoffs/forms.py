"""What staff send about conversations, checked before anything else sees it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from channels.console.forms import Blank, Channel, Cursor, Key, Language, Limit, Words
from store.handoff_list import HandoffFilter, View

MOST_SUMMARY = 1000


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be printable characters only")
    return value


Summary = Annotated[Words, Field(max_length=MOST_SUMMARY)]
ClientId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]


class LineQuery(BaseModel):
    """How the list of handoffs is narrowed, and where it goes on."""

    view: Annotated[View | None, Blank] = None
    channel: Annotated[Channel | None, Blank] = None
    language: Annotated[Language | None, Blank] = None
    cursor: Annotated[Cursor | None, Blank] = None
    limit: Limit = 50

    def wanted(self) -> HandoffFilter:
        return HandoffFilter(self.view or "open", self.channel, self.language)


class Reply(BaseModel):
    """A person's reply to a customer."""

    model_config = ConfigDict(extra="forbid")

    client_id: ClientId
    text: Words


class HandBack(BaseModel):
    """How a conversation was settled, for whoever reads it next; the customer does not see it."""

    model_config = ConfigDict(extra="forbid")

    summary: Summary


class Transfer(BaseModel):
    """The colleague who goes on."""

    model_config = ConfigDict(extra="forbid")

    to: Key


class PageForm(BaseModel):
    """A form of the conversation page: beside its fields it carries the CSRF token."""

    model_config = ConfigDict(extra="ignore")


class ReplyForm(PageForm):
    client_id: ClientId
    text: Words


class HandBackForm(PageForm):
    summary: Summary


class TransferForm(PageForm):
    to: Key
