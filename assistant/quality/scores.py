"""The one entry to all three scorers: an exchange in, three scores with reasons out. Pure."""

import time
from collections.abc import Iterable

from assistant.model import Exchange, Score, Scores
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import Examined, examine, score_grounding
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import SHIPPED, VERSION, Limits


def score(exchange: Exchange, examined: Examined | None = None) -> Scores:
    """All three metrics of one answer. The same exchange always gets the same values.

    Args:
        examined: the answer as the gate has read it already; read here when it is another text.
    """
    started = time.perf_counter()
    if examined is None or examined.text != exchange.answer:
        grounds = read_evidence(exchange.evidence, exchange.now)
        examined = examine(exchange.answer, grounds, exchange.question)
    return Scores(
        grounding=score_grounding(examined.checked),
        faithfulness=score_faithfulness(examined, exchange.question),
        relevancy=score_relevancy(exchange, examined.grounds),
        version=VERSION,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def score_all(exchanges: Iterable[Exchange]) -> list[Scores]:
    """Scores of many answers, in order."""
    return [score(exchange) for exchange in exchanges]


def is_bad(scores: Scores, limits: Limits = SHIPPED) -> bool:
    """Whether any metric lies below its threshold; what is unscored is not bad."""
    return any(is_low(getattr(scores, metric), value) for metric, value in limits.values.items())


def is_low(score: Score, threshold: float) -> bool:
    return score.value is not None and score.value < threshold
