"""One turn: load what waits, route it, let a skill draft, gate the draft, score it, write it all.

The middle (`read`, `finish`) runs on values without a database. The end is one commit that holds
reply, evidence, scores, state, queue item and outbox row, or nothing. Refuses to lose a message:
what fails is tried again, then answered with an apology and handed to people.
"""

import datetime as dt
import logging
from collections.abc import Callable

from assistant.answers.phrases import Voice
from assistant.answers.rendering import INDIA
from assistant.dialogue.facts import Facts, StoredFacts
from assistant.dialogue.request import Request
from assistant.dialogue.state import FOLLOWED_UP, State, read_state, remember, settle
from assistant.mind import Mind
from assistant.model import Draft, Exchange, Language, Scores
from assistant.quality.gate import Gated, gate
from assistant.quality.priority import Assessment, assess, is_sampled, low_scores
from assistant.quality.scores import score
from assistant.record import Thought, record_of
from assistant.skills.smalltalk import clarify
from store.database import Database
from store.ids import Ids
from store.turns import (
    AlreadyAnsweredError,
    TurnRecord,
    Waiting,
    count_failure,
    next_waiting,
    write_turn,
)

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
SURE = 0.6
"""From this confidence on the router's intent stands against what the conversation suggests."""
UNSURE = 0.35
"""Below this confidence we ask what was meant."""


def read(mind: Mind, waiting: Waiting) -> Request:
    """What the customer means, in the light of the conversation."""
    now = waiting.received_at.astimezone(INDIA)
    state = read_state(waiting.state)
    reading = mind.router.read(waiting.text, now, previous=_language(waiting))
    reading = settle(reading, state, waiting.chosen, SURE)
    return Request(
        text=waiting.text,
        reading=reading,
        state=remember(state, reading.slots),
        now=now,
        language=reading.language,
        user_id=waiting.user_id,
        chosen=waiting.chosen,
    )


def draft(mind: Mind, request: Request, facts: Facts) -> Draft:
    """What the skill of the intent proposes; too unsure a reading is asked about instead."""
    voice = Voice(mind.phrasebook, request.language)
    if request.reading.confidence < UNSURE:
        return clarify(request, voice)
    return mind.skills[request.reading.intent](request, facts, voice)


def finish(mind: Mind, waiting: Waiting, request: Request, proposed: Draft) -> Thought:
    """Gate the draft, then conclude."""
    voice = Voice(mind.phrasebook, request.language)
    return conclude(mind, waiting, request, gate(proposed, request.text, request.now, voice))


def conclude(mind: Mind, waiting: Waiting, request: Request, gated: Gated) -> Thought:
    """Score what will be said, and see whether people should look at it."""
    asks, intent = gated.draft.asks, request.reading.intent
    goes_on = intent in FOLLOWED_UP or asks is not None
    scores = score(exchange_of(waiting, request, gated.draft), gated.examined)
    return Thought(
        request=request,
        gated=gated,
        scores=scores,
        assessment=_assess(mind, waiting, request, gated, scores),
        state=request.state.model_copy(
            update={
                "asked": asks,
                "intent": intent if goes_on else request.state.intent,
                "booking_number": gated.draft.booking_number or request.state.booking_number,
            }
        ),
        router_version=mind.router.version,
        blind_rate=mind.blind_rate,
    )


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
    with database.read() as tx:
        waiting = next_waiting(tx, conversation_id)
    if waiting is None:
        return False
    try:
        thought = _think(database, mind, waiting)
    except Exception as error:  # noqa: BLE001 - whatever breaks a turn, its message gets a reply
        return _fail(database, mind, ids, clock, waiting, error)
    return _write(database, ids, record_of(waiting, thought, clock()))


def _think(database: Database, mind: Mind, waiting: Waiting) -> Thought:
    with database.read() as tx:
        facts = StoredFacts(
            tx, mind.catalogue, waiting.user_id, waiting.conversation_id, mind.links
        )
        request = read(mind, waiting)
        proposed = draft(mind, request, facts)
    return finish(mind, waiting, request, proposed)


def _write(database: Database, ids: Ids, record: TurnRecord) -> bool:
    try:
        with database.write() as tx:
            write_turn(tx, ids, record)
    except AlreadyAnsweredError:
        log.info("message %s was answered elsewhere", record.waiting.message_id)
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
    language = _language(waiting)
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
    mind: Mind, waiting: Waiting, request: Request, gated: Gated, scores: Scores
) -> Assessment | None:
    reasons = list(low_scores(scores))
    if gated.verdict != "passed":
        reasons.append(f"gate_{gated.verdict}")
    if request.reading.intent == "human_agent":
        reasons.append("asked_for_human")
    earlier = [text for role, text in waiting.history[-4:] if role == "user"]
    found = assess(request.text, gated.draft.evidence, reasons, earlier)
    if found.reasons:
        return found
    if is_sampled(waiting.received_at, mind.blind_rate):
        return assess(request.text, gated.draft.evidence, ["blind_sample"])
    return None


def _language(waiting: Waiting) -> Language:
    return waiting.language  # type: ignore[return-value]  # a CHECK keeps it to our three
