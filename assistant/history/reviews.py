"""What staff have said of the history's queue: verdicts on some of its turns, through the real
review door.

A reviewer here knows which replies were faulty and how, as a careful person would see it, and errs
now and then; nobody reads a score.
"""

import datetime as dt
import random
from collections.abc import Sequence

from assistant.history.play import Step
from assistant.model import METRICS
from assistant.quality.corruptions import HURTS
from store.database import Tx
from store.ids import Ids
from store.leases import claim
from store.people import staff_ids
from store.queue import item_of
from store.reviews import Review, Verdict, save_review

REVIEWED = 30
ERROR_RATE = 0.05
REASON_OF = {
    "amount": "wrong_price",
    "digit": "wrong_price",
    "arithmetic": "wrong_price",
    "date": "wrong_date",
    "time": "wrong_date",
    "status": "wrong_status",
    "service": "wrong_service",
    "pincode": "wrong_service",
    "other_person": "wrong_person",
    "promise": "invented_promise",
    "policy": "wrong_policy",
    "negation": "wrong_policy",
    "off_topic": "not_answered",
    "wrong_intent": "wrong_intent",
    "ignored_constraint": "wrong_service",
    "needless_refusal": "needless_refusal",
}


def review_some(
    tx: Tx,
    ids: Ids,
    now: dt.datetime,
    written: Sequence[tuple[int, Step]],
    chance: random.Random,
) -> None:
    """Verdicts on the oldest queued turns."""
    reviewers = staff_ids(tx)
    queued = [(message_id, step) for message_id, step in written if step.is_queued][:REVIEWED]
    for message_id, step in queued:
        item_id = item_of(tx, message_id)
        if item_id is None:
            continue
        reviewer = chance.choice(reviewers)
        claim(tx, ids, now, item_id, reviewer)
        save_review(tx, ids, now, item_id, reviewer, _judge(step.fault, chance))


def _judge(fault: str | None, chance: random.Random) -> Review:
    verdicts: dict[str, Verdict] = {}
    for metric in METRICS:
        is_bad = fault is not None and metric in HURTS[fault]
        verdicts[metric] = "bad" if is_bad != (chance.random() < ERROR_RATE) else "good"
    if "bad" not in verdicts.values():
        return Review(verdicts)
    return Review(verdicts, (REASON_OF.get(fault or "", "other"),))
