"""A wrong price in the log as if it had been sent: what a reviewer must be able to see.

The product has no such switch. The turn is the real one up to its draft; one amount is changed
after the gate, and scorers, queue and log take what was said as they take everything.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from assistant.dialogue.facts import StoredFacts
from assistant.drafting import draft
from assistant.mind import open_mind
from assistant.model import Draft, Sentence
from assistant.quality.gate import Gated
from assistant.reading import read
from assistant.record import record_of
from assistant.turn import conclude
from store.chat import Arrival, accept
from store.database import Database, Tx, open_database
from store.dialogues import open_dialogue
from store.ids import Ids
from store.tables import priority_queue
from store.turns import next_waiting, write_turn

QUESTION = "how much is AC repair in 411001, all variants?"
RIGHT, WRONG = "₹499", "₹599"


def write_fault(database_url: str) -> int:
    """Write the turn, all of it in one commit; gives the key of its queue item."""
    now = datetime.now(UTC)
    with open_database(database_url) as database, database.write() as tx:
        ids = Ids(lambda: now, random.Random())
        talk = open_dialogue(tx, ids, now, "WEB", None, "en")
        accept(tx, ids, Arrival("WEB", talk, "fault", QUESTION, None, now))
        message = _answer(database, tx, ids, talk, lambda text: text.replace(RIGHT, WRONG, 1))
        item = select(priority_queue.c.id).where(priority_queue.c.message_id == message)
        return int(tx.execute(item).scalar_one())


def _answer(
    database: Database, tx: Tx, ids: Ids, conversation: int, change: Callable[[str], str]
) -> int:
    with database.read() as reading:
        mind = open_mind(reading)
    waiting = next_waiting(tx, conversation)
    assert waiting is not None
    request = read(mind, waiting)
    proposed = draft(mind, request, StoredFacts(tx, mind.catalogue, None, 0))
    assert isinstance(proposed, Draft)
    assert RIGHT in proposed.text
    sent = Draft((Sentence(change(proposed.text)),), proposed.evidence)
    thought = conclude(mind, waiting, request, Gated(sent, "passed", (), None))
    return write_turn(tx, ids, record_of(waiting, thought, waiting.received_at)).id
