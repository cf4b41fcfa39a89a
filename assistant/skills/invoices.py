"""The bill of a booking: what it is made of, and GST broken up as it was charged."""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question
from assistant.dialogue.own_rows import invoice_line_row, invoice_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Draft, Evidence, Sentence
from store.accounts import Booking


def invoice(request: Request, facts: Facts, voice: Voice) -> Draft:
    found = booking_or_question(
        request, facts, voice, fits=lambda booking: booking.invoice_number is not None
    )
    if isinstance(found, Draft):
        return found
    if found is None:
        row = Evidence("invoices", {"customer_id": request.user_id, "count": 0})
        return Draft((voice.say("invoice_none"),), (session_row(request), row))
    bill = invoice_row(found, request.user_id)
    lines = [invoice_line_row(found, item, request.user_id) for item in found.items if item.billed]
    sentences = [_heading(voice, bill, found)]
    sentences += [_line(voice, line) for line in lines]
    sentences += _sums(voice, bill, found)
    evidence = [session_row(request), bill, *lines]
    link = facts.invoice_link(found, request.now) if found.invoice_number is not None else None
    if link is not None:
        pdf = Evidence(f"invoice_links/{found.invoice_number}", {"pdf": link})
        evidence.append(pdf)
        sentences.append(voice.say("invoice_pdf", link=(pdf, "pdf")))
    return Draft(tuple(sentences), tuple(evidence), booking_number=found.order_id)


def _heading(voice: Voice, bill: Evidence, booking: Booking) -> Sentence:
    if booking.invoice_number is None:
        return voice.say("invoice_not_yet", number=(bill, "booking_number"))
    return voice.say(
        "invoice_heading", invoice=(bill, "invoice_number"), number=(bill, "booking_number")
    )


def _line(voice: Voice, line: Evidence) -> Sentence:
    return voice.say(
        "invoice_line",
        service=(line, "service"),
        variant=(line, "variant"),
        price=(line, "price"),
        quantity=(line, "quantity"),
    )


def _sums(voice: Voice, bill: Evidence, booking: Booking) -> list[Sentence]:
    sentences = []
    if booking.discount_paise:
        sentences.append(voice.say("invoice_discount", discount=(bill, "discount")))
    sentences.append(
        voice.say(
            "invoice_taxable",
            convenience=(bill, "convenience_charge"),
            taxable=(bill, "taxable_value"),
        )
    )
    if booking.igst_rate_percent:
        gst = voice.say("invoice_igst", percent=(bill, "igst_percent"), igst=(bill, "igst"))
    else:
        gst = voice.say(
            "invoice_split_gst",
            sgst_percent=(bill, "sgst_percent"),
            sgst=(bill, "sgst"),
            cgst_percent=(bill, "cgst_percent"),
            cgst=(bill, "cgst"),
        )
    return [*sentences, gst, voice.say("invoice_total", total=(bill, "total"))]
