"""What a conversation remembers, and how the next message is read in its light."""

import datetime as dt

import pytest

from assistant.dialogue.state import State, read_state, remember, settle
from assistant.model import Reading, Slots

SURE = 0.6
AC = "appliance-repair/ac-repair"
SOFA = "home-cleaning/sofa-cleaning"


def heard(intent: str, confidence: float = 0.5, **slots: object) -> Reading:
    return Reading(intent, confidence, "en", Slots(**slots))  # type: ignore[arg-type]


def test_a_bare_pincode_goes_on_with_the_price_that_was_asked_for() -> None:
    state = State(intent="price_quote", asked="pincode", services=(AC,))
    settled = settle(heard("address", pincode="411001"), state, None, SURE)
    assert settled.intent == "price_quote"
    assert remember(state, settled.slots).services == (AC,)


def test_a_new_wish_is_not_taken_for_an_answer_to_an_old_question() -> None:
    state = State(intent="price_quote", asked="pincode", services=(AC,))
    settled = settle(heard("booking_list", 0.97), state, None, SURE)
    assert settled.intent == "booking_list"


def test_a_follow_up_of_slots_alone_is_about_the_same_thing() -> None:
    state = State(intent="availability", services=(AC,), pincode="411001")
    tomorrow = dt.date(2026, 11, 24)
    settled = settle(heard("out_of_scope", 0.4, date=tomorrow), state, None, SURE)
    assert settled.intent == "availability"
    assert remember(state, settled.slots).date == tomorrow


@pytest.mark.parametrize(
    ("chosen", "intent"),
    [
        ("intent:booking_list", "booking_list"),
        ("policy:warranty", "policy"),
        ("booking:CB-104233", "booking_status"),
        (f"service:{SOFA}", "price_quote"),
    ],
)
def test_a_button_means_exactly_what_it_says(chosen: str, intent: str) -> None:
    settled = settle(heard("out_of_scope", 0.9), State(intent="price_quote"), chosen, SURE)
    assert (settled.intent, settled.confidence) == (intent, 1.0)


def test_a_booking_that_is_picked_goes_on_with_what_was_asked_about_it() -> None:
    state = State(intent="payment_status", asked="booking")
    settled = settle(heard("out_of_scope"), state, "booking:CB-104233", SURE)
    assert (settled.intent, settled.slots.booking_number) == ("payment_status", "CB-104233")


def test_a_bare_booking_number_answers_the_question_which_booking() -> None:
    state = State(intent="payment_status", asked="booking")
    settled = settle(heard("booking_status", 0.97, booking_number="CB-104233"), state, None, SURE)
    assert settled.intent == "payment_status"


def test_the_ac_one_answers_which_booking_unless_another_thing_is_surely_meant() -> None:
    state = State(intent="payment_status", asked="booking")
    assert settle(heard("price_quote", 0.4, services=(AC,)), state, None, SURE).intent == (
        "payment_status"
    )
    surely = settle(heard("price_quote", 0.8, services=(AC,)), state, None, SURE)
    assert surely.intent == "price_quote"


def test_an_unknown_button_value_changes_nothing() -> None:
    reading = heard("greet")
    assert settle(reading, State(), "intent:rob_a_bank", SURE) == reading


def test_yes_to_the_offer_of_a_person_brings_one() -> None:
    state = State(intent="cancel", asked="handoff")
    assert settle(heard("affirm", 0.9), state, None, SURE).intent == "human_agent"


def test_another_service_forgets_the_variant_of_the_old_one() -> None:
    state = State(services=(AC,), variant="Premium", pincode="411001")
    after = remember(state, Slots(services=(SOFA,)))
    assert (after.services, after.variant, after.pincode) == ((SOFA,), None, "411001")


def test_a_city_forgets_the_pincode_of_another_one() -> None:
    after = remember(State(pincode="411001"), Slots(city="Mumbai"))
    assert (after.pincode, after.city) == (None, "Mumbai")


def test_a_state_survives_being_stored() -> None:
    state = State(intent="price_quote", services=(AC,), date=dt.date(2026, 11, 24))
    assert read_state(state.model_dump(mode="json")) == state


def test_a_state_of_another_version_is_forgotten_not_misread() -> None:
    assert read_state({"intents": ["price_quote"], "asked": 3}) == State()
