"""The next question of a complaint or a remark, or all of it with the question for a yes."""

from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.dialogue.consent import NO, yes_to
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import booking_or_question, not_found, sign_in
from assistant.dialogue.own_jobs import job_line
from assistant.dialogue.own_rows import complaint_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import booking_item_row, session_row
from assistant.model import Draft, Evidence
from assistant.skills.complain.words import hear
from assistant.task import ComplaintTask
from store.accounts import Booking
from store.complaints import NewComplaint, Remark
from store.rules import RULES

_SUBJECTS = {
    "service_quality": "Quality of the work",
    "provider_behavior": "Behaviour of the professional",
    "billing": "Billing",
    "delay": "Delay",
    "cancellation_issue": "Cancellation",
    "refund_issue": "Refund",
    "other": "Other",
}
"""As staff read them."""


def ask_or_show(request: Request, facts: Facts, voice: Voice, task: ComplaintTask) -> Draft:
    """The question for what is missing, or what would be registered and the question for a yes."""
    if request.user_id is None:
        return sign_in(request, voice, then=task)
    if task.complaint_number is not None:
        return _remark(request, facts, voice, task)
    booking = _booking(request, facts, voice, task)
    if isinstance(booking, Draft):
        return booking
    if booking is None:
        none = Evidence("bookings", {"customer_id": request.user_id, "found": 0})
        choices = (voice.choice("intent:human_agent", "button_human"),)
        said = (voice.say("complaint_no_booking"),)
        evidence = (session_row(request), none)
        return Draft(said, evidence, choices, kind="decline", ends_task=True)
    task = task.model_copy(update={"number": booking.order_id})
    if task.description is None:
        return _ask_what(request, voice, task, booking)
    return _show(request, facts, voice, task, booking)


def _booking(
    request: Request, facts: Facts, voice: Voice, task: ComplaintTask
) -> Booking | Draft | None:
    if task.number is not None:
        known = facts.booking(task.number)
        return known or replace(not_found(request, voice, task.number), ends_task=True)
    found = booking_or_question(request, facts, voice)
    return _asking(found, task, "booking") if isinstance(found, Draft) else found


def _ask_what(request: Request, voice: Voice, task: ComplaintTask, booking: Booking) -> Draft:
    row = _booking_row(request, booking)
    jobs = [booking_item_row(booking, item, request.user_id) for item in booking.items]
    sentences = (
        voice.say("complaint_about", number=(row, "booking_number"), services=(row, "services")),
        *(job_line(voice, job) for job in jobs),
        voice.say("ask_what_went_wrong"),
    )
    question = Draft(sentences, (session_row(request), row, *jobs), kind="clarify")
    return _asking(question, task, "description")


def _show(
    request: Request, facts: Facts, voice: Voice, task: ComplaintTask, booking: Booking
) -> Draft:
    account = facts.account()
    if account is None or task.description is None:
        raise RuntimeError("a complaint is somebody's and says something")
    heard = hear(task.description)
    clock = RULES.complaint_clock(heard.priority)
    services = ", ".join(dict.fromkeys(item.service for item in booking.items))
    new = NewComplaint(
        user_id=account.user_id,
        order_id=booking.order_id,
        conversation_id=facts.conversation_id or None,
        type=heard.type,
        subject=f"{_SUBJECTS[heard.type]}: {services}"[:200],
        description=task.description,
        priority=heard.priority,
    )
    row = Evidence(
        "complaint",
        {
            **_booking_row(request, booking).fields,
            "description": task.description,
            "priority": heard.priority,
            "response_hours": clock.response_hours,
            "resolution_hours": clock.resolution_hours,
        },
    )
    sentences = (
        voice.say("complaint_about", number=(row, "booking_number"), services=(row, "services")),
        voice.say("complaint_words", words=(row, "description")),
        voice.say(
            "complaint_clocks",
            priority=(row, "priority"),
            response=(row, "response_hours"),
            resolution=(row, "resolution_hours"),
        ),
        voice.say("ask_to_register"),
    )
    choices = (
        voice.choice(yes_to(new), "button_register"),
        voice.choice("change:description", "button_other_words"),
        voice.choice("intent:stop", "button_leave_it"),
    )
    said = Draft(sentences, (session_row(request), row), choices, kind="clarify")
    left = task.model_copy(update={"asked": "confirm", "shown": new})
    return replace(said, task=left, booking_number=booking.order_id)


def _remark(request: Request, facts: Facts, voice: Voice, task: ComplaintTask) -> Draft:
    """What would be added to a complaint of theirs."""
    number = task.complaint_number or ""
    complaint = facts.complaint(number)
    if complaint is None or request.user_id is None:
        row = Evidence(
            f"complaints/{number}",
            {"customer_id": request.user_id, "complaint_number": number, "found": False},
        )
        why = (voice.say("complaint_not_found", number=(row, "complaint_number")),)
        person = (voice.choice("intent:human_agent", "button_human"),)
        evidence = (session_row(request), row)
        return Draft(why, evidence, person, kind="decline", ends_task=True)
    row = complaint_row(complaint, request.now, request.user_id)
    if task.description is None:
        asked = voice.say("ask_remark", number=(row, "complaint_number"), subject=(row, "subject"))
        question = Draft((asked,), (session_row(request), row), kind="clarify")
        return _asking(question, task, "description")
    remark = Remark(request.user_id, complaint.number, task.description)
    words = Evidence("remark", {"customer_id": request.user_id, "remark": task.description})
    sentences = (
        voice.say("remark_to", number=(row, "complaint_number"), subject=(row, "subject")),
        voice.say("complaint_words", words=(words, "remark")),
        voice.say("ask_to_add"),
    )
    choices = (
        voice.choice(yes_to(remark), "button_add_remark"),
        voice.choice(NO, "button_leave_it"),
    )
    said = Draft(sentences, (session_row(request), row, words), choices, kind="clarify")
    return replace(said, task=task.model_copy(update={"asked": "confirm", "shown": remark}))


def _booking_row(request: Request, booking: Booking) -> Evidence:
    """What of a booking a complaint speaks of."""
    return Evidence(
        f"bookings#{booking.id}",
        {
            "customer_id": request.user_id,
            "booking_number": booking.order_id,
            "services": list(dict.fromkeys(item.service for item in booking.items)),
        },
    )


def _asking(question: Draft, task: ComplaintTask, asked: str) -> Draft:
    left = task.model_copy(update={"asked": asked, "shown": None})
    return replace(question, task=left, asks=None)
