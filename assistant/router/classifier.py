"""The trained intent classifier, as numbers: linear views of a text, averaged and calibrated.

It knows neither slots nor languages. Two views, of letters and of words, read every text; only
where they are not sure a third reads the encoder's vector, too. Probabilities are the softmax of
the averaged log-probabilities, divided by a temperature that was fitted on voices left out of
training (Guo et al., "On Calibration of Modern Neural Networks", 2017).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from assistant.router.features import DIMENSIONS, VIEWS, Vector, vectors

SHIPPED = Path(__file__).with_name("model.npz")
FORMAT = 2
"""Of the file; one more whenever features or layout change, so that no old model is misread."""

Floats = NDArray[np.float32]


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
        norm = float(np.linalg.norm(values * self.idf[positions])) or 1.0
        return _log_softmax(values @ self.weights[positions] / norm + self.bias)


@dataclass(frozen=True, slots=True)
class Dense:
    """One linear model over the encoder's vector of the text."""

    weights: Floats
    """Shape (width, labels)."""
    bias: Floats

    def scores(self, vector: Floats) -> NDArray[np.float64]:
        """Log-probabilities of one vector, or of a row each."""
        raw = np.asarray(vector @ self.weights + self.bias, dtype=np.float64)
        shifted = raw - raw.max(axis=-1, keepdims=True)
        return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


@dataclass(frozen=True, slots=True)
class Classifier:
    """Text in, a probability for each label out."""

    labels: tuple[str, ...]
    views: tuple[View, ...]
    dense: Dense
    encoder_shares: Mapping[str, float]
    """How much the encoder's view counts beside the mean of the others, by language."""
    temperatures: tuple[float, float]
    """Without and with the encoder."""
    easy_from: float
    """From this probability on, the views without the encoder are believed alone."""
    threshold: float
    """Under this probability of the best label a message is none of them."""
    version: str

    def probabilities(
        self, masked: str, language: str, encode: Callable[[], Floats]
    ) -> NDArray[np.float64]:
        """One probability a label, in the order of `labels`. `encode` gives the text's vector and
        is called only when the text is not easy."""
        scores = np.mean(
            [
                view.log_probabilities(vector)
                for view, vector in zip(self.views, vectors(masked), strict=True)
            ],
            axis=0,
        )
        without, beside = self.temperatures
        easy = np.exp(_log_softmax(scores / without))
        if easy.max() >= self.easy_from:
            return easy
        share = self.encoder_shares[language]
        both = (1 - share) * scores + share * self.dense.scores(encode())
        return np.exp(_log_softmax(both / beside))


def load(path: Path) -> Classifier:
    """Read a classifier from the file that training wrote. `ModelError` when it is not one."""
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return _unpack({name: arrays[name] for name in arrays.files})
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        raise ModelError(f"{path} is no model of this router: {error}") from error


@cache
def shipped() -> Classifier:
    """The classifier that comes with the package."""
    return load(SHIPPED)


def save(classifier: Classifier, path: Path) -> None:
    """The model as an .npz whose bytes depend on nothing but the model."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in sorted(pack(classifier).items()):
            buffer = BytesIO()
            np.save(buffer, array, allow_pickle=False)
            entry = ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue())


def pack(classifier: Classifier) -> dict[str, NDArray[np.generic]]:
    """The arrays that `load` reads: one byte a weight, scaled by label."""
    about = {
        "format": FORMAT,
        "labels": classifier.labels,
        "encoder_shares": dict(classifier.encoder_shares),
        "temperatures": classifier.temperatures,
        "easy_from": classifier.easy_from,
        "threshold": classifier.threshold,
        "version": classifier.version,
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8),
        "dense_weights": classifier.dense.weights.astype(np.float16),
        "dense_bias": classifier.dense.bias,
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
        dense=Dense(
            arrays["dense_weights"].astype(np.float32), arrays["dense_bias"].astype(np.float32)
        ),
        encoder_shares=about["encoder_shares"],
        temperatures=tuple(about["temperatures"]),
        easy_from=float(about["easy_from"]),
        threshold=float(about["threshold"]),
        version=str(about["version"]),
    )


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


def _log_softmax(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    shifted = np.asarray(scores, dtype=np.float64) - float(np.max(scores))
    return shifted - float(np.log(np.exp(shifted).sum()))
