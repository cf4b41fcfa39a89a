"""The policy passages that customers are told, in three languages.

The wording stands in `policy_texts/<language>.toml`; every number in it is filled in from
`store.rules`, so text and computation cannot drift apart. Refuses wording that asks for a number
the table does not have (KeyError when rendering).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from sqlalchemy import bindparam, select

from store.database import Tx
from store.prepared import Prepared
from store.rules import RULES, Rules
from store.tables import LANGUAGES, policies

__all__ = ["Policy", "load_policies", "render_policies"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One passage; `slug` names it in every language and in evidence ("policy/cancellation")."""

    slug: str
    language: str
    title: str
    text: str


_IN_LANGUAGE = Prepared(
    select(policies.c.slug, policies.c.language, policies.c.title, policies.c.text)
    .where(policies.c.language == bindparam("spoken"))
    .order_by(policies.c.id)
)


def load_policies(tx: Tx, language: str) -> tuple[Policy, ...]:
    """The passages that are in force in one language, in the order in which they were written."""
    return tuple(Policy(*row) for row in _IN_LANGUAGE.all(tx, {"spoken": language}))


def render_policies(rules: Rules = RULES) -> tuple[Policy, ...]:
    """Every passage in every language, with the numbers of `rules`."""
    return tuple(
        Policy(slug, language, passage["title"], passage["text"].strip().format(**numbers))
        for language in LANGUAGES
        for numbers in (_numbers(rules, _wording(language)["words"]),)
        for slug, passage in _wording(language).items()
        if slug != "words"
    )


@cache
def _wording(language: str) -> dict[str, dict[str, str]]:
    path = Path(__file__).parent / "policy_texts" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _numbers(rules: Rules, words: dict[str, str]) -> dict[str, object]:
    """What the passages may ask for, already in the words of their language."""
    starts = rules.slot_start_hours()
    methods = [words[method] for method in rules.payment_methods]
    return {
        "refund_tiers": "\n".join(_tier_sentences(rules, words)),
        "longest_tier": _duration(rules.refund_tiers[0].from_hours, words),
        "free_move": _duration(rules.free_move_hours, words),
        "repair_warranty_days": rules.repair_warranty_days,
        "other_warranty_days": rules.other_warranty_days,
        "opens": _clock(rules.opening_hour, words),
        "closes": _clock(rules.closing_hour, words),
        "slot_hours": _duration(rules.slot_hours, words),
        "slots": ", ".join(f"{start}:00-{start + rules.slot_hours}:00" for start in starts),
        "last_slot": _clock(starts[-1], words),
        "payment_methods": f"{', '.join(methods[:-1])} {words['or']} {methods[-1]}",
        "most_in_wallet": _rupees(rules.max_wallet_paise),
        "convenience": _rupees(rules.convenience_paise),
        "gst_percent": rules.gst_percent,
        "half_gst_percent": rules.gst_percent // 2,
        "refund_days_from": rules.refund_working_days[0],
        "refund_days_to": rules.refund_working_days[1],
        "critical_response": _duration(rules.complaint_clock("critical").response_hours, words),
        "complaint_clocks": "\n".join(
            words["clock"].format(
                priority=words[clock.priority],
                response=_duration(clock.response_hours, words),
                resolution=_duration(clock.resolution_hours, words),
            )
            for clock in rules.complaint_clocks
        ),
    }


def _tier_sentences(rules: Rules, words: dict[str, str]) -> list[str]:
    tiers = rules.refund_tiers
    sentences = [
        words["tier_longest"].format_map(
            {"from": _duration(tiers[0].from_hours, words), "percent": tiers[0].percent}
        )
    ]
    for longer, tier in pairwise(tiers):
        wording = words["tier_between"] if tier.percent else words["tier_nothing"]
        bounds = {
            "from": _duration(tier.from_hours, words),
            "to": _duration(longer.from_hours, words),
        }
        sentences.append(wording.format_map({**bounds, "percent": tier.percent}))
    return sentences


def _duration(hours: int, words: dict[str, str]) -> str:
    if hours > 24 and hours % 24 == 0:
        return words["hours_in_days"].format(n=hours, days=hours // 24)
    return words["hour" if hours == 1 else "hours"].format(n=hours)


def _clock(hour: int, words: dict[str, str]) -> str:
    parts = ((12, "morning"), (16, "afternoon"), (20, "evening"), (24, "night"))
    part = next(name for until, name in parts if hour < until)
    return words[part].format(hour=(hour - 1) % 12 + 1)


def _rupees(paise: int) -> str:
    rupees, rest = divmod(paise, 100)
    return f"₹{rupees:,}.{rest:02}" if rest else f"₹{rupees:,}"
