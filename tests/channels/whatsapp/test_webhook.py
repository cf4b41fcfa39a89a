"""The webhook as the platform uses it: the handshake, the signature, repetition, haste and bulk."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from channels.whatsapp.signature import HEADER, is_signed, sign
from channels.whatsapp.webhook import MOST_BYTES
from store.database import Database
from store.tables import conversations, dialogues, inbox
from tests.channels import plain
from tests.channels.site import Site, running
from tests.channels.whatsapp.platform import ASHA, SECRET, Phone, notification, post

HANDSHAKE = {"hub.mode": "subscribe", "hub.verify_token": "demo", "hub.challenge": "1158201444"}


def shake(site: Site, **changed: str) -> httpx.Response:
    given = {**HANDSHAKE, **{f"hub.{name}": value for name, value in changed.items()}}
    return plain.get(f"{site.http}/v1/whatsapp/webhook", params=given)


def customers_lines(site: Site) -> list[str]:
    with site.database.read() as tx:
        lines = select(conversations.c.text).where(conversations.c.role == "user")
        return list(tx.execute(lines.order_by(conversations.c.id)).scalars())


def test_the_handshake_gives_the_challenge_back_as_it_came(site: Site) -> None:
    answer = shake(site)
    assert (answer.status_code, answer.text) == (200, "1158201444")


@pytest.mark.parametrize(
    "changed", [{"verify_token": "wrong"}, {"verify_token": ""}, {"mode": "unsubscribe"}]
)
def test_a_strange_handshake_is_refused(site: Site, changed: dict[str, str]) -> None:
    answer = shake(site, **changed)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "1158201444" not in answer.text


def test_without_a_verify_token_no_handshake_is_believed(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False, whatsapp_app_secret="x" * 32) as site:
        assert shake(site, verify_token="").status_code == 403


def test_a_channel_that_is_off_believes_nobody(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False) as site:
        assert shake(site).status_code == 403
        assert post(site, notification(), secret=b"").status_code == 503


def test_the_signature_is_the_platforms() -> None:
    expected = "sha256=0329a06b62cd16b33eb6792be8c60b158d89a2ee3a876fce9a881ebb488c0914"
    assert sign(b"secret", b"test") == expected
    assert is_signed(b"secret", b"test", expected)


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", "0" * 64, f"sha256={'0' * 64}", "sha1=abc", "sha256=ünïcode"],
)
def test_what_is_not_signed_is_refused_and_told_nothing(site: Site, header: str | None) -> None:
    raw = json.dumps(Phone(site).text("let me in")).encode()
    headers = {} if header is None else {HEADER.encode(): header.encode()}
    answer = plain.post(f"{site.http}/v1/whatsapp/webhook", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert sign(SECRET, raw).removeprefix("sha256=") not in answer.text
    assert "let me in" not in answer.text
    assert customers_lines(site) == []


def test_one_changed_byte_spoils_the_signature(site: Site) -> None:
    raw = json.dumps(Phone(site).text("pay 100")).encode()
    changed = raw.replace(b"100", b"900")
    headers = {HEADER: sign(SECRET, raw)}
    answer = plain.post(f"{site.http}/v1/whatsapp/webhook", content=changed, headers=headers)
    assert answer.status_code == 401


def test_a_body_beyond_three_megabytes_is_refused_announced_or_not(site: Site) -> None:
    address = f"{site.http}/v1/whatsapp/webhook"
    huge = b"x" * (MOST_BYTES + 1)
    announced = plain.post(address, content=huge, headers={HEADER: sign(SECRET, huge)})
    chunks = (huge[at : at + 65536] for at in range(0, len(huge), 65536))
    chunked = plain.post(address, content=chunks, headers={HEADER: sign(SECRET, huge)})
    assert (announced.status_code, chunked.status_code) == (413, 413)
    assert announced.headers["Content-Type"] == "application/problem+json"


def test_hindi_is_verified_over_its_bytes_and_kept_as_it_was_written(either_site: Site) -> None:
    assert Phone(either_site).say("एसी रिपेयर का दाम क्या है? 👍").status_code == 200
    assert customers_lines(either_site) == ["एसी रिपेयर का दाम क्या है? 👍"]


def test_a_copy_is_answered_200_and_changes_nothing_even_a_week_later(either_site: Site) -> None:
    body = Phone(either_site).text("hello")
    assert [post(either_site, body).status_code for _ in range(3)] == [200, 200, 200]
    either_site.hands.ahead += timedelta(days=7)
    assert post(either_site, body).status_code == 200
    assert customers_lines(either_site) == ["hello"]


def test_a_hundred_copies_at_once_are_one_message_of_one_person(either_site: Site) -> None:
    body = Phone(either_site).text("hello")
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(either_site, body).status_code, range(100)))
    assert answers == [200] * 100
    assert customers_lines(either_site) == ["hello"]
    with either_site.database.read() as tx:
        assert len(tx.execute(select(dialogues.c.id)).all()) == 1


def test_people_at_once_in_every_order_neither_wait_for_ever_nor_lose_a_word(
    either_site: Site,
) -> None:
    phones = [Phone(either_site, f"9198450000{n:02}") for n in range(10)]
    bodies = []
    for turn in range(8):
        order = phones[turn:] + phones[:turn]
        messages = [phone.message(text={"body": f"{turn}"}) for phone in order]
        bodies.append(notification(messages=messages))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: post(either_site, body).status_code, bodies))
    assert answers == [200] * 8
    assert sorted(customers_lines(either_site)) == sorted(f"{n}" for n in range(8) for _ in phones)


def test_a_thousand_updates_in_one_body_are_all_taken(either_site: Site) -> None:
    phones = [Phone(either_site, f"91984500{n:04}") for n in range(100)]
    words = "एसी ठीक करवाना है " * 30
    messages = [phone.message(text={"body": words}) for _ in range(8) for phone in phones]
    statuses = [{"id": f"wamid.{n}", "status": "delivered"} for n in range(200)]
    body = notification(messages=messages, statuses=statuses)
    assert len(json.dumps(body)) > 2_000_000
    assert post(either_site, body).status_code == 200
    with either_site.database.read() as tx:
        assert len(tx.execute(select(inbox.c.id)).all()) == 800


def test_a_database_that_is_away_is_told_so_that_the_platform_comes_again(site: Site) -> None:
    with site.database.write() as tx:
        tx.exec_driver_sql("ALTER TABLE inbox RENAME TO mislaid")
    assert Phone(site).say("hello").status_code >= 500
    with site.database.write() as tx:
        tx.exec_driver_sql("ALTER TABLE mislaid RENAME TO inbox")
    assert Phone(site).say("hello").status_code == 200
    assert customers_lines(site) == ["hello"]


def test_a_message_is_answered_by_the_same_assistant_as_everywhere(either_site: Site) -> None:
    Phone(either_site).say("price?")
    with either_site.database.read() as tx:
        (key,) = tx.execute(select(dialogues.c.id)).scalars()
    while len(lines := either_site.log({"conversation_id": key})) < 2:
        pass
    assert [line.role for line in lines] == ["user", "assistant"]
    assert lines[1].text == "customer said 'price?' (None)"
    assert ASHA not in lines[1].text
