"""How likely a sentence makes a claim that evidence does not bear out, learnt from hand-written
faults: promises, flipped statements, misstated rules.

Linear models over hashed features (`claim_features`), one a fault; the file comes with the package
and is written by `python -m evals.claims`, which also says how the models do on authors that they
have not read. It states no reasons of its own: typed facts and rules do that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.arrays import load_arrays, save_arrays
from assistant.quality.claims.features import DIMENSIONS, positions, setting_of, stretches
from assistant.quality.grounding import Examined

SHIPPED = Path(__file__).with_name("claims.npz")
FORMAT = 1
"""Of the file; one more whenever features or layout change, so that no old model is misread."""
FAULTS = ("promise", "negation", "policy")


class ModelError(ValueError):
    """The file is no model that this code can read."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """How likely the sentence at text[start:end] holds a fault, and from where on it is called
    one: few good sentences of authors left out of training lie above."""

    start: int
    end: int
    fault: str
    probability: float
    limit: float


@dataclass(frozen=True)
class ClaimModel:
    """One row of weights a fault."""

    weights: NDArray[np.float32]
    """Shape (faults, DIMENSIONS)."""
    bias: NDArray[np.float32]
    limits: tuple[float, ...]

    def doubts(self, examined: Examined, question: str) -> tuple[Doubt, ...]:
        """For every sentence, and every fault, how likely it is; in the order of the text."""
        sentences = stretches(examined.clauses)
        if not sentences:
            return ()
        setting = setting_of(examined, question)
        at = [positions(examined, setting, stretch) for stretch in sentences]
        starts = [0, *accumulate(map(len, at[:-1]))]
        raw = np.add.reduceat(self._by_feature.take(list(chain(*at)), axis=0), starts) + self.bias
        likely = (1 / (1 + np.exp(-raw.astype(np.float64)))).tolist()
        return tuple(
            Doubt(stretch.start, stretch.end, fault, probability, limit)
            for stretch, row in zip(sentences, likely, strict=True)
            for fault, probability, limit in zip(FAULTS, row, self.limits, strict=True)
        )

    @cached_property
    def _by_feature(self) -> NDArray[np.float32]:
        """The weights with those of one feature side by side in memory."""
        return np.ascontiguousarray(self.weights.T)


def load(path: Path) -> ClaimModel:
    """Read a model from the file that training wrote. `ModelError` when it is not one."""
    try:
        return _unpack(load_arrays(path))
    except (ValueError, KeyError) as error:
        raise ModelError(f"{path} is no model of claims: {error}") from error


@cache
def shipped() -> ClaimModel:
    """The model that comes with the package."""
    return load(SHIPPED)


def save(model: ClaimModel, path: Path) -> None:
    """The model as an .npz whose bytes depend on nothing but the model."""
    save_arrays(_pack(model), path)


def rounded(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    """The weights as the file holds them: one byte each, scaled by fault."""
    scale = _scale(weights)
    return (np.rint(weights / scale) * scale).astype(np.float32)


def _scale(weights: NDArray[np.floating]) -> NDArray[np.float32]:
    scale: NDArray[np.float32] = (np.abs(weights).max(axis=1, keepdims=True) / 127.0).astype(
        np.float32
    )
    scale[scale == 0] = 1.0
    return scale


def _pack(model: ClaimModel) -> dict[str, NDArray[np.generic]]:
    about = {"format": FORMAT, "faults": FAULTS, "limits": model.limits}
    scale = _scale(model.weights)
    return {
        "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), dtype=np.uint8),
        "scale": scale,
        "weights": np.rint(model.weights / scale).astype(np.int8),
        "bias": model.bias,
    }


def _unpack(arrays: Mapping[str, NDArray[np.generic]]) -> ClaimModel:
    about = json.loads(arrays["about"].tobytes().decode())
    if about["format"] != FORMAT or tuple(about["faults"]) != FAULTS:
        raise ModelError(f"format {about['format']} of {about['faults']}")
    weights = arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32)
    if weights.shape != (len(FAULTS), DIMENSIONS):
        raise ModelError(f"shape {weights.shape}")
    return ClaimModel(weights, arrays["bias"].astype(np.float32), tuple(about["limits"]))
