"""Tells a customer what happened to a booking without being asked: a payment, a refund, a job.

In the language and on the channel that they used last, drafted from rows and gated like any reply.
Who has never written to us is not told, for there is no place where.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.answers.phrases import Phrasebook, Voice
from assistant.answers.rendering import INDIA
from assistant.dialogue.own_rows import payment_row, refund_row, refund_time_row
from assistant.dialogue.rows import booking_item_row
from assistant.model import Draft, Evidence, Language, Sentence
from assistant.quality.gate import gate
from assistant.record import evidence_json
from store.accounts import Booking, BookingItem, booking_by_number
from store.database import Tx
from store.ids import Ids
from store.notices import News, NewsKind, Notice, last_place, post_notice
from store.payments import Payment, payments_of


@dataclass(frozen=True, slots=True)
class _Matter:
    """The rows that a piece of news is about, as they are now, and the voice to tell it in."""

    voice: Voice
    user_id: int
    booking: Booking
    item: BookingItem | None
    payment: Payment | None


Telling = tuple[list[Sentence], list[Evidence]]


def tell(tx: Tx, ids: Ids, phrasebook: Phrasebook, news: News, now: dt.datetime) -> int | None:
    """Write the notice into the customer's last conversation and have it delivered; the line's
    key, or None when there is nowhere to tell it. Part of the unit of work of the event itself."""
    place = last_place(tx, news.user_id)
    booking = booking_by_number(tx, news.user_id, news.order_id)
    if place is None or booking is None:
        return None
    language: Language = place.language  # type: ignore[assignment]  # a CHECK keeps it to ours
    matter = _Matter(
        voice=Voice(phrasebook, language),
        user_id=news.user_id,
        booking=booking,
        item=next((item for item in booking.items if item.id == news.item_id), None),
        payment=next(
            (row for row in payments_of(tx, news.user_id, news.order_id)
             if row.id == news.payment_id),
            None,
        ),
    )  # fmt: skip
    session = Evidence(
        "session", {"now": now.astimezone(INDIA).isoformat(), "customer_id": news.user_id}
    )
    sentences, rows = _TELLERS[news.kind](matter)
    gated = gate(Draft(tuple(sentences), (session, *rows)), "", now.astimezone(INDIA), matter.voice)
    if gated.verdict not in ("passed", "repaired"):
        row = payment_row(booking, news.user_id)
        said = matter.voice.say("notice_changed", number=(row, "booking_number"))
        gated = gate(Draft((said,), (session, row)), "", now.astimezone(INDIA), matter.voice)
    evidence = [evidence_json(row) for row in gated.draft.evidence]
    return post_notice(tx, ids, place, Notice(gated.draft.text, evidence, gated.verdict), now)


def _paid(matter: _Matter) -> Telling:
    row = payment_row(matter.booking, matter.user_id)
    number = (row, "booking_number")
    sentences = [
        matter.voice.say(
            "payment_full", number=number, total=(row, "total"), method=(row, "payment_method")
        ),
        matter.voice.say("booking_status", number=number, status=(row, "status")),
    ]
    rows = [row]
    for item in matter.booking.items:
        if item.is_open:
            rows.append(booking_item_row(matter.booking, item, matter.user_id))
            sentences.append(_line(matter.voice, rows[-1]))
    return sentences, rows


def _partly_paid(matter: _Matter) -> Telling:
    row = payment_row(matter.booking, matter.user_id)
    amounts = {name: (row, name) for name in ("paid", "total", "remaining")}
    said = matter.voice.say(
        "payment_part",
        number=(row, "booking_number"),
        method=(row, "payment_method"),
        **amounts,
    )
    return [said], [row]


def _payment_failed(matter: _Matter) -> Telling:
    row = payment_row(matter.booking, matter.user_id)
    said = matter.voice.say(
        "payment_failed",
        number=(row, "booking_number"),
        method=(row, "payment_method"),
        remaining=(row, "remaining"),
    )
    return [said], [row]


def _refund(matter: _Matter) -> Telling:
    """How the refund stands: asked for, made or failed."""
    assert matter.payment is not None
    row = refund_row(matter.payment, matter.user_id)
    done, state = matter.payment.state == "done", matter.payment.state
    phrase = {"done": "refund_done", "failed": "refund_failed"}.get(state, "refund_requested")
    sentences = [
        matter.voice.say(
            phrase,
            number=(row, "booking_number"),
            refund=(row, "refund"),
            method=(row, "refund_to"),
            date=(row, "made_on" if done else "requested_on"),
        )
    ]
    rows = [row]
    if done and matter.payment.reference:
        reference = (row, "refund_reference")
        sentences.append(matter.voice.say("refund_reference", reference=reference))
    if state == "requested":
        days = refund_time_row()
        fewest, most = (days, "refund_working_days_from"), (days, "refund_working_days_to")
        sentences.append(matter.voice.say("refund_takes", fewest=fewest, most=most))
        rows.append(days)
    return sentences, rows


def _returned(matter: _Matter) -> Telling:
    sentences, rows = _refund(matter)
    holes = {"number": (rows[0], "booking_number"), "refund": (rows[0], "refund")}
    return [matter.voice.say("notice_returned", **holes), *sentences], rows


def _started(matter: _Matter) -> Telling:
    assert matter.item is not None
    row = booking_item_row(matter.booking, matter.item, matter.user_id)
    said = matter.voice.say("notice_started", **_job(row), provider=(row, "provider"))
    return [said], [row]


def _completed(matter: _Matter) -> Telling:
    assert matter.item is not None
    row = booking_item_row(matter.booking, matter.item, matter.user_id)
    sentences, rows = [matter.voice.say("notice_completed", **_job(row))], [row]
    if matter.booking.status == "completed" and matter.booking.payment_status == "paid":
        paid = payment_row(matter.booking, matter.user_id)
        holes = {"number": (paid, "booking_number"), "total": (paid, "total")}
        method = (paid, "payment_method")
        sentences.append(matter.voice.say("payment_full", **holes, method=method))
        rows.append(paid)
    return sentences, rows


def _reassigned(matter: _Matter) -> Telling:
    assert matter.item is not None
    row = booking_item_row(matter.booking, matter.item, matter.user_id)
    number, service = (row, "booking_number"), (row, "service")
    heading = matter.voice.say("notice_reassigned", number=number, service=service)
    return [heading, _line(matter.voice, row)], [row]


def _cancelled(matter: _Matter) -> Telling:
    assert matter.item is not None
    row = booking_item_row(matter.booking, matter.item, matter.user_id)
    sentences, rows = [matter.voice.say("notice_nobody_comes", **_job(row))], [row]
    if matter.payment is not None:
        more, due = _refund(matter)
        sentences += more
        rows += due
    return sentences, rows


def _job(row: Evidence) -> dict[str, tuple[Evidence, str]]:
    return {
        "number": (row, "booking_number"),
        "service": (row, "service"),
        "status": (row, "status"),
    }


def _line(voice: Voice, row: Evidence) -> Sentence:
    holes = {
        "service": (row, "service"),
        "variant": (row, "variant"),
        "date": (row, "start"),
        "window": (row, "window"),
    }
    if "provider" in row.fields:
        return voice.say("booking_item_by", provider=(row, "provider"), **holes)
    return voice.say("booking_item", **holes)


_TELLERS: Mapping[NewsKind, Callable[[_Matter], Telling]] = {
    "paid": _paid,
    "partly_paid": _partly_paid,
    "payment_failed": _payment_failed,
    "refunded": _refund,
    "refund_failed": _refund,
    "returned": _returned,
    "started": _started,
    "completed": _completed,
    "reassigned": _reassigned,
    "cancelled_by_provider": _cancelled,
}
