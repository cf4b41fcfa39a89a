"""The one entry to all three scorers: an exchange in, three scores with reasons out. Pure.

`score` is what the reply path pays for: rules and typed facts. `score_closely` is for turns that
others gave: it asks the trained models, too, and takes tens of milliseconds.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from assistant.model import Exchange, Metric, Reason, Score, Scores
from assistant.quality.entailment.judges import ANSWERS, CLAIMS, SENTENCES, WHOLE, Judges
from assistant.quality.faithfulness import TOLD, score_faithfulness
from assistant.quality.grounding import Examined, examine, score_grounding, unmarked
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.stack import doubts
from assistant.quality.stack import model as stack
from assistant.quality.stack.answered import answered_features, pairs_of, whole_features
from assistant.quality.stack.beside import claims_beside
from assistant.quality.stack.doubts import doubt_features
from assistant.quality.stack.features import entailed_features, plain_features
from assistant.quality.stack.home import home_features
from assistant.quality.stack.sentences import read_features, sentences_of, worst_of
from assistant.quality.stack.setting import HOME, setting_of
from assistant.quality.thresholds import THRESHOLDS, VERSION, is_low


def score(exchange: Exchange, examined: Examined | None = None) -> Scores:
    """All three metrics of one answer. The same exchange always gets the same values.

    Args:
        examined: the answer as the gate has read it already; read here when it is another text.
    """
    started = time.perf_counter()
    exchange = _unmarked(exchange)
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


def score_closely(exchange: Exchange, judges: Judges) -> Scores:
    """All three metrics, by the trained models as well.

    Args:
        judges: networks, `entailment.judges.shipped()`. Where one is missing the other models do
            without, and the version says so.
    """
    started = time.perf_counter()
    exchange = _unmarked(exchange)
    examined = examine(
        exchange.answer, read_evidence(exchange.evidence, exchange.now), exchange.question
    )
    ruled = score(exchange, examined)
    if not exchange.answer.strip():
        return replace(ruled, faithfulness=Score(None, (), "nothing is said"))
    setting = setting_of(exchange, examined.grounds)
    if setting == HOME:
        asked = replace(judges, claims=None)
        found = _at_home(exchange, examined, ruled, asked)
    else:
        asked = Judges(claims=judges.claims)
        faithfulness = _entailed(exchange, examined, ruled.faithfulness, asked, setting)
        found = replace(ruled, faithfulness=faithfulness)
    return replace(
        found,
        version=version_closely(asked),
        took_ms=round((time.perf_counter() - started) * 1000, 3),
    )


def _unmarked(exchange: Exchange) -> Exchange:
    """The turn with an answer without marks of emphasis, as all who judge it read it."""
    plain = unmarked(exchange.answer)
    return exchange if plain == exchange.answer else replace(exchange, answer=plain)


def version_closely(judges: Judges) -> str:
    """The version of scores that these networks, and the models beside them, may be asked for; a
    single turn names only those that may have judged it."""
    asked = (
        (CLAIMS, judges.claims), (ANSWERS, judges.answers), (SENTENCES, judges.sentences),
        (WHOLE, judges.whole),
    )  # fmt: skip
    names = [files.version for files, judge in asked if judge is not None]
    return "+".join((VERSION, stack.VERSION, *names))


def _at_home(exchange: Exchange, examined: Examined, ruled: Scores, judges: Judges) -> Scores:
    """Our own kind of turn: what rules scored, weighed with how the answer looks beside it all."""
    models = stack.shipped_home()
    features = home_features(exchange, examined, ruled)
    features["faithfulness"] |= doubt_features(doubts.shipped().sums(claims_beside(exchange)))
    grounding, faithfulness = models.grounding, models.faithfulness
    relevancy, worst = models.relevancy, None
    if judges.sentences is not None and exchange.evidence:
        said = sentences_of(exchange.answer)
        reads = judges.sentences.read(exchange.question, exchange.evidence, said)
        read = read_features(reads)
        features["grounding"] |= read
        features["faithfulness"] |= read
        grounding, faithfulness = models.grounding_read, models.faithfulness_read
        worst = worst_of(said, reads)
    if judges.answers is not None and judges.whole is not None and exchange.evidence:
        logits = [judges.answers.read(*pair) for pair in pairs_of(exchange)]
        features["relevancy"] |= answered_features(logits) | whole_features(judges.whole, exchange)
        relevancy = models.relevancy_read
    return replace(
        ruled,
        grounding=_weighed(exchange, ruled, "grounding", grounding, features),
        faithfulness=_weighed(exchange, ruled, "faithfulness", faithfulness, features, worst),
        relevancy=_weighed(exchange, ruled, "relevancy", relevancy, features),
    )


def _weighed(
    exchange: Exchange,
    ruled: Scores,
    metric: Metric,
    model: stack.Paired,
    features: Mapping[Metric, Mapping[str, float]],
    worst: str | None = None,
) -> Score:
    """The score of a metric by its model; where nothing says why it is low, what of the answer is
    the worst, if that is known."""
    before: Score = getattr(ruled, metric)
    if before.value is None or not exchange.evidence:
        return before
    threshold = THRESHOLDS[metric]
    value = model.score(model.read(features[metric]), threshold)
    if metric == "faithfulness" and _is_belied(before):
        value = min(value, before.value)
    found = Score(round(value, 5), before.reasons)
    if not is_low(found, threshold) or _says_why(before):
        return found
    return replace(
        found, reasons=(*before.reasons, Reason((worst or exchange.answer)[:80], "note", "likely"))
    )


def _is_belied(ruled: Score) -> bool:
    """Whether a field says otherwise, which is not weighed against how the answer looks."""
    return any(one.kind in TOLD and one.verdict == "contradicted" for one in ruled.reasons)


def _entailed(
    exchange: Exchange, examined: Examined, ruled: Score, judges: Judges, setting: str
) -> Score:
    """Faithfulness of a foreign turn by rules, weighed with what the models make of the answer."""
    if ruled.value is None or not exchange.evidence:
        return ruled
    models = stack.shipped()[setting]
    asked = judges.claims if models.whole is not None else None
    claims = asked.logits(exchange) if asked is not None else []
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
