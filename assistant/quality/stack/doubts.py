"""How much each claim of an answer looks like one that evidence does not bear out: a linear model
over what `beside` finds, learnt from claims that only a faulty answer has and from claims written
for that, true and false. Words weigh, too: so it tells how such claims are worded as much as what
they say.

The file comes with the package and is written by `python -m evals.entailment.fit_home`. It states
no reasons of its own.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.quality.stack.beside import Claim
from assistant.quality.stack.model import StackError

SHIPPED = Path(__file__).with_name("doubts.json")
FORMAT = 2
"""Of the file; one more whenever features change, so that no old model is misread."""
_NONE = -4.0
"""What an answer that claims nothing is doubted."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Weights by the names of features; others weigh nothing."""

    weights: Mapping[str, float]

    def sums(self, claims: Sequence[Claim]) -> list[float]:
        """How much each claim is doubted, as log-odds."""
        return [
            sum(self.weights.get(name, 0.0) * value for name, value in claim.found.items())
            for claim in claims
        ]


def doubt_features(sums: Sequence[float]) -> dict[str, float]:
    """What the doubts of all claims come to, in a fixed order."""
    found = sums or [_NONE]
    most = max(found)
    every = most + math.log(sum(math.exp(one - most) for one in found))
    return {
        "doubted_most": most,
        "doubted_any": every,
        "doubted_mean": sum(found) / len(found),
        "doubted_much": sum(math.tanh(max(0.0, one)) for one in sums),
    }


def load(path: Path) -> Doubts:
    """The model of a file that fitting wrote. `StackError` when it is none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["format"] != FORMAT:
            raise StackError(f"format {held['format']}")
        return Doubts({str(name): float(of) for name, of in held["weights"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StackError(f"{path} holds no doubts: {error}") from error


def save(model: Doubts, path: Path) -> None:
    """The model as a file."""
    written = {"format": FORMAT, "weights": dict(model.weights)}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


@cache
def shipped() -> Doubts:
    """The model that comes with the package."""
    return load(SHIPPED)
