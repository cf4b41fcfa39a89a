"""Many updates in one notification are taken together and mean what they mean one by one."""

import datetime as dt
from collections import defaultdict

from sqlalchemy import insert, select

from store.tables import conversations, dialogues, identities, users
from tests.channels.whatsapp.platform import ASHA, Json, notification
from tests.channels.whatsapp.shop import START, Shop

ABROAD, STAFF, NEW, NAMED = "447700900123", "919811111111", "919822222222", "919833333333"
USER_ID = "IN.13491208655302741918"


def said(name: str, text: str, number: str | None = ASHA, seconds: int = 0, **more: str) -> Json:
    stamp = str(int(START.timestamp()) + seconds)
    head = {"id": name, "timestamp": stamp, "type": "text", "text": {"body": text}, **more}
    return {**head, "from": number} if number else head


def words(shop: Shop) -> dict[int, list[tuple[int, str]]]:
    """What stands in each conversation, by place."""
    found = defaultdict(list)
    for line in shop.lines():
        found[line.conversation_id].append((line.seq, line.text))
    return dict(found)


def whose(shop: Shop) -> dict[str, tuple[int | None, int]]:
    """The person and the conversation that each name leads to."""
    with shop.database.read() as tx:
        rows = tx.execute(select(identities)).all()
    return {row.external_id: (row.user_id, row.conversation_id) for row in rows}


def test_one_notification_of_many_kinds_of_people(either_shop: Shop) -> None:
    shop = either_shop
    known = shop.hear("before")
    with shop.database.write() as tx:
        tx.execute(insert(users), {"mobile": f"+{STAFF}", "role": "agent"})
    cards = [{"wa_id": NEW, "profile": {"name": "Noor"}}]
    messages = [
        said("a2", "second", seconds=2),
        said("a1", "first", seconds=1),
        said("n1", "new here", NEW),
        said("s1", "staff", STAFF),
        said("g1", "abroad", ABROAD),
        said("u1", "by id", None, from_user_id=USER_ID),
        said("p1", "by number", NAMED, seconds=1),
        said("p2", "by both", NAMED, seconds=2, from_user_id="IN.2"),
        said("a1", "first", seconds=1),
    ]
    shop.take(notification(messages=messages, contacts=cards))

    names = whose(shop)
    assert words(shop)[known] == [(1, "before"), (2, "first"), (3, "second")]
    assert words(shop)[names[NEW][1]] == [(1, "new here")]
    assert words(shop)[names[NAMED][1]] == [(1, "by number"), (2, "by both")]
    assert names["IN.2"] == names[NAMED]
    assert len(words(shop)) == 6
    assert names[STAFF][0] is names[ABROAD][0] is names[USER_ID][0] is None
    with shop.database.read() as tx:
        noor = tx.execute(select(users).where(users.c.mobile == f"+{NEW}")).one()
        heads = tx.execute(select(dialogues.c.id, dialogues.c.heard_at)).all()
    assert (noor.id, noor.name, noor.role) == (names[NEW][0], "Noor", "customer")
    heard = {head.id: head.heard_at for head in heads}
    assert heard[names[NAMED][1]] == START  # the platform's clock is never ahead of ours
    assert set(heard.values()) == {START}


def test_a_notification_that_comes_again_with_news_adds_the_news_alone(either_shop: Shop) -> None:
    people = [f"91987650{n:04}" for n in range(20)]
    first = [said(f"m{n}", f"one {n}", number) for n, number in enumerate(people)]
    more = [said(f"k{n}", f"two {n}", number, 1) for n, number in enumerate(people)]
    taken = either_shop.take(notification(messages=first))
    again = either_shop.take(notification(messages=first + more))
    assert sorted(taken) == sorted(again)
    assert all([seq for seq, _ in lines] == [1, 2] for lines in words(either_shop).values())


def test_a_message_and_its_withdrawal_in_one_notification(either_shop: Shop) -> None:
    shop = either_shop
    place = shop.hear("oops")
    revoke = {**said("r1", "", seconds=2), "type": "revoke"}
    revoke["revoke"] = {"original_message_id": "wamid.theirs.1"}
    shop.reply(place)
    shop.take(notification(messages=[revoke, said("x1", "other", NEW), said("x2", "more")]))
    with shop.database.read() as tx:
        lines = tx.execute(
            select(conversations.c.text)
            .where(conversations.c.conversation_id == place, conversations.c.role == "user")
            .order_by(conversations.c.seq)
        ).scalars()
        assert list(lines) == ["🗑️", "more"]


def test_statuses_in_bulk_climb_and_those_of_strangers_are_kept(either_shop: Shop) -> None:
    shop = either_shop
    keys = [shop.reply(shop.hear(number=f"91976540{n:04}")) for n in range(5)]
    shop.deliver()
    names = [shop.row(key).external_id for key in keys]
    stamp = str(int(dt.datetime.timestamp(START)))
    told = [
        {"id": name, "status": what, "timestamp": stamp}
        for what in ("read", "sent", "delivered")
        for name in [*names, "wamid.stranger"]
    ]
    shop.take(notification(statuses=told))
    shop.take(notification(statuses=told))
    assert [shop.row(key).state for key in keys] == ["read"] * 5
