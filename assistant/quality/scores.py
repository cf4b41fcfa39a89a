"""The one entry to all three scorers: an exchange in, three scores with reasons out. Pure.

`score` is what the reply path pays for: rules and typed facts. `score_closely` is for turns that
others gave: it asks the trained models, too, and takes tens of milliseconds.
"""

import time
from collections.abc import Iterable
from dataclasses import replace

from assistant.model import Exchange, Reason, Score, Scores
from assistant.quality.entailment.judge import VERSION as JUDGE_VERSION
from assistant.quality.entailment.judge import Judge
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import Examined, examine, score_grounding
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.stack import model as stack
from assistant.quality.stack.answering import answering_features
from assistant.quality.stack.features import entailed_features, plain_features
from assistant.quality.thresholds import SHIPPED, THRESHOLDS, VERSION, Limits


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
        relevancy=score_relevancy(exchange, examined.grounds, examined.checked),
        version=VERSION,
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def score_closely(exchange: Exchange, judge: Judge | None) -> Scores:
    """All three metrics, faithfulness and relevancy by the trained models as well.

    Args:
        judge: the cross-encoder, `entailment.judge.shipped()`. Where there is none the other models
            do without, and the version says so.
    """
    started = time.perf_counter()
    examined = examine(
        exchange.answer, read_evidence(exchange.evidence, exchange.now), exchange.question
    )
    ruled = score(exchange, examined)
    version = f"{ruled.version}+{stack.VERSION}"
    setting = stack.setting_of(exchange, examined.grounds)
    return replace(
        ruled,
        faithfulness=_entailed(exchange, examined, ruled.faithfulness, judge, setting),
        relevancy=_answering(exchange, examined, ruled.relevancy, setting),
        version=version if judge is None else f"{version}+{JUDGE_VERSION}",
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _answering(exchange: Exchange, examined: Examined, ruled: Score, setting: str) -> Score:
    """Relevancy by rules; of our own kind of turn, weighed with what is asked and said."""
    if ruled.value is None or setting != stack.HOME:
        return ruled
    model = stack.shipped().answering
    total = model.read(answering_features(exchange, examined.grounds, ruled))
    return replace(ruled, value=round(model.score(total, THRESHOLDS["relevancy"]), 4))


def _entailed(
    exchange: Exchange, examined: Examined, ruled: Score, judge: Judge | None, setting: str
) -> Score:
    """Faithfulness by rules, weighed with what the models make of the answer. In our own kind of
    turn rules decide and a model ranks: alone it did worse on authors that neither had seen."""
    if ruled.value is None or not exchange.evidence:
        return ruled
    models = stack.shipped().of(setting)
    plain = plain_features(exchange, examined, ruled)
    if setting == stack.HOME:
        threshold = THRESHOLDS["faithfulness"]
        low = is_low(ruled, threshold)
        ranked = models.plain.rank(models.plain.read(plain), threshold, is_low=low)
        return replace(ruled, value=round(ranked, 5))
    claims = judge.logits(exchange) if judge is not None and models.whole is not None else []
    value = models.judge(
        plain,
        entailed_features([logits for _, logits in claims]) if claims else None,
    )
    found = Score(round(value, 5), ruled.reasons)
    if not claims or not is_low(found, THRESHOLDS["faithfulness"]) or _says_why(ruled):
        return found
    least, _ = min(claims, key=lambda claim: claim[1][0] - max(claim[1][1:]))
    return replace(found, reasons=(*ruled.reasons, Reason(least, "unsupported", "entailment")))


def _says_why(ruled: Score) -> bool:
    return any(reason.verdict in ("unsupported", "contradicted") for reason in ruled.reasons)


def score_all(exchanges: Iterable[Exchange]) -> list[Scores]:
    """Scores of many answers, in order."""
    return [score(exchange) for exchange in exchanges]


def is_bad(scores: Scores, limits: Limits = SHIPPED) -> bool:
    """Whether any metric lies below its threshold; what is unscored is not bad."""
    return any(is_low(getattr(scores, metric), value) for metric, value in limits.values.items())


def is_low(score: Score, threshold: float) -> bool:
    return score.value is not None and score.value < threshold
