"""Customers ask who comes, where we will come to, and about the friends they brought."""

import pytest
from sqlalchemy import select

from assistant.mind import Mind
from store.database import Database
from store.people import Resident
from store.tables import addresses, booking_items, bookings, providers, users
from tests.assistant.conftest import Chat
from tests.assistant.told import some_booking, told, turn_row

UPCOMING = bookings.c.status == "confirmed"


@pytest.mark.parametrize(
    "question", ["who is coming for {}?", "{} ke liye kaun aayega", "{} के लिए कौन आएगा"]
)
def test_who_comes_is_told_with_rating_jobs_and_verification(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    booking = some_booking(sqlite_shop, UPCOMING)
    with sqlite_shop.read() as tx:
        provider = tx.execute(
            select(providers)
            .join(booking_items, booking_items.c.provider_id == providers.c.id)
            .where(booking_items.c.booking_id == booking.id)
        ).first()
    assert provider is not None
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:provider_info")
    assert provider.name in text
    assert f"{provider.rating_tenths / 10:.1f}/5" in text
    assert str(provider.total_bookings) in text
    assert "verified" in text or "सत्यापित" in text


@pytest.mark.parametrize(
    "question",
    ["give me his phone number, {}", "{} wale bhaiya ka number do", "{} वाले का नंबर दो"],
)
def test_a_professionals_number_is_never_given(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    booking = some_booking(sqlite_shop, UPCOMING)
    with sqlite_shop.read() as tx:
        mobiles = tx.execute(select(providers.c.mobile)).scalars().all()
    chat = Chat(sqlite_shop, mind, booking.user_id)
    reply = chat.ask(question.format(booking.order_id), "intent:provider_info")
    logged = str(turn_row(chat, reply).evidence)
    assert not [mobile for mobile in mobiles if mobile[-10:] in reply.text + logged]


def test_without_an_upcoming_booking_nobody_comes_and_the_vetting_is_told(
    sqlite_shop: Database, mind: Mind
) -> None:
    having = select(bookings.c.user_id).where(bookings.c.status.in_(("pending", "confirmed")))
    booking = some_booking(sqlite_shop, bookings.c.user_id.not_in(having))
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, "who will come to my house?", "intent:provider_info")
    assert "nobody is assigned" in text
    assert "verification is complete" in text


@pytest.mark.parametrize(
    "question",
    ["are your professionals verified?", "aapke log verified hain kya", "क्या आपके लोग वेरिफाइड हैं"],
)
def test_guests_are_told_how_professionals_are_vetted(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    text = told(Chat(sqlite_shop, mind), question, "intent:provider_info")
    assert "verification" in text or "सत्यापन" in text


@pytest.mark.parametrize(
    "question", ["what is my referral code", "mera referral code kya hai", "मेरा रेफरल कोड बताइए"]
)
def test_the_referral_code_is_told_and_no_reward_is_invented(
    sqlite_shop: Database, mind: Mind, customer: Resident, question: str
) -> None:
    with sqlite_shop.read() as tx:
        code = tx.execute(
            select(users.c.referral_code).where(users.c.id == customer.user_id)
        ).scalar_one()
    text = told(Chat(sqlite_shop, mind, customer.user_id), question, "intent:referral")
    assert code in text
    assert "₹" not in text


def test_friends_who_joined_are_named_by_their_first_names_only(
    sqlite_shop: Database, mind: Mind
) -> None:
    with sqlite_shop.read() as tx:
        friend = tx.execute(
            select(users.c.name, users.c.referred_by_id).where(
                users.c.referred_by_id.is_not(None), users.c.active
            )
        ).first()
    assert friend is not None
    first, last = friend.name.split(maxsplit=1)
    chat = Chat(sqlite_shop, mind, friend.referred_by_id)
    text = told(chat, "who joined with my code?", "intent:referral")
    assert first in text
    assert f"{first} {last}" not in text


@pytest.mark.parametrize(
    "question", ["show my saved addresses", "mera address kya hai", "मेरा पता क्या है"]
)
def test_saved_addresses_are_shown_with_the_default_one_first(
    sqlite_shop: Database, mind: Mind, customer: Resident, question: str
) -> None:
    with sqlite_shop.read() as tx:
        homes = tx.execute(select(addresses).where(addresses.c.user_id == customer.user_id)).all()
    lines = told(Chat(sqlite_shop, mind, customer.user_id), question, "intent:address").splitlines()
    assert str(len(homes)) in lines[0]
    assert all(any(home.line1 in line for line in lines) for home in homes)
    assert "(default)" in lines[1] or "(डिफ़ॉल्ट)" in lines[1]


@pytest.mark.parametrize("intent", ["provider_info", "referral", "address"])
def test_a_guest_is_asked_to_sign_in(sqlite_shop: Database, mind: Mind, intent: str) -> None:
    reply = Chat(sqlite_shop, mind).ask("mine please", f"intent:{intent}")
    assert "action:sign_in" in dict(reply.choices)
