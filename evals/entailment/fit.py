"""`python -m evals.entailment.fit --data FOLDER`: fit the stacked verdicts on foreign turns.

Faithfulness learns from the training parts of public sets. Says how each setting does on sources
left out. Where the cross-encoder is weighed, only what it did not learn from is looked at.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from tqdm import tqdm

from assistant.model import Exchange
from assistant.quality.entailment.judge import Judge
from assistant.quality.entailment.judges import shipped as shipped_judges
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.stack.features import entailed_features, plain_features
from assistant.quality.stack.model import FORMAT, SHIPPED, SHIPPED_WORDING
from assistant.quality.stack.setting import HOME, setting_of
from assistant.quality.stack.wording import DIMENSIONS, places, save, share
from evals.entailment.logistic import (
    Fitted,
    Matrix,
    Truth,
    fit_apart,
    fit_worded,
    held,
    probability,
)
from evals.entailment.pairs import KEPT_BACK, is_kept_back, labelled
from evals.rows import RowError
from evals.statistics import auroc

_PLAIN, _WHOLE = 100.0, 30.0
"""What large weights cost."""
_LONGEST = 20_000
"""Letters of evidence; longer pages cost more than they teach."""
_AT_MOST = {"infotabs_en": 1_300, "infotabs_hi": 1_300, "tabfact": 1_300}
_ASKED = {"infotabs_en": 700, "infotabs_hi": 700, "tabfact": 500, "factcheck_gpt": 450,
          "quintd1": 420, "summedits": 350}  # fmt: skip
"""Answers that the cross-encoder is asked about, of large sets: it takes a hundredth of a second a
claim."""
_COUNTS = {"begin": 2.0}
_WORTH = 0.004
"""How much higher the mean AUROC of a setting's sets must be for the cross-encoder to be asked, or
the wording of texts to be weighed."""
_FEW = 50
"""Answers under which a set says nothing of that."""
_TEXTS = ("passage_text", "report", "talk_text")
"""Settings of answers of several claims, the only ones whose wording may be weighed: of a single
claim it would only tell whose set it is from."""
_ENTAILED = ("entailed_least", "entailed_mean", "entailed_most", "contradicted", "neutral")


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


def fit_setting(
    mine: Sequence[Example],
) -> tuple[dict[str, object], Matrix | None, list[str]]:
    """The two steps of a setting as the file holds them, the second only where it pays; and what
    words weigh, where that pays."""
    names = list(mine[0].features)
    plain, sums = _model(mine, _matrix(mine), _PLAIN)
    worded, words, totals = _worded(mine)
    heard = _areas(mine, sums, totals)
    weighs = mine[0].setting in _TEXTS and _pays(mine, heard)
    if weighs:
        plain, sums = worded, totals
    at = [place for place, one in enumerate(mine) if one.entailed is not None]
    known = [mine[place] for place in at]
    second = np.array([[sums[place], *(mine[place].entailed or ())] for place in at])
    whole, totals = _model(known, second, _WHOLE)
    areas = _areas(known, second[:, 0], totals)
    pays = _pays(known, areas)
    models: dict[str, object] = {
        "plain": held(names, plain, _balanced(mine, sums)),
        "whole": held(("sum", *_ENTAILED), whole, _balanced(known, totals)) if pays else None,
    }
    return (
        models,
        words if weighs else None,
        [
            *_lines(mine, heard, "weighs words" if weighs else "does not weigh words"),
            *_lines(known, areas, "asks" if pays else "does not ask"),
        ],
    )


def _worded(mine: Sequence[Example]) -> tuple[Fitted, Matrix, Matrix]:
    at = [places(one.exchange.answer) for one in mine]
    shares = [share(len(row)) for row in at for _ in row]
    starts = [0, *accumulate(map(len, at))]
    bags = csr_matrix((shares, list(chain(*at)), starts), shape=(len(mine), DIMENSIONS))
    groups = [one.group for one in mine]
    return fit_worded(_matrix(mine), bags, _truth(mine), _weights(mine), groups, _PLAIN)


def _pays(known: Sequence[Example], areas: Mapping[str, tuple[float, float]]) -> bool:
    """Whether the second of two ways is worth its cost on the sets that are large enough to say."""
    told = [both for name, both in areas.items() if len(_places(known, name)) >= _FEW]
    return bool(told) and float(np.mean([two - one for one, two in told])) > _WORTH


def _lines(
    known: Sequence[Example], areas: Mapping[str, tuple[float, float]], said: str
) -> list[str]:
    return [
        f"{known[0].setting:15}{name:17}{before:.3f}  {after:.3f}  "
        f"of {len(_places(known, name))}  {said}"
        for name, (before, after) in areas.items()
    ]


def _matrix(mine: Sequence[Example]) -> Matrix:
    return np.array([list(one.features.values()) for one in mine])


def _truth(mine: Sequence[Example]) -> Truth:
    return np.array([one.bad for one in mine])


def _model(mine: Sequence[Example], matrix: Matrix, penalty: float) -> tuple[Fitted, Matrix]:
    groups = [one.group for one in mine]
    return fit_apart(matrix, _truth(mine), _weights(mine), groups, penalty)


def _weights(mine: Sequence[Example]) -> Matrix:
    """Small sets count for more than their share, some for more still."""
    counts = Counter(one.set for one in mine)
    raw = np.array([counts[one.set] ** -0.5 * _COUNTS.get(one.set, 1.0) for one in mine])
    scaled: Matrix = raw / raw.mean()
    return scaled


def _balanced(mine: Sequence[Example], sums: Matrix) -> float:
    """The probability from which on calling an answer bad serves bad and good ones best."""
    truth = _truth(mine)
    tried = np.quantile(sums, np.linspace(0.02, 0.98, 97))
    gains = [(sums[truth] > at).mean() - (sums[~truth] > at).mean() for at in tried]
    return probability(float(tried[int(np.argmax(gains))]))


def _areas(
    known: Sequence[Example], plain: Matrix, whole: Matrix
) -> dict[str, tuple[float, float]]:
    """AUROC on groups left out, by set, of one way and the other. Sets with one label are left
    out."""
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
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes (.json)")
    chosen = parser.parse_args(arguments)
    judge = shipped_judges().claims
    if judge is None:
        sys.stderr.write("evals.entailment.fit: the cross-encoder cannot run here\n")
        return 2
    try:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        others = list(public(chosen.data))
    except (RowError, OSError) as error:
        sys.stderr.write(f"evals.entailment.fit: {error}\n")
        return 2
    settings: dict[str, object] = {}
    wording: dict[str, Matrix] = {}
    lines: list[str] = []
    examples = [one for one in entailed(others, judge) if one.setting != HOME]
    for setting in sorted({one.setting for one in examples}):
        mine = [one for one in examples if one.setting == setting]
        settings[setting], words, said = fit_setting(mine)
        if words is not None:
            wording[setting] = words
        lines += said
    model = {"format": FORMAT, "models": settings}
    chosen.out.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    save(wording, chosen.out.with_name(SHIPPED_WORDING.name))
    report = "\n".join(lines)
    sys.stdout.write(f"AUROC, groups left out: before, with it\n{report}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
