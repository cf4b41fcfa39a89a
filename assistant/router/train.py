"""`python -m assistant.router.train [--out FILE.npz]`: train and write the model.

Needs scikit-learn, which the product itself does not. The same messages give the same bytes.
Temperatures, threshold and the figures it prints come from voices left out of training; the model
that it writes has learnt from all of them.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.encoder.encoder import shipped as shipped_encoder
from assistant.language.normalise import normalise
from assistant.language.services import shipped_lexicon
from assistant.model import LANGUAGES
from assistant.router.classifier import SHIPPED, Classifier, save
from assistant.router.data import DataError, Message, groups, masked, shipped_messages
from assistant.router.fit import HeldOut, fit
from assistant.router.router import OUT_OF_SCOPE

FOLDS = 4


def train(messages: Sequence[Message]) -> tuple[Classifier, HeldOut]:
    """The classifier of all messages, and how it did on each voice when that was left out."""
    encoder = shipped_encoder()
    return fit(
        masked(messages, shipped_lexicon()),
        np.stack([encoder.encode(normalise(message.text)) for message in messages]),
        [message.lang for message in messages],
        [message.intent for message in messages],
        _folds(messages),
        OUT_OF_SCOPE,
    )


def _folds(messages: Sequence[Message]) -> NDArray[np.int64]:
    """A fold for each message: whole groups of voices, each language spread over all folds."""
    group_of = groups()
    fold_of: dict[str, int] = {}
    for language in LANGUAGES:
        names = sorted({group_of[m.author] for m in messages if m.lang == language})
        fold_of |= {name: place % FOLDS for place, name in enumerate(names)}
    return np.array([fold_of[group_of[message.author]] for message in messages])


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
    lines.append(f"the encoder was asked about {held_out.asked.mean():.1%}")
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
    marks = (
        f"temperatures {classifier.temperatures}, easy from {classifier.easy_from},"
        f" threshold {classifier.threshold}"
    )
    sys.stdout.write(
        f"{report(held_out, messages)}\n{marks}\n{classifier.version} -> {chosen.out}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
