"""The one entry to all three scorers: an exchange in, three scores with reasons out. Pure.

`score` is what the reply path pays for: rules and typed facts. `score_closely` is for turns that
others gave: it asks the trained models, too, and takes tens of milliseconds.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.model import METRICS, Exchange, Metric, Reason, Score, Scores
from assistant.quality.entailment.judge import VERSION as JUDGE_VERSION
from assistant.quality.entailment.judge import Judge
from assistant.quality.faithfulness import score_faithfulness
from assistant.quality.grounding import Examined, examine, score_grounding
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.stack import doubts
from assistant.quality.stack import model as stack
from assistant.quality.stack.beside import claims_beside
from assistant.quality.stack.doubts import doubt_features
from assistant.quality.stack.features import entailed_features, plain_features
from assistant.quality.stack.home import home_features
from assistant.quality.thresholds import THRESHOLDS, VERSION, is_low


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
    """All three metrics, by the trained models as well.

    Args:
        judge: of claims in foreign turns, `entailment.judge.shipped()`. Where there is none the
            other models do without, and the version says so.
    """
    started = time.perf_counter()
    examined = examine(
        exchange.answer, read_evidence(exchange.evidence, exchange.now), exchange.question
    )
    ruled = score(exchange, examined)
    setting = stack.setting_of(exchange, examined.grounds)
    asked = ""
    if setting == stack.HOME:
        found = _at_home(exchange, examined, ruled)
    else:
        faithfulness = _entailed(exchange, examined, ruled.faithfulness, judge, setting)
        found = replace(ruled, faithfulness=faithfulness)
        asked = "" if judge is None else f"+{JUDGE_VERSION}"
    return replace(
        found,
        version=f"{ruled.version}+{stack.VERSION}{asked}",
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _at_home(exchange: Exchange, examined: Examined, ruled: Scores) -> Scores:
    """Our own kind of turn: what rules scored, weighed with how the answer looks beside it all."""
    features = home_features(exchange, examined, ruled)
    features["faithfulness"] |= doubt_features(doubts.shipped().sums(claims_beside(exchange)))
    grounding, faithfulness, relevancy = (
        _weighed(metric, exchange, getattr(ruled, metric), features[metric]) for metric in METRICS
    )
    return replace(ruled, grounding=grounding, faithfulness=faithfulness, relevancy=relevancy)


def _weighed(
    metric: Metric, exchange: Exchange, ruled: Score, features: Mapping[str, float]
) -> Score:
    if ruled.value is None or not exchange.evidence:
        return ruled
    model, threshold = stack.shipped_home()[metric], THRESHOLDS[metric]
    found = Score(round(model.score(model.read(features), threshold), 5), ruled.reasons)
    if not is_low(found, threshold) or _says_why(ruled):
        return found
    return replace(found, reasons=(*ruled.reasons, Reason(exchange.answer[:80], "note", "likely")))


def _entailed(
    exchange: Exchange, examined: Examined, ruled: Score, judge: Judge | None, setting: str
) -> Score:
    """Faithfulness of a foreign turn by rules, weighed with what the models make of the answer."""
    if ruled.value is None or not exchange.evidence:
        return ruled
    models = stack.shipped()[setting]
    claims = judge.logits(exchange) if judge is not None and models.whole is not None else []
    value = models.judge(
        exchange.answer,
        plain_features(exchange, examined, ruled),
        entailed_features([logits for _, logits in claims]) if claims else None,
        THRESHOLDS["faithfulness"],
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
