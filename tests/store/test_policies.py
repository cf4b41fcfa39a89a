"""Policy text says what the table of rules computes, in every language."""

import re
from dataclasses import replace
from importlib.resources import files

import pytest

from store.policies import render_policies
from store.rules import RULES, RefundTier, Rules
from store.tables import LANGUAGES

SLUGS = (
    "cancellation",
    "rescheduling",
    "warranty",
    "hours",
    "payment-methods",
    "pricing-and-gst",
    "refunds",
    "safety-and-verification",
    "complaints",
    "areas-served",
    "privacy",
    "how-booking-works",
    "wallet",
    "invoices",
    "referral",
)
TIERS = {
    "en": (
        r"Cancelled (?P<a>\d+) hours or more before.*?: (?P<p>\d+)%",
        r"at least (?P<a>\d+) hours but less than (?P<b>\d+) hours before.*?: (?P<p>\d+)%",
        r"Cancelled less than (?P<b>\d+) hours before the start: nothing",
    ),
    "hinglish": (
        r"se (?P<a>\d+) ghante ya usse zyada pehle.*?uska (?P<p>\d+)%",
        r"kam se kam (?P<a>\d+) ghante lekin (?P<b>\d+) ghante se kam pehle.*?uska (?P<p>\d+)%",
        r"Start se (?P<b>\d+) ghante se kam pehle cancel kiya: kuch wapas nahi",
    ),
    "hi": (
        r"से (?P<a>\d+) घंटे या उससे ज़्यादा पहले.*?का (?P<p>\d+)%",
        r"कम से कम (?P<a>\d+) घंटे लेकिन (?P<b>\d+) घंटे से कम पहले.*?का (?P<p>\d+)%",
        r"होने से (?P<b>\d+) घंटे से कम पहले रद्द करने पर: कुछ भी वापस नहीं",
    ),
}


def text_of(slug: str, language: str, rules: Rules = RULES) -> str:
    found = [p for p in render_policies(rules) if (p.slug, p.language) == (slug, language)]
    assert len(found) == 1
    return found[0].text


def percent_as_read(text: str, language: str, hours: float) -> int:
    """What a careful reader of the passage would expect back."""
    readings = []
    for line in text.splitlines():
        for pattern in TIERS[language]:
            if match := re.search(pattern, line):
                said = {"a": "0", "b": "inf", "p": "0", **match.groupdict()}
                if float(said["a"]) <= hours < float(said["b"]):
                    readings.append(int(said["p"]))
                break
    assert len(readings) == 1, f"{len(readings)} sentences speak of {hours} hours"
    return readings[0]


def test_every_passage_exists_in_every_language() -> None:
    rendered = {(policy.slug, policy.language) for policy in render_policies()}
    assert rendered == {(slug, language) for slug in SLUGS for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "rules",
    [RULES, replace(RULES, refund_tiers=(RefundTier(36, 90), RefundTier(4, 15), RefundTier(0, 0)))],
    ids=["ours", "others"],
)
def test_the_cancellation_text_and_the_rules_agree_at_every_quarter_hour(
    language: str, rules: Rules
) -> None:
    text = text_of("cancellation", language, rules)
    for quarter in range(48 * 4 + 1):
        assert percent_as_read(text, language, quarter / 4) == rules.refund_percent(quarter / 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_written_into_the_wording(language: str) -> None:
    texts = files("store") / "policy_texts"
    wording = (texts / f"{language}.toml").read_text(encoding="utf-8")
    assert not re.findall(r"\d", wording)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_other_passages_state_the_numbers_of_the_table(language: str) -> None:
    for slug, numbers in {
        "rescheduling": {2, 24},
        "warranty": {7, 30},
        "hours": {2, 6, 8},
        "pricing-and-gst": {9, 18, 49},
        "refunds": {3, 5},
        "complaints": {1, 4, 24, 72, 3, 48, 2, 168, 7},
        "safety-and-verification": {1},
        "payment-methods": set(),
        "wallet": {5},
        "invoices": set(),
        "referral": set(),
        "privacy": set(),
    }.items():
        text = re.sub(r"\d+:00-\d+:00|,000", "", text_of(slug, language))
        assert {int(number) for number in re.findall(r"\d+", text)} == numbers, slug


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_six_slots_of_the_day_are_listed(language: str) -> None:
    slots = re.findall(r"(\d+):00-(\d+):00", text_of("hours", language))
    assert [(int(start), int(end)) for start, end in slots] == [
        (hour, hour + RULES.slot_hours) for hour in RULES.slot_start_hours()
    ]


def test_a_changed_rule_changes_every_language() -> None:
    changed = replace(RULES, repair_warranty_days=45, convenience_paise=5_950)
    for language in LANGUAGES:
        assert "45" in text_of("warranty", language, changed)
        assert "₹59.50" in text_of("pricing-and-gst", language, changed)
