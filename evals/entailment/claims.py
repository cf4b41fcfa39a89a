"""What the model of doubts learns from beside twins: claims written for that."""

from collections.abc import Iterator
from pathlib import Path

from assistant.model import Exchange
from assistant.quality.stack.beside import claims_beside
from evals.entailment.doubts import Told
from evals.entailment.frames import TO_READ, read_frames


def told_claims(folder: Path) -> Iterator[Told]:
    """Every claim that must be read, and its twin, as an answer of its own. `RowError` on a line
    that is no frame."""
    for name, frame in read_frames(folder):
        held = tuple(row.evidence() for row in frame.evidence)
        for claim in frame.claims:
            if claim.kind not in TO_READ:
                continue
            for text, faithful in ((claim.true, True), (claim.false, False)):
                said = claims_beside(Exchange(frame.asked[claim.lang], held, text))
                yield Told(f"claims {name}", frame.topic, said, faithful, grounded=True)
