"""Customers ask what they paid, what comes back, for their bill and their wallet."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from assistant.answers.rendering import write_money
from assistant.mind import Mind
from store.accounts import booking_by_number
from store.cancellations import Cancellation, cancel, refund_quote
from store.database import Database
from store.people import Resident
from store.tables import bookings, users
from tests.assistant.conftest import NOW, Chat
from tests.assistant.told import some_booking, told

PAID, UNPAID = bookings.c.remaining_paise == 0, bookings.c.paid_paise == 0
REFUNDED = bookings.c.payment_status == "refunded"
HAVE_SEVERAL = select(bookings.c.user_id).group_by(bookings.c.user_id).having(func.count() > 1)


def money(paise: int) -> str:
    return write_money(str(Decimal(paise) / 100), "en")


@pytest.mark.parametrize(
    "question",
    ["payment status of {}", "{} ka payment ho gaya kya", "{} का पेमेंट हो गया क्या"],
)
def test_a_paid_booking_is_said_to_be_paid_with_amount_and_reference(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    booking = some_booking(
        sqlite_shop, PAID, bookings.c.payment_method == "upi", bookings.c.status == "completed"
    )
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:payment_status")
    assert money(booking.total_paise) in text
    assert "UPI" in text
    assert booking.transaction_id in text


def test_a_part_payment_says_what_is_paid_and_what_remains(
    sqlite_shop: Database, mind: Mind
) -> None:
    booking = some_booking(sqlite_shop, bookings.c.paid_paise > 0, bookings.c.remaining_paise > 0)
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(
        chat, f"how much is still to be paid for {booking.order_id}?", "intent:payment_status"
    )
    assert f"{money(booking.remaining_paise)} is still due" in text
    assert money(booking.paid_paise) in text


def test_cash_is_due_after_the_work(sqlite_shop: Database, mind: Mind) -> None:
    booking = some_booking(sqlite_shop, UNPAID, bookings.c.payment_method == "cash")
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, f"is {booking.order_id} paid?", "intent:payment_status")
    assert text.endswith("in cash after the work is done.")


def test_a_failed_payment_is_called_failed_and_not_received(
    sqlite_shop: Database, mind: Mind
) -> None:
    booking = some_booking(
        sqlite_shop, bookings.c.payment_status == "failed", bookings.c.status == "pending"
    )
    chat = Chat(sqlite_shop, mind, booking.user_id)
    reply = chat.ask(f"payment for {booking.order_id}?", "intent:payment_status")
    assert "failed and we have not received it" in reply.text
    assert "intent:complaint_raise" in dict(reply.choices)


@pytest.mark.parametrize(
    "question",
    [
        "money was deducted twice for {}",
        "{} ke paise do baar kat gaye",
        "{} के पैसे दो बार कट गए",
    ],
)
def test_money_taken_twice_is_answered_with_the_one_payment_that_we_have(
    sqlite_shop: Database, mind: Mind, question: str
) -> None:
    booking = some_booking(
        sqlite_shop, PAID, bookings.c.payment_method == "card", bookings.c.status == "completed"
    )
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:payment_status")
    assert money(booking.paid_paise) in text
    assert "one payment" in text or "ek hi payment" in text or "एक ही भुगतान" in text


def test_the_amount_that_is_named_tells_which_booking_is_meant(
    sqlite_shop: Database, mind: Mind
) -> None:
    booking = some_booking(sqlite_shop, PAID, bookings.c.user_id.in_(HAVE_SEVERAL))
    chat = Chat(sqlite_shop, mind, booking.user_id)
    question = f"did you get my {money(booking.total_paise)}?"
    assert booking.order_id in told(chat, question, "intent:payment_status")


def test_with_several_bookings_it_asks_which_and_goes_on_with_the_one_that_is_picked(
    sqlite_shop: Database, mind: Mind
) -> None:
    booking = some_booking(sqlite_shop, PAID, bookings.c.user_id.in_(HAVE_SEVERAL))
    chat = Chat(sqlite_shop, mind, booking.user_id)
    question = chat.ask("did you get my payment", "intent:payment_status")
    assert f"booking:{booking.order_id}" in dict(question.choices)
    assert "paid" in told(chat, booking.order_id, f"booking:{booking.order_id}")
    assert booking.order_id in told(chat, "and the invoice?", "intent:invoice")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what about the refund of {}", "has been made"),
        ("{} ka refund kab aayega", "refund ho chuke hain"),
        ("{} का रिफंड कब आएगा", "वापस किए जा चुके हैं"),
    ],
)
def test_a_refund_that_the_payment_side_made_is_called_done(
    sqlite_shop: Database, mind: Mind, question: str, words: str
) -> None:
    booking = some_booking(sqlite_shop, REFUNDED)
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:refund_status")
    assert money(booking.refund_paise) in text
    assert words in text
    assert booking.refund_transaction_id in text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("has my refund for {} come?", "was requested on"),
        ("{} ka refund aaya kya", "request hua hai"),
        ("{} का रिफंड आया क्या", "अनुरोध"),
    ],
)
def test_a_refund_that_is_only_requested_is_never_called_done(
    sqlite_shop: Database, mind: Mind, question: str, words: str
) -> None:
    booking = some_booking(
        sqlite_shop, PAID, bookings.c.status == "confirmed", bookings.c.payment_method == "upi"
    )
    with sqlite_shop.write() as tx:
        own = booking_by_number(tx, booking.user_id, booking.order_id)
        assert own is not None
        back = refund_quote(own, (), NOW).refund_paise
        wish = Cancellation(booking.user_id, booking.order_id, (), "source", None, back)
        cancel(tx, wish, NOW)
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:refund_status")
    assert words in text
    assert money(back) in text
    assert "3" in text
    assert "5" in text
    assert "has been made" not in text


@pytest.mark.parametrize("language", ["en", "hinglish", "hi"])
def test_before_cancelling_the_share_by_the_rules_is_told(
    sqlite_shop: Database, mind: Mind, language: str
) -> None:
    booking = some_booking(
        sqlite_shop,
        PAID,
        bookings.c.status == "confirmed",
        bookings.c.preferred_slot_start > NOW + dt.timedelta(hours=24),
    )
    said = {
        "en": "what refund do I get if I cancel {}",
        "hinglish": "{} cancel karu to kitna refund milega",
        "hi": "{} रद्द करूँ तो कितना रिफंड मिलेगा",
    }
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, said[language].format(booking.order_id), "intent:refund_status")
    assert "100%" in text
    assert money(booking.paid_paise) in text


def test_nothing_is_refunded_for_a_completed_booking(sqlite_shop: Database, mind: Mind) -> None:
    booking = some_booking(sqlite_shop, bookings.c.status == "completed")
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, f"refund for {booking.order_id}", "intent:refund_status")
    assert "completed, not cancelled; its refund is ₹0" in text


@pytest.mark.parametrize(
    "question", ["invoice for {} please", "{} ka gst bill bhejo", "{} का जीएसटी बिल चाहिए"]
)
@pytest.mark.parametrize("same_state", [True, False])
def test_a_bill_breaks_gst_up_as_it_was_charged(
    sqlite_shop: Database, mind: Mind, question: str, same_state: bool
) -> None:
    booking = some_booking(
        sqlite_shop, PAID, (bookings.c.igst_paise == 0) if same_state else bookings.c.igst_paise > 0
    )
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, question.format(booking.order_id), "intent:invoice")
    assert booking.invoice_number in text
    assert money(booking.total_paise) in text
    if same_state:
        assert f"SGST 9%: {money(booking.sgst_paise)}, CGST 9%: {money(booking.cgst_paise)}" in text
    else:
        assert f"IGST 18%: {money(booking.igst_paise)}" in text


def test_a_booking_that_is_not_paid_has_no_invoice_yet(sqlite_shop: Database, mind: Mind) -> None:
    booking = some_booking(sqlite_shop, UNPAID, bookings.c.status == "confirmed")
    chat = Chat(sqlite_shop, mind, booking.user_id)
    text = told(chat, f"invoice for {booking.order_id}", "intent:invoice")
    assert "no invoice yet" in text
    assert money(booking.total_paise) in text


@pytest.mark.parametrize(
    "question", ["what is my wallet balance", "mere wallet me kitne paise hain", "वॉलेट में कितने पैसे हैं"]
)
def test_the_wallet_is_told_to_the_paisa(
    sqlite_shop: Database, mind: Mind, customer: Resident, question: str
) -> None:
    with sqlite_shop.read() as tx:
        balance = tx.execute(
            select(users.c.wallet_paise).where(users.c.id == customer.user_id)
        ).scalar_one()
    chat = Chat(sqlite_shop, mind, customer.user_id)
    assert money(balance) in told(chat, question, "intent:wallet")


def test_money_cannot_be_added_to_the_wallet_in_the_chat_and_that_is_said(
    sqlite_shop: Database, mind: Mind, customer: Resident
) -> None:
    chat = Chat(sqlite_shop, mind, customer.user_id)
    assert "cannot be added" in told(chat, "how do I add money to my wallet?", "intent:wallet")
    assert "choose the wallet" in told(chat, "can I pay with wallet money?", "intent:wallet")


@pytest.mark.parametrize("intent", ["payment_status", "refund_status", "invoice"])
def test_another_persons_booking_is_as_absent_as_one_that_never_was(
    sqlite_shop: Database, mind: Mind, customer: Resident, intent: str
) -> None:
    theirs = some_booking(sqlite_shop, bookings.c.user_id != customer.user_id).order_id
    about_theirs, about_nobodys = (
        Chat(sqlite_shop, mind, customer.user_id).ask(f"{number}?", f"intent:{intent}")
        for number in (theirs, "CB-000001")
    )
    assert about_theirs.text.replace(theirs, "N") == about_nobodys.text.replace("CB-000001", "N")
    assert dict(about_theirs.choices) == dict(about_nobodys.choices)


@pytest.mark.parametrize("intent", ["payment_status", "refund_status", "invoice", "wallet"])
def test_a_guest_is_asked_to_sign_in(sqlite_shop: Database, mind: Mind, intent: str) -> None:
    reply = Chat(sqlite_shop, mind).ask("CB-104935?", f"intent:{intent}")
    assert "action:sign_in" in dict(reply.choices)
