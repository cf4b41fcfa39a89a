"""The charts of the quality page, from what was learnt; drawn by the same functions as reports."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.answers.rendering import INDIA
from assistant.learning import Learning
from assistant.quality.charts import (
    Axis,
    Estimate,
    Point,
    Series,
    curves,
    intervals,
    percent_axis,
)
from assistant.quality.intervals import wilson
from channels.console.view import write_name
from store.labels import Flagged

_MOST_INTENTS = 14


def draw(learnt: Learning, spans: Sequence[Flagged], days: int) -> dict[str, Markup | None]:
    """By name; None where there is nothing to draw."""
    pictures = {
        "by_language": _trend("Flagged turns by language", spans, lambda one: one.language),
        "by_channel": _trend("Flagged turns by channel", spans, lambda one: one.channel),
        "by_intent": _by_intent(spans),
        "calibration": _calibration(learnt),
        "budget": _budget(learnt, days),
        "agreement": _agreement(learnt),
    }
    return {name: Markup(svg) if svg else None for name, svg in pictures.items()}  # noqa: S704


def _trend(title: str, spans: Sequence[Flagged], value_of: Callable[[Flagged], str | None]) -> str:
    """The share of flagged turns over time, a curve for each value, with intervals."""
    counts: dict[str, dict[datetime, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for one in spans:
        mine = counts[write_name(value_of(one))][one.begins]
        mine[0] += one.flagged
        mine[1] += one.turns
    moments = sorted({one.begins for one in spans})
    if not moments:
        return ""
    place = {moment: float(number) for number, moment in enumerate(moments)}
    series = []
    for name, by_moment in sorted(counts.items()):
        points = []
        for moment, (flagged, turns) in sorted(by_moment.items()):
            bounds = wilson(flagged, turns)
            note = f"{_day(moment)}: {flagged}/{turns}"
            points.append(Point(place[moment], flagged / turns, bounds.low, bounds.high, note))
        series.append(Series(name, points))
    top = _round_up(max(point.high or 0.0 for one in series for point in one.points))
    step = max(1, len(moments) // 6)
    ticks = [(place[moment], _day(moment)) for moment in moments[::step]]
    x = Axis("beginning", -0.3, len(moments) - 0.7, ticks)
    return curves(title, x, _percent_to(top, "flagged"), series)


def _by_intent(spans: Sequence[Flagged]) -> str:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in spans:
        counts[write_name(one.intent)][0] += one.flagged
        counts[write_name(one.intent)][1] += one.turns
    largest = sorted(counts.items(), key=lambda pair: -pair[1][1])[:_MOST_INTENTS]
    rows = []
    for name, (flagged, turns) in largest:
        bounds = wilson(flagged, turns)
        rows.append(Estimate(name, flagged / turns, bounds.low, bounds.high, flagged, turns))
    return intervals("Flagged turns by intent", rows) if rows else ""


def _calibration(learnt: Learning) -> str:
    if not learnt.bins:
        return ""
    points = [
        Point(
            one.stated,
            one.happened,
            one.interval.low,
            one.interval.high,
            f"stated {one.stated:.2f}, happened {one.happened:.2f}, {one.n} labels",
        )
        for one in learnt.bins
    ]
    stated, happened = percent_axis("stated likelihood of a bad turn"), percent_axis("were bad")
    return curves("Calibration", stated, happened, [Series("labels", points)], diagonal=True)


def _budget(learnt: Learning, days: int) -> str:
    found = [one for one in learnt.budgets if one.precision.value is not None]
    if not found:
        return ""
    top = max(one.share for one in found)
    ticks = [(one.share, f"{one.share:.0%}, {one.turns / days:.1f} a day") for one in found[-3:]]
    x = Axis("turns reviewed", 0.0, top, ticks)

    def of(name: str) -> list[Point]:
        told = [(one, getattr(one, name)) for one in found]
        return [
            Point(
                one.share,
                estimate.value,
                estimate.low,
                estimate.high,
                f"{one.share:.0%} of turns: {name} {estimate.value:.2f}",
            )
            for one, estimate in told
            if estimate.value is not None
        ]

    series = [Series("precision", of("precision")), Series("recall", of("recall"))]
    return curves("Review budget", x, percent_axis("share"), series)


def _agreement(learnt: Learning) -> str:
    rows = []
    for one in learnt.agreement:
        if one.pairs:
            bounds = wilson(one.agreed, one.pairs)
            kappa = "–" if one.kappa is None else f"{one.kappa:.2f}"
            label = f"{one.what}, kappa {kappa}"
            share = one.agreed / one.pairs
            rows.append(Estimate(label, share, bounds.low, bounds.high, one.agreed, one.pairs))
    return intervals("Two reviewers agree", rows) if rows else ""


def _percent_to(top: float, name: str) -> Axis:
    ticks = tuple((top * step / 4, f"{100 * top * step / 4:.3g} %") for step in range(5))
    return Axis(name, 0.0, top, ticks)


def _round_up(value: float) -> float:
    return next((top for top in (0.1, 0.2, 0.4, 0.6, 0.8) if value <= top), 1.0)


def _day(moment: datetime) -> str:
    local = moment.astimezone(INDIA)
    return f"{local.day} {local:%b}"
