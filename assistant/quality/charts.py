"""Charts as SVG text, drawn on the server: the same for the console's pages and for eval reports.

Pure functions of plain values. Every text is escaped, every chart has a title and tells its numbers
in words for those who do not see it; ink is `currentColor` and the few hues are mid-tones, so that
light and dark pages both carry them. No script, no style sheet, nothing from elsewhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

HUES = ("#6366f1", "#0d9488", "#d97706", "#db2777", "#64748b")
"""Told apart by people who see no red or green, too; series take them in order."""
_WIDTH = 640
_ROW = 26
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 16, 30, 40
_PLOT_HEIGHT = 210
_EDGE = 0.97
"""Of an axis: words from here on end there, or they would be cut off."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure between 0 and 1 with its interval, and out of how many it was taken."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    total: int


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a curve; `x` and `y` in the units of the axes. Without bounds no whisker."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A named curve, its points from left to right."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis tells and between which values; `ticks` are (value, text)."""

    name: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]

    def share(self, value: float) -> float:
        """How far along the axis a value lies, 0 to 1; what lies outside is put at the end."""
        span = self.high - self.low or 1.0
        return min(1.0, max(0.0, (value - self.low) / span))


PERCENT = tuple((step / 4, f"{step * 25} %") for step in range(5))


def percent_axis(name: str) -> Axis:
    return Axis(name, 0.0, 1.0, PERCENT)


def intervals(title: str, rows: Sequence[Estimate]) -> str:
    """Figures one below the other, each a dot with its interval (a forest plot)."""
    left, right = 170, 180
    plot = _WIDTH - left - right
    height = _TOP + _ROW * len(rows) + 26
    parts = []
    for value, text in PERCENT:
        x = left + plot * value
        parts.append(_line(x, _TOP - 4, x, height - 24, faint=True))
        parts.append(_text(x, height - 8, text, anchor="middle", faint=True))
    for place, row in enumerate(rows):
        y = _TOP + _ROW * place + _ROW / 2
        parts.append(_text(left - 10, y + 4, row.label, anchor="end"))
        if row.value is None:
            parts.append(_text(left + 4, y + 4, "not measured", faint=True))
        else:
            parts += _whisker(left, plot, y, row)
        parts.append(_text(_WIDTH - right + 12, y + 4, _figure(row), faint=row.value is None))
    told = "; ".join(f"{row.label}: {_figure(row)}" for row in rows)
    return _svg(title, told, height, parts)


def curves(
    title: str, x: Axis, y: Axis, series: Sequence[Series], *, diagonal: bool = False
) -> str:
    """One or more curves over a common axis, with whiskers where points have bounds.

    Args:
        diagonal: draw the line on which x equals y, as calibration curves want it.
    """
    height = _TOP + _PLOT_HEIGHT + _BOTTOM + 20
    parts = _frame(x, y)
    if diagonal:
        parts.append(_line(*_at(x, y, x.low, y.low), *_at(x, y, x.high, y.high), faint=True))
    for number, one in enumerate(series):
        parts += _curve(x, y, one, HUES[number % len(HUES)])
    parts += _legend([one.name for one in series], height - 8)
    told = "; ".join(f"{one.name}: {', '.join(map(_told, one.points))}" for one in series)
    return _svg(title, told, height, parts)


def histogram(title: str, name: str, groups: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Counts of several groups over equal bins of 0 to 1, side by side; the last bin holds 1."""
    bins = len(groups[0][1]) if groups else 0
    most = max((count for _, counts in groups for count in counts), default=0) or 1
    x = Axis(name, 0.0, 1.0, tuple((step / 5, f"{step / 5:g}") for step in range(6)))
    steps = tuple((most * step / 4, f"{most * step / 4:.0f}") for step in range(5))
    y = Axis("answers", 0.0, most, steps)
    height = _TOP + _PLOT_HEIGHT + _BOTTOM + 20
    parts = _frame(x, y)
    hues = (HUES[0], HUES[2], HUES[4])
    for number, (label, counts) in enumerate(groups):
        for place, count in enumerate(counts):
            left, top = _at(x, y, (place + (0.1 + number * 0.8 / len(groups))) / bins, count)
            base = _at(x, y, 0, 0)[1]
            wide = (_WIDTH - _LEFT - _RIGHT) / bins * 0.8 / len(groups)
            parts.append(
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{base - top:.1f}"'
                f' fill="{hues[number % 3]}"><title>{escape(label)}: {count}</title></rect>'
            )
    parts += _legend([label for label, _ in groups], height - 8, hues=hues)
    told = "; ".join(f"{label}: {', '.join(map(str, counts))}" for label, counts in groups)
    return _svg(title, f"counts from 0 to 1 in {bins} bins; {told}", height, parts)


def _whisker(left: float, plot: float, y: float, row: Estimate) -> Iterable[str]:
    value = row.value or 0.0
    if row.low is not None and row.high is not None:
        yield (
            f'<line x1="{left + plot * row.low:.1f}" x2="{left + plot * row.high:.1f}" y1="{y}"'
            f' y2="{y}" stroke="{HUES[0]}" stroke-width="3" stroke-opacity="0.45"/>'
        )
    yield f'<circle cx="{left + plot * value:.1f}" cy="{y}" r="4.5" fill="{HUES[0]}"/>'


def _figure(row: Estimate) -> str:
    if row.value is None:
        return f"{row.n}/{row.total}"
    bounds = "" if row.low is None or row.high is None else f" ({row.low:.2f}–{row.high:.2f})"
    return f"{row.value:.3f}{bounds} {row.n}/{row.total}"


def _curve(x: Axis, y: Axis, series: Series, hue: str) -> Iterable[str]:
    places = [(*_at(x, y, point.x, point.y), point) for point in series.points]
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down, _ in places)
    yield f'<polyline points="{path}" fill="none" stroke="{hue}" stroke-width="2"/>'
    for across, down, point in places:
        if point.low is not None and point.high is not None:
            low, high = _at(x, y, point.x, point.low)[1], _at(x, y, point.x, point.high)[1]
            yield (
                f'<line x1="{across:.1f}" x2="{across:.1f}" y1="{low:.1f}" y2="{high:.1f}"'
                f' stroke="{hue}" stroke-opacity="0.45" stroke-width="2"/>'
            )
        note = point.note or f"{point.y:.3f}"
        yield (
            f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3.5" fill="{hue}">'
            f"<title>{escape(f'{series.name}: {note}')}</title></circle>"
        )


def _told(point: Point) -> str:
    return point.note or f"{point.x:g} gives {point.y:.3f}"


def _frame(x: Axis, y: Axis) -> list[str]:
    """Grid and names of both axes."""
    parts = []
    bottom = _TOP + _PLOT_HEIGHT
    for value, text in y.ticks:
        _, down = _at(x, y, x.low, value)
        parts.append(_line(_LEFT, down, _WIDTH - _RIGHT, down, faint=True))
        parts.append(_text(_LEFT - 6, down + 4, text, anchor="end", faint=True))
    for value, text in x.ticks:
        across, _ = _at(x, y, value, y.low)
        parts.append(_line(across, bottom, across, bottom + 4, faint=True))
        anchor = "end" if x.share(value) > _EDGE else "middle"
        parts.append(_text(across, bottom + 17, text, anchor=anchor, faint=True))
    parts.append(_text(_WIDTH - _RIGHT, bottom + 33, x.name, anchor="end", faint=True))
    parts.append(_text(0, _TOP - 12, y.name, faint=True))
    return parts


def _legend(names: Sequence[str], y: float, hues: Sequence[str] = HUES) -> Iterable[str]:
    across = float(_LEFT)
    for number, name in enumerate(names):
        hue = hues[number % len(hues)]
        yield f'<circle cx="{across + 4:.1f}" cy="{y - 4}" r="4" fill="{hue}"/>'
        yield _text(across + 13, y, name)
        across += 34 + 6.6 * len(name)


def _at(x: Axis, y: Axis, across: float, up: float) -> tuple[float, float]:
    plot = _WIDTH - _LEFT - _RIGHT
    return _LEFT + plot * x.share(across), _TOP + _PLOT_HEIGHT * (1 - y.share(up))


def _line(x1: float, y1: float, x2: float, y2: float, *, faint: bool) -> str:
    strength = 0.18 if faint else 0.6
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor"'
        f' stroke-opacity="{strength}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "start", *, faint: bool = False) -> str:
    strength = ' fill-opacity="0.7"' if faint else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="currentColor"{strength}>'
        f"{escape(text)}</text>"
    )


def _svg(title: str, told: str, height: float, parts: Iterable[str]) -> str:
    drawn = "\n".join(parts)
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}"'
        f' height="{height:.0f}" font-size="12" font-family="system-ui, sans-serif"'
        f' xmlns="http://www.w3.org/2000/svg">\n<title>{escape(title)}</title>\n'
        f"<desc>{escape(told)}</desc>\n{drawn}\n</svg>"
    )
