"""What reviewers have said of turns, read for those who learn from it.

Reads only. Whoever was unsure of a metric has said nothing of it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from store.database import Tx
from store.tables import reviews
from store.transcripts import METRICS

Verdicts = Mapping[str, tuple[int, int]]
"""By metric, how many reviewers called it good and how many bad."""

_SAID = (
    select(reviews.c.message_id, *(reviews.c[metric] for metric in METRICS))
    .where(reviews.c.message_id.in_(bindparam("keys", expanding=True)))
    .order_by(reviews.c.id)
)


def verdicts_on(tx: Tx, message_ids: Sequence[int]) -> dict[int, Verdicts]:
    """The verdicts on those of the given replies that have any."""
    counts: defaultdict[int, dict[str, list[int]]] = defaultdict(
        lambda: {metric: [0, 0] for metric in METRICS}
    )
    for row in tx.execute(_SAID, {"keys": list(message_ids)}):
        _count(counts[row.message_id], row)
    return {
        key: {metric: (good, bad) for metric, (good, bad) in found.items()}
        for key, found in counts.items()
    }


def _count(found: dict[str, list[int]], row: Any) -> None:
    for metric in METRICS:
        said = row._mapping[metric]
        if said in ("good", "bad"):
            found[metric][said == "bad"] += 1
