"""The bill behind the link that the chat gives: signed, for a while, in readable letters."""

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import select, update

from assistant.links import InvoiceLinks
from assistant.mind import open_mind
from channels.invoices.pdf import draw_invoice
from store.database import Database
from store.ids import Clock, Ids
from store.invoices import Invoice, invoice_of
from store.tables import addresses, bookings, users
from tests.assistant.conftest import Chat, build_shop
from tests.assistant.told import some_booking, told
from tests.channels import plain
from tests.channels.site import Site, running
from tests.conftest import opened
from tests.engines import Engine

SECRET = b"s" * 32
BILLED = bookings.c.invoice_number.is_not(None)


@pytest.fixture
def shop(sqlite_engine: Engine) -> Iterator[Database]:
    yield from opened(sqlite_engine, build_shop)


@pytest.fixture
def site(shop: Database) -> Iterator[Site]:
    with running(shop, nobody) as running_site:
        yield running_site


def nobody(database: Database, ids: Ids, clock: Clock) -> Callable[[int], bool]:
    """Leaves every message to the test, whose own assistant would else race for it."""
    return lambda conversation_id: False


def link_to(site: Site, booking_id: int, secret: bytes = SECRET) -> str:
    return InvoiceLinks(site.http, secret).link(booking_id, site.hands.now())


def code(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["code"])


@pytest.mark.parametrize(
    "question", ["invoice for {}", "{} ka bill pdf me bhejo", "{} का बिल पीडीएफ में भेजिए"]
)
def test_the_reply_holds_a_link_that_opens_the_bill(
    site: Site, shop: Database, question: str
) -> None:
    booking = some_booking(shop, BILLED)
    with shop.read() as tx:
        mind = open_mind(tx, InvoiceLinks(site.http, SECRET))
    chat = Chat(shop, mind, booking.user_id)
    chat.clock.moment = site.hands.now()
    text = told(chat, question.format(booking.order_id), "intent:invoice")
    link = re.search(r"http\S+\.pdf", text)
    assert link is not None
    answer = plain.get(link.group())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert booking.invoice_number in answer.headers["content-disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_a_link_is_no_good_after_two_days(site: Site, shop: Database) -> None:
    link = link_to(site, some_booking(shop, BILLED).id)
    assert plain.get(link).status_code == 200
    site.hands.ahead = dt.timedelta(days=2, seconds=1)
    assert code(plain.get(link)) == "no_such_invoice"


def test_nobody_can_make_a_link_up_or_change_one(site: Site, shop: Database) -> None:
    booking_id = some_booking(shop, BILLED).id
    assert code(plain.get(link_to(site, booking_id, b"another secret"))) == "no_such_invoice"
    token = link_to(site, booking_id).rsplit("/", 1)[1].removesuffix(".pdf")
    changed = [
        f"{token[:at]}{'b' if letter == 'a' else 'a'}{token[at + 1 :]}"
        for at, letter in enumerate(token)
    ]
    for other in (*changed, token[:-1], token + "a", "", "a" * 500, "CB-104233", "..%2F..%2Fetc"):
        assert plain.get(f"{site.http}/v1/invoices/{other}.pdf").status_code == 404


def test_a_booking_that_is_not_paid_in_full_has_no_bill(site: Site, shop: Database) -> None:
    booking = some_booking(shop, bookings.c.invoice_number.is_(None))
    assert code(plain.get(link_to(site, booking.id))) == "no_such_invoice"
    assert code(plain.get(link_to(site, 10**9))) == "no_such_invoice"


def bill(shop: Database, name: str, line: str) -> Invoice:
    booking = some_booking(shop, BILLED, bookings.c.igst_paise > 0)
    with shop.write() as tx:
        tx.execute(update(users).where(users.c.id == booking.user_id).values(name=name))
        tx.execute(update(addresses).where(addresses.c.id == booking.address_id).values(line1=line))
    with shop.read() as tx:
        found = invoice_of(tx, booking.id)
    assert found is not None
    return found


def test_every_letter_of_a_hindi_bill_and_the_rupee_sign_have_a_glyph(
    shop: Database, caplog: pytest.LogCaptureFixture
) -> None:
    invoice = bill(shop, "श्रीमती ऋचा द्विवेदी", "फ़्लैट 12, कृष्णा अपार्टमेंट, स्टेशन रोड")
    with caplog.at_level(logging.WARNING):
        draw_invoice(invoice)
    assert "missing" not in caplog.text


def test_the_same_bill_is_the_same_file(shop: Database) -> None:
    invoice = bill(shop, "Asha", "Flat 1")
    assert draw_invoice(invoice) == draw_invoice(invoice)


def test_a_bill_adds_up_and_names_its_supplier(shop: Database) -> None:
    with shop.read() as tx:
        ids = tx.execute(select(bookings.c.id).where(BILLED)).scalars().all()
        found = [invoice for one in ids if (invoice := invoice_of(tx, one)) is not None]
    assert len(found) == len(ids)
    for invoice in found:
        booking = invoice.booking
        tax = booking.sgst_paise + booking.cgst_paise + booking.igst_paise
        assert invoice.taxable_paise + tax == booking.total_paise
        assert (booking.igst_paise == 0) == (invoice.address.state == invoice.supplier.state)
        assert len(invoice.supplier.gstin) == 15
