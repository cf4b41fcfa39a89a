"""Erasing a person: nothing of theirs can be found anywhere, and the accounts still add up."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from store.accounts import account
from store.database import Database, Tx
from store.dialogues import open_dialogue
from store.erase import UnknownUserError, erase_user
from store.ids import Ids
from store.notices import Notice, Place, post_notice
from store.orders import place_order
from store.tables import (
    addresses,
    audit_log,
    booking_items,
    bookings,
    complaint_updates,
    complaints,
    conversations,
    devices,
    identities,
    message_keys,
    metadata,
    payment_events,
    payments,
    sessions,
    sign_in_codes,
    users,
)
from store.verify import verify
from tests.store.marketplace import NOW, talk
from tests.store.outside import pay
from tests.store.shopping import TUESDAY, errands, order_for, reread

NAME, MOBILE, EMAIL = "Zephyrine Quartermain", "+919812345670", "zephyrine@quartermain.example"
STREET, SECRET = "7 Quillbottom Crescent", "my dog Xylo bites"
TRACES = ("Zephyrine", "9812345670", "quartermain", "Quillbottom", "Xylo", "ZEPHREF")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def ids() -> Ids:
    return Ids(lambda: LATER, random.Random(2))


@pytest.fixture
def person(marketplace: Database, ids: Ids) -> int:
    return make_person(marketplace, ids)


def make_person(database: Database, ids: Ids) -> int:
    """A customer who has used everything there is, and whose every text can be recognised."""
    with database.write() as tx:
        user_id: int = tx.execute(
            select(func.min(complaints.c.user_id))
            .join(bookings, bookings.c.user_id == complaints.c.user_id)
            .where(bookings.c.status == "cancelled", complaints.c.status == "closed")
        ).scalar_one()
        _rename(tx, user_id)
        _write_about(tx, user_id)
        _chat(tx, ids, user_id)
    return user_id


def _rename(tx: Tx, user_id: int) -> None:
    me = {"name": NAME, "mobile": MOBILE, "email": EMAIL, "referral_code": "ZEPHREF"}
    tx.execute(update(users).where(users.c.id == user_id).values(**me))
    home = {"line1": STREET, "line2": STREET, "contact_name": NAME, "contact_mobile": MOBILE}
    tx.execute(update(addresses).where(addresses.c.user_id == user_id).values(**home))
    unused = {**home, "city": "Delhi", "state": "Delhi", "pincode": "110001", "user_id": user_id}
    tx.execute(insert(addresses), unused)
    tx.execute(
        update(identities)
        .where(identities.c.user_id == user_id, identities.c.kind == "phone")
        .values(external_id=MOBILE.lstrip("+"))
    )


def _write_about(tx: Tx, user_id: int) -> None:
    for table, names in (
        (bookings, ("instructions", "cancellation_reason")),
        (booking_items, ("cancellation_reason",)),
        (complaints, ("subject", "description", "resolution")),
    ):
        texts = dict.fromkeys(names, SECRET)
        tx.execute(update(table).where(table.c.user_id == user_id).values(**texts))
    mine = select(complaints.c.id).where(complaints.c.user_id == user_id)
    tx.execute(
        update(complaint_updates)
        .where(complaint_updates.c.complaint_id.in_(mine))
        .values(comment=f"called {NAME}", attachments=[{"file": "Xylo.jpg"}])
    )


def _chat(tx: Tx, ids: Ids, user_id: int) -> None:
    mine = talk(tx, ids, LATER, user_id, SECRET, f"Noted, {NAME}.", flagged=True)
    act = {"action": {"kind": "address", "line1": STREET}, "done": "1"}
    reply = (conversations.c.conversation_id == mine) & (conversations.c.role == "assistant")
    tx.execute(update(conversations).where(reply).values(action=act))
    guest = talk(tx, ids, LATER, None, f"I am {NAME}", "Welcome!")
    tokens: dict[str, Any] = {"expires_at": LATER, "created_at": LATER}
    tx.execute(
        insert(sessions),
        {"id": 1, "token_hash": "t", "kind": "customer", "user_id": user_id}
        | {"conversation_id": guest, **tokens},
    )
    device = {"id": 1, "session_id": 1, "platform": "ios", "push_token": f"token of {NAME}"}
    tx.execute(insert(devices), device)
    said = select(conversations.c.id).where(
        conversations.c.conversation_id == mine, conversations.c.role == "user"
    )
    key = {"id": 1, "user_id": user_id, "conversation_id": mine, "idempotency_key": NAME}
    tx.execute(insert(message_keys), key | {"message_id": tx.execute(said).scalars().first()})
    tx.execute(insert(sign_in_codes), {"id": 1, "mobile": MOBILE, "code_hash": "c", **tokens})
    subject = {"action": "note", "subject": f"user/{user_id}", "detail": {"email": EMAIL}}
    tx.execute(insert(audit_log), {"id": 1, "note": NAME, "created_at": LATER, **subject})


def traces(tx: Tx) -> Iterator[str]:
    """Where any of the person's words can still be read, whatever the table and the column."""
    for table in metadata.sorted_tables:
        for row in tx.execute(select(table)).mappings():
            said = json.dumps(dict(row), default=str, ensure_ascii=False)
            yield from (f"{table.name}: {said}" for trace in TRACES if trace in said)


def test_nothing_of_an_erased_person_can_be_found(
    marketplace: Database, ids: Ids, person: int
) -> None:
    with marketplace.write() as tx:
        assert len({trace.partition(":")[0] for trace in traces(tx)}) > 10
        erase_user(tx, ids, LATER, person)
    with marketplace.read() as tx:
        assert list(traces(tx)) == []


def test_the_accounts_of_an_erased_person_still_add_up(
    marketplace: Database, ids: Ids, person: int
) -> None:
    money = (
        select(bookings.c.total_paise, bookings.c.refund_paise, bookings.c.invoice_number)
        .where(bookings.c.user_id == person)
        .order_by(bookings.c.id)
    )
    with marketplace.write() as tx:
        before = tx.execute(money).all()
        erase_user(tx, ids, LATER, person)
        assert tx.execute(money).all() == before
    with marketplace.read() as tx:
        assert verify(tx, LATER + timedelta(days=1)) == ()


def test_erasing_leaves_a_line_that_names_the_key_only(
    marketplace: Database, ids: Ids, person: int
) -> None:
    with marketplace.write() as tx:
        erased = erase_user(tx, ids, LATER, person)
    with marketplace.read() as tx:
        line = tx.execute(select(audit_log).where(audit_log.c.action == "erase")).one()
    assert (line.subject, line.detail) == (f"user/{person}", dict(erased.rows))
    assert erased.rows["users"] == 1
    assert erased.rows["dialogues"] == 2


def test_other_people_keep_everything(marketplace: Database, ids: Ids, person: int) -> None:
    others = [
        select(table).where(table.c.user_id != person).order_by(table.c.id)
        for table in (addresses, bookings, booking_items, complaints, identities)
    ]
    with marketplace.write() as tx:
        before = [tx.execute(statement).all() for statement in others]
        erase_user(tx, ids, LATER, person)
        assert [tx.execute(statement).all() for statement in others] == before


def test_an_erased_person_cannot_be_recognised_by_mobile_and_can_be_erased_again(
    marketplace: Database, ids: Ids, person: int
) -> None:
    with marketplace.write() as tx:
        erase_user(tx, ids, LATER, person)
        again = erase_user(tx, ids, LATER, person)
        found = account(tx, person)
    assert found is not None
    assert (found.name, found.mobile, found.email) == (None, None, None)
    assert "dialogues" not in again.rows


def test_payments_and_their_events_stay_as_figures_that_name_nobody(
    marketplace: Database, ids: Ids
) -> None:
    with marketplace.write() as tx:
        errand = errands(tx)[-1]
        order = order_for(tx, errand, slot=TUESDAY + timedelta(days=3), instructions=SECRET)
        booking = reread(tx, errand.user_id, place_order(tx, order, NOW))
        talk = open_dialogue(tx, ids, NOW, "WEB", errand.user_id)
        pay(tx, errand.user_id, booking, NOW)
        said = Notice(f"Paid, {NAME}.", [{"source": "session", "fields": {"name": NAME}}], "passed")
        post_notice(tx, ids, Place(talk, "WEB", "en"), said, NOW)
        moved = [select(table).order_by(table.c.id) for table in (payments, payment_events)]
        before = [tx.execute(statement).all() for statement in moved]
        erased = erase_user(tx, ids, LATER, errand.user_id)
        assert erased.open_bookings > 0
        assert [tx.execute(statement).all() for statement in moved] == before
        assert list(traces(tx)) == []
        assert verify(tx, LATER + timedelta(days=1)) == ()


def test_a_person_who_does_not_exist_cannot_be_erased(marketplace: Database, ids: Ids) -> None:
    with marketplace.write() as tx, pytest.raises(UnknownUserError, match="no user 9999"):
        erase_user(tx, ids, LATER, 9999)


def test_not_even_the_bytes_of_an_sqlite_file_tell(sqlite_marketplace: Database, ids: Ids) -> None:
    person = make_person(sqlite_marketplace, ids)
    with sqlite_marketplace.write() as tx:
        erase_user(tx, ids, LATER, person)
    sqlite_marketplace.close()
    content = Path(str(sqlite_marketplace.engine.url.database)).read_bytes()
    assert [trace for trace in TRACES if trace.encode() in content] == []
