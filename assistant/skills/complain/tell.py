"""What became of a complaint or a remark, from the rows as they are then."""

from assistant.answers.phrases import Voice
from assistant.dialogue.facts import Facts
from assistant.dialogue.own_rows import complaint_row
from assistant.dialogue.request import Outcome, Request
from assistant.dialogue.rows import session_row
from assistant.model import Draft
from assistant.task import ComplaintTask
from store.complaints import Remark
from store.refusals import RefusedError


def tell(request: Request, voice: Voice, outcome: Outcome, facts: Facts) -> Draft:
    """The complaint's number and until when we answer, or that the remark stands there."""
    task = request.state.task
    is_remark = isinstance(task, ComplaintTask) and isinstance(task.shown, Remark)
    if isinstance(outcome, RefusedError):
        choices = (voice.choice("intent:human_agent", "button_human"),)
        said = (voice.say("complaint_refused"),)
        return Draft(said, (session_row(request),), choices, kind="decline", ends_task=True)
    complaint = facts.complaint(outcome)
    if complaint is None:
        raise LookupError(f"complaint {outcome} was raised and is not there")
    row = complaint_row(complaint, request.now, request.user_id)
    number = (row, "complaint_number")
    if is_remark:
        sentences = [voice.say("remark_added", number=number, status=(row, "status"))]
    else:
        sentences = [
            voice.say("complaint_raised", number=number, status=(row, "status")),
            *(
                voice.say(f"complaint_{clock}_due", date=(row, due), time=(row, due))
                for clock, due in (("response", "response_due"), ("resolution", "resolution_due"))
            ),
        ]
    return Draft(tuple(sentences), (session_row(request), row), ends_task=True)
