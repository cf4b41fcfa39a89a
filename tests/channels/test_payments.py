"""Events of the payment side and of providers over HTTP: signed, counted once, told."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from channels.__main__ import main
from channels.payments.signature import HEADER, sign
from channels.settings import DEMO_SECRET
from store.accounts import Booking
from store.database import Database
from store.payments import payments_of
from store.tables import users
from tests.channels import plain
from tests.channels.site import Frame, Site, running, url_of
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import build_marketplace
from tests.store.outside import charge_of
from tests.store.shopping import Errand, errands, placed, reread

KEY = DEMO_SECRET.encode()


@dataclass
class Shop:
    """A running site, and a customer with a booking that waits to be paid."""

    site: Site
    errand: Errand
    booking: Booking

    def event(self, kind: str = "paid", **changed: Any) -> Frame:
        with self.site.database.read() as tx:
            charge = charge_of(tx, self.errand.user_id, self.booking)
        event = {
            "id": f"evt-{kind}",
            "type": kind,
            "payment_id": charge.id,
            "amount_paise": charge.amount_paise,
            "transaction_id": "TXN-1",
            "occurred_at": datetime.now(UTC).isoformat(),
        }
        return {**event, **changed}

    def post(
        self, event: Any, *, key: bytes = KEY, at: datetime | None = None, path: str = "payments"
    ) -> httpx.Response:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        headers = {HEADER: sign(key, body, at or datetime.now(UTC))}
        return plain.post(f"{self.site.http}/v1/{path}/events", content=body, headers=headers)

    def now(self) -> Booking:
        with self.site.database.read() as tx:
            return reread(tx, self.errand.user_id, self.booking.order_id)

    def sign_in(self) -> Frame:
        """Whose booking it is, signed in as customers do."""
        with self.site.database.read() as tx:
            mobile = tx.execute(
                select(users.c.mobile).where(users.c.id == self.errand.user_id)
            ).scalar_one()
        http = f"{self.site.http}/v1/sessions"
        code = plain.post(f"{http}/otp", json={"mobile": mobile}).json()["code"]
        answer = plain.post(f"{http}/verify", json={"mobile": mobile, "code": code})
        session: Frame = answer.raise_for_status().json()
        return session


@pytest.fixture
def shop(engine: Engine) -> Iterator[Shop]:
    for database in opened(engine, build_marketplace):
        with running(database) as site:
            yield Shop(site, *book(database))


def book(database: Database) -> tuple[Errand, Booking]:
    now = datetime.now(UTC)
    slot = now.replace(hour=4, minute=30, second=0, microsecond=0) + timedelta(days=3)
    with database.write() as tx:
        errand = errands(tx)[-1]
        return errand, placed(tx, errand, slot=slot, now=now)


def test_a_signed_event_pays_the_booking_and_the_customer_sees_it_at_once(shop: Shop) -> None:
    session = shop.sign_in()

    async def wait_for_the_news() -> Frame:
        async with shop.site.chat(session) as talker:
            answer = await asyncio.to_thread(shop.post, shop.event())
            assert (answer.status_code, answer.json()) == (200, {"changed": True})
            return await talker.until("message", author="system")

    line = asyncio.run(wait_for_the_news())
    assert shop.booking.order_id in line["text"]
    assert (shop.now().status, shop.now().payment_status) == ("confirmed", "paid")
    assert shop.now().transaction_id == "TXN-1"


def test_the_same_event_again_changes_nothing_and_is_told_once(shop: Shop) -> None:
    session, event = shop.sign_in(), shop.event()
    answers = [shop.post(event).json() for _ in range(4)]
    later = shop.post(event, at=datetime.now(UTC) + timedelta(minutes=4))
    assert [answer["changed"] for answer in [*answers, later.json()]] == [True] + [False] * 4
    assert len(shop.site.log(session)) == 1
    another = shop.post({**event, "transaction_id": "TXN-2"})
    assert (another.status_code, another.json()["code"]) == (409, "event_reused")


def test_many_copies_at_the_same_time_count_once(shop: Shop) -> None:
    session, event = shop.sign_in(), shop.event()

    async def at_once() -> list[bool]:
        body = json.dumps(event).encode()
        headers = {HEADER: sign(KEY, body, datetime.now(UTC))}
        async with httpx.AsyncClient(timeout=60, verify=False) as client:
            url = f"{shop.site.http}/v1/payments/events"
            posts = [client.post(url, content=body, headers=headers) for _ in range(20)]
            return [answer.json()["changed"] for answer in await asyncio.gather(*posts)]

    assert sum(asyncio.run(at_once())) == 1
    assert len(shop.site.log(session)) == 1


def test_what_is_not_signed_with_our_key_just_now_is_not_believed(shop: Shop) -> None:
    event = shop.event()
    body = json.dumps(event).encode()
    good = sign(KEY, body, datetime.now(UTC))
    url = f"{shop.site.http}/v1/payments/events"
    answers = [
        shop.post(event, key=b"another key of thirty-two letters"),
        shop.post(event, at=datetime.now(UTC) - timedelta(minutes=6)),
        shop.post(event, at=datetime.now(UTC) + timedelta(minutes=6)),
        plain.post(url, content=body),
        plain.post(url, content=body + b" ", headers={HEADER: good}),
        plain.post(url, content=body, headers={HEADER: good.replace("v1=", "v0=")}),
        *(
            plain.post(url, content=body, headers={HEADER: header})
            for header in ("", "t=,v1=", "t=soon,v1=00", "t=1,t=2,v1=00", "v1=" + "0" * 64)
        ),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.json()["code"] == "bad_signature"
        assert answer.headers["content-type"] == "application/problem+json"
    assert shop.now() == shop.booking


def test_what_is_no_event_is_a_problem_and_not_a_crash(shop: Shop) -> None:
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"id": "\\u0000"}',
        b'{"id": "\\ud800"}',
        b"[" * 10_000,
    ):
        for path in ("payments", "jobs"):
            answer = shop.post(body, path=path)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_an_event_that_cannot_be_true_is_refused_by_name(shop: Shop) -> None:
    for changed, status, code in (
        ({"payment_id": 10**15}, 404, "unknown_subject"),
        ({"payment_id": 2**63}, 422, "invalid_request"),
        ({"amount_paise": 1}, 422, "amount_differs"),
        ({"amount_paise": 1.5}, 422, "invalid_request"),
        ({"type": "refunded"}, 409, "not_applicable"),
        ({"type": "stolen"}, 422, "invalid_request"),
        ({"id": "a" * 121}, 422, "invalid_request"),
        ({"id": "a\0b"}, 422, "invalid_request"),
        ({"transaction_id": "T" * 41}, 422, "invalid_request"),
        ({"occurred_at": "2031-01-01T00:00:00Z"}, 422, "impossible_time"),
        ({"occurred_at": "2026-11-01T00:00:00"}, 422, "invalid_request"),
    ):
        answer = shop.post(shop.event(**changed))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert shop.now() == shop.booking


def test_without_a_key_nobody_is_believed(sqlite_database: Database) -> None:
    with running(sqlite_database, demo=False) as site:
        answer = plain.post(f"{site.http}/v1/payments/events", content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (503, "not_configured")
    with running(sqlite_database, demo=False, payment_secret=SecretStr("k" * 32)) as site:
        body = b"{}"
        headers = {HEADER: sign(b"k" * 32, body, datetime.now(UTC))}
        answer = plain.post(f"{site.http}/v1/payments/events", content=body, headers=headers)
        assert answer.status_code == 422


def test_a_provider_reports_a_job_over_http(shop: Shop) -> None:
    (item,) = shop.booking.items
    shop.post(shop.event())
    report = {
        "id": "job-1",
        "type": "cannot_come",
        "order_id": shop.booking.order_id,
        "item_id": item.id,
        "provider_id": item.provider_id,
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    stranger = shop.post({**report, "provider_id": item.provider_id + 1}, path="jobs")  # type: ignore[operator]
    assert (stranger.status_code, stranger.json()["code"]) == (409, "not_applicable")
    assert shop.post(report, path="jobs").json() == {"changed": True}
    assert shop.post(report, path="jobs").json() == {"changed": False}
    assert shop.now().items[0].provider_id != item.provider_id


@pytest.fixture
def operator(shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> list[str]:
    """How somebody at a terminal begins to play the payment side of the shop."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONVERGE_DEMO", "true")
    monkeypatch.setenv("CONVERGE_DATABASE_URL", url_of(shop.site.database))
    return ["pay-sim", "--url", shop.site.http]


def test_the_simulator_lists_and_plays_a_whole_payment(
    shop: Shop, operator: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with shop.site.database.read() as tx:
        charge = charge_of(tx, shop.errand.user_id, shop.booking)
    assert main([*operator, "list"]) == 0
    assert f"payment {charge.id}  {shop.booking.order_id}  charge by upi" in capsys.readouterr().out
    assert main([*operator, "fail", str(charge.id)]) == 0
    assert shop.now().payment_status == "failed"
    assert main([*operator, "partial", str(charge.id), "100.50"]) == 0
    assert shop.now().paid_paise == 10_050
    capsys.readouterr()
    assert main([*operator, "pay", str(charge.id), "--copies", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == ["taken"] + ["taken; it was known already"] * 2
    assert shop.now().status == "confirmed"
    job = str(shop.booking.items[0].id)
    assert main([*operator, "cannot-come", job]) == 0
    with shop.site.database.read() as tx:
        assert len(payments_of(tx, shop.errand.user_id, shop.booking.order_id)) == 1


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["pay", "999999"], "no open payment has this number"),
        (["start", "999999"], "no open job has this number"),
        (["partial", "{charge}", "999999"], "refused: amount_differs"),
        (["refund", "{charge}"], "refused: not_applicable"),
    ],
)
def test_the_simulator_says_in_one_line_what_it_cannot_do(
    shop: Shop,
    operator: list[str],
    wanted: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shop.site.database.read() as tx:
        charge = charge_of(tx, shop.errand.user_id, shop.booking)
    assert main([*operator, *(part.format(charge=charge.id) for part in wanted)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
