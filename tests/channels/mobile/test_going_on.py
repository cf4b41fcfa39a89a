"""What was begun on one channel goes on over another: offered, shown again, and agreed to there."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from channels.work import shipped_assistant
from store.tables import bookings, dialogues, inbox
from tests.channels.mobile.app import App, wait_for
from tests.channels.site import Frame, Site, running
from tests.channels.whatsapp.platform import Phone
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import NOW, build_marketplace

MOBILE = "9722281727"
"""Of a seeded customer with an address."""


@pytest.fixture
def shop(engine: Engine) -> Iterator[Site]:
    """The product as it ships, on both engines; the seeded bookings are to come."""
    for database in opened(engine, build_marketplace):
        with running(database, shipped_assistant) as site:
            site.hands.ahead = NOW - datetime.now(UTC)
            yield site


def ask(app: App, text: str) -> Frame:
    """Say something and wait for the answer to it."""
    return answer_to(app, text=text)


def answer_to(app: App, **said: str) -> Frame:
    seq = app.post(uuid4().hex, **said).json()["seq"]

    def written() -> Frame | None:
        lines: list[Frame] = app.read(seq).json()["items"]
        return next((line for line in lines if line.get("in_reply_to") == seq), None)

    return wait_for(written)


def begin(app: App) -> str:
    """A booking up to the question whether it is right, pressing the first button each time."""
    answer = ask(app, "book sofa cleaning standard")
    for _ in range(8):
        if "Shall I book it?" in answer["text"]:
            return str(answer["text"])
        answer = answer_to(app, value=answer["choices"][0]["value"])
    raise AssertionError(answer)


def tasks(shop: Site) -> list[int]:
    """The conversations that hold a task."""
    with shop.database.read() as tx:
        rows = tx.execute(select(dialogues.c.id, dialogues.c.state)).all()
    return [row.id for row in rows if (row.state or {}).get("task")]


def count_bookings(shop: Site) -> int:
    with shop.database.read() as tx:
        return tx.execute(select(func.count()).select_from(bookings)).scalar_one()


def test_a_booking_begun_on_the_web_is_confirmed_in_the_app(shop: Site) -> None:
    web, phone = App.of_person(shop, MOBILE), App.of_person(shop, MOBILE)
    before = count_bookings(shop)
    shown = begin(web)
    assert tasks(shop) == [int(web.conversation)]
    offered = ask(phone, "yes")
    assert "another chat" in offered["text"]
    assert count_bookings(shop) == before
    assert tasks(shop) == [int(phone.conversation)]
    again = ask(phone, "yes")
    assert "Shall I book it?" in again["text"]
    total = next(line for line in shown.splitlines() if "Total" in line)
    assert total in again["text"]
    assert count_bookings(shop) == before
    assert "CB-" in ask(phone, "yes")["text"]
    assert count_bookings(shop) == before + 1
    assert tasks(shop) == []
    ask(web, "yes")
    assert count_bookings(shop) == before + 1


def test_a_booking_begun_on_the_web_is_confirmed_on_whatsapp(shop: Site) -> None:
    web, whatsapp = App.of_person(shop, MOBILE), Phone(shop, f"91{MOBILE}")
    before = count_bookings(shop)
    begin(web)
    for line in ("hi", "yes", "yes"):
        whatsapp.say(line)
        wait_until_quiet(shop)
    assert count_bookings(shop) == before + 1


def wait_until_quiet(shop: Site) -> None:
    waiting = select(inbox.c.id).where(inbox.c.state == "pending")

    def is_quiet() -> bool:
        with shop.database.read() as tx:
            return not tx.execute(waiting).all()

    wait_for(is_quiet)


def test_a_question_is_answered_first_and_the_task_offered_after_it(shop: Site) -> None:
    web, phone = App.of_person(shop, MOBILE), App.of_person(shop, MOBILE)
    begin(web)
    answer = ask(phone, "what is your cancellation policy?")["text"]
    assert answer.index("another chat") > 40


@pytest.mark.parametrize("line", ["cancel it", "I want to book pest control", "no"])
def test_who_wants_something_else_is_not_asked_about_it(shop: Site, line: str) -> None:
    web, phone = App.of_person(shop, MOBILE), App.of_person(shop, MOBILE)
    begin(web)
    assert "another chat" not in ask(phone, line)["text"]
    assert int(web.conversation) in tasks(shop)


def test_nobody_else_and_nobody_a_day_later_is_offered_it(shop: Site) -> None:
    web, stranger = App.of_person(shop, MOBILE), App.of_person(shop, "98765 43210")
    guest = App.of_guest(shop)
    begin(web)
    for other in (stranger, guest):
        assert "another chat" not in ask(other, "hello")["text"]
    shop.hands.ahead += timedelta(hours=25)
    late = App.of_person(shop, MOBILE)
    assert "another chat" not in ask(late, "hello")["text"]
    assert tasks(shop) == [int(web.conversation)]


def test_a_task_is_in_one_place_though_two_channels_ask_at_once(shop: Site) -> None:
    web = App.of_person(shop, MOBILE)
    apps = [App.of_person(shop, MOBILE) for _ in range(3)]
    begin(web)
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda app: ask(app, "hello"), apps))
    assert len(tasks(shop)) == 1
    assert int(web.conversation) not in tasks(shop)
