"""What a reviewer's eye needs, made from what is stored: marks in the answer, evidence as tables,
the mismatch in words. Plain text only; how it looks is decided by the templates."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from assistant.answers.rendering import INDIA, write_money
from assistant.quality.reading.field_names import COUNTED, MONEY, PAISE, PERCENT, words_of
from store.review_items import EvidenceRow, Finding, MetricScore

Mark = Literal["supported", "unsupported", "contradicted"]
_MOST_RUPEES = 10**12
_WORST_FIRST: tuple[Mark, ...] = ("contradicted", "unsupported", "supported")
_RANKS: Mapping[str, int] = {mark: place for place, mark in enumerate(_WORST_FIRST)}
_SOURCES: Mapping[str, str] = {
    "rate_cards": "catalogue",
    "subcategories": "catalogue",
    "categories": "catalogue",
    "bookings": "booking",
    "booking_items": "booking",
    "providers": "provider",
    "complaints": "complaint",
    "rules": "rules of the business",
    "session": "this conversation",
}
_NAMES: Mapping[str, str] = {
    "WEB": "Web",
    "MOBILE": "Mobile",
    "WHATSAPP": "WhatsApp",
    "en": "English",
    "hinglish": "Hinglish",
    "hi": "Hindi",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with what is to be said of it; `mark` None: nothing."""

    text: str
    mark: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A claim that evidence denies or does not hold, in words: "said X, catalogue Y"."""

    text: str
    mark: Mark
    metric: str
    kind: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of evidence; `said` is what the answer made of it where that differs."""

    name: str
    value: str
    mark: str | None
    said: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One row or passage of evidence."""

    title: str
    source: str
    cells: tuple[Cell, ...]
    text: str | None


def source_name(source: str | None) -> str:
    """What people call a source: "rate_cards#112" is the catalogue."""
    if not source:
        return "evidence"
    kind, _, part = source.partition("/")
    if part:
        return f"{kind} {part}"
    table = source.partition("#")[0]
    return _SOURCES.get(table, table.replace("_", " "))


def mismatches(scores: Iterable[MetricScore]) -> tuple[Mismatch, ...]:
    """Everything that the scores hold against an answer, the worst first, each once."""
    found: dict[str, Mismatch] = {}
    for score in scores:
        for finding in score.findings:
            if finding.verdict in ("contradicted", "unsupported"):
                text = _in_words(finding)
                mark: Mark = "contradicted" if finding.verdict == "contradicted" else "unsupported"
                found.setdefault(text, Mismatch(text, mark, score.metric, finding.kind))
    return tuple(sorted(found.values(), key=lambda one: _WORST_FIRST.index(one.mark)))


def highlight(text: str, findings: Iterable[Finding]) -> tuple[Piece, ...]:
    """`text` in pieces, every claim in it marked by its worst verdict."""
    marks: list[tuple[int, int, Finding]] = []
    for finding in sorted(_worst_first(findings), key=_rank_and_length):
        for start, end in _places(text, finding.claim):
            if all(end <= taken or start >= until for taken, until, _ in marks):
                marks.append((start, end, finding))
    pieces, at = [], 0
    for start, end, finding in sorted(marks, key=lambda mark: mark[:2]):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], finding.verdict, _in_words(finding)))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return tuple(pieces)


def evidence_tables(
    evidence: Iterable[EvidenceRow], findings: Iterable[Finding]
) -> tuple[Table, ...]:
    """Evidence for people, the conversation's own row last; fields that a claim was held against
    are marked."""
    by_place: dict[tuple[str | None, str | None], Finding] = {}
    for finding in _worst_first(findings):
        by_place.setdefault((finding.source, finding.field), finding)
    return tuple(
        Table(
            title=source_name(row.source),
            source=row.source,
            cells=tuple(
                _cell(name, value, by_place.get((row.source, name)))
                for name, value in row.fields.items()
            ),
            text=row.text,
        )
        for row in sorted(evidence, key=lambda row: row.source == "session")
    )


def changes(draft: str, final: str) -> tuple[Piece, ...]:
    """What the gate changed, word by word: pieces marked "removed" and "added"."""
    before, after = re.findall(r"\S+\s*", draft), re.findall(r"\S+\s*", final)
    pieces = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for what, from_a, to_a, from_b, to_b in matcher.get_opcodes():
        removed, added = "".join(before[from_a:to_a]), "".join(after[from_b:to_b])
        if what == "equal":
            pieces.append(Piece(added))
            continue
        if removed:
            pieces.append(Piece(f"{' '.join(removed.split())} ", "removed"))
        if added:
            pieces.append(Piece(added, "added"))
    return tuple(pieces)


def write_value(name: str, value: Any) -> str:
    """A JSON value as people read it: paise as rupees, times in India."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | str) and _is_money(name):
        return _as_money(value, 100 if words_of(name) & PAISE else 1)
    if isinstance(value, str):
        return _local(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {write_value(str(key), part)}" for key, part in value.items())
    if isinstance(value, Sequence):
        return ", ".join(write_value(name, part) for part in value)
    return str(value)


def write_moment(moment: datetime) -> str:
    """Date and time in India: 23 Nov 2025, 15:04."""
    local = moment.astimezone(INDIA)
    return f"{local.day} {local:%b %Y, %H:%M}"


def write_name(code: str | None) -> str:
    """A channel, a language or any other code as people call it."""
    return _NAMES.get(code, re.sub("[_:]", " ", code)) if code else "–"


def write_clock(moment: datetime) -> str:
    return f"{moment.astimezone(INDIA):%H:%M}"


def write_age(moment: datetime, now: datetime) -> str:
    """How long ago: "now", 4 min, 3 h, 2 d."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} d"


def write_until(moment: datetime, now: datetime) -> str:
    """How long there is still, or how long it is over: in 4 h, 20 min late."""
    if moment <= now:
        age = write_age(moment, now)
        return "due now" if age == "now" else f"{age} late"
    left = write_age(now, moment)
    return "due now" if left == "now" else f"in {left}"


def mask_mobile(mobile: str | None) -> str | None:
    """All that a reviewer needs of a phone number: its end."""
    return f"•••• {mobile[-4:]}" if mobile else None


def _in_words(finding: Finding) -> str:
    """The finding as a sentence: said X, catalogue Y."""
    said = f"said {finding.claim}"
    if finding.verdict == "supported":
        return f"{said}: {source_name(finding.source)} agrees"
    if finding.expected is not None:
        return f"{said}, {source_name(finding.source)} {_money_if(finding)}"
    if finding.verdict == "contradicted":
        return f"{said}, {source_name(finding.source)} denies it"
    return f"{said}: nothing in evidence says so"


def _money_if(finding: Finding) -> str:
    """An expected amount is written like the claim it is held against."""
    expected = finding.expected or ""
    return _as_money(expected) if "₹" in finding.claim else expected


def _cell(name: str, value: Any, finding: Finding | None) -> Cell:
    differs = finding is not None and finding.verdict == "contradicted"
    return Cell(
        name=re.sub(r"\b[sci]?gst\b", _upper, name.removesuffix("_paise").replace("_", " ")),
        value=write_value(name, value),
        mark=finding.verdict if finding else None,
        said=finding.claim if finding and differs else None,
    )


def _upper(match: re.Match[str]) -> str:
    return match[0].upper()


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    known = [finding for finding in findings if finding.verdict in _RANKS]
    return sorted(known, key=lambda one: _RANKS[one.verdict])


def _rank_and_length(finding: Finding) -> tuple[int, int]:
    return _RANKS[finding.verdict], -len(finding.claim)


def _places(text: str, claim: str) -> list[tuple[int, int]]:
    """Where `claim` stands in `text` as a whole word or number, whatever its case."""
    claim = claim.strip()
    if not claim:
        return []
    before = r"(?<!\w)(?<!\d[.,])" if claim[0].isalnum() else ""
    after = r"(?!\w|[.,]\d)" if claim[-1].isalnum() else ""
    pattern = f"{before}{re.escape(claim)}{after}"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _is_money(name: str) -> bool:
    words = words_of(name)
    return bool(words & MONEY) and not words & (PERCENT | COUNTED | {"id", "number"})


def _as_money(value: float | str, per_rupee: int = 1) -> str:
    """Rupees, if it is an amount that somebody could owe; else as it stands."""
    try:
        amount = Decimal(str(value)) / per_rupee
    except InvalidOperation:
        return str(value)
    if not amount.is_finite() or abs(amount) > _MOST_RUPEES:
        return str(value)
    return write_money(amount, "en")


def _local(value: str) -> str:
    """An ISO time with an offset becomes local; a window of two is told as such."""
    parts = value.split("/")
    try:
        moments = [datetime.fromisoformat(part) for part in parts]
    except ValueError:
        return value
    if len(value) < 16 or any(moment.tzinfo is None for moment in moments):
        return value
    return " – ".join(write_moment(moment) for moment in moments)
