"""The one entry to scoring: an exchange in, three scores out.

Used alike before a reply leaves, for the log, for other systems' turns and for evals. Sees the
final text only, never what a skill says it meant.
"""

import time

from assistant.model import Exchange, Scores
from assistant.quality.evidence import read_evidence
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import check_facts, score_grounding
from assistant.quality.relevancy import score_relevancy

VERSION = "rules-1"


def score(exchange: Exchange) -> Scores:
    """Grounding, faithfulness and relevancy of one answer.

    The same exchange always gets the same scores; only `took_ms` is measured.
    """
    start = time.perf_counter()
    grounds = read_evidence(exchange.evidence, exchange.now)
    checked = check_facts(exchange.answer, grounds, exchange.question)
    return Scores(
        grounding=score_grounding(checked),
        faithfulness=score_faithfulness(exchange, grounds, checked),
        relevancy=score_relevancy(exchange, grounds),
        version=VERSION,
        took_ms=(time.perf_counter() - start) * 1000,
    )
