"""`python -m evals.claims [--out FILE.npz]`: train the models of claims on hand-written faults.

Learns from good replies and from their faulty variants, sentence by sentence, and says how it does
on each author left out. Authors that are held out for good are never read. Needs scikit-learn,
which the product itself does not; the same replies give the same bytes.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from assistant.model import LANGUAGES
from assistant.quality.claims.features import DIMENSIONS, positions, setting_of, stretches
from assistant.quality.claims.model import FAULTS, SHIPPED, ClaimModel, rounded, save
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from evals.mutants import Good, cases_by_hand, own_goods
from evals.replies import FOLDER, WrittenReply
from evals.rows import RowError, read_folder
from evals.statistics import auroc

_ALARMS = {"promise": 0.007, "negation": 0.004, "policy": 0.002}
"""The share of good replies of left-out authors in which a fault may be seen."""
_FOLDS = 6
_INVERSE_PENALTY = 1.0
_OWN = "own"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: its features, whose it is, the reply it stands in, and its fault, if any."""

    at: Sequence[int]
    author: str
    language: str
    reply: str
    fault: str | None


def examples(folder: Path) -> list[Example]:
    """Sentences of good replies, people's and our own, and those that only a faulty variant has."""
    replies = [reply for reply in read_folder(folder, WrittenReply) if not reply.is_held_out]
    author = {reply.id: reply.author for reply in replies}
    found: list[Example] = []
    for case in tqdm(list(cases_by_hand(replies)), "read", unit=" replies", disable=None):
        if case.kind in FAULTS and case.change == "whole answer":
            key, answer = case.good.key, case.answer
            found += _read(case.good, answer, author[key], f"{key}/{answer}", case.kind)
    for reply in replies:
        good = Good(reply.id, reply.lang, reply.question, reply.rows(), reply.answer)
        found += _read(good, reply.answer, reply.author, reply.id, None)
    for language in LANGUAGES:
        for good in own_goods(language):
            found += _read(good, good.answer, _OWN, f"{good.key}/{language}", None)
    return found


def _read(good: Good, answer: str, author: str, reply: str, fault: str | None) -> list[Example]:
    examined = examine(answer, read_evidence(good.evidence), good.question)
    setting = setting_of(examined, good.question)
    known = set()
    if fault is not None:
        plain = examine(good.answer, examined.grounds, good.question)
        known = {good.answer[one.start : one.end] for one in stretches(plain.clauses)}
    return [
        Example(positions(examined, setting, one), author, good.language, reply, fault)
        for one in stretches(examined.clauses)
        if answer[one.start : one.end] not in known
    ]


def train(found: Sequence[Example]) -> tuple[ClaimModel, str]:
    """The model of all sentences, with limits and a report from authors left out."""
    matrix = _matrix(found)
    folds = _folds(found)
    weights, biases, limits, lines = [], [], [], []
    for fault in FAULTS:
        mine = np.array([one.fault in (None, fault) for one in found])
        truth = np.array([one.fault == fault for one in found])
        scores = np.zeros(len(found))
        for fold in range(_FOLDS):
            inside, outside = mine & (folds != fold), mine & (folds == fold)
            coefficients, bias = _fit(matrix[inside], truth[inside])
            scores[outside] = matrix[outside] @ coefficients + bias
        limit, said = _judge(fault, found, scores)
        coefficients, bias = _fit(matrix[mine], truth[mine])
        weights.append(coefficients)
        biases.append(bias)
        limits.append(round(1 / (1 + float(np.exp(-limit))), 4))
        lines += said
    model = ClaimModel(
        rounded(np.array(weights)), np.array(biases, dtype=np.float32), tuple(limits)
    )
    return model, "\n".join(lines)


def _matrix(found: Sequence[Example]) -> csr_matrix:
    starts = np.cumsum([0, *(len(one.at) for one in found)])
    columns = np.concatenate([one.at for one in found])
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(found), DIMENSIONS))


def _folds(found: Sequence[Example]) -> NDArray[np.int64]:
    """Whole authors; our own replies are in none, for they are always learnt from."""
    names = sorted({one.author for one in found} - {_OWN})
    fold_of = {name: at % _FOLDS for at, name in enumerate(names)} | {_OWN: -1}
    return np.array([fold_of[one.author] for one in found])


def _fit(matrix: csr_matrix, truth: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    model = LogisticRegression(
        C=_INVERSE_PENALTY, max_iter=400, class_weight="balanced", random_state=7
    )
    model.fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])


def _judge(
    fault: str, found: Sequence[Example], scores: NDArray[np.float64]
) -> tuple[float, list[str]]:
    """The limit that few good replies pass, and what is seen above it, by language."""
    worst: dict[tuple[str, str, bool], float] = {}
    for one, score in zip(found, scores.tolist(), strict=True):
        if one.author != _OWN and one.fault in (None, fault):
            key = (one.reply, one.language, one.fault is not None)
            worst[key] = max(worst.get(key, -np.inf), score)
    good = np.array([score for (_, _, bad), score in worst.items() if not bad])
    limit = float(np.quantile(good, 1 - _ALARMS[fault]))
    lines = []
    for language in LANGUAGES:
        mine = [(bad, score) for (_, lang, bad), score in worst.items() if lang == language]
        seen = [score > limit for bad, score in mine if bad]
        alarms = [score > limit for bad, score in mine if not bad]
        area = auroc([bad for bad, _ in mine], [score for _, score in mine])
        lines.append(
            f"{fault:10}{language:10}AUROC {area or 0:.3f}  seen {np.mean(seen):.3f} of {len(seen)}"
            f"  alarms {np.mean(alarms):.4f} of {len(alarms)}"
        )
    return limit, lines


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.claims", description=__doc__)
    parser.add_argument("--data", type=Path, default=FOLDER, help="folder of replies")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes (.npz)")
    chosen = parser.parse_args(arguments)
    try:
        found = examples(chosen.data)
    except (RowError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"evals.claims: {error}\n")
        return 2
    model, report = train(found)
    save(model, chosen.out)
    sys.stdout.write(f"authors left out, {len(found)} sentences\n{report}\n-> {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
