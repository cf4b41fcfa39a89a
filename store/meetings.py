"""Many people at once, as one notification of a channel brings them: what `store.contacts.meet`
does for one, in as many statements for a thousand.

Only what is plain is done together: people whose every name leads to the place where they are, and
people of whom nothing is known yet. Whoever has two places, a changed name or an account that must
not be let in is met alone, after the others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from store.contacts import Contact, MetElsewhereError, Names, meet
from store.database import Tx
from store.ids import Ids
from store.tables import dialogues, identities, users

Key = tuple[str, str]
"""The kind of a name, and the name."""

_NAMED = (
    select(
        identities.c.kind,
        identities.c.external_id,
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
        tuple_(identities.c.kind, identities.c.external_id).in_(bindparam("names", expanding=True)),
    )
)
_WITH_MOBILES = select(users.c.mobile, users.c.id, users.c.role, users.c.active).where(
    users.c.mobile.in_(bindparam("mobiles", expanding=True))
)
_NEW_CUSTOMERS = {
    "sqlite": sqlite.insert(users).on_conflict_do_nothing().returning(users.c.mobile, users.c.id),
    "postgresql": postgresql.insert(users)
    .on_conflict_do_nothing()
    .returning(users.c.mobile, users.c.id),
}
_OPEN = insert(dialogues)
_NAME = insert(identities)


def meet_all(
    tx: Tx, ids: Ids, now: datetime, channel: str, people: Sequence[Names]
) -> list[Contact]:
    """The places of whoever goes by these names, in their order.

    Raises:
        MetElsewhereError: another process met one of them this very moment; the unit of work must
            be dropped and done anew.
    """
    if len(people) == 1:
        return [meet(tx, ids, now, channel, people[0])]
    known = _known(tx, channel, people)
    often = Counter(key for names in people for key in names.by_kind().items())
    found: dict[int, Contact] = {}
    strangers: list[int] = []
    for at, names in enumerate(people):
        keys = list(names.by_kind().items())
        place = _place(names, [known.get(key) for key in keys])
        if place is not None:
            found[at] = place
        elif all(key not in known and often[key] == 1 for key in keys):
            strangers.append(at)
    welcomed = _welcome(tx, ids, now, channel, [people[at] for at in strangers])
    found.update(zip(strangers, welcomed, strict=True))
    return [found.get(at) or meet(tx, ids, now, channel, names) for at, names in enumerate(people)]


def _known(tx: Tx, channel: str, people: Sequence[Names]) -> dict[Key, Any]:
    names = list({key for names in people for key in names.by_kind().items()})
    rows = tx.execute(_NAMED, {"on_channel": channel, "names": names})
    return {(row.kind, row.external_id): row for row in rows}


def _place(names: Names, rows: Sequence[Any]) -> Contact | None:
    """Where somebody is to whom every name leads alike, and who may be let in; else None."""
    if None in rows or len({(row.conversation_id, row.user_id) for row in rows}) != 1:
        return None
    row = rows[0]
    if row.conversation_id is None or row.user_id != row.dialogue_user_id:
        return None
    is_guest = row.user_id is None and names.mobile is None
    if not is_guest and not (row.active and row.role == "customer"):
        return None
    return Contact(row.conversation_id, row.user_id, row.owner)


def _welcome(
    tx: Tx, ids: Ids, now: datetime, channel: str, strangers: Sequence[Names]
) -> list[Contact]:
    """Make a place for each of those who have none."""
    if not strangers:
        return []
    persons = _persons(tx, now, strangers)
    contacts = [
        Contact(ids.draw(), persons.get(names.mobile or ""), "assistant") for names in strangers
    ]
    heads = [
        {
            "id": contact.conversation_id,
            "user_id": contact.user_id,
            "channel": channel,
            "created_at": now,
            "updated_at": now,
        }
        for contact in contacts
    ]
    led = [
        {
            "channel": channel,
            "kind": kind,
            "external_id": name,
            "created_at": now,
            "conversation_id": contact.conversation_id,
            "user_id": contact.user_id,
        }
        for names, contact in zip(strangers, contacts, strict=True)
        for kind, name in names.by_kind().items()
    ]
    try:
        tx.execute(_OPEN, heads)
        tx.execute(_NAME, led)
    except IntegrityError as error:
        raise MetElsewhereError from error
    return contacts


def _persons(tx: Tx, now: datetime, strangers: Sequence[Names]) -> Mapping[str, int | None]:
    """Who has these people's mobiles, new customers made where nobody has; nobody, where it is
    staff or somebody who must not be let in."""
    shown = {names.mobile: names.shown for names in strangers if names.mobile}
    have = {row.mobile: row for row in tx.execute(_WITH_MOBILES, {"mobiles": list(shown)})}
    persons = {
        mobile: row.id if row.active and row.role == "customer" else None
        for mobile, row in have.items()
    }
    new = [
        {
            "mobile": mobile,
            "name": name[:120] if name else None,
            "role": "customer",
            "created_at": now,
            "updated_at": now,
        }
        for mobile, name in sorted(shown.items(), key=lambda pair: pair[0])
        if mobile not in persons
    ]
    if new:
        made = {row.mobile: row.id for row in tx.execute(_NEW_CUSTOMERS[tx.dialect.name], new)}
        if len(made) < len(new):
            raise MetElsewhereError
        persons.update(made)
    return persons
