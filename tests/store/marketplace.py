"""A small consistent marketplace: the seeded business and two conversations, one of them reviewed.

Chats are written by the doors that live messages use, so they are what the product writes.
"""

import random
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, select, update

from store.chat import Arrival, accept
from store.database import Tx, open_database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.migrate import migrate
from store.queue import QueueItem
from store.seed import seed_business
from store.tables import priority_queue, reviews, seed_runs
from store.turns import TurnRecord, next_waiting, write_turn
from store.verify import count_rows

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""The first moment of that day in India."""
OPS = 1
CUSTOMER = 51


def build_marketplace(url: str) -> None:
    migrate(url)
    moment = NOW - timedelta(days=1)
    ids = Ids(lambda: moment, random.Random(1))
    with open_database(url, pool_size=1) as database, database.write() as tx:
        seed_business(tx, 7, AS_OF)
        talk(tx, ids, moment, CUSTOMER, "What does AC repair cost?", "AC Repair costs ₹499.")
        talk(tx, ids, moment, None, "hello", "Hello!", flagged=True)
        review(tx, ids, moment)
        run = {"id": 1, "seed": 7, "scale": 2, "as_of": AS_OF, "counts": count_rows(tx)}
        tx.execute(insert(seed_runs), run)


def talk(
    tx: Tx,
    ids: Ids,
    moment: datetime,
    user_id: int | None,
    question: str,
    answer: str,
    *,
    flagged: bool = False,
) -> int:
    """One conversation of one question and its answer; gives its key."""
    key = open_dialogue(tx, ids, moment, "WEB", user_id)
    accept(tx, ids, Arrival("WEB", key, f"test:{key}", question, user_id, moment))
    waiting = next_waiting(tx, key)
    assert waiting is not None
    columns = {
        "intent": "price_quote",
        "confidence": 0.9,
        "evidence": [{"source": "rate_cards#1", "fields": {"price": "499"}}],
        "gate": "passed",
        "grounding": 1.0,
        "faithfulness": 0.2 if flagged else 1.0,
        "relevancy": None,
        "score_reasons": {"grounding": [], "faithfulness": [], "unscored": {"relevancy": "test"}},
        "scorer_version": "test",
        "router_version": "test",
        "flagged": flagged,
        "flag_reason": "a promise that nothing supports" if flagged else None,
        "origin": "seed",
    }
    item = QueueItem(
        conversation_id=key,
        user_id=user_id,
        intent="price_quote",
        confidence=0.9,
        priority=50,
        parts={"likelihood": 0.75},
        reasons=("low_faithfulness",),
        sentiment="neutral",
        snippet=question,
    )
    write_turn(
        tx,
        ids,
        TurnRecord(
            waiting=waiting,
            text=answer,
            now=moment,
            language="en",
            choices=(("ac", "AC Repair"),),
            state={},
            handoff=False,
            columns=columns,
            queue=item if flagged else None,
        ),
    )
    return key


def review(tx: Tx, ids: Ids, moment: datetime) -> None:
    """Sign the one queued turn."""
    item = tx.execute(select(priority_queue.c.id, priority_queue.c.message_id)).one()
    tx.execute(
        update(priority_queue).values(
            status="reviewed", reviewed_by_id=OPS, reviewed_at=moment, verdict="bad"
        )
    )
    said = {"grounding": "good", "faithfulness": "bad", "relevancy": "unsure"}
    tx.execute(
        insert(reviews),
        {
            **said,
            "id": ids.draw(),
            "queue_id": item.id,
            "message_id": item.message_id,
            "reviewer_id": OPS,
            "reasons": ["promise"],
            "corrected_answer": "Hello, how can I help?",
            "created_at": moment,
        },
    )
