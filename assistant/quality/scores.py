"""The one entry to all three scorers: an exchange in, three scores with reasons out. Pure."""

import time
from collections.abc import Iterable

from assistant.model import Exchange, Score, Scores
from assistant.quality.clauses import cut
from assistant.quality.evidence import read_evidence
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import check_facts, facts_of, score_grounding
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import THRESHOLDS, VERSION


def score(exchange: Exchange) -> Scores:
    """All three metrics of one answer. The same exchange always gets the same values."""
    started = time.perf_counter()
    grounds = read_evidence(exchange.evidence, exchange.now)
    answer = exchange.answer
    checked = check_facts(answer, grounds, exchange.question)
    facts = facts_of(answer, grounds)
    clauses = cut(answer, tuple((fact.start, fact.end) for fact in facts))
    return Scores(
        grounding=score_grounding(checked),
        faithfulness=score_faithfulness(answer, clauses, checked, grounds),
        relevancy=score_relevancy(exchange, grounds),
        version=VERSION,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def score_all(exchanges: Iterable[Exchange]) -> list[Scores]:
    """Scores of many answers, in order."""
    return [score(exchange) for exchange in exchanges]


def is_bad(scores: Scores) -> bool:
    """Whether any metric lies below its shipped threshold; what is unscored is not bad."""
    return any(is_low(getattr(scores, metric), THRESHOLDS[metric]) for metric in THRESHOLDS)


def is_low(score: Score, threshold: float) -> bool:
    return score.value is not None and score.value < threshold
