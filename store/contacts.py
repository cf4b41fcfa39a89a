"""People as an outside channel names them: by number, by an id of its own, or both.

A name leads to the one conversation that its person has on the channel, and to the person once the
number, which the channel has proven, says who it is. Of somebody whose number is not known the
conversation is a guest's. Creates no second conversation for a person who turns out to have two
names: the conversation of the number wins, and the other name leads to it from then on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from store.accounts import create_customer, user_by_mobile
from store.audit import record
from store.database import Tx
from store.dialogues import adopt_dialogue, open_dialogue
from store.ids import Ids
from store.prepared import Prepared
from store.tables import dialogues, identities, users

PHONE, USER_ID, CODES = "phone", "user_id", "codes"
_INDIAN = re.compile(r"91[6-9][0-9]{9}")


class MetElsewhereError(RuntimeError):
    """Two processes met the same new person at the same moment."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a channel calls somebody: `phone` is digits with the country code, `user_id` its own
    word for the person; `shown` is what they call themselves."""

    phone: str | None = None
    user_id: str | None = None
    shown: str | None = None

    def by_kind(self) -> dict[str, str]:
        given = {PHONE: self.phone, USER_ID: self.user_id}
        return {kind: name for kind, name in given.items() if name}

    @property
    def mobile(self) -> str | None:
        """The number as accounts have it, if it is an Indian mobile's."""
        return f"+{self.phone}" if self.phone and _INDIAN.fullmatch(self.phone) else None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's place on a channel; a guest has no user."""

    conversation_id: int
    user_id: int | None
    owner: str


@dataclass(frozen=True, slots=True)
class Address:
    """Where to reach the person of a conversation, and when they were last heard there."""

    names: Names
    heard_at: datetime | None
    owner: str
    is_for_codes: bool = False
    """Nobody writes here: it is the place of a number to which sign-in codes go."""


_NAMED = Prepared(
    select(
        identities.c.id,
        identities.c.kind,
        identities.c.user_id,
        identities.c.conversation_id,
        dialogues.c.user_id.label("dialogue_user_id"),
        dialogues.c.owner,
        users.c.role,
        users.c.active,
    )
    .outerjoin(dialogues, dialogues.c.id == identities.c.conversation_id)
    .outerjoin(users, users.c.id == identities.c.user_id)
    .where(
        identities.c.channel == bindparam("on_channel"),
        or_(
            (identities.c.kind == PHONE) & (identities.c.external_id == bindparam("phone")),
            (identities.c.kind == USER_ID) & (identities.c.external_id == bindparam("user")),
        ),
    )
)
_NAME = insert(identities)
_POINT = (
    update(identities)
    .where(identities.c.id == bindparam("key"))
    .values(conversation_id=bindparam("conversation"), user_id=bindparam("person"))
)
_CALL = (
    update(users)
    .where(users.c.id == bindparam("person"), users.c.name.is_(None))
    .values(name=bindparam("shown"))
)
_HEARD = (
    update(dialogues)
    .where(
        dialogues.c.id == bindparam("conversation"),
        or_(dialogues.c.heard_at.is_(None), dialogues.c.heard_at < bindparam("at")),
    )
    .values(heard_at=bindparam("at"))
)
_HEARD_ONE = Prepared(_HEARD)
_ADDRESS = Prepared(
    select(
        identities.c.kind,
        identities.c.external_id,
        identities.c.conversation_id,
        dialogues.c.heard_at,
        dialogues.c.owner,
    )
    .select_from(dialogues)
    .outerjoin(
        identities,
        (identities.c.channel == dialogues.c.channel)
        & (
            (identities.c.conversation_id == dialogues.c.id)
            | (identities.c.user_id == dialogues.c.user_id)
        ),
    )
    .where(dialogues.c.id == bindparam("conversation"))
    .order_by(identities.c.id)
)
_RENAME = (
    update(identities)
    .where(identities.c.id == bindparam("key"))
    .values(external_id=bindparam("name"))
)
_MOVE_MOBILE = (
    update(users)
    .where(users.c.id == bindparam("person"), users.c.mobile == bindparam("before"))
    .values(mobile=bindparam("mobile"), updated_at=bindparam("at"))
)


def meet(tx: Tx, ids: Ids, now: datetime, channel: str, names: Names) -> Contact:
    """The place of whoever goes by these names; made for somebody who was never seen.

    Raises:
        MetElsewhereError: another process met them this very moment; the unit of work must be
            dropped and done anew.
    """
    try:
        return _meet(tx, ids, now, channel, names)
    except IntegrityError as error:
        raise MetElsewhereError from error


def _meet(tx: Tx, ids: Ids, now: datetime, channel: str, names: Names) -> Contact:
    known = _known(tx, channel, names)
    by_phone, by_id = known.get(PHONE), known.get(USER_ID)
    person = _person(tx, names, by_phone, by_id, now)
    place = next((row for row in (by_phone, by_id) if _is_place_of(row, person)), None)
    if place is not None:
        conversation, owner = place.conversation_id, place.owner
        if place.dialogue_user_id is not None:
            person = place.dialogue_user_id
        elif person is not None:
            adopt_dialogue(tx, conversation, person)
    else:
        conversation, owner = open_dialogue(tx, ids, now, channel, person), "assistant"
    _point(tx, channel, names, known, (conversation, person), now)
    return Contact(conversation, person, owner)


def heard(tx: Tx, times: Mapping[int, datetime]) -> None:
    """The people of these conversations were heard then, by the channel's clock; an earlier time
    changes nothing."""
    given = [{"conversation": key, "at": times[key]} for key in sorted(times)]
    if len(given) == 1:
        _HEARD_ONE.change(tx, given[0])
    elif given:
        tx.execute(_HEARD, given)


def address_of(tx: Tx, conversation_id: int) -> Address | None:
    """How to reach the person of a conversation on its channel; None for no such conversation.

    Names that lead to this conversation come before others of the same person.
    """
    rows = _ADDRESS.all(tx, {"conversation": conversation_id})
    if not rows:
        return None
    names: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.conversation_id == conversation_id):
        if row.kind is not None:
            names[row.kind] = row.external_id
    found = Names(names.get(PHONE) or names.get(CODES), names.get(USER_ID))
    return Address(found, rows[0].heard_at, rows[0].owner, is_for_codes=CODES in names)


def rename(tx: Tx, ids: Ids, now: datetime, channel: str, before: Names, after: Names) -> bool:
    """The person who went by `before` goes by `after` now; False when nobody does, or when the new
    name leads to somebody already.

    The account's number moves along, so that whoever gets the old number next does not get the
    account; where another account has the new number already, the old one is left with none.
    """
    known = _known(tx, channel, before)
    changed = False
    for kind, name in after.by_kind().items():
        row = known.get(kind)
        if row is None and known:
            _lead_there(tx, channel, kind, name, next(iter(known.values())), now)
            changed = True
        elif row is not None and name != before.by_kind()[kind]:
            if _known(tx, channel, Names(**{kind: name})):
                continue
            tx.execute(_RENAME, {"key": row.id, "name": name})
            changed = True
    people = {row.user_id for row in known.values() if row.user_id is not None}
    if changed and before.mobile and after.mobile != before.mobile and after.phone:
        for person in people:
            _move_mobile(tx, ids, now, person, before.mobile, after.mobile)
    return changed


def _known(tx: Tx, channel: str, names: Names) -> dict[str, Any]:
    given = {"on_channel": channel, "phone": names.phone or "", "user": names.user_id or ""}
    return {row.kind: row for row in _NAMED.all(tx, given)}


def _is_place_of(row: Any, person: int | None) -> bool:
    """Whether a name leads to a conversation that the person may go on with."""
    if row is None or row.conversation_id is None:
        return False
    return person is None or row.dialogue_user_id in (None, person)


def _person(tx: Tx, names: Names, by_phone: Any, by_id: Any, now: datetime) -> int | None:
    """Whose number or name it is; staff and people who must not be let in are guests here."""
    for row in (by_phone, by_id):
        if row is not None and row.user_id is not None:
            return row.user_id if row.active and row.role == "customer" else None
    if names.mobile is None:
        return None
    person = user_by_mobile(tx, names.mobile)
    if person is None:
        user_id = create_customer(tx, names.mobile, now)
        if names.shown:
            tx.execute(_CALL, {"person": user_id, "shown": names.shown[:120]})
        return user_id
    return person.user_id if person.active and person.role == "customer" else None


def _point(
    tx: Tx,
    channel: str,
    names: Names,
    known: Mapping[str, Any],
    place: tuple[int, int | None],
    now: datetime,
) -> None:
    """Have every name lead to the conversation and the person."""
    conversation, person = place
    for kind, name in names.by_kind().items():
        row = known.get(kind)
        if row is None:
            new = {"channel": channel, "kind": kind, "external_id": name, "created_at": now}
            tx.execute(_NAME, {**new, "conversation_id": conversation, "user_id": person})
        elif (row.conversation_id, row.user_id) != (conversation, person or row.user_id):
            whose = person or row.user_id
            tx.execute(_POINT, {"key": row.id, "conversation": conversation, "person": whose})


def _lead_there(tx: Tx, channel: str, kind: str, name: str, to: Any, now: datetime) -> None:
    """A name of a kind that the person had none of."""
    taken = _known(tx, channel, Names(**{kind: name})).get(kind)
    if taken is None:
        new = {"channel": channel, "kind": kind, "external_id": name, "created_at": now}
        place = {"conversation_id": to.conversation_id, "user_id": to.user_id}
        tx.execute(_NAME, {**new, **place})


def _move_mobile(
    tx: Tx, ids: Ids, now: datetime, person: int, before: str, after: str | None
) -> None:
    taken = after is not None and user_by_mobile(tx, after) is not None
    mobile = None if taken else after
    tx.execute(_MOVE_MOBILE, {"person": person, "before": before, "mobile": mobile, "at": now})
    record(
        tx,
        ids,
        now,
        actor_id=None,
        action="number_changed",
        subject=f"user/{person}",
        detail={"conflict": taken},
    )
