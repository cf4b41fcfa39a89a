"""Corruptions change one thing, say which, and are surely wrong."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.dates import find_dates
from assistant.language.money import find_amounts
from assistant.language.services import find_services
from assistant.model import Evidence
from assistant.quality.corruptions import HURTS, KINDS, Corrupted, corrupt
from assistant.quality.corruptions.held import Held

_CARD = {"service": "AC Repair", "variant": "Standard", "price": "1299.00", "pincode": "411001"}
_BOOKING = {
    "customer_id": 41,
    "booking_number": "CB-104233",
    "service": "AC Repair",
    "status": "confirmed",
    "total": "1590.64",
    "start": "2026-11-25T10:00:00+05:30",
}
_STRANGERS = {
    "customer_id": 57,
    "booking_number": "CB-104999",
    "service": "Geyser Repair",
    "status": "pending",
    "total": "942.82",
    "start": "2026-11-27T16:00:00+05:30",
}
EVIDENCE = (
    Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41}),
    Evidence("rate_cards#1", _CARD),
    Evidence("rate_cards#2", _CARD | {"variant": "Premium", "price": "1899", "pincode": "411014"}),
    Evidence("bookings#7", _BOOKING),
    Evidence("bookings#8", _STRANGERS),
    Evidence(
        "policy/refund", {}, "Cancelled 24 hours ahead all is refunded, later than that 50 %."
    ),
)
REPLIES = {
    "en": (
        "price of standard AC repair in 411001, and is CB-104233 confirmed?",
        "The Standard AC Repair at 411001 is ₹1,299. Your booking CB-104233 is confirmed for "
        "Wednesday 25 Nov, 10 am, ₹1,590.64 in all. Everything comes back 24 hours ahead.",
    ),
    "hinglish": (
        "411001 me standard AC repair ka price kya hai aur CB-104233 confirm hai kya",
        "411001 mein AC Repair Standard ₹1,299 ka hai. Aapki booking CB-104233 confirmed hai, "
        "Wednesday 25 Nov, subah 10 baje, kul ₹1,590.64. Rule 24 ghante ka hai.",
    ),
    "hi": (
        "411001 में AC रिपेयर का दाम क्या है और CB-104233 पक्की है क्या",
        "411001 में AC रिपेयर Standard ₹1,299 का है। आपकी बुकिंग CB-104233 कन्फ़र्म है, "
        "बुधवार 25 नवंबर, सुबह 10 बजे, कुल ₹1,590.64। नियम 24 घंटे का है।",
    ),
}


def drawn(kind: str, language: str, seed: int) -> Corrupted | None:
    question, answer = REPLIES[language]
    return corrupt(kind, question, answer, EVIDENCE, None, random.Random(seed))


@given(st.sampled_from(KINDS), st.sampled_from(sorted(REPLIES)), st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_a_corruption_changes_what_it_says_and_nothing_else(
    kind: str, language: str, seed: int
) -> None:
    found = drawn(kind, language, seed)
    if found is None:
        return
    answer = REPLIES[language][1]
    assert found.kind == kind
    assert found.before != found.after
    if found.evidence != EVIDENCE:
        assert kind == "other_person"
        assert found.answer == answer
        changed = [
            pair for pair in zip(EVIDENCE, found.evidence, strict=True) if pair[0] != pair[1]
        ]
        assert all(str(old.fields["customer_id"]) == found.before for old, _ in changed)
        assert all(str(new.fields["customer_id"]) == found.after for _, new in changed)
        return
    candidates = [
        answer[:at] + found.after + answer[at + len(found.before) :]
        for at in range(len(answer) + 1)
        if answer.startswith(found.before, at)
    ]
    assert found.answer in candidates
    assert found.answer != answer


@given(st.sampled_from(KINDS), st.sampled_from(sorted(REPLIES)), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_the_same_seed_gives_the_same_fault(kind: str, language: str, seed: int) -> None:
    assert drawn(kind, language, seed) == drawn(kind, language, seed)


@pytest.mark.parametrize("language", sorted(REPLIES))
@pytest.mark.parametrize(
    "kind", sorted(set(KINDS) - {"wrong_intent", "ignored_constraint", "policy"})
)
def test_a_reply_full_of_facts_can_be_corrupted_in_every_language(kind: str, language: str) -> None:
    assert any(drawn(kind, language, seed) for seed in range(6))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("language", sorted(REPLIES))
def test_a_wrong_amount_is_no_sum_share_or_difference_of_what_is_held(
    language: str, seed: int
) -> None:
    found = drawn("amount", language, seed)
    assert found is not None
    (span,) = find_amounts(found.after)
    of_neighbour = span.value == 189_900  # another variant's price, told apart by its name
    held = Held(EVIDENCE, REPLIES[language][0], None)
    assert of_neighbour or span.value // 100 not in held.derived
    assert found.after.startswith("₹"), "the writing stays"


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("language", sorted(REPLIES))
def test_a_wrong_date_keeps_its_writing_and_its_weekday_fits(language: str, seed: int) -> None:
    found = drawn("date", language, seed)
    assert found is not None
    (span,) = find_dates(found.after, Held(EVIDENCE, "", None).now.date())
    assert len(found.after.split()) == len(found.before.split())
    assert span.value, "a weekday that disagreed with its date would leave no reading"


def test_a_wrong_service_is_another_one_in_the_same_script() -> None:
    for seed in range(8):
        english, hindi = drawn("service", "en", seed), drawn("service", "hi", seed)
        assert english is not None
        assert english.after.isascii()
        assert hindi is not None
        assert not hindi.after.isascii()
        (named,) = find_services(english.after)
        assert "appliance-repair/ac-repair" not in named.keys


def test_a_status_that_would_pass_for_the_true_one_is_never_put_in() -> None:
    afters = {fault.after for seed in range(30) if (fault := drawn("status", "en", seed))}
    assert afters
    assert not afters & {"accepted", "confirmed", "booked"}


def test_a_promise_that_evidence_speaks_of_is_not_made() -> None:
    told = Evidence("policy/visits", {}, "The technician will call ten minutes before arrival.")
    question, answer = REPLIES["en"]
    for seed in range(40):
        fault = corrupt("promise", question, answer, (*EVIDENCE, told), None, random.Random(seed))
        assert fault is not None
        assert "call you ten minutes before" not in fault.answer


def test_a_bound_and_a_denial_are_left_alone() -> None:
    for answer in ("It will cost at most ₹1,299.", "It is not ₹1,299."):
        assert corrupt("amount", "price?", answer, EVIDENCE, None, random.Random(1)) is None


def test_a_greeting_has_nothing_to_corrupt() -> None:
    for kind in set(KINDS) - {"promise", "off_topic"}:
        assert corrupt(kind, "hi", "Hello!", EVIDENCE[:1], None, random.Random(1)) is None


def test_every_kind_hurts_a_metric_and_an_unknown_kind_is_refused() -> None:
    assert all(HURTS[kind] for kind in KINDS)
    with pytest.raises(KeyError):
        corrupt("typo", "q", "a", EVIDENCE, None, random.Random(1))
