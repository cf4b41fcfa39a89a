"""What customers are told without asking: in their language, where they were last heard, gated."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from assistant.answers.phrases import load_phrasebook
from assistant.notices import tell
from store.accounts import Booking
from store.cancellations import Cancellation, cancel, refund_quote
from store.chat import messages_after
from store.database import Database, Tx
from store.dialogues import open_dialogue
from store.ids import Ids
from store.notices import News, NewsKind
from store.tables import conversations, dialogues, outbox
from tests.conftest import opened
from tests.engines import Engine
from tests.store.marketplace import NOW, build_marketplace
from tests.store.outside import charge_of, happened, pay, refund_of, reported
from tests.store.shopping import TUESDAY, Errand, broken, errands, placed, reread

FAR = TUESDAY + timedelta(days=5)
SOON = NOW + timedelta(minutes=1)
LANGUAGES = ("en", "hinglish", "hi")


@pytest.fixture
def marketplace(engine: Engine) -> Iterator[Database]:
    yield from opened(engine, build_marketplace)


@pytest.fixture
def ids() -> Ids:
    return Ids(lambda: NOW, random.Random(3))


def lone(tx: Tx) -> Errand:
    return errands(tx)[0]


def shared(tx: Tx) -> Errand:
    return next(errand for errand in errands(tx) if len(errand.providers) > 1)


def cancelled(tx: Tx, errand: Errand, booking: Booking) -> Booking:
    due = refund_quote(booking, (), NOW).refund_paise
    cancel(tx, Cancellation(errand.user_id, booking.order_id, (), "source", None, due), NOW)
    return reread(tx, errand.user_id, booking.order_id)


def story(tx: Tx, kind: NewsKind) -> News:
    """Something of this kind happens to a new booking."""
    errand = lone(tx) if kind == "cancelled_by_provider" else shared(tx)
    person = errand.user_id
    booking = placed(tx, errand, slot=FAR, method="upi")
    charge = charge_of(tx, person, booking)
    news: News | None
    if kind in ("paid", "payment_failed", "partly_paid"):
        event = {"paid": "paid", "payment_failed": "failed", "partly_paid": "partial"}[kind]
        part = 12_345 if event == "partial" else None
        news = happened(tx, charge, event, NOW, part)  # type: ignore[arg-type]
    elif kind == "returned":
        cancelled(tx, errand, booking)
        news = happened(tx, charge, "paid", NOW)
    else:
        booking = pay(tx, person, booking, NOW)
        (item,) = booking.items
        if kind in ("refunded", "refund_failed"):
            cancelled(tx, errand, booking)
            event = "refunded" if kind == "refunded" else "failed"
            news = happened(tx, refund_of(tx, person, booking), event, NOW)  # type: ignore[arg-type]
        elif kind in ("reassigned", "cancelled_by_provider"):
            news = reported(tx, booking, item, "cannot_come", NOW)
        else:
            news = reported(tx, booking, item, "started", FAR)
            if kind == "completed":
                news = reported(tx, booking, item, "completed", FAR + timedelta(hours=1))
    assert news is not None
    assert news.kind == kind
    return news


KINDS: tuple[NewsKind, ...] = (
    "paid",
    "partly_paid",
    "payment_failed",
    "refunded",
    "refund_failed",
    "returned",
    "started",
    "completed",
    "reassigned",
    "cancelled_by_provider",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_news_is_told_from_evidence_in_every_language(
    marketplace: Database, ids: Ids, kind: NewsKind
) -> None:
    with marketplace.write() as tx:
        news = story(tx, kind)
        texts = set()
        for language in LANGUAGES:
            now = FAR + timedelta(hours=2) if kind in ("started", "completed") else SOON
            talk = open_dialogue(tx, ids, now, "WHATSAPP", news.user_id, language)
            key = tell(tx, ids, load_phrasebook(), news, now)
            row = tx.execute(select(conversations).where(conversations.c.id == key)).one()
            assert (row.conversation_id, row.role, row.channel) == (talk, "system", "WHATSAPP")
            assert (row.gate, row.language) == ("passed", language)
            assert news.order_id in row.text
            assert row.evidence
            texts.add(row.text)
            sent = select(outbox.c.channel).where(outbox.c.message_id == key)
            assert tx.execute(sent).scalars().all() == ["WHATSAPP"]
        assert len(texts) == len(LANGUAGES)
        assert broken(tx, FAR + timedelta(hours=3)) == []


def test_news_goes_to_the_conversation_that_was_used_last(marketplace: Database, ids: Ids) -> None:
    with marketplace.write() as tx:
        news = story(tx, "paid")
        old = open_dialogue(tx, ids, NOW - timedelta(days=3), "WEB", news.user_id)
        used = open_dialogue(tx, ids, NOW - timedelta(days=2), "MOBILE", news.user_id)
        open_dialogue(tx, ids, NOW, "WHATSAPP", news.user_id + 1)
        tx.execute(update(dialogues).where(dialogues.c.id == used).values(updated_at=NOW))
        tell(tx, ids, load_phrasebook(), news, SOON)
        assert messages_after(tx, old, 0) == ()
        assert [line.seq for line in messages_after(tx, used, 0)] == [1]


def test_who_never_wrote_to_us_is_not_told(marketplace: Database, ids: Ids) -> None:
    with marketplace.write() as tx:
        news = story(tx, "paid")
        tx.execute(
            update(dialogues).where(dialogues.c.user_id == news.user_id).values(user_id=None)
        )
        assert tell(tx, ids, load_phrasebook(), news, SOON) is None


def test_a_refund_is_called_made_only_by_the_news_that_it_was(
    marketplace: Database, ids: Ids
) -> None:
    with marketplace.write() as tx:
        for kind, made in (("cancelled_by_provider", False), ("refunded", True)):
            news = story(tx, kind)  # type: ignore[arg-type]
            open_dialogue(tx, ids, NOW, "WEB", news.user_id)
            key = tell(tx, ids, load_phrasebook(), news, SOON)
            said = tx.execute(
                select(conversations.c.text).where(conversations.c.id == key)
            ).scalar_one()
            assert ("has been made" in said) == made
            assert ("was requested" in said) != made
