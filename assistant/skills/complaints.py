"""How a complaint stands: its status, its clocks, and what was last written about it."""

from collections.abc import Sequence

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import MOST_LINES, sign_in
from assistant.dialogue.own_rows import complaint_row, complaint_update_row
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft, Evidence, Sentence
from store.complaints import Complaint

_SETTLED = ("resolved", "closed")


def complaint_status(request: Request, facts: Facts, voice: Voice) -> Draft:
    if request.user_id is None:
        return sign_in(request, voice)
    number = request.reading.slots.complaint_number
    if number is not None:
        found = facts.complaint(number)
        return _one(request, voice, found) if found else _not_found(request, voice, number)
    complaints = facts.complaints()
    about = request.reading.slots.booking_number
    meant = [one for one in complaints if about in (None, one.order_id)]
    unsettled = [one for one in meant if one.status not in _SETTLED]
    if len(unsettled) > 1:
        return _which(request, voice, unsettled)
    if meant:
        return _one(request, voice, (unsettled or meant)[0])
    none = Evidence("complaints", {"customer_id": request.user_id, "count": 0})
    choices = (voice.choice("intent:complaint_raise", "button_complain"),)
    return Draft((voice.say("complaint_none"),), (session_row(request), none), choices)


def _one(request: Request, voice: Voice, complaint: Complaint) -> Draft:
    row = complaint_row(complaint, request.now, request.user_id)
    evidence = [session_row(request), row]
    sentences = [
        voice.say(
            "complaint_state",
            number=(row, "complaint_number"),
            booking=(row, "booking_number"),
            subject=(row, "subject"),
            status=(row, "status"),
            priority=(row, "priority"),
        ),
        *_clocks(request, voice, complaint, row),
    ]
    written = [update for update in complaint.updates if not update.by_customer]
    if written:
        last = complaint_update_row(complaint, written[-1], request.user_id)
        evidence.append(last)
        sentences.append(
            voice.say("complaint_update", date=(last, "written_at"), comment=(last, "comment"))
        )
    return Draft(tuple(sentences), tuple(evidence))


def _clocks(
    request: Request, voice: Voice, complaint: Complaint, row: Evidence
) -> tuple[Sentence, ...]:
    """When it was settled, or until when it must be answered and settled, also if that is over."""
    if complaint.resolved_at is not None:
        return (voice.say("complaint_resolved", date=(row, "resolved_at")),)
    clocks = [("resolution", complaint.resolution_due_at)]
    if all(update.by_customer for update in complaint.updates):
        clocks.insert(0, ("response", complaint.response_due_at))
    return tuple(
        voice.say(
            f"complaint_{clock}_{'due' if until > request.now else 'late'}",
            date=(row, f"{clock}_due"),
            time=(row, f"{clock}_due"),
        )
        for clock, until in clocks
    )


def _which(request: Request, voice: Voice, complaints: Sequence[Complaint]) -> Draft:
    shown = complaints[:MOST_LINES]
    rows = [complaint_row(complaint, request.now, request.user_id) for complaint in shown]
    sentences = [voice.say("ask_which_complaint")]
    sentences += [
        voice.say(
            "complaint_line",
            number=(row, "complaint_number"),
            subject=(row, "subject"),
            status=(row, "status"),
        )
        for row in rows
    ]
    choices = tuple(Choice(f"complaint:{one.number}", one.number) for one in shown)
    evidence = (session_row(request), *rows)
    return Draft(tuple(sentences), evidence, choices, kind="clarify", asks="complaint")


def _not_found(request: Request, voice: Voice, number: str) -> Draft:
    row = Evidence(
        f"complaints/{number}",
        {"customer_id": request.user_id, "complaint_number": number, "found": False},
    )
    sentence = voice.say("complaint_not_found", number=(row, "complaint_number"))
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft((sentence,), (session_row(request), row), choices, kind="decline")
