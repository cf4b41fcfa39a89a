"""Judged answers as rows of a run: evidence beside the answer, and the reasons for each score."""

from collections.abc import Iterable, Mapping

from assistant.model import METRICS, Evidence, Scores
from assistant.quality.thresholds import THRESHOLDS
from evals.runs import Measure, Reasoned, Shown, ShownEvidence


def show(question: str, answer: str, evidence: Iterable[Evidence], scores: Scores) -> Shown:
    """An answer as people need to see it; what supports it is left out of the reasons."""
    return Shown(
        question=question,
        answer=answer,
        evidence=tuple(
            ShownEvidence(source=row.source, fields=dict(row.fields), text=row.text)
            for row in evidence
        ),
        reasons=reasons(scores),
    )


def reasons(scores: Scores) -> tuple[Reasoned, ...]:
    """What speaks against an answer, and why a metric has no value."""
    found = []
    for metric in METRICS:
        one = getattr(scores, metric)
        if one.unscored:
            found.append(
                Reasoned(metric=metric, verdict="unscored", kind="none", claim=one.unscored)
            )
        found += [
            Reasoned(
                metric=metric,
                verdict=why.verdict,
                kind=why.kind,
                claim=why.claim,
                expected=why.expected,
                source=why.source,
            )
            for why in one.reasons
            if why.verdict in ("unsupported", "contradicted", "note")
        ]
    return tuple(found)


def measures(scores: Scores, is_bad: Mapping[str, bool | None]) -> dict[str, Measure]:
    """Each metric of an answer, beside what people say where they said it."""
    found: dict[str, Measure] = {}
    for metric in METRICS:
        value: float | None = getattr(scores, metric).value
        flagged = value is not None and value < THRESHOLDS[metric]
        bad = is_bad.get(metric)
        right = None if bad is None else flagged == bad
        found[metric] = Measure(score=value, flagged=flagged, bad=bad, right=right)
    return found
