"""One turn: load what waits, route it, let a skill draft, gate the draft, score it, write it all.

The middle (`draft`, `finish`) runs on values without a database. The end is one commit that holds
what was done, reply, evidence, scores, state, queue item and outbox row, or nothing. Refuses to
lose a message: what fails is tried again, then answered with an apology and handed to people.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import replace

from assistant.answers.phrases import Voice
from assistant.answers.rendering import INDIA
from assistant.carried import carry_over
from assistant.deeds import attempt
from assistant.dialogue.codes import ProveCode, SendCode, masked
from assistant.dialogue.facts import StoredFacts
from assistant.dialogue.request import Deed, Outcome, Request
from assistant.dialogue.state import FOLLOWED_UP, State
from assistant.drafting import RESUME, complete, draft
from assistant.mind import Mind, read_approved
from assistant.model import Draft, Exchange, Scores
from assistant.quality.gate import Gated, gate
from assistant.quality.priority import (
    Assessment,
    assess,
    is_sampled,
    likelihood_of,
    low_scores,
)
from assistant.quality.scores import score
from assistant.quality.thresholds import Limits, is_bad
from assistant.reading import language_of, read
from assistant.record import Thought, record_of
from assistant.second_opinion import Advice, is_in_doubt
from assistant.task import SignInTask, Task
from store.actions import performed
from store.chat import reword
from store.database import Database, Tx
from store.elsewhere import Left, take_task
from store.ids import Ids
from store.turns import (
    AlreadyAnsweredError,
    TakenOverError,
    TurnRecord,
    Waiting,
    count_failure,
    leave_to_person,
    next_waiting,
    turns_with_model,
    write_turn,
)

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3


class UntoldError(RuntimeError):
    """The gate lets nothing pass that would tell what was done, so it must not be done."""


def finish(mind: Mind, waiting: Waiting, request: Request, proposed: Draft) -> Thought:
    """Gate the draft, then conclude. Two answers that do not stand together are said apart: the
    first now, the other when it is asked for again."""
    voice = Voice(mind.phrasebook, request.language)
    gated = gate(proposed, request.text, request.now, voice)
    if gated.verdict != "passed" and proposed.instead is not None:
        gated = gate(proposed.instead, request.text, request.now, voice)
    return conclude(mind, waiting, request, gated)


def conclude(mind: Mind, waiting: Waiting, request: Request, gated: Gated) -> Thought:
    """Score what will be said, and see whether people should look at it."""
    asks, intent = gated.draft.asks, request.reading.intent
    is_followed = intent in FOLLOWED_UP or asks is not None
    scores = score(exchange_of(waiting, request, gated.draft), gated.examined)
    limits = mind.limits(intent, waiting.channel, request.language)
    is_drawn = is_sampled(waiting.received_at, mind.blind_rate)
    assessment = _assess(waiting, request, gated, scores, limits)
    if assessment is None and is_drawn:
        assessment = assess(request.text, gated.draft.evidence, ["blind_sample"])
    return Thought(
        request=request,
        gated=gated,
        scores=scores,
        assessment=assessment,
        state=request.state.model_copy(
            update={
                "asked": asks,
                "intent": intent if is_followed else request.state.intent,
                "booking_number": gated.draft.booking_number or request.state.booking_number,
                "offered": tuple((c.value, c.title) for c in gated.draft.choices),
                "task": _task_after(request, gated),
            }
        ),
        router_version=mind.router.version,
        blind_rate=mind.blind_rate,
        limits=limits,
        is_drawn=is_drawn,
    )


def _task_after(request: Request, gated: Gated) -> Task | None:
    """The task as the reply leaves it. What was shown is open to a yes only as long as the reply
    that shows it is the last one, and only if it left unchanged."""
    said = gated.draft
    if said.task is not None:
        kept = {} if gated.verdict == "passed" else {"shown": None}
        return said.task.model_copy(update={"touched_at": request.now, **kept})
    if said.ends_task or request.state.task is None or request.is_carried:
        return None
    return request.state.task.model_copy(update={"shown": None})


def exchange_of(waiting: Waiting, request: Request, said: Draft) -> Exchange:
    return Exchange(
        question=request.text,
        evidence=said.evidence,
        answer=said.text,
        context=waiting.history,
        now=request.now,
    )


def answer_next(
    database: Database,
    mind: Mind,
    ids: Ids,
    clock: Callable[[], dt.datetime],
    conversation_id: int,
) -> bool:
    """Answer the oldest waiting message of a conversation; False when there was nothing to do or
    it must be tried again later."""
    waiting = None
    try:
        with database.read() as tx:
            waiting = next_waiting(tx, conversation_id)
            if waiting is None:
                return False
            approved = read_approved(tx)
            mind = mind if approved == mind.approved else replace(mind, approved=approved)
            if waiting.owner == "staff":
                raise TakenOverError(conversation_id)
            request = read(mind, waiting)
            carried = carry_over(tx, mind, waiting, request)
            request = carried.request if carried is not None else request
            proposed = draft(mind, request, _facts(tx, mind, waiting))
            advice = _advice(tx, mind, waiting)
        is_code = isinstance(proposed, Deed) and isinstance(proposed.action, ProveCode)
        if advice is not None and not is_code and is_in_doubt(request):
            request = advice.read_again(request)  # no transaction is open while a model thinks
            with database.read() as tx:
                proposed = draft(mind, request, _facts(tx, mind, waiting))
        if isinstance(proposed, Deed):
            _perform(database, mind, ids, clock, waiting, request, proposed)
            return True
        thought = finish(mind, waiting, request, proposed)
        if advice is not None:
            thought = _in_other_words(mind, waiting, thought, advice)
    except Exception as error:
        if waiting is None:
            raise
        if isinstance(error, AlreadyAnsweredError):
            return _answered_elsewhere(waiting)
        if isinstance(error, TakenOverError):
            return _leave(database, waiting, clock())
        return _fail(database, mind, ids, clock, waiting, error)
    offered = thought.state.task is not None and thought.state.task.asked == RESUME
    takes = carried.left if carried is not None and offered else None
    return _write(database, ids, record_of(waiting, thought, clock()), takes)


def _advice(tx: Tx, mind: Mind, waiting: Waiting) -> Advice | None:
    """A model to ask in this turn; None without one, or when the day's share is used up."""
    if mind.adviser is None:
        return None
    midnight = waiting.received_at.astimezone(INDIA).replace(hour=0, minute=0, second=0)
    asked = turns_with_model(tx, waiting.user_id, waiting.conversation_id, midnight)
    return Advice(mind.adviser) if asked < mind.adviser.turns_a_day else None


def _in_other_words(mind: Mind, waiting: Waiting, thought: Thought, advice: Advice) -> Thought:
    """The reply in a model's words, if gate and scorers let them pass as they are."""
    request, said = thought.request, thought.gated.draft
    reworded = advice.reword(request, said) if thought.gated.verdict == "passed" else None
    if reworded is not None:
        retold = finish(mind, waiting, request, reworded)
        if retold.gated.verdict == "passed" and not is_bad(retold.scores, retold.limits):
            thought = retold
    return replace(thought, counsel=advice.counsel)


def _perform(
    database: Database,
    mind: Mind,
    ids: Ids,
    clock: Callable[[], dt.datetime],
    waiting: Waiting,
    request: Request,
    deed: Deed,
) -> None:
    """Do it, tell what came of it from the rows as they are then, and write both in one commit.

    Raises:
        UntoldError: what came of it could not be told, so nothing was done.
        AlreadyAnsweredError: another worker was faster; nothing was done here.
        TakenOverError: a person was faster; nothing was done here.
    """
    with database.write() as tx:
        outcome = attempt(tx, ids, mind.codes, deed.action, waiting, clock())
        if isinstance(deed.action, ProveCode):
            waiting = replace(waiting, text=masked(waiting.text))
            request = replace(request, text=waiting.text)
            reword(tx, waiting.message_id, waiting.text)
            if isinstance(outcome, str):
                waiting = replace(waiting, user_id=int(outcome))
                request = replace(request, user_id=int(outcome), text=_waited(request))
        facts = _facts(tx, mind, waiting)
        told = _and_then(request, deed.tell(outcome, facts), outcome)
        told = complete(mind, request, facts, told)
        thought = finish(mind, waiting, request, told)
        if thought.gated.verdict not in ("passed", "repaired"):
            raise UntoldError(f"{told.text!r}: {thought.gated.reasons}")
        action = None if isinstance(deed.action, SendCode | ProveCode) else deed.action
        done = performed(action, outcome) if action is not None else None
        write_turn(tx, ids, record_of(waiting, thought, clock(), done))


def _and_then(request: Request, told: Draft, outcome: Outcome) -> Draft:
    """What was told, with the other wish of the customer, if one waits for the task to be done."""
    task = request.state.task
    if task is None or task.next is None or not told.ends_task or not isinstance(outcome, str):
        return told
    return replace(told, wish=task.next)


def _waited(request: Request) -> str:
    """What is answered once a guest is known: what led there, not the code."""
    task = request.state.task
    return task.wish.text if isinstance(task, SignInTask) and task.wish is not None else ""


def _facts(tx: Tx, mind: Mind, waiting: Waiting) -> StoredFacts:
    return StoredFacts(tx, mind.catalogue, waiting.user_id, waiting.conversation_id, mind.links)


def _write(database: Database, ids: Ids, record: TurnRecord, takes: Left | None = None) -> bool:
    """Write the turn, and with it take the task that it goes on with from where it was left; if
    something happened there, the message is answered anew a moment later."""
    try:
        with database.write() as tx:
            if takes is not None and not take_task(tx, takes, record.now):
                return False
            write_turn(tx, ids, record)
    except AlreadyAnsweredError:
        return _answered_elsewhere(record.waiting)
    except TakenOverError:
        return _leave(database, record.waiting, record.now)
    return True


def _leave(database: Database, waiting: Waiting, now: dt.datetime) -> bool:
    """The person who has the conversation answers, also what was being answered when they came."""
    with database.write() as tx:
        return leave_to_person(tx, waiting.inbox_id, now)


def _answered_elsewhere(waiting: Waiting) -> bool:
    log.info("message %s was answered elsewhere", waiting.message_id)
    return True


def _fail(
    database: Database,
    mind: Mind,
    ids: Ids,
    clock: Callable[[], dt.datetime],
    waiting: Waiting,
    error: Exception,
) -> bool:
    """Count the failure; at the last one apologise and hand over, so that no message is lost."""
    log.exception("message %s could not be answered", waiting.message_id, exc_info=error)
    with database.write() as tx:
        attempts = count_failure(tx, waiting.inbox_id, repr(error))
    if attempts < MOST_ATTEMPTS:
        return False
    language = language_of(waiting)
    sentence = Voice(mind.phrasebook, language).say("apology")
    said = Draft((sentence,), (), kind="decline", handoff=True)
    request = Request(
        text=waiting.text,
        reading=mind.router.unread(language),
        state=State(),
        now=waiting.received_at.astimezone(INDIA),
        language=language,
        user_id=waiting.user_id,
    )
    gated = Gated(said, "handed_off", (), None)
    scores = score(exchange_of(waiting, request, said))
    assessment = assess(waiting.text, (), ["turn_failed"])
    thought = Thought(
        request, gated, scores, assessment, State(), mind.router.version, mind.blind_rate
    )
    return _write(database, ids, record_of(waiting, thought, clock()))


def _assess(
    waiting: Waiting, request: Request, gated: Gated, scores: Scores, limits: Limits
) -> Assessment | None:
    """What speaks against the turn; None when nothing does."""
    reasons = list(low_scores(scores, limits))
    if gated.verdict != "passed":
        reasons.append(f"gate_{gated.verdict}")
    if request.reading.intent == "human_agent":
        reasons.append("asked_for_human")
    if request.reading.intent == "complaint_raise":
        reasons.append("complaint")
    earlier = [text for role, text in waiting.history[-4:] if role == "user"]
    by_scores = likelihood_of(scores, limits)
    found = assess(request.text, gated.draft.evidence, reasons, earlier, by_scores)
    return found if found.reasons else None
