"""Labelled answers of our own kind as numbers, which `fit_home` fits the stack on: twins of all
writers, and good replies of our own skills. It fits nothing.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from assistant.model import LANGUAGES, METRICS, Exchange, Metric
from assistant.quality.entailment.judge import Judge
from assistant.quality.entailment.reader import Reader
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.scores import score
from assistant.quality.stack.answered import (
    NAMES,
    WHOLE_NAMES,
    answered_features,
    pairs_of,
    whole_features,
)
from assistant.quality.stack.beside import claims_beside
from assistant.quality.stack.home import home_features
from assistant.quality.stack.sentences import read_features, sentences_of
from evals.entailment.doubts import Told
from evals.entailment.writers import Labelled, labelled_twins, said_of
from evals.mutants import sampled_own

_OWN = 120
"""Good replies of our own skills a language."""
_OURS = "our own replies"
_CHUNK = 50
"""Twins that a process takes at a time."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A labelled answer with its features, and what rules say of it."""

    writer: str
    """Whose it is, left out together."""
    bad: Mapping[Metric, bool]
    ruled: Mapping[Metric, float | None]
    features: Mapping[Metric, Mapping[str, float]]
    networks: Mapping[Metric, Mapping[str, float]]
    """What they make of it: the reader of its sentences, those of the whole."""
    claims: Told
    is_twin: bool


def plain_turns(answers: Judge, reader: Reader, whole: Reader) -> Iterator[Turn]:
    """Good replies of our own skills: short answers to short questions, which few twins are."""
    for language in LANGUAGES:
        for good in sampled_own(language, _OWN):
            exchange = Exchange(good.question, good.evidence, good.answer)
            answered = answered_features([answers.read(*pair) for pair in pairs_of(exchange)])
            answered |= whole_features(whole, exchange)
            said = sentences_of(exchange.answer)
            read = read_features(reader.read(exchange.question, exchange.evidence, said))
            good_in_all = dict.fromkeys(METRICS, False)
            yield _turn(exchange, good_in_all, _OURS, answered, read, is_twin=False)


def twins(folder: Path, answered: Path, whole: Path, read: Path, pool: Executor) -> Iterator[Turn]:
    """All of a folder that are labelled by all three metrics. `ValueError` where a network has not
    said what it makes of one."""
    found = list(labelled_twins(folder))
    by_itself, beside = said_of(found, answered, NAMES), said_of(found, whole, WHOLE_NAMES)
    taken = [one | other for one, other in zip(by_itself, beside, strict=True)]
    said = said_of(found, read, tuple(read_features(())))
    looked = pool.map(_labelled, found, taken, said, chunksize=_CHUNK)
    yield from tqdm(looked, "twins", len(found), disable=None)


def _labelled(one: Labelled, answered: Mapping[str, float], read: Mapping[str, float]) -> Turn:
    return _turn(one.exchange, one.bad, one.writer, answered, read, is_twin=True)


def _turn(
    exchange: Exchange,
    bad: Mapping[Metric, bool],
    writer: str,
    answered: Mapping[str, float],
    read: Mapping[str, float],
    *,
    is_twin: bool,
) -> Turn:
    grounds = read_evidence(exchange.evidence, exchange.now)
    examined = examine(exchange.answer, grounds, exchange.question)
    ruled = score(exchange, examined)
    claims = claims_beside(exchange)
    return Turn(
        writer=writer,
        bad=bad,
        ruled={metric: getattr(ruled, metric).value for metric in METRICS},
        features=home_features(exchange, examined, ruled),
        networks={"grounding": read, "faithfulness": read, "relevancy": answered},
        claims=Told(
            writer, exchange.question, claims,
            faithful=not bad["faithfulness"], grounded=not bad["grounding"],
        ),
        is_twin=is_twin,
    )  # fmt: skip
