"""The trained intent classifier, as numbers: views of a text, averaged and calibrated.

It knows neither slots nor languages, and needs numpy alone. Two linear views, of letters and of
words, read every text; only where they are not sure a third, the encoder's, is asked, too.
Probabilities are the softmax of the averaged log-probabilities, divided by a temperature that was
fitted on voices left out of training (Guo et al., "On Calibration of Modern Neural Networks",
2017).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays, save_arrays
from assistant.router.features import DIMENSIONS, VIEWS, Vector, vectors

SHIPPED = Path(__file__).with_name("model.npz")
FORMAT = 2
"""Of the file; one more whenever features or layout change, so that no old model is misread."""

Floats = NDArray[np.float32]
Ask: TypeAlias = Callable[[str], NDArray[np.float64]]
"""The encoder's log-probabilities of a masked text, in the order of the labels."""


class ModelError(ValueError):
    """The file is no classifier that this code can read."""


@dataclass(frozen=True, slots=True)
class View:
    """One linear model over hashed features."""

    idf: Floats
    """Shape (dimensions,): how rare a feature is."""
    weights: Floats
    """Shape (dimensions, labels), already multiplied by `idf`."""
    bias: Floats

    def log_probabilities(self, vector: Vector) -> NDArray[np.float64]:
        positions, values = vector
        weighed = values * self.idf[positions]
        norm = sqrt(weighed.dot(weighed)) or 1.0
        return log_softmax(values @ self.weights.take(positions, axis=0) / norm + self.bias)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the views are weighed against each other, and what their sum is worth."""

    share: float
    """How much the encoder counts beside the mean of the linear views."""
    temperatures: tuple[float, float]
    """Without and with the encoder."""
    easy_from: float
    """From this probability on, the linear views are believed alone."""
    outside_less: float
    """Taken off the log-probability of the label for texts that are none of the others: training
    holds more of them than their share."""
    threshold: float
    """Under this probability of the best label a message is none of them."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """Text in, a probability for each label out."""

    labels: tuple[str, ...]
    views: tuple[View, ...]
    calibration: Calibration
    version: str
    outside: str | None = None
    """The label of texts that are none of the others, if such were learnt."""

    def probabilities(self, masked: str, ask: Ask) -> NDArray[np.float64]:
        """One probability a label, in the order of `labels`."""
        return self.settled(self.linear(masked), masked, ask)

    def linear(self, masked: str) -> NDArray[np.float64]:
        """What the linear views say, on the mean: a log-probability a label."""
        read = zip(self.views, vectors(masked), strict=True)
        told = [view.log_probabilities(vector) for view, vector in read]
        mean: NDArray[np.float64] = np.add.reduce(told, axis=0) / len(told)
        return mean

    def settled(self, said: NDArray[np.float64], masked: str, ask: Ask) -> NDArray[np.float64]:
        """Probabilities from what the linear views say of a text. The encoder is asked only when
        they are not sure."""
        easy = weigh(said, None, self.calibration, self._outside_at())
        if easy.max() >= self.calibration.easy_from:
            return easy
        return weigh(said, ask(masked), self.calibration, self._outside_at())

    def _outside_at(self) -> int | None:
        return None if self.outside is None else self.labels.index(self.outside)


def weigh(
    linear: NDArray[np.float64],
    encoder: NDArray[np.float64] | None,
    calibration: Calibration,
    outside_at: int | None,
) -> NDArray[np.float64]:
    """Probabilities from log-probabilities, of one text or of a row each."""
    without, beside = calibration.temperatures
    if encoder is None:
        scores = linear / without
    else:
        scores = ((1 - calibration.share) * linear + calibration.share * encoder) / beside
    if outside_at is not None:
        scores[..., outside_at] -= calibration.outside_less
    return np.exp(log_softmax(scores))


def load(path: Path) -> Classifier:
    """Read a classifier from the file that training wrote. `ModelError` when it is not one."""
    try:
        return _unpack(load_arrays(path))
    except (ValueError, KeyError) as error:
        raise ModelError(f"{path} is no model of this router: {error}") from error


@cache
def shipped() -> Classifier:
    """The classifier that comes with the package."""
    return load(SHIPPED)


def save(classifier: Classifier, path: Path) -> None:
    """The model as an .npz whose bytes depend on nothing but the model."""
    save_arrays(pack(classifier), path)


def pack(classifier: Classifier) -> dict[str, NDArray[np.generic]]:
    """The arrays that `load` reads: one byte a weight, scaled by label."""
    about = {
        "format": FORMAT,
        "labels": classifier.labels,
        "calibration": asdict(classifier.calibration),
        "version": classifier.version,
        "outside": classifier.outside,
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8)
    }
    for name, view in zip(VIEWS, classifier.views, strict=True):
        scale = np.abs(view.weights).max(axis=0) / 127.0
        scale[scale == 0] = 1.0
        arrays[f"{name}_idf"] = view.idf.astype(np.float16)
        arrays[f"{name}_scale"] = scale.astype(np.float32)
        arrays[f"{name}_weights"] = np.rint(view.weights / scale).astype(np.int8)
        arrays[f"{name}_bias"] = view.bias.astype(np.float32)
    return arrays


def _unpack(arrays: Mapping[str, NDArray[np.generic]]) -> Classifier:
    about = json.loads(arrays["about"].tobytes().decode())
    if about["format"] != FORMAT:
        raise ModelError(f"format {about['format']} instead of {FORMAT}")
    return Classifier(
        labels=tuple(about["labels"]),
        views=tuple(_view(arrays, name) for name in VIEWS),
        calibration=_calibration(about["calibration"]),
        version=str(about["version"]),
        outside=about["outside"],
    )


def _calibration(about: Mapping[str, Any]) -> Calibration:
    without, beside = about["temperatures"]
    return Calibration(**{**about, "temperatures": (float(without), float(beside))})


def _view(arrays: Mapping[str, NDArray[np.generic]], name: str) -> View:
    scale = arrays[f"{name}_scale"].astype(np.float32)
    weights = arrays[f"{name}_weights"].astype(np.float32) * scale
    if weights.shape[0] != DIMENSIONS:
        raise ModelError(f"{weights.shape[0]} features instead of {DIMENSIONS}")
    return View(
        idf=arrays[f"{name}_idf"].astype(np.float32),
        weights=weights,
        bias=arrays[f"{name}_bias"].astype(np.float32),
    )


def best(probabilities: Sequence[float] | NDArray[np.float64], count: int) -> list[int]:
    """Positions of the highest probabilities, best first, ties by position."""
    order: list[int] = np.argsort(-np.asarray(probabilities), kind="stable").tolist()
    return order[:count]


def log_softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Log-probabilities of one text's scores, or of a row each."""
    shifted = scores.astype(np.float64) - np.maximum.reduce(scores, axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.add.reduce(np.exp(shifted), axis=-1, keepdims=True)))
