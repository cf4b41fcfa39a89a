"""`python -m assistant.router.train [--out FILE.npz]`: train the linear views and write the model.

Needs scikit-learn, which the product itself does not, and what `tune` wrote. The same messages give
the same bytes. Calibration and the figures it prints come from voices left out of training; the
model that it writes has learnt from all of them.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.arrays import load_arrays
from assistant.language.services import shipped_lexicon
from assistant.router.classifier import SHIPPED, Calibration, Classifier, save, weigh
from assistant.router.data import DataError, Message, left_out, masked, shipped_messages
from assistant.router.encoder import LEFT_OUT
from assistant.router.fit import (
    Scores,
    calibrate,
    fit_views,
    matrices_of,
    say,
    with_version,
)
from assistant.router.router import OUT_OF_SCOPE


def train(messages: Sequence[Message]) -> tuple[Classifier, str]:
    """The classifier of all messages, and how it did on voices that were left out.

    Raises:
        DataError: the encoder has judged other voices than these; tune it again.
    """
    labels = tuple(sorted({message.intent for message in messages}))
    truth = np.array([labels.index(message.intent) for message in messages])
    matrices = matrices_of(masked(messages, shipped_lexicon()))
    inside = np.array([at for at, message in enumerate(messages) if not left_out(message)])
    outside, encoder = _judged(messages, labels)
    views = fit_views([matrix[inside] for matrix in matrices], truth[inside])
    linear = say(views, [matrix[outside] for matrix in matrices])
    at = labels.index(OUT_OF_SCOPE)
    calibration = calibrate(linear, encoder, truth[outside], at)
    told = _report(calibration, linear, encoder, [messages[place] for place in outside], labels)
    every = fit_views(matrices, truth)
    return with_version(Classifier(labels, every, calibration, "", OUT_OF_SCOPE)), told


def _judged(messages: Sequence[Message], labels: Sequence[str]) -> tuple[list[int], Scores]:
    """The messages of left-out voices that the encoder has judged, and its log-probabilities."""
    arrays = load_arrays(LEFT_OUT)
    about = json.loads(arrays["about"].tobytes().decode())
    said = dict(zip(about["texts"], arrays["said"].astype(np.float64), strict=True))
    places = [
        at for at, message in enumerate(messages) if left_out(message) and message.text in said
    ]
    if tuple(about["labels"]) != tuple(labels) or not places:
        raise DataError("the encoder knows other intents or voices: tune it again")
    return places, np.stack([said[messages[at].text] for at in places])


def _report(
    calibration: Calibration,
    linear: Scores,
    encoder: Scores,
    messages: Sequence[Message],
    labels: Sequence[str],
) -> str:
    """Accuracy on left-out voices: without the encoder, with it, and by language."""
    at = labels.index(OUT_OF_SCOPE)
    easy, full = (weigh(linear, view, calibration, at) for view in (None, encoder))
    asked = easy.max(axis=1) < calibration.easy_from
    lines = []
    said = {"linear views": easy, "cascade": np.where(asked[:, None], full, easy)}
    for name, scores in said.items():
        right = np.array(
            [
                labels[best] in (message.intent, *message.also_ok)
                for best, message in zip(scores.argmax(axis=1), messages, strict=True)
            ]
        )
        parts = [f"{name}: {right.mean():.4f} of {len(messages)}"]
        for language in sorted({message.lang for message in messages}):
            mine = np.array([message.lang == language for message in messages])
            parts.append(f"{language} {right[mine].mean():.4f}")
        lines.append(", ".join(parts))
    lines.append(f"encoder asked about {asked.mean():.0%}; {calibration}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.router.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED, help="where the model goes (.npz)")
    chosen = parser.parse_args(arguments)
    try:
        classifier, told = train(shipped_messages())
    except (DataError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    save(classifier, chosen.out)
    sys.stdout.write(f"{told}\n{classifier.version} -> {chosen.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
