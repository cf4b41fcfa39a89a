"""`python -m evals benchmark`: the product's classifier, trained on a foreign intent set.

Rows are JSON lines {"text", "intent", ...}, plain or gzipped. Nothing of our catalogue is masked,
since the domain is another; training and reading are the product's own, but for what stands in the
encoder's place: a linear head over the vectors of two encoders joined, multilingual-e5-small, from
which ours was tuned, and all-MiniLM-L6-v2. The second knows English alone, so English sets gain by
it; texts of other languages still have the first. The product itself has no such second encoder.
The training rows that --oos names are learnt like any intent. What is calibrated is so by
cross-validation; --dev rows, if given, are learnt from as well.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.language.normalise import normalise
from assistant.router.classifier import Classifier, log_softmax
from evals.encoders.joined import encode
from evals.router import KEPT, calibration_error, latency

WRONG = 2
_FOLDS = 4
_PENALTY = 0.02
"""Inverse strength of the penalty on the head's weights."""
_WARM_UP = 20


class SetError(ValueError):
    """A file that is no intent set; says where and why."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row of a foreign set."""

    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the classifier made of a row."""

    row: Labelled
    intent: str
    """The likeliest label."""
    in_scope: str
    """The likeliest label that is not the one for out of scope."""
    in_scope_score: float
    refused: bool
    """Whether the shipped threshold declines it."""
    took_ms: float


def read_set(path: Path) -> list[Labelled]:
    """The rows of a file. `SetError` names the first that is wrong."""
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    rows = []
    try:
        with opened(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                data = json.loads(line)
                text, intent = data["text"], data["intent"]
                if not isinstance(text, str) or not isinstance(intent, str):
                    raise SetError(f"{path}:{number}: text and intent must be strings")
                rows.append(Labelled(normalise(text), intent))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SetError(f"{path}: {error}") from error
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise SetError(f"{path}:{number}: {error!r}") from error
    if not rows:
        raise SetError(f"{path}: no rows")
    return rows


@dataclass(frozen=True, slots=True)
class Dense:
    """A linear model over the vectors of encoders as they came: their head for foreign intents."""

    weights: NDArray[np.float64]
    """Shape (width, labels)."""
    bias: NDArray[np.float64]

    def say(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-probabilities of one vector, or of a row each."""
        return log_softmax(vectors @ self.weights + self.bias)


@dataclass(frozen=True, slots=True)
class Learnt:
    """The product's classifier with the encoders' head for a foreign set."""

    classifier: Classifier
    head: Dense

    def probabilities(self, text: str) -> NDArray[np.float64]:
        return self.classifier.probabilities(text, lambda asked: self.head.say(encode(asked)))


def learn(rows: Sequence[Labelled], dev: Sequence[Labelled], oos: str | None) -> Learnt:
    """The classifier of a set, calibrated on texts left out."""
    from assistant.router import fit  # noqa: PLC0415 - scikit-learn, which only training needs

    known = {row.intent for row in rows}
    every = [*rows, *(row for row in dev if row.intent in known)]
    labels = tuple(sorted(known))
    if len(labels) < 2:
        raise SetError("the training rows hold fewer than two intents")
    truth = np.array([labels.index(row.intent) for row in every])
    folds = _folds([row.intent for row in every])
    matrices = fit.matrices_of([row.text for row in every])
    with ThreadPoolExecutor() as pool:  # an encoder computes without holding the interpreter
        vectors = np.stack(list(pool.map(encode, [row.text for row in every])))
    said = np.full((len(every), len(labels)), fit.UNSEEN)
    for fold in range(int(folds.max()) + 1):
        inside, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        seen, numbered = np.unique(truth[inside], return_inverse=True)
        said[out[:, None], seen] = _head(vectors[inside], numbered).say(vectors[out])
    outside = labels.index(oos) if oos in labels else None
    calibration = fit.calibrate(fit.say_left_out(matrices, truth, folds), said, truth, outside)
    views = fit.fit_views(matrices, truth)
    classifier = Classifier(labels, views, calibration, "", oos if outside is not None else None)
    return Learnt(classifier, _head(vectors, truth))


def _head(vectors: NDArray[np.float32], truth: NDArray[np.int64]) -> Dense:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - as above

    from assistant.router.fit import one_row_each  # noqa: PLC0415 - as above

    middle, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    model = LogisticRegression(C=_PENALTY, max_iter=200, tol=1e-3)
    model.fit((vectors - middle) / spread, truth)
    rows, bias = one_row_each(model)
    weights = (rows / spread).T
    return Dense(weights, bias - middle @ weights)


def _folds(intents: Sequence[str], count: int = _FOLDS) -> NDArray[np.int64]:
    """Each intent spread evenly over the folds."""
    seen: dict[str, int] = {}
    folds = []
    for intent in intents:
        folds.append(seen.get(intent, 0) % count)
        seen[intent] = seen.get(intent, 0) + 1
    return np.array(folds, dtype=np.int64)


def judge(rows: Sequence[Labelled], learnt: Learnt, oos: str | None) -> list[Said]:
    """What the classifier makes of each row, one at a time as the product reads."""
    labels, threshold = learnt.classifier.labels, learnt.classifier.calibration.threshold
    for row in rows[:_WARM_UP]:
        learnt.probabilities(row.text)
    said = []
    for row in rows:
        start = perf_counter()
        scores = learnt.probabilities(row.text)
        took = (perf_counter() - start) * 1000
        inside = scores.copy()
        if oos in labels:
            inside[labels.index(oos)] = -1.0
        intent, within = labels[int(scores.argmax())], int(inside.argmax())
        score = float(inside[within])
        refused = oos is not None and (intent == oos or score < threshold)
        said.append(Said(row, intent, labels[within], score, refused, took))
    return said


def judge_by_folds(
    rows: Sequence[Labelled], dev: Sequence[Labelled], oos: str | None, count: int
) -> list[Said]:
    """What is made of each row by a classifier that has learnt from the other folds."""
    folds = _folds([row.intent for row in rows], count)
    said: list[Said] = []
    for fold in range(count):
        rest = [row for row, at in zip(rows, folds, strict=True) if at != fold]
        mine = [row for row, at in zip(rows, folds, strict=True) if at == fold]
        said += judge(mine, learn(rest, dev, oos), oos)
    return said


def figures(said: Sequence[Said], oos: str | None) -> dict[str, Any]:
    """Everything that the command prints.

    `accuracy` and `macro_f1` are of rows in scope, by the likeliest intent in scope, as published
    figures have it; `accuracy_all` counts every row as the shipped threshold decides it.
    """
    inside = [one for one in said if one.row.intent != oos]
    outside = [one for one in said if one.row.intent == oos]
    refused = [one for one in said if one.refused]
    caught = sum(one.row.intent == oos for one in refused)
    right = [(oos if one.refused else one.intent) == one.row.intent for one in said]
    return {
        "n": len(said),
        "n_in_scope": len(inside),
        "accuracy": _share(sum(one.in_scope == one.row.intent for one in inside), len(inside)),
        "macro_f1": _macro_f1(inside),
        "accuracy_all": _share(sum(right), len(said)),
        "oos_recall": _share(caught, len(outside)),
        "oos_precision": _share(caught, len(refused)) if outside else None,
        "oos_recall_at_95_kept": _at_kept(inside, outside),
        "ece": calibration_error(
            [one.in_scope == one.row.intent for one in inside],
            [one.in_scope_score for one in inside],
        )
        if inside
        else None,
        "latency_ms": latency([one.took_ms for one in said]),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _at_kept(inside: Sequence[Said], outside: Sequence[Said]) -> float | None:
    if not inside or not outside:
        return None
    cut = sorted(one.in_scope_score for one in inside)[int((1 - KEPT) * len(inside))]
    return _share(sum(one.in_scope_score < cut for one in outside), len(outside))


def _macro_f1(inside: Sequence[Said]) -> float | None:
    intents = sorted({one.row.intent for one in inside})
    if not intents:
        return None
    scores = []
    for intent in intents:
        hit = sum(one.row.intent == intent == one.in_scope for one in inside)
        both = sum((one.row.intent == intent) + (one.in_scope == intent) for one in inside)
        scores.append(2 * hit / both)
    return round(sum(scores) / len(scores), 4)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds `benchmark` to the commands of `python -m evals`."""
    parser = subparsers.add_parser("benchmark", help="train and judge on a foreign intent set")
    parser.add_argument("--train", type=Path, required=True, help="rows as JSON lines, or .gz")
    judged = parser.add_mutually_exclusive_group(required=True)
    judged.add_argument("--test", type=Path, help="the rows that are judged")
    judged.add_argument("--folds", type=_number_of_folds, help="judge by cross-validation")
    parser.add_argument("--dev", type=Path, help="more rows to calibrate with and to learn from")
    parser.add_argument("--oos", help="the label of rows that are out of scope")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def _number_of_folds(text: str) -> int:
    count = int(text) if text.isdecimal() else 0
    if count < 2:
        raise argparse.ArgumentTypeError("two folds or more")
    return count


def run(arguments: argparse.Namespace) -> int:
    """The command; its exit code: 0, or 2 when a file is wrong or scikit-learn is missing."""
    if find_spec("sklearn") is None:
        sys.stderr.write("benchmark trains, for which scikit-learn is needed: make .venv/.dev\n")
        return WRONG
    try:
        rows, oos = read_set(arguments.train), arguments.oos
        dev = read_set(arguments.dev) if arguments.dev else []
        start = perf_counter()
        if arguments.folds:
            found = figures(judge_by_folds(rows, dev, oos, arguments.folds), oos)
            found |= {"all_s": round(perf_counter() - start, 1)}
        else:
            test = read_set(arguments.test)
            learnt = learn(rows, dev, oos)
            took = round(perf_counter() - start, 1)
            found = figures(judge(test, learnt, oos), oos)
            found |= {"training_s": took, "calibration": asdict(learnt.classifier.calibration)}
    except SetError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    if arguments.json:
        sys.stdout.write(json.dumps(found) + "\n")
    else:
        sys.stdout.writelines(f"{name:22} {value}\n" for name, value in found.items())
    return 0
