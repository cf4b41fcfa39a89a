"""`python -m assistant.router.train [--out FILE.npz]`: train and write the model.

Needs scikit-learn, which the product itself does not. The same messages give the same bytes.
Temperature, threshold and the figures it prints come from voices left out of training; the model
that it writes has learnt from all of them.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from assistant.language.services import shipped_lexicon
from assistant.model import LANGUAGES
from assistant.router.classifier import FORMAT, SHIPPED, Classifier, View, pack, save
from assistant.router.data import DataError, Message, groups, masked, shipped_messages
from assistant.router.features import DIMENSIONS, VIEWS, vectors

FOLDS = 6
SHARES = (0.5, 0.5)
INVERSE_PENALTY = 20.0
KEPT = 0.95
"""The share of in-scope messages that the shipped threshold lets through."""
OUT_OF_SCOPE = "out_of_scope"

Matrix: TypeAlias = csr_matrix
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What the classifier said of messages by voices that it had not heard."""

    labels: tuple[str, ...]
    probabilities: Scores
    temperature: float
    threshold: float


def train(messages: Sequence[Message]) -> tuple[Classifier, HeldOut]:
    """The classifier of all messages, and how it did on each voice when that was left out."""
    texts = masked(messages, shipped_lexicon())
    matrices = _matrices(texts)
    intents = np.array([message.intent for message in messages])
    labels = tuple(sorted(set(intents.tolist())))
    folds = _folds(messages)
    scores = np.zeros((len(messages), len(labels)))
    for fold in range(FOLDS):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        views = [_fit(matrix[inside], intents[inside]) for matrix in matrices]
        for share, view, matrix in zip(SHARES, views, matrices, strict=True):
            scores[outside] += share * _log_probabilities(view, matrix[outside])
    held_out = _calibrate(scores, labels, messages)
    classifier = Classifier(
        labels=labels,
        views=tuple(_fit(matrix, intents) for matrix in matrices),
        shares=SHARES,
        temperature=held_out.temperature,
        threshold=held_out.threshold,
        version="",
    )
    return replace(classifier, version=_version(classifier)), held_out


def _matrices(texts: Sequence[str]) -> list[Matrix]:
    rows = [vectors(text) for text in texts]
    matrices = []
    for view in range(len(VIEWS)):
        starts = np.cumsum([0, *(len(row[view][0]) for row in rows)])
        matrices.append(
            csr_matrix(
                (
                    np.concatenate([row[view][1] for row in rows]),
                    np.concatenate([row[view][0] for row in rows]),
                    starts,
                ),
                shape=(len(rows), DIMENSIONS),
            )
        )
    return matrices


def _folds(messages: Sequence[Message]) -> NDArray[np.int64]:
    """A fold for each message: whole groups of voices, each language spread over all folds."""
    group_of = groups()
    fold_of: dict[str, int] = {}
    for language in LANGUAGES:
        names = sorted({group_of[m.author] for m in messages if m.lang == language})
        fold_of |= {name: place % FOLDS for place, name in enumerate(names)}
    return np.array([fold_of[group_of[message.author]] for message in messages])


def _weigh(matrix: Matrix, idf: Scores) -> Matrix:
    weighed = matrix @ diags(idf)
    norms = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return csr_matrix(diags(1.0 / norms) @ weighed)


def _fit(matrix: Matrix, intents: NDArray[np.str_]) -> View:
    seen = np.bincount(matrix.indices, minlength=DIMENSIONS)
    idf = np.log((1 + matrix.shape[0]) / (1 + seen)) + 1.0
    idf = idf.astype(np.float16).astype(np.float64)  # what the file holds
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=200, tol=1e-4, random_state=7)
    model.fit(_weigh(matrix, idf), intents)
    return View(
        idf=idf.astype(np.float32),
        weights=(model.coef_.T * idf[:, None]).astype(np.float32),
        bias=model.intercept_.astype(np.float32),
    )


def _log_probabilities(view: View, matrix: Matrix) -> Scores:
    raw = (
        _weigh(matrix, view.idf.astype(np.float64)) @ (view.weights / view.idf[:, None]) + view.bias
    )
    return _log_softmax(np.asarray(raw))


def _log_softmax(raw: Scores) -> Scores:
    shifted = raw - raw.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _calibrate(scores: Scores, labels: tuple[str, ...], messages: Sequence[Message]) -> HeldOut:
    """The temperature of least log-loss, and the threshold that keeps `KEPT` of in-scope."""
    truth = np.array([labels.index(message.intent) for message in messages])
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        return float(-_log_softmax(scores / temperature)[rows, truth].mean())

    temperature = min((round(0.02 * step, 2) for step in range(10, 100)), key=loss)
    probabilities = np.exp(_log_softmax(scores / temperature))
    out = labels.index(OUT_OF_SCOPE)
    likeliest = np.delete(probabilities, out, axis=1).max(axis=1)
    threshold = float(np.quantile(likeliest[truth != out], 1 - KEPT))
    return HeldOut(labels, probabilities, temperature, round(threshold, 4))


def _version(classifier: Classifier) -> str:
    digest = hashlib.sha256(f"{FORMAT}{classifier.temperature}{classifier.threshold}".encode())
    for name, array in sorted(pack(classifier).items()):
        if name != "about":
            digest.update(array.tobytes())
    return f"router-{digest.hexdigest()[:10]}"


def report(held_out: HeldOut, messages: Sequence[Message]) -> str:
    """Accuracy on left-out voices, overall, by language and by voice."""
    said = [held_out.labels[at] for at in held_out.probabilities.argmax(axis=1)]
    right = np.array(
        [label == m.intent or label in m.also_ok for label, m in zip(said, messages, strict=True)]
    )
    lines = [f"voices left out: {right.mean():.4f} of {len(messages)}"]
    for kind in ("lang", "author"):
        names = [getattr(message, kind) for message in messages]
        for name in sorted(set(names)):
            mine = np.array([other == name for other in names])
            lines.append(f"  {kind} {name}: {right[mine].mean():.4f} of {mine.sum()}")
    lines.append(f"temperature {held_out.temperature}, threshold {held_out.threshold}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.router.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes (.npz)")
    chosen = parser.parse_args(arguments)
    try:
        messages = shipped_messages()
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    classifier, held_out = train(messages)
    save(classifier, chosen.out)
    sys.stdout.write(f"{report(held_out, messages)}\n{classifier.version} -> {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
