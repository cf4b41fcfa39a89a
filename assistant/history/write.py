"""Writing the played history through the doors that live messages use, in the order of time."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from assistant.answers.rendering import INDIA
from assistant.history.play import HistoryError, Step
from assistant.record import record_of
from store.chat import Arrival, accept
from store.database import Tx
from store.dialogues import open_dialogue
from store.ids import Ids
from store.outbox import mark_all_sent
from store.turns import next_waiting, write_turn

STILL_WAITING_DAYS = 1
"""Handoffs older than this were taken care of; younger ones still wait for a person."""
REPLY_TIME = dt.timedelta(milliseconds=400)


def write_history(
    tx: Tx, ids: Ids, reach: Callable[[dt.datetime], None], steps: Iterable[Step], as_of: dt.date
) -> list[tuple[int, Step]]:
    """Accept and answer every message; gives the keys of the replies beside their steps.

    Args:
        ids: keys from a clock of the history's own.
        reach: brings that clock to a moment of the history.
    """
    written: list[tuple[int, Step]] = []
    keys: dict[int, int] = {}
    recent = dt.datetime.combine(as_of, dt.time(), INDIA) - dt.timedelta(days=STILL_WAITING_DAYS)
    for count, step in enumerate(sorted(steps, key=lambda step: step.waiting.received_at)):
        customer, received = step.customer, step.waiting.received_at.astimezone(dt.UTC)
        reach(received)
        if step.conversation not in keys:
            keys[step.conversation] = open_dialogue(
                tx, ids, received, customer.channel, customer.user_id, customer.language
            )
        key = keys[step.conversation]
        arrival = Arrival(
            channel=customer.channel,
            conversation_id=key,
            external_id=f"seed:{step.conversation}:{step.waiting.seq}",
            text=step.waiting.text,
            user_id=customer.user_id,
            received_at=received,
            chosen=step.waiting.chosen,
            origin="seed",
        )
        accept(tx, ids, arrival)
        waiting = next_waiting(tx, key)
        if waiting is None:
            raise HistoryError(f"message {count} of the history did not arrive")
        record = record_of(waiting, step.thought, received + REPLY_TIME)
        # How long a reply took was not measured here, so nothing is said of it.
        origin = {"origin": "seed_fault" if step.fault else "seed"}
        columns = {**record.columns, "response_ms": None, "scored_ms": None, **origin}
        handoff = record.handoff and received > recent
        message = write_turn(tx, ids, replace(record, columns=columns, handoff=handoff))
        written.append((message.id, step))
    mark_all_sent(tx, dt.datetime.combine(as_of, dt.time(), INDIA))
    return written
