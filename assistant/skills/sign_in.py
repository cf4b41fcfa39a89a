"""Signing a guest in without leaving the chat: a mobile number, a code, and then the wish that led
here goes on by itself.

Tells nobody whether a number is known.
"""

from functools import partial

from assistant.answers.phrases import Voice
from assistant.dialogue.codes import (
    ClosedAccountError,
    CodeNotSentError,
    ProveCode,
    SendCode,
    WrongCodeError,
    code_in,
)
from assistant.dialogue.consent import says_no
from assistant.dialogue.facts import Facts
from assistant.dialogue.own import ask_mobile
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft, Evidence
from assistant.task import SignInTask
from store.refusals import RefusedError

MOST_TRIES = 5
AGAIN, OTHER = "code:again", "code:other"


def go_on(request: Request, _facts: Facts, voice: Voice) -> Draft | Deed:
    """The next step of signing in."""
    task = request.state.task
    if not isinstance(task, SignInTask):
        raise TypeError("nobody is signing in")
    if request.user_id is not None:  # through the form of the page, meanwhile
        return _signed_in(request, voice, task)
    if task.tries >= MOST_TRIES:
        return _give_up(request, voice)
    mobile = request.reading.slots.mobile
    if mobile is not None:
        return _send(request, voice, task, f"+91{mobile}")
    if request.chosen == OTHER or says_no(request.reading, request.chosen):
        return ask_mobile(request, voice, _without_mobile(task))
    if task.mobile is None:
        wrong = task.asked == "mobile" and any(letter.isdigit() for letter in request.text)
        phrase = "mobile_not_valid" if wrong else "ask_mobile"
        return ask_mobile(request, voice, _tried(task) if wrong else task, phrase)
    if request.chosen == AGAIN:
        return _send(request, voice, task, task.mobile)
    code = code_in(request.text)
    if code is None:
        return _ask_code(request, voice, task, "ask_code")
    return Deed(ProveCode(task.mobile, code), partial(_proved, request, voice, task))


def _send(request: Request, voice: Voice, task: SignInTask, mobile: str) -> Deed:
    on_its_way = task.model_copy(update={"mobile": mobile})
    return Deed(SendCode(mobile), partial(_sent, request, voice, on_its_way))


def _sent(
    request: Request, voice: Voice, task: SignInTask, outcome: Outcome, _facts: Facts
) -> Draft:
    if isinstance(outcome, CodeNotSentError):
        choices = (
            Choice("action:sign_in", voice.title("button_sign_in")),
            voice.choice("intent:human_agent", "button_human"),
        )
        said = (voice.say("code_not_sent"),)
        return Draft(said, (session_row(request),), choices, kind="decline", ends_task=True)
    if isinstance(outcome, RefusedError):
        raise outcome
    return _ask_code(request, voice, task, "code_sent", outcome)


def _ask_code(
    request: Request, voice: Voice, task: SignInTask, phrase: str, code: str = ""
) -> Draft:
    """Ask for the code; in a demo it stands right there."""
    row = Evidence("sign_in", {"mobile": task.mobile, **({"code": code} if code else {})})
    sentences = [voice.say(phrase, mobile=(row, "mobile"))]
    if code:
        sentences.append(voice.say("code_shown", code=(row, "code")))
    choices = (voice.choice(AGAIN, "button_code_again"), voice.choice(OTHER, "button_other_mobile"))
    left = task.model_copy(update={"asked": "code"})
    evidence = (session_row(request), row)
    return Draft(tuple(sentences), evidence, choices, kind="clarify", task=left)


def _proved(
    request: Request, voice: Voice, task: SignInTask, outcome: Outcome, _facts: Facts
) -> Draft:
    if isinstance(outcome, ClosedAccountError):
        said = (voice.say("account_closed"),)
        choices = (voice.choice("intent:human_agent", "button_human"),)
        return Draft(said, (session_row(request),), choices, kind="decline", ends_task=True)
    if isinstance(outcome, RefusedError):
        left = _tried(task)
        if left.tries >= MOST_TRIES:
            return _give_up(request, voice)
        phrase = "code_wrong" if isinstance(outcome, WrongCodeError) else "code_void"
        return _ask_code(request, voice, left, phrase)
    return _signed_in(request, voice, task)


def _signed_in(request: Request, voice: Voice, task: SignInTask) -> Draft:
    """Known now; whatever waited for it goes on in the same reply."""
    then = task.then.model_copy(update={"asked": None, "shown": None}) if task.then else None
    return Draft(
        (voice.say("signed_in"),),
        (session_row(request),),
        kind="chat",
        task=then,
        ends_task=then is None,
        wish=task.wish,
    )


def _give_up(request: Request, voice: Voice) -> Draft:
    said = (voice.say("sign_in_given_up"),)
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft(said, (session_row(request),), choices, kind="decline", ends_task=True)


def _tried(task: SignInTask) -> SignInTask:
    return task.model_copy(update={"tries": task.tries + 1})


def _without_mobile(task: SignInTask) -> SignInTask:
    return task.model_copy(update={"mobile": None})
