"""Many turns scored in order, here or by several processes, a few batches at a time.

The order of what comes out is the order of what went in, whoever was faster; a worker ends when
whoever started it has gone. Knows neither files nor the database.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from assistant.model import Exchange
from assistant.quality.entailment.judges import shipped
from assistant.quality.scores import score, score_closely
from assistant.record import score_columns
from evals.runs import Measure, RunRow
from evals.shown import measures, show


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn to score; `before` holds the scores it has, if it has any."""

    key: str
    exchange: Exchange
    slices: Mapping[str, str]
    before: Mapping[str, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """What came of it: each metric (and whether all are as before, where there was a before), the
    row of the run as JSON, and the columns of the log if they were asked for."""

    measures: Mapping[str, Measure]
    line: str
    columns: Mapping[str, Any] | None


def score_in_order(
    batches: Iterable[list[Turn]], workers: int, *, with_columns: bool = False
) -> Iterator[tuple[list[Turn], list[Scored]]]:
    """Each batch with its scores, in order. At most two batches a worker are under way."""
    work = partial(score_batch, with_columns=with_columns)
    if workers == 1:
        for batch in batches:
            yield batch, work(batch)
        return
    # Fresh interpreters: a forked one would share the database's connection and progress threads.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent) as pool:
        under_way: deque[tuple[list[Turn], Future[list[Scored]]]] = deque()
        for batch in batches:
            under_way.append((batch, pool.submit(work, batch)))
            if len(under_way) >= 2 * workers:
                turns, future = under_way.popleft()
                yield turns, future.result()
        for turns, future in under_way:
            yield turns, future.result()


def score_batch(turns: list[Turn], *, with_columns: bool) -> list[Scored]:
    return [_score(turn, with_columns=with_columns) for turn in turns]


def _score(turn: Turn, *, with_columns: bool) -> Scored:
    """Turns of the log as the reply path scores them, others closely. Only an answer that some
    metric flags is shown in the run; a million good ones are not."""
    exchange = turn.exchange
    is_foreign = turn.before is None
    scores = score_closely(exchange, shipped()) if is_foreign else score(exchange)
    found = measures(scores, {})
    flagged = any(one.flagged for one in found.values())
    if turn.before is not None:
        values = {metric: one.score for metric, one in found.items()}
        found["unchanged"] = Measure(right=values == dict(turn.before))
    row = RunRow(
        key=turn.key,
        slices=dict(turn.slices),
        measures=found,
        shown=show(exchange.question, exchange.answer, exchange.evidence, scores)
        if flagged
        else None,
    )
    columns = score_columns(scores) if with_columns else None
    return Scored(found, row.model_dump_json(exclude_defaults=True), columns)


def end_with_parent() -> None:
    """End this process when its parent has gone, however that went, and without a word when both
    are interrupted."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
