"""The engine of tasks: what a yes does in its one commit, and what undoes it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from assistant.answers.phrases import Voice
from assistant.deeds import ForeignActionError
from assistant.dialogue.choosing import pick
from assistant.dialogue.consent import says_yes, yes_to
from assistant.dialogue.facts import Facts, FreeSlot, StoredFacts
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.slot_offers import find_offers, fitting_slots, the_one
from assistant.dialogue.state import State, read_state, write_state
from assistant.mind import Mind
from assistant.model import Draft, Reading, Sentence, Slots
from assistant.skills import TASKS
from assistant.task import BookTask, CancelTask, SignInTask, Task, TimeWish, Wish
from store.cancellations import Cancellation
from store.database import Database
from store.orders import Order
from store.tables import bookings, conversations, inbox, users
from tests.assistant.conftest import Chat

PUNE = "+919151719298"
"""Lives at one address in 411001."""
NOON = dt.datetime(2026, 11, 24, 6, 30, tzinfo=dt.UTC)
ORDER = Order(57, 11, 19, 1, NOON, "cash", 64_664)


def customer(database: Database, mobile: str = PUNE) -> int:
    with database.read() as tx:
        found: int = tx.execute(select(users.c.id).where(users.c.mobile == mobile)).scalar_one()
    return found


def booked(database: Database) -> int:
    with database.read() as tx:
        return tx.execute(select(func.count()).select_from(bookings)).scalar_one()


def last_reply(database: Database) -> Any:
    with database.read() as tx:
        rows = select(conversations).where(conversations.c.role == "assistant")
        return tx.execute(rows.order_by(conversations.c.id.desc())).first()


def shown_order(database: Database, mind: Mind) -> Chat:
    """A conversation in which an order has just been shown."""
    chat = Chat(database, mind, customer(database))
    assert "Shall I book it?" in chat.ask("book AC repair tomorrow 10 am basic cash").text
    return chat


def with_task(mind: Mind, kind: str, skill: Callable[..., Draft | Deed]) -> Mind:
    return replace(mind, tasks={**TASKS, kind: skill})


def test_a_yes_books_what_was_shown_and_the_log_says_so(shop: Database, mind: Mind) -> None:
    before = booked(shop)
    chat = shown_order(shop, mind)
    assert booked(shop) == before
    reply = chat.ask("yes")
    assert booked(shop) == before + 1
    row = last_reply(shop)
    assert row.action["action"]["kind"] == "order"
    assert row.action["done"] in reply.text


def test_the_same_yes_delivered_twice_books_once(sqlite_shop: Database, mind: Mind) -> None:
    chat = shown_order(sqlite_shop, mind)
    before = booked(sqlite_shop)
    chat.write("yes")
    chat.write("yes")
    assert [chat.answer(), chat.answer()] == [True, True]
    assert booked(sqlite_shop) == before + 1


def telling(tell: Callable[[Outcome, Facts], Draft]) -> Callable[..., Draft | Deed]:
    """The booking skill with another way of telling what it did."""

    def skill(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
        said = TASKS["book"](request, facts, voice)
        return replace(said, tell=tell) if isinstance(said, Deed) else said

    return skill


def test_what_cannot_be_told_truthfully_is_not_done(sqlite_shop: Database, mind: Mind) -> None:
    def lie(_outcome: Outcome, _facts: Facts) -> Draft:
        return Draft((Sentence("Booked for ₹1, on 31 Dec."),), (), ends_task=True)

    chat = shown_order(sqlite_shop, with_task(mind, "book", telling(lie)))
    before = booked(sqlite_shop)
    chat.write("yes")
    assert [chat.answer() for _ in range(3)] == [False, False, True]
    assert booked(sqlite_shop) == before
    assert "Sorry" in chat.log()[-1].text
    assert last_reply(sqlite_shop).action is None


def test_a_turn_that_was_answered_elsewhere_does_nothing(sqlite_shop: Database, mind: Mind) -> None:
    def overtaken(_outcome: Outcome, facts: Facts) -> Draft:
        assert isinstance(facts, StoredFacts)
        facts.tx.execute(update(inbox).values(state="done"))
        return Draft((), (), ends_task=True)

    chat = shown_order(sqlite_shop, with_task(mind, "book", telling(overtaken)))
    before = booked(sqlite_shop)
    chat.write("yes")
    assert chat.answer()
    assert booked(sqlite_shop) == before


def test_an_action_in_somebody_elses_name_is_never_performed(
    sqlite_shop: Database, mind: Mind, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = customer(sqlite_shop, "+919722281727")

    def forged(request: Request, facts: Facts, voice: Voice) -> Draft | Deed:
        said = TASKS["book"](request, facts, voice)
        if not isinstance(said, Deed) or not isinstance(said.action, Order):
            return said
        return replace(said, action=replace(said.action, user_id=stranger))

    chat = shown_order(sqlite_shop, with_task(mind, "book", forged))
    before = booked(sqlite_shop)
    chat.write("yes")
    chat.answer()
    assert booked(sqlite_shop) == before
    assert ForeignActionError.__name__ in caplog.text


@pytest.mark.parametrize(
    "task",
    [
        BookTask(services=("a/b",), slot_start=NOON, payment_method="upi", shown=ORDER),
        CancelTask(
            number="CB-104233",
            item_ids=(),
            shown=Cancellation(57, "CB-104233", (), "wallet", None, 0),
        ),
        SignInTask(wish=Wish(text="my bookings", intent="booking_list"), tries=2),
        SignInTask(then=BookTask(wish=TimeWish(day=NOON.date(), time_from=dt.time(10)))),
    ],
)
def test_a_task_survives_being_stored(task: Task) -> None:
    assert read_state(write_state(State(task=task))).task == task


OFFERED = (
    ("slot:a", "8 am–10 am"),
    ("slot:b", "10 am–12 pm"),
    ("slot:c", "2 pm–4 pm"),
    ("day:d", "Wed 25 Nov"),
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", "slot:b"),
        ("the second one", "slot:b"),
        ("doosra wala", "slot:b"),
        ("दूसरा वाला", "slot:b"),
        ("teen number", "slot:c"),
        ("last one", "slot:c"),
        ("aakhri wala", "slot:c"),
        ("8 AM–10 AM", "slot:a"),
        ("haan kar do", None),
        ("10 baje wala", None),
        ("7", None),
        ("411001", None),
        ("the second one on Thursday", None),
    ],
)
def test_a_typed_choice_is_the_one_that_it_names(text: str, value: str | None) -> None:
    assert pick(text, OFFERED) == value


def test_a_place_in_a_list_is_never_a_yes() -> None:
    offered = ((yes_to(ORDER), "Yes, book it"), ("intent:stop", "Leave it"))
    assert pick("1", offered) is None
    assert pick("first one", offered) is None
    assert pick("yes, book it", offered) == yes_to(ORDER)


def affirming(confidence: float = 0.99) -> Reading:
    return Reading("affirm", confidence, "en", Slots())


@pytest.mark.parametrize("text", ["yes", "haan kar do", "हाँ", "ok go ahead", "book it", "बुक करो"])
def test_a_plain_yes_is_one(text: str) -> None:
    assert says_yes(affirming(), text, None, ORDER)


@pytest.mark.parametrize(
    "text",
    [
        "yes but later",
        "haan lekin kal",
        "yes?",
        "ok, why so expensive",
        "हाँ, पर कल",
        "the second one",
        "sasta wala",
    ],
)
def test_a_yes_with_a_doubt_in_it_is_none(text: str) -> None:
    assert not says_yes(affirming(), text, None, ORDER)


def test_a_yes_button_agrees_to_its_own_action_only() -> None:
    dearer = replace(ORDER, shown_total_paise=ORDER.shown_total_paise + 1)
    assert says_yes(affirming(), "Yes, book it", yes_to(ORDER), ORDER)
    assert not says_yes(affirming(), "Yes, book it", yes_to(ORDER), dearer)
    assert not says_yes(affirming(), "yes", None, None)


DAY = dt.date(2026, 11, 24)
HOURS = st.sets(st.sampled_from(range(8, 20, 2)))
WISHES = st.builds(
    TimeWish,
    day=st.none() | st.dates(DAY, DAY + dt.timedelta(days=5)),
    time_from=st.none() | st.times(dt.time(6), dt.time(21)),
    time_to=st.none() | st.times(dt.time(6), dt.time(22)),
)


def slots_on(day: dt.date, hours: set[int]) -> tuple[FreeSlot, ...]:
    india = dt.timezone(dt.timedelta(hours=5, minutes=30))
    starts = [dt.datetime.combine(day, dt.time(hour), india) for hour in sorted(hours)]
    return tuple(FreeSlot(start, start + dt.timedelta(hours=2), 1) for start in starts)


@given(wish=WISHES, free=st.lists(HOURS, min_size=6, max_size=6))
def test_only_free_slots_are_offered_and_taken_only_without_a_choice(
    wish: TimeWish, free: list[set[int]]
) -> None:
    days = {DAY + dt.timedelta(days=at): hours for at, hours in enumerate(free)}

    def free_on(day: dt.date) -> tuple[FreeSlot, ...]:
        return slots_on(day, days.get(day, set()))

    offers = find_offers(wish, free_on, DAY)
    if offers is None:
        assert not any(hours for day, hours in days.items() if day >= (wish.day or DAY))
        return
    assert offers.slots
    assert set(offers.slots) <= set(free_on(offers.day))
    assert all(free_on(day) for day in offers.other_days)
    one = the_one(wish, offers)
    if one is not None:
        assert wish.day == offers.day
        assert fitting_slots(wish, free_on(offers.day)) == (one,)
