"""Who comes for a booking: name, rating, jobs done, verified. Never a professional's number."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.bygone import speaks_of_past
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question, is_upcoming
from assistant.dialogue.own_jobs import jobs_named
from assistant.dialogue.own_rows import job_row, provider_row
from assistant.dialogue.passages import asked_passage, passage_row, passage_sentences
from assistant.dialogue.request import Request
from assistant.dialogue.rows import local, policy_row, session_row
from assistant.language.tokens import keys, tokenize
from assistant.model import Draft, Evidence, Sentence
from store.accounts import Booking

_SAFETY = "safety-and-verification"
_TO_CALL = keys(
    "number contact phone mobile call no nmbr nambar num नंबर नम्बर फोन फ़ोन मोबाइल कॉल संपर्क"
)


def provider_info(request: Request, facts: Facts, voice: Voice) -> Draft:
    past = speaks_of_past(request.text)
    found = booking_or_question(
        request,
        facts,
        voice,
        fits=lambda booking: is_upcoming(booking, request.now) is not past,
    )
    if isinstance(found, Draft):
        return found
    if found is None:
        return _nobody(request, facts, voice)
    sentences, evidence = _who_comes(request, facts, voice, _asked_about(request, facts, found))
    if any(token.key in _TO_CALL for token in tokenize(request.text)):
        sentences.append(voice.say("provider_no_number"))
    asked = asked_passage(request, facts, maybe_own=True)
    if asked is not None and asked.slug == _SAFETY:
        row = policy_row(asked)
        sentences += passage_sentences(row, 1)
        evidence.append(row)
    evidence.insert(0, session_row(request))
    return Draft(tuple(sentences), tuple(evidence), booking_number=found.order_id)


def _asked_about(request: Request, facts: Facts, booking: Booking) -> Booking:
    """The booking with those jobs alone that the message names, by their work or their day."""
    day = request.reading.slots.date
    named = jobs_named(request, facts, booking.items) or [
        item for item in booking.items if local(item.slot_start)[:10] == str(day)
    ]
    return replace(booking, items=tuple(named) or booking.items)


def _who_comes(
    request: Request, facts: Facts, voice: Voice, booking: Booking
) -> tuple[list[Sentence], list[Evidence]]:
    """A line about each professional of the booking, however many of its jobs they do."""
    jobs = [job_row(booking, item, request.user_id) for item in booking.items]
    sentences = [voice.say("provider_heading", number=(jobs[0], "booking_number"))]
    evidence: list[Evidence] = list(jobs)
    for provider_id, services in _services_by_provider(booking).items():
        profile = facts.provider(provider_id)
        if profile is None:
            continue
        row = provider_row(profile, services)
        evidence.append(row)
        sentences.append(
            voice.say(
                "provider_line",
                services=(row, "services"),
                provider=(row, "provider"),
                rating=(row, "rating"),
                out_of=(row, "rating_out_of"),
                jobs=(row, "jobs_done"),
                verification=(row, "verification"),
            )
        )
    sentences += [
        voice.say("provider_not_assigned", service=(job, "service"), date=(job, "date"))
        for item, job in zip(booking.items, jobs, strict=True)
        if item.provider_id is None
    ]
    return sentences, evidence


def _services_by_provider(booking: Booking) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for item in booking.items:
        if item.provider_id is not None:
            found.setdefault(item.provider_id, []).append(item.service)
    return found


def _nobody(request: Request, facts: Facts, voice: Voice) -> Draft:
    """Without an upcoming booking nobody comes; what holds of everybody can still be said."""
    none = Evidence("bookings", {"customer_id": request.user_id, "upcoming": 0})
    rule = passage_row(request, facts, _SAFETY)
    sentences = (voice.say("provider_none"), *passage_sentences(rule, 2))
    return Draft(sentences, (session_row(request), none, rule))
