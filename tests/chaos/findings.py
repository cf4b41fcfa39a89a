"""What the judge finds, and the table of it by the point at which processes died.

A message belongs to the first death after it was acknowledged: that one could have cost it.
"""

import bisect
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["lost", "double", "unanswered", "order", "ambiguous"]
KINDS: tuple[Kind, ...] = ("lost", "double", "unanswered", "order", "ambiguous")
AFTERWARDS = "after the last"


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise, or a send of unknown outcome ("ambiguous"), which is none.

    `at` is when the message in question was acknowledged, in seconds since 1970.
    """

    kind: Kind
    text: str
    at: float = math.inf

    @property
    def is_broken(self) -> bool:
        return self.kind != "ambiguous"


def table(
    deaths: Sequence[Mapping[str, Any]], promised: Sequence[float], findings: Sequence[Finding]
) -> str:
    """A row for each point: deaths, acknowledged messages (`promised`, when each was), findings."""
    ordered = sorted(deaths, key=lambda death: float(death["at"]))
    times = [death["at"] for death in ordered]
    points = [*(death["point"] for death in ordered), AFTERWARDS]

    def point_after(at: float) -> str:
        return str(points[bisect.bisect_left(times, at)])

    killed = Counter(points[:-1])
    said = Counter(map(point_after, promised))
    found = Counter((point_after(finding.at), finding.kind) for finding in findings)
    rows = [
        (point, killed[point], said[point], *(found[point, kind] for kind in KINDS))
        for point in [*sorted(killed), AFTERWARDS]
    ]
    totals = [sum(row[place] for row in rows) for place in range(1, 3 + len(KINDS))]
    head = ("died at", "kills", "acknowledged", *KINDS)
    return "\n".join(map(_line, [head, *rows, ("all", *totals)]))


def _line(row: Sequence[object]) -> str:
    first, *rest = row
    return f"  {first!s:18}" + "".join(f"{cell!s:>13}" for cell in rest)
