"""The seeded chat history: simulated customers played through the real turn, then written by the
real writers, in the order of time.

No score is made up: every reply is gated and scored by the product's own code. Faulty replies
enter marked as another system's (`origin = seed_fault`), and only as many as make the pipeline
itself queue the promised number; nothing here adds a queue row or takes one away.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from assistant.answers.rendering import INDIA
from assistant.history.faults import add_faults
from assistant.history.play import TURNS, HistoryError, play
from assistant.history.reviews import review_some
from assistant.history.write import write_history
from assistant.mind import open_mind
from store.database import Tx
from store.ids import Ids
from store.replicate import replicate
from store.seed import record_run, seed_business

BLIND_RATE = 0.02

__all__ = ["TURNS", "HistoryError", "seed_history", "seed_marketplace"]


def seed_marketplace(
    tx: Tx,
    seed: int,
    as_of: dt.date,
    scale: int = 1,
    advance: Callable[[int], object] = lambda _: None,
) -> None:
    """Fill an empty database: the business, its chat history, and `scale` - 1 copies of that.

    Args:
        advance: told how many turns have been added since the last call, of `TURNS` * `scale`.

    Raises:
        HistoryError: the history cannot be made to hold what it promises.
    """
    seed_business(tx, seed, as_of)
    seed_history(tx, seed, as_of, advance)
    replicate(tx, scale - 1, lambda messages: advance(messages // 2))
    record_run(tx, seed, scale, as_of)


def seed_history(
    tx: Tx, seed: int, as_of: dt.date, advance: Callable[[int], object] = lambda _: None
) -> None:
    """Play and write the whole history on a seeded business.

    Args:
        seed: with `as_of`, decides everything.
        as_of: the history ends before this day begins.
        advance: told how many turns have been played since the last call.

    Raises:
        HistoryError: the history cannot be made to hold what it promises.
    """
    chance = random.Random(f"history/{seed}/{as_of}")
    mind = replace(open_mind(tx), blind_rate=BLIND_RATE)
    steps = add_faults(mind, play(tx, mind, chance, as_of, advance), chance)
    clock = _HistoryClock()
    ids = Ids(clock.now, chance)
    written = write_history(tx, ids, clock.reach, steps, as_of)
    end = dt.datetime.combine(as_of, dt.time(), INDIA).astimezone(dt.UTC)
    clock.reach(end)
    review_some(tx, ids, end, written, chance)


class _HistoryClock:
    """A clock for keys: goes with the history, and on by a millisecond a look, so that every key
    has a millisecond of its own and replicas fit in between."""

    def __init__(self) -> None:
        self._now = dt.datetime.min.replace(tzinfo=dt.UTC)

    def reach(self, moment: dt.datetime) -> None:
        self._now = max(self._now, moment)

    def now(self) -> dt.datetime:
        self._now += dt.timedelta(milliseconds=1)
        return self._now
