"""The mutation test for people: a table of kinds by language, and what was missed and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.model import LANGUAGES, METRICS, Scores
from evals.mutants import Judged

_TITLES = {
    "false_alarms": "false alarms, half own",
    "false_alarms_free_text": "  on free text",
    "false_alarms_own": "  on our own replies",
}


def table(found: dict[str, Any]) -> str:
    """Detection by the metrics a fault hurts, its interval and n; then by any metric."""
    lines = [f"scorers {found['version']}, {found['cases']} corrupted replies", _row("", LANGUAGES)]
    for kind, mine in found["detection"].items():
        lines.append(_row(kind, (_cell(mine[language], "any_metric") for language in LANGUAGES)))
    lines.append("")
    for name, title in _TITLES.items():
        cells = (_cell(found[name][language], None) for language in LANGUAGES)
        lines.append(_row(title, cells))
        for metric in METRICS:
            counts = (str(found[name][lang]["by_metric"][metric]) for lang in LANGUAGES)
            lines.append(_row(f"    by {metric}", counts))
    for title, name in (("targets missed", "missed_targets"), ("short of cases", "short")):
        if found[name]:
            lines += ["", f"{title}:", *(f"  {line}" for line in found[name])]
    return "\n".join(lines)


def explain(judged: Sequence[Judged], most: int) -> str:
    """Up to `most` missed cases a kind and language and false alarms a language, with reasons."""
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        if one.kind is None and one.low:
            groups[f"false alarm, {one.language}"].append(one)
        elif one.kind is not None and not one.is_detected:
            groups[f"missed {one.kind}, {one.language}"].append(one)
    lines = []
    for name, mine in groups.items():
        lines.append(f"\n== {name}: {len(mine)}")
        for one in mine[:most]:
            lines += _story(one)
    return "\n".join(lines)


def _story(one: Judged) -> Iterable[str]:
    good = one.good
    yield f"-- {good.key} {'by hand' if one.by_hand else 'by program'}"
    yield f"   Q {good.question}"
    yield f"   A {one.answer}"
    if one.change:
        yield f"   {one.change}"
    yield from (f"   {line}" for line in _reasons(one.scores, one.low))


def _reasons(scores: Scores, low: frozenset[str]) -> Iterable[str]:
    """Why a reply was flagged; of one that was not, why each of its facts was let pass."""
    for metric in METRICS if not low else sorted(low):
        mine = getattr(scores, metric)
        yield f"{metric} {mine.value if mine.unscored is None else mine.unscored}"
        if not low and metric == "faithfulness":
            continue
        for reason in mine.reasons:
            if not low or reason.verdict != "supported":
                expected = f" (held: {reason.expected})" if reason.expected else ""
                yield f"  {reason.verdict} {reason.kind}: {reason.claim}{expected}"


def _row(name: str, cells: Iterable[str]) -> str:
    return f"{name:24}" + "".join(f"{cell:>36}" for cell in cells)


def _cell(mine: dict[str, Any], beside: str | None) -> str:
    if not mine["n"]:
        return "-"
    low, high = mine["interval"]
    more = f" any {mine[beside]:.3f}" if beside else ""
    return f"{mine['share']:.3f} ({low:.3f}-{high:.3f}) n={mine['n']}{more}"
