"""The JSON of a webhook, as far as it is read. Everything is optional and unknown fields are kept:
the platform adds, omits and renames, and none of that may cost a customer's message.

Field by field after Meta's webhook reference; holds no decision about what anything means.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Loose(BaseModel):
    """Takes numbers for strings, and whatever else there is."""

    model_config = ConfigDict(
        extra="allow", frozen=True, coerce_numbers_to_str=True, populate_by_name=True
    )


def _whole(value: Any) -> int | None:
    """A number that may be written as text; None for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


Whole = Annotated[int | None, BeforeValidator(_whole)]


def _objects(value: Any) -> Any:
    """A list without what is no object; anything but a list is none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


class Trouble(Loose):
    """One of `errors`: `code` is what to decide on."""

    code: Whole = None
    title: str | None = None
    message: str | None = None
    error_data: dict[str, Any] | None = None


Troubles = Annotated[tuple[Trouble, ...], BeforeValidator(_objects)]


class Profile(Loose):
    name: str | None = None
    username: str | None = None


class ContactCard(Loose):
    """Who wrote: by number, by business-scoped user id, or both."""

    wa_id: str | None = None
    user_id: str | None = None
    profile: Profile | None = None


class Text(Loose):
    body: str = ""


class Media(Loose):
    """A picture, voice note, file ...: a reference, good for seven days."""

    id: str | None = None
    mime_type: str | None = None
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool | None = None
    animated: bool | None = None
    url: str | None = None


class Location(Loose):
    latitude: float | None = None
    longitude: float | None = None
    name: str | None = None
    address: str | None = None


class Button(Loose):
    """A quick reply of a template."""

    payload: str | None = None
    text: str | None = None


class Pick(Loose):
    """A pressed reply button or a chosen row."""

    id: str | None = None
    title: str | None = None
    description: str | None = None


class FlowReply(Loose):
    """A form that was filled in; `response_json` is JSON in a string, not always of an object."""

    response_json: Any = None
    body: str | None = None
    name: str | None = None


class Interactive(Loose):
    type: str | None = None
    button_reply: Pick | None = None
    list_reply: Pick | None = None
    nfm_reply: FlowReply | None = None


class Reaction(Loose):
    """Without an emoji it is taken back."""

    message_id: str | None = None
    emoji: str | None = None


class System(Loose):
    """A person has another number or another user id; older versions call them `new_wa_id`."""

    type: str | None = None
    body: str | None = None
    wa_id: str | None = None
    new_wa_id: str | None = None
    user_id: str | None = None
    previous_user_id: str | None = None


class Unsupported(Loose):
    type: str | None = None


class Revoke(Loose):
    original_message_id: str | None = None


class Edit(Loose):
    original_message_id: str | None = None
    message: dict[str, Any] | None = None


class Context(Loose):
    """What a message answers, and how it came."""

    id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    referred_product: dict[str, Any] | None = None


class Head(Loose):
    """What every message has, whatever is wrong with the rest of it."""

    id: str | None = None
    type: str | None = None
    timestamp: Whole = None
    sender: str | None = Field(default=None, alias="from")
    from_user_id: str | None = None
    group_id: str | None = None


class Message(Head):
    """One message; the field named like its type holds its content."""

    errors: Troubles = ()
    context: Context | None = None
    referral: dict[str, Any] | None = None
    text: Text | None = None
    image: Media | None = None
    audio: Media | None = None
    voice: Media | None = None
    video: Media | None = None
    document: Media | None = None
    sticker: Media | None = None
    location: Location | None = None
    contacts: list[dict[str, Any]] | None = None
    order: dict[str, Any] | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    reaction: Reaction | None = None
    system: System | None = None
    unsupported: Unsupported | None = None
    revoke: Revoke | None = None
    edit: Edit | None = None


class Status(Loose):
    """What became of a message of ours."""

    id: str | None = None
    status: str | None = None
    type: str | None = None
    timestamp: Whole = None
    biz_opaque_callback_data: str | None = None
    errors: Troubles = ()


class Rename(Loose):
    """`previous` and `current` of an identifier."""

    previous: str | None = None
    current: str | None = None


class UserIdUpdate(Loose):
    wa_id: str | None = None
    user_id: Rename | None = None
    timestamp: Whole = None
