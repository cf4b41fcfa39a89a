"""Courtesies, help, handing over to a person, and saying honestly what cannot be done here.

States no fact except how many wait for a person, which is read.
"""

from collections.abc import Callable

from assistant.answers.phrases import Voice
from assistant.dialogue.about_us import asks_if_machine, language_asked
from assistant.dialogue.distress import EMERGENCY_NUMBER
from assistant.dialogue.facts import Facts
from assistant.dialogue.request import Request
from assistant.dialogue.rows import session_row
from assistant.model import Choice, Draft, Evidence, Language
from assistant.task import BookTask


def menu(voice: Voice) -> tuple[Choice, ...]:
    return (
        voice.choice("intent:service_search", "button_services"),
        voice.choice("intent:price_quote", "button_price"),
        voice.choice("intent:availability", "button_slots"),
        voice.choice("intent:booking_list", "button_bookings"),
        voice.choice("intent:human_agent", "button_human"),
    )


def _courtesy(phrase: str, *, with_menu: bool) -> Callable[[Request, Facts, Voice], Draft]:
    def answer(request: Request, _facts: Facts, voice: Voice) -> Draft:
        choices = menu(voice) if with_menu else ()
        return Draft((voice.say(phrase),), (session_row(request),), choices, kind="chat")

    return answer


greet = _courtesy("greet", with_menu=True)
thanks = _courtesy("thanks", with_menu=False)
goodbye = _courtesy("goodbye", with_menu=False)
affirm = _courtesy("ok", with_menu=True)
deny = _courtesy("ok", with_menu=False)
help_out = _courtesy("help", with_menu=True)


def stop(request: Request, facts: Facts, voice: Voice) -> Draft:
    """Leave what is being done; nothing of it has changed anything yet. Without a task it is the
    line for a person that is left, if the customer waits in it."""
    task = request.state.task
    if task is None and facts.line(request.now).is_in_line:
        said = voice.say("handoff_left")
        return Draft((said,), (session_row(request),), kind="chat", leaves_line=True)
    phrase = "stopped_book" if isinstance(task, BookTask) else "stopped" if task else "ok"
    return Draft((voice.say(phrase),), (session_row(request),), kind="chat", ends_task=True)


def out_of_scope(request: Request, _facts: Facts, voice: Voice) -> Draft:
    return Draft((voice.say("out_of_scope"),), (session_row(request),), menu(voice), kind="decline")


def danger(request: Request, voice: Voice) -> Draft:
    """First to safety; whatever was being done can wait."""
    row = Evidence("emergency", {"number": EMERGENCY_NUMBER})
    said = (voice.say("danger", number=(row, "number")), voice.say("danger_then"))
    choices = (voice.choice("intent:human_agent", "button_human"),)
    return Draft(said, (session_row(request), row), choices, kind="chat", asks="handoff")


def soothe(request: Request, voice: Voice) -> Draft:
    """An answer to an insult that asks for nothing."""
    return Draft((voice.say("soothe"),), (session_row(request),), menu(voice), kind="chat")


def about_us(request: Request, speaking: Callable[[Language], Voice]) -> Draft | None:
    """What is said to who asks whether a machine answers, or for another language."""
    wanted = language_asked(request.text)
    if wanted is not None:
        voice = speaking(wanted)
        said = voice.say("language_is")
    elif asks_if_machine(request.text):
        voice = speaking(request.language)
        said = voice.say("is_machine")
    else:
        return None
    return Draft((said,), (session_row(request),), menu(voice), kind="chat")


def not_yet(request: Request, _facts: Facts, voice: Voice) -> Draft:
    """A wish we understand and cannot fulfil in the chat: a person can."""
    choices = (
        voice.choice("intent:human_agent", "button_human"),
        voice.choice("intent:deny", "button_no"),
    )
    return Draft(
        (voice.say("not_yet"),),
        (session_row(request),),
        choices,
        kind="decline",
        asks="handoff",
    )


def human_agent(request: Request, facts: Facts, voice: Voice) -> Draft:
    """Ask for a person, and say truthfully how many wait before and how long others waited."""
    line = facts.line(request.now)
    row = Evidence("handoff", {"state": "waiting", "conversations_ahead": line.ahead})
    phrase = "handoff_still" if line.is_in_line else "handoff"
    sentences = [voice.say(phrase, ahead=(row, "conversations_ahead"))]
    evidence = [session_row(request), row]
    if line.half_within_minutes is not None:
        waits = Evidence(
            "handoffs/last_day",
            {
                "conversations_joined": line.joined,
                "half_joined_within_minutes": line.half_within_minutes,
            },
        )
        holes = {
            "count": (waits, "conversations_joined"),
            "minutes": (waits, "half_joined_within_minutes"),
        }
        sentences.append(voice.say("handoff_waits", **holes))
        evidence.append(waits)
    return Draft(tuple(sentences), tuple(evidence), kind="chat", handoff=True)


def clarify(request: Request, voice: Voice) -> Draft:
    """Two or more readings are about as likely: let the customer say which."""
    known = {
        "service_search": "button_services",
        "price_quote": "button_price",
        "availability": "button_slots",
        "booking_list": "button_bookings",
        "booking_status": "button_status",
        "policy": "button_policy",
        "help": "button_help",
        "human_agent": "button_human",
    }
    likely = [request.reading.intent, *(intent for intent, _ in request.reading.runners_up)]
    offered = [intent for intent in likely if intent in known][:3] or ["service_search", "help"]
    if "human_agent" not in offered:
        offered.append("human_agent")
    choices = tuple(voice.choice(f"intent:{intent}", known[intent]) for intent in offered)
    return Draft(
        (voice.say("unclear"),), (session_row(request),), choices, kind="clarify", asks="intent"
    )
