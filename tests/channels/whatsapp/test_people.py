"""Who somebody on WhatsApp is: by number, by a user id, by both, and by another one tomorrow."""

import random
import time

import pytest
from sqlalchemy import insert, select

from store.contacts import Names, address_of
from store.erase import erase_user
from store.ids import Ids
from store.tables import channel_events, conversations, dialogues, identities, users
from store.verify import chat, people
from tests.channels.site import Site
from tests.channels.whatsapp.platform import ASHA, Phone, notification, post

ID, OTHER_ID = "IN.13491208655302741918", "IN.24817305912873645029"
NEW = "919900011122"


def places(site: Site) -> list[tuple[int | None, list[str]]]:
    """Every conversation with what its customer wrote: whose it is, and the words."""
    with site.database.read() as tx:
        rows = tx.execute(
            select(dialogues.c.user_id, conversations.c.conversation_id, conversations.c.text)
            .join(dialogues, dialogues.c.id == conversations.c.conversation_id)
            .where(conversations.c.role == "user")
            .order_by(conversations.c.id)
        ).all()
    found: dict[int, tuple[int | None, list[str]]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, (row.user_id, []))[1].append(row.text)
    return list(found.values())


def add_user(site: Site, mobile: str, **columns: object) -> int:
    row = {"mobile": mobile, "role": "customer", **columns}
    with site.database.write() as tx:
        return int(tx.execute(insert(users).returning(users.c.id), row).scalar_one())


def mobile_of(site: Site, user_id: int) -> str | None:
    with site.database.read() as tx:
        row = tx.execute(select(users.c.mobile).where(users.c.id == user_id)).one()
    mobile: str | None = row.mobile
    return mobile


def change(site: Site, sender: str | None, **system: str) -> None:
    head = {"id": f"wamid.system.{sorted(system.items())}", "timestamp": "1764316800"}
    message = {**head, "from": sender, "type": "system", "system": system}
    assert post(site, notification(messages=[message])).status_code == 200


def test_a_known_number_is_signed_in_and_an_unknown_one_becomes_a_customer(
    either_site: Site,
) -> None:
    asha = add_user(either_site, f"+{ASHA}")
    Phone(either_site).say("hello")
    Phone(either_site, NEW).say("hi")
    (first, _), (second, _) = places(either_site)
    assert first == asha
    assert second is not None
    assert mobile_of(either_site, second) == f"+{NEW}"


@pytest.mark.parametrize("columns", [{"role": "agent"}, {"active": False}])
def test_staff_and_closed_accounts_are_guests_here(
    either_site: Site, columns: dict[str, object]
) -> None:
    add_user(either_site, f"+{ASHA}", **columns)
    Phone(either_site).say("hello")
    assert places(either_site) == [(None, ["hello"])]


def test_a_number_from_abroad_is_a_guest_with_one_conversation(either_site: Site) -> None:
    phone = Phone(either_site, "447700900123")
    phone.say("hello")
    phone.say("again")
    assert places(either_site) == [(None, ["hello", "again"])]


def test_somebody_without_a_number_is_a_guest_until_the_number_comes(either_site: Site) -> None:
    asha = add_user(either_site, f"+{ASHA}")
    Phone(either_site, None, ID).say("hello")
    assert places(either_site) == [(None, ["hello"])]
    Phone(either_site, ASHA, ID).say("it is me")
    assert places(either_site) == [(asha, ["hello", "it is me"])]
    Phone(either_site).say("by number alone")
    assert places(either_site) == [(asha, ["hello", "it is me", "by number alone"])]


def test_two_conversations_that_turn_out_to_be_one_persons_go_on_as_the_numbers(
    either_site: Site,
) -> None:
    number, nameless = Phone(either_site), Phone(either_site, None, ID)
    number.say("by number")
    nameless.say("by id")
    Phone(either_site, ASHA, ID).say("both")
    nameless.say("by id again")
    assert [words for _, words in places(either_site)] == [
        ["by number", "both", "by id again"],
        ["by id"],
    ]


def test_a_new_number_takes_conversation_and_account_along(either_site: Site) -> None:
    Phone(either_site).say("hello")
    ((asha, _),) = places(either_site)
    assert asha is not None
    change(either_site, ASHA, type="user_changed_number", wa_id=NEW)
    change(either_site, ASHA, type="user_changed_number", wa_id=NEW)
    assert mobile_of(either_site, asha) == f"+{NEW}"
    Phone(either_site, NEW).say("new phone")
    assert places(either_site) == [(asha, ["hello", "new phone"])]
    Phone(either_site).say("I have her old number")
    whose = places(either_site)[1][0]
    assert whose not in (None, asha)


def test_a_new_number_that_has_an_account_leaves_both_accounts_apart(either_site: Site) -> None:
    other = add_user(either_site, f"+{NEW}")
    Phone(either_site).say("hello")
    ((asha, _),) = places(either_site)
    assert asha is not None
    change(either_site, ASHA, type="user_changed_number", new_wa_id=NEW)
    assert (mobile_of(either_site, asha), mobile_of(either_site, other)) == (None, f"+{NEW}")
    Phone(either_site, NEW).say("still me")
    assert places(either_site) == [(asha, ["hello", "still me"])]


@pytest.mark.parametrize("field", [True, False])
def test_a_new_user_id_leads_to_the_same_conversation(either_site: Site, field: bool) -> None:
    Phone(either_site, None, ID).say("hello")
    if field:
        body = notification(user_id_update=[{"user_id": {"previous": ID, "current": OTHER_ID}}])
        body["entry"][0]["changes"][0]["field"] = "user_id_update"
        assert post(either_site, body).status_code == 200
    else:
        change(
            either_site, None, type="user_changed_user_id", user_id=OTHER_ID, previous_user_id=ID
        )
    Phone(either_site, None, OTHER_ID).say("again")
    assert places(either_site) == [(None, ["hello", "again"])]


def test_a_change_of_somebody_unknown_changes_nothing(either_site: Site) -> None:
    change(either_site, ASHA, type="user_changed_number", wa_id=NEW)
    with either_site.database.read() as tx:
        assert tx.execute(select(identities.c.id)).all() == []


def test_a_reply_finds_number_and_id_and_when_they_were_heard(either_site: Site) -> None:
    Phone(either_site, ASHA, ID).say("hello")
    with either_site.database.read() as tx:
        (key,) = tx.execute(select(dialogues.c.id)).scalars()
        address = address_of(tx, key)
        assert address_of(tx, key + 1) is None
    assert address is not None
    assert address.names == Names(ASHA, ID)
    assert address.heard_at is not None


def test_what_the_rules_of_the_log_say_holds_for_what_comes_from_whatsapp(
    either_site: Site,
) -> None:
    for phone in (Phone(either_site), Phone(either_site, None, ID), Phone(either_site, ASHA, ID)):
        phone.say("hello")
    change(either_site, ASHA, type="user_changed_number", wa_id=NEW)
    with either_site.database.read() as tx:
        for check in (*people.CHECKS, *chat.CHECKS):
            if check.name in ("message_agrees_with_conversation", "user_mobile_form"):
                assert tx.execute(check.broken).all() == [], check.name


def test_nothing_that_names_an_erased_person_is_left(either_site: Site) -> None:
    phone = Phone(either_site, ASHA, ID)
    phone.say("I am Asha")
    reaction = {"message_id": "wamid.ours", "emoji": "👍"}
    post(either_site, notification(messages=[phone.message("reaction", reaction=reaction)]))
    ((asha, _),) = places(either_site)
    assert asha is not None
    with either_site.database.read() as tx:
        (key,) = tx.execute(select(dialogues.c.id)).scalars()
    while len(either_site.log({"conversation_id": key})) < 2:
        time.sleep(0.01)  # its answer is still being written
    now = either_site.hands.now()
    with either_site.database.write() as tx:
        erase_user(tx, Ids(lambda: now, random.Random(5)), now, asha)
    with either_site.database.read() as tx:
        for table in (identities, dialogues, conversations, channel_events):
            assert tx.execute(select(table)).all() == [], table.name
