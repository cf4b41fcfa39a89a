"""`python -m evals.entailment.fit_home`: fit the stacked verdicts on our own kind of turn.

All three metrics learn from twins (a good answer, the same with one fault, labelled by its author),
the model of doubts from claims beside evidence, too; what networks that have not read its writer
make of each twin is on file (`train_answered`, `tune_reader`). Says how each metric does on writers
left out; the limits are set together on those, so that "bad turn" and each metric are judged best.
"""

import argparse
import json
import multiprocessing
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np

from assistant.model import METRICS, Metric
from assistant.quality.entailment.judges import shipped
from assistant.quality.stack.doubts import SHIPPED as SHIPPED_DOUBTS
from assistant.quality.stack.doubts import Doubts, doubt_features, save
from assistant.quality.stack.model import FORMAT, SHIPPED_HOME, SHIPPED_TREES
from assistant.quality.stack.trees import Trees
from assistant.quality.stack.trees import save as save_trees
from evals.entailment.claims import told_claims
from evals.entailment.doubts import Told, learn
from evals.entailment.frames import CLAIMS
from evals.entailment.logistic import Fitted, Matrix, Truth, fit_apart, held, probability
from evals.entailment.trees import grow_apart
from evals.entailment.turns import Turn, plain_turns, twins
from evals.entailment.writers import ANSWERED, READ, TWINS, WHOLE
from evals.rows import RowError
from evals.statistics import auroc

_PENALTY = 50.0
"""What large weights cost."""
_OWN_WEIGHT = 1.0
"""How much a good reply of our own skills counts beside a twin."""
_CLOSELY: Mapping[Metric, str] = {metric: f"{metric}_read" for metric in METRICS}
"""Models by metric where answers were read; the others are called as their metric."""
_DEEP: frozenset[Metric] = frozenset(("grounding", "faithfulness"))
"""Metrics for which a forest stands beside the boosted trees. For relevancy it gained 0.002, and
let pass an answer to another question altogether, for twins are seldom so far from the point."""
_RATES = tuple(np.linspace(0.01, 0.25, 25))
"""Shares of good answers that one metric may call bad, of those that are tried."""


def doubted(
    found: Sequence[Turn], claims: Sequence[Told]
) -> tuple[Doubts, list[Turn], float | None]:
    """What claims look like that nothing bears out, learnt from answers and from claims besides;
    all answers with how far theirs do, by models that have not read the writer; and the AUROC of
    such models on the claims besides."""
    model, sums = learn([*(one.claims for one in found), *claims])
    ours, besides = sums[: len(found)], sums[len(found) :]
    value = auroc(
        [not one.faithful for one in claims],
        [doubt_features(one)["doubted_most"] for one in besides],
    )
    read = [
        replace(one, features=dict(one.features) | {
            "faithfulness": dict(one.features["faithfulness"]) | doubt_features(mine)
        })
        for one, mine in zip(found, ours, strict=True)
    ]  # fmt: skip
    return model, read, value


def _fit(
    matrix: Matrix, truth: Truth, weights: Matrix, writers: Sequence[str], forest: bool
) -> tuple[Fitted, Trees, Matrix]:
    """Both models over these features, and the mean of their sums on writers left out."""
    linear, sums = fit_apart(matrix, truth, weights, writers, _PENALTY)
    trees, grown = grow_apart(matrix, truth, weights, writers, forest=forest)
    return linear, trees, (sums + grown) / 2


def _inputs(found: Sequence[Turn]) -> dict[str, tuple[Metric, list[Mapping[str, float]]]]:
    """Of each model by name which metric it judges, and what it reads."""
    return {metric: (metric, [one.features[metric] for one in found]) for metric in METRICS} | {
        name: (metric, [{**one.features[metric], **one.networks[metric]} for one in found])
        for metric, name in _CLOSELY.items()
    }


def fit_all(
    found: Sequence[Turn], pool: Executor
) -> tuple[dict[str, tuple[list[str], Fitted]], dict[str, Trees], dict[str, Matrix]]:
    """Every model by name with what it reads, its trees, and its sums on twins whose writers were
    left out."""
    models: dict[str, tuple[list[str], Fitted]] = {}
    trees: dict[str, Trees] = {}
    sums: dict[str, Matrix] = {}
    is_twin = np.array([one.is_twin for one in found])
    weights = np.where(is_twin, 1.0, _OWN_WEIGHT)
    writers, inputs, fitted = [one.writer for one in found], _inputs(found), {}
    for name, (metric, features) in inputs.items():
        names = list(features[0])
        matrix = np.array([[one[name] for name in names] for one in features])
        truth = np.array([one.bad[metric] for one in found])
        forest = metric in _DEEP
        fitted[name] = pool.submit(_fit, matrix, truth, weights, writers, forest)
    for name, (_, features) in inputs.items():
        linear, trees[name], apart = fitted[name].result()
        models[name], sums[name] = (list(features[0]), linear), apart[is_twin]
    return models, trees, sums


def limits_of(found: Sequence[Turn], sums: Mapping[str, Matrix]) -> dict[str, float]:
    """The limit of every model: of those that decide where nothing was read beside each other, and
    of those that decide where all was."""
    unread = set_limits(found, {metric: sums[metric] for metric in METRICS})
    read = set_limits(found, {metric: sums[name] for metric, name in _CLOSELY.items()})
    limits = {_CLOSELY[metric]: limit for metric, limit in read.items()}
    return {**limits, **dict[str, float](unread.items())}


def set_limits(found: Sequence[Turn], sums: Mapping[Metric, Matrix]) -> dict[Metric, float]:
    """The limits that judge "bad turn" and each metric best, together, as sums."""
    bad = {metric: np.array([one.bad[metric] for one in found]) for metric in METRICS}
    scored = {m: np.array([one.ruled[m] is not None for one in found]) for m in METRICS}
    cuts = {m: np.quantile(sums[m][~bad[m]], [1 - rate for rate in _RATES]) for m in METRICS}
    flags = {m: [scored[m] & (sums[m] > cut) for cut in cuts[m]] for m in METRICS}
    alone = {m: [_balanced(bad[m], flag) for flag in flags[m]] for m in METRICS}
    any_bad = np.any([bad[metric] for metric in METRICS], axis=0)
    best, chosen = -1.0, [0] * len(METRICS)
    for places in product(range(len(_RATES)), repeat=len(METRICS)):
        pairs = list(zip(METRICS, places, strict=True))
        flagged = np.any([flags[m][at] for m, at in pairs], axis=0)
        value = _balanced(any_bad, flagged) + float(np.mean([alone[m][at] for m, at in pairs])) / 2
        if value > best:
            best, chosen = value, list(places)
    return {m: float(cuts[m][at]) for m, at in zip(METRICS, chosen, strict=True)}


def _balanced(bad: Truth, flagged: Truth) -> float:
    return float(flagged[bad].mean() + (~flagged[~bad]).mean()) / 2


def told(
    found: Sequence[Turn], sums: Mapping[Metric, Matrix], limits: Mapping[Metric, float]
) -> str:
    """How the metrics do on writers left out, in all and writer by writer."""
    lines = ["AUROC by rules and by all, metric by metric; bad turns by balanced accuracy"]
    for writer in (None, *sorted({one.writer for one in found})):
        at = [place for place, one in enumerate(found) if writer in (None, one.writer)]
        mine, apart = [found[place] for place in at], {m: sums[m][at] for m in METRICS}
        lines.append(f"{writer or 'all':12}{len(at):5}  {_told(mine, apart, limits)}")
    return "\n".join(lines)


def _told(
    found: Sequence[Turn], sums: Mapping[Metric, Matrix], limits: Mapping[Metric, float]
) -> str:
    parts, flagged = [], np.zeros(len(found), dtype=bool)
    for metric in METRICS:
        at = [place for place, one in enumerate(found) if one.ruled[metric] is not None]
        bad = [found[place].bad[metric] for place in at]
        ruled = auroc(bad, [-(found[place].ruled[metric] or 0.0) for place in at])
        whole = auroc(bad, sums[metric][at].tolist())
        flagged[at] |= sums[metric][at] > limits[metric]
        parts.append(f"{ruled or 0:.3f} {whole or 0:.3f}")
    any_bad = np.array([any(one.bad.values()) for one in found])
    parts.append(f"{_balanced(any_bad, flagged):.3f}, false alarms {flagged[~any_bad].mean():.3f}")
    return "   ".join(parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.entailment.fit_home", description=__doc__
    )
    parser.add_argument("--twins", type=Path, default=TWINS, help="folder of twins (.jsonl)")
    parser.add_argument("--answered", type=Path, default=ANSWERED,
                        help="what was made of them as answers (.npz)")  # fmt: skip
    parser.add_argument("--whole", type=Path, default=WHOLE, help="the same beside evidence")
    parser.add_argument("--read", type=Path, default=READ, help="and of their sentences")
    parser.add_argument("--claims", type=Path, default=CLAIMS, help="folder of claims (.jsonl)")
    parser.add_argument("--out", type=Path, default=SHIPPED_HOME, help="where it goes (.json)")
    parser.add_argument("--trees", type=Path, default=SHIPPED_TREES, help="and its trees (.npz)")
    parser.add_argument("--doubts", type=Path, default=SHIPPED_DOUBTS, help="and those of claims")
    parser.add_argument("--processes", type=int, help="that share the work; as many as processors")
    chosen = parser.parse_args(arguments)
    answers, reader, whole = shipped().answers, shipped().sentences, shipped().whole
    if answers is None or reader is None or whole is None:
        sys.stderr.write("evals.entailment.fit_home: the networks that read answers cannot run\n")
        return 2
    try:
        pool = ProcessPoolExecutor(chosen.processes, multiprocessing.get_context("spawn"))
        found = list(twins(chosen.twins, chosen.answered, chosen.whole, chosen.read, pool))
        found += plain_turns(answers, reader, whole)
        claims = list(told_claims(chosen.claims))
    except (RowError, OSError, ValueError) as error:
        sys.stderr.write(f"evals.entailment.fit_home: {error}\n")
        return 2
    doubts, found, besides = doubted(found, claims)
    models, trees, sums = fit_all(found, pool)
    twin = [one for one in found if one.is_twin]
    limits = limits_of(twin, sums)
    written = {
        name: held(names, model, probability(limits[name]))
        for name, (names, model) in models.items()
    }
    chosen.out.write_text(json.dumps({"format": FORMAT, "models": written}, indent=1) + "\n")
    save_trees(trees, chosen.trees)
    save(doubts, chosen.doubts)
    apart = {metric: sums[name] for metric, name in _CLOSELY.items()}
    writers = told(twin, apart, {metric: limits[name] for metric, name in _CLOSELY.items()})
    said = f"AUROC of doubts on {len(claims)} claims besides: {besides or 0:.3f}"
    sys.stdout.write(f"{writers}\n{said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
