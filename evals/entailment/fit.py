"""`python -m evals.entailment.fit --data FOLDER`: fit the stacked verdicts.

Faithfulness learns from the training parts of public sets; both faithfulness and relevancy of our
own kind of turn from twins (a good answer, the same with one fault, labelled by its author). Says
how each does on sources and questions left out. Where the cross-encoder is weighed, only what it
did not learn from is looked at.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from assistant.model import LANGUAGES, Exchange
from assistant.quality.entailment.judge import Judge
from assistant.quality.entailment.judge import shipped as shipped_judge
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.stack.answering import answering_features
from assistant.quality.stack.features import entailed_features, plain_features
from assistant.quality.stack.model import FORMAT, HOME, SHIPPED, setting_of
from evals.entailment.pairs import KEPT_BACK, is_kept_back, labelled
from evals.mutants import sampled_own
from evals.rows import RowError, read_jsonl
from evals.statistics import auroc

TWINS = Path(__file__).parent.parent / "data" / "twins"
_FOLDS = 5
_PLAIN, _WHOLE, _HOME, _ANSWERING = 100.0, 30.0, 300.0, 10.0
"""What large weights cost."""
_LONGEST = 20_000
"""Letters of evidence; longer pages cost more than they teach."""
_AT_MOST = {"infotabs_en": 1_300, "infotabs_hi": 1_300, "tabfact": 1_300}
_ASKED = {"infotabs_en": 700, "infotabs_hi": 700, "tabfact": 500, "factcheck_gpt": 450,
          "quintd1": 420, "summedits": 350}  # fmt: skip
"""Answers that the cross-encoder is asked about, of large sets: it takes a hundredth of a second a
claim."""
_COUNTS = {"twins": 3.0, "begin": 2.0}
_TEMPLATES = 120
"""Our own replies a language."""
_ALARMS = 0.06
"""The share of good answers to what was asked that may be called bad."""
_WORTH = 0.004
"""How much higher the mean AUROC of a setting's sets must be for the cross-encoder to be asked."""
_FEW = 50
"""Answers under which a set says nothing of that."""
_ENTAILED = ("entailed_least", "entailed_mean", "entailed_most", "contradicted", "neutral")

Matrix = NDArray[np.float64]
Truth = NDArray[np.bool_]
Fitted = tuple[Matrix, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled answer with its features."""

    set: str
    group: str
    """What is left out together: a source or a question."""
    setting: str
    bad: bool
    clean: bool
    """Whether the cross-encoder has not learnt from it."""
    features: dict[str, float]
    exchange: Exchange
    entailed: tuple[float, ...] | None = None


def public(folder: Path) -> Iterator[Example]:
    """Faithfulness in the training parts of the public sets, large ones cut."""
    for name in (*KEPT_BACK, "mtrag"):
        taken = 0
        for row, entry in tqdm(list(labelled(name, folder)), name, disable=None):
            clean = name == "mtrag" or is_kept_back(name, entry)
            taken += clean
            if name in _AT_MOST and (not clean or taken > _AT_MOST[name]):
                continue
            if row.faithful is None or sum(len(e.text or "") for e in row.evidence) > _LONGEST:
                continue
            group = str(entry.get("source_id") or entry["evidence"])[:300]
            bad = row.faithful < (1 if name == "mtrag" else 0.5)
            yield _faithfulness(name, group, bad, clean, row.exchange())


def _faithfulness(name: str, group: str, bad: bool, clean: bool, exchange: Exchange) -> Example:
    grounds = read_evidence(exchange.evidence, exchange.now)
    examined = examine(exchange.answer, grounds, exchange.question)
    found = plain_features(exchange, examined, score_faithfulness(examined, exchange.question))
    setting = setting_of(exchange, grounds)
    return Example(name, group, setting, bad, clean, found, exchange)


def faithful_twins(folder: Path) -> Iterator[Example]:
    """Faithfulness of twins."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in tqdm(list(read_jsonl(path)), path.stem, disable=None):
            if row.faithful is not None:
                group = f"{path.stem}/{row.question}"
                yield _faithfulness("twins", group, row.faithful < 0.5, False, row.exchange())


def relevant_twins(folder: Path) -> Iterator[Example]:
    """Relevancy of twins, and of replies of our own skills, which answer what was asked."""
    for path in sorted(folder.glob("*.jsonl")):
        for row in tqdm(list(read_jsonl(path)), path.stem, disable=None):
            if row.relevant is not None:
                group = f"{path.stem}/{row.question}"
                yield _relevancy("twins", group, row.relevant < 0.5, row.exchange())
    for language in LANGUAGES:
        for good in sampled_own(language, _TEMPLATES):
            exchange = Exchange(good.question, good.evidence, good.answer)
            yield _relevancy("templates", good.key, False, exchange)


def _relevancy(name: str, group: str, bad: bool, exchange: Exchange) -> Example:
    grounds = read_evidence(exchange.evidence, exchange.now)
    found = answering_features(exchange, grounds, score_relevancy(exchange, grounds))
    return Example(name, group, HOME, bad, False, found, exchange)


def entailed(examples: Sequence[Example], judge: Judge) -> Iterator[Example]:
    """The same with the cross-encoder's features where it did not learn from the answer, of large
    sets only for some."""
    clean = [one for one in examples if one.clean and one.exchange.evidence]
    random.Random(4).shuffle(clean)
    counts: Counter[str] = Counter()
    asked = set()
    for one in clean:
        counts[one.set] += 1
        if counts[one.set] <= _ASKED.get(one.set, len(clean)):
            asked.add(id(one))
    for one in tqdm(examples, "entailed", disable=None):
        logits = judge.logits(one.exchange) if id(one) in asked else []
        found = entailed_features([of for _, of in logits]) if logits else None
        yield replace(one, entailed=found)


def fit_setting(mine: Sequence[Example]) -> tuple[dict[str, object], list[str]]:
    """The two steps of a setting as the file holds them; the second only where it pays."""
    names = list(mine[0].features)
    plain, sums = _model(mine, _matrix(mine), _PLAIN)
    at = [place for place, one in enumerate(mine) if one.entailed is not None]
    known = [mine[place] for place in at]
    second = np.array([[sums[place], *(mine[place].entailed or ())] for place in at])
    whole, totals = _model(known, second, _WHOLE)
    areas = _areas(known, second[:, 0], totals)
    told = [both for name, both in areas.items() if len(_places(known, name)) >= _FEW]
    pays = bool(told) and float(np.mean([two - one for one, two in told])) > _WORTH
    held: dict[str, object] = {
        "plain": _held(names, plain, _balanced(mine, sums)),
        "whole": _held(("sum", *_ENTAILED), whole, _balanced(known, totals)) if pays else None,
    }
    said = "asks" if pays else "does not ask"
    return held, [
        f"{mine[0].setting:15}{name:17}{one:.3f}  {two:.3f}  of {len(_places(known, name))}  {said}"
        for name, (one, two) in areas.items()
    ]


def fit_home(mine: Sequence[Example]) -> tuple[dict[str, object], str]:
    """How bad a reply of our own kind is; whether it is bad is left to rules."""
    model, sums = _model(mine, _matrix(mine), _HOME)
    bad = [one.bad for one in mine]
    low = np.array([one.features["ruled_low"] for one in mine])
    ruled = auroc(bad, [-one.features["ruled"] for one in mine])
    found = auroc(bad, (sums + 1000 * low).tolist())
    line = f"{HOME:15}{'twins':17}{ruled:.3f}  {found:.3f}  of {len(mine)}, {sum(bad)} bad"
    return {"plain": _held(list(mine[0].features), model, 0.5), "whole": None}, line


def fit_answering(mine: Sequence[Example]) -> tuple[dict[str, object], str]:
    """The model of relevancy, called bad so that few good twins are."""
    model, sums = _model(mine, _matrix(mine), _ANSWERING)
    at = _places(mine, "twins")
    bad = [mine[place].bad for place in at]
    ruled = auroc(bad, [-mine[place].features["ruled"] for place in at])
    found = auroc(bad, sums[at].tolist())
    good = [place for place in at if not mine[place].bad]
    limit = _probability(float(np.quantile(sums[good], 1 - _ALARMS)))
    line = f"{'relevancy':15}{'twins':17}{ruled:.3f}  {found:.3f}  of {len(at)}, {sum(bad)} bad"
    return _held(list(mine[0].features), model, limit), line


def _matrix(mine: Sequence[Example]) -> Matrix:
    return np.array([list(one.features.values()) for one in mine])


def _truth(mine: Sequence[Example]) -> Truth:
    return np.array([one.bad for one in mine])


def _model(mine: Sequence[Example], matrix: Matrix, penalty: float) -> tuple[Fitted, Matrix]:
    """Weights on the features as they are, and sums of examples whose groups were left out."""
    truth, weights = _truth(mine), _weights(mine)
    groups = sorted({one.group for one in mine})
    random.Random(7).shuffle(groups)
    fold_of = {group: at % _FOLDS for at, group in enumerate(groups)}
    folds = np.array([fold_of[one.group] for one in mine])
    sums = np.zeros(len(mine))
    for fold in range(_FOLDS):
        inside = folds != fold
        slope, bias = _logistic(matrix[inside], truth[inside], weights[inside], penalty)
        sums[~inside] = matrix[~inside] @ slope + bias
    return _logistic(matrix, truth, weights, penalty), sums


def _weights(mine: Sequence[Example]) -> Matrix:
    """Small sets count for more than their share, some for more still."""
    counts = Counter(one.set for one in mine)
    raw = np.array([counts[one.set] ** -0.5 * _COUNTS.get(one.set, 1.0) for one in mine])
    scaled: Matrix = raw / raw.mean()
    return scaled


def _logistic(matrix: Matrix, truth: Truth, weights: Matrix, penalty: float) -> Fitted:
    """Fitted on standardised features, given on the features as they are."""
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    spread[spread < 1e-6] = 1.0
    model = LogisticRegression(C=1 / penalty, max_iter=1000, random_state=7)
    model.fit((matrix - mean) / spread, truth, sample_weight=weights)
    slope: Matrix = model.coef_[0] / spread
    return slope, float(model.intercept_[0] - slope @ mean)


def _balanced(mine: Sequence[Example], sums: Matrix) -> float:
    """The probability from which on calling an answer bad serves bad and good ones best."""
    truth = _truth(mine)
    tried = np.quantile(sums, np.linspace(0.02, 0.98, 97))
    gains = [(sums[truth] > at).mean() - (sums[~truth] > at).mean() for at in tried]
    return _probability(float(tried[int(np.argmax(gains))]))


def _probability(total: float) -> float:
    return round(float(np.clip(1 / (1 + np.exp(-total)), 0.02, 0.98)), 4)


def _held(names: Sequence[str], model: Fitted, limit: float) -> dict[str, object]:
    slope, bias = model
    weights = {name: round(float(of), 5) for name, of in zip(names, slope, strict=True)}
    return {"bias": round(bias, 5), "limit": limit, "weights": weights}


def _areas(
    known: Sequence[Example], plain: Matrix, whole: Matrix
) -> dict[str, tuple[float, float]]:
    """AUROC on groups left out, by set: plain features, all. Sets with one label are left out."""
    found = {}
    for name in sorted({one.set for one in known}):
        at = _places(known, name)
        bad = [known[place].bad for place in at]
        one, other = auroc(bad, plain[at].tolist()), auroc(bad, whole[at].tolist())
        if one is not None and other is not None:
            found[name] = (one, other)
    return found


def _places(known: Sequence[Example], name: str) -> list[int]:
    return [place for place, one in enumerate(known) if one.set == name]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.entailment.fit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="public sets: train/ is read")
    parser.add_argument("--twins", type=Path, default=TWINS, help="folder of twins (.jsonl)")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes (.json)")
    chosen = parser.parse_args(arguments)
    judge = shipped_judge()
    if judge is None:
        sys.stderr.write("evals.entailment.fit: the cross-encoder cannot run here\n")
        return 2
    try:
        faithful, relevant = list(faithful_twins(chosen.twins)), list(relevant_twins(chosen.twins))
        others = list(public(chosen.data))
    except (RowError, OSError) as error:
        sys.stderr.write(f"evals.entailment.fit: {error}\n")
        return 2
    settings: dict[str, object] = {}
    lines: list[str] = []
    examples = [one for one in entailed(others, judge) if one.setting != HOME]
    for setting in sorted({one.setting for one in examples}):
        settings[setting], said = fit_setting([one for one in examples if one.setting == setting])
        lines += said
    settings[HOME], line = fit_home([one for one in faithful if one.setting == HOME])
    lines.append(line)
    answering, line = fit_answering(relevant)
    model = {"format": FORMAT, "settings": settings, "answering": answering}
    chosen.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    report = "\n".join([*lines, line])
    sys.stdout.write(f"AUROC, groups left out: plain, all (ours: rules, all)\n{report}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
