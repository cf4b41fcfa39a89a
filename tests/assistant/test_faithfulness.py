"""Two replies that differ only in one fault get different scores."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from assistant.quality.thresholds import THRESHOLDS, is_low

SESSION = Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41})
BOOKING = Evidence(
    "bookings#1",
    {"order_id": "CB-104233", "customer_id": 41, "service": "AC Repair", "status": "confirmed",
     "date": "2026-11-25", "window": "10:00-12:00"},
)  # fmt: skip
POLICY = Evidence(
    "policy/cancellation",
    text="24 hours or more before the start: 100 %. 12 to 24 hours: 50 %. 6 to 12 hours: 25 %. "
    "Under 6 hours: nothing.",
)


def is_faithful(text: str, *evidence: Evidence) -> bool:
    scores = score(Exchange("what about my booking?", (SESSION, *evidence), text))
    return not is_low(scores.faithfulness, THRESHOLDS["faithfulness"])


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("CB-104233 is confirmed.", "CB-104233 is not confirmed."),
        ("CB-104233 confirmed hai.", "CB-104233 confirmed nahi hai."),
        ("CB-104233 कन्फ़र्म है।", "CB-104233 कन्फ़र्म नहीं है।"),
        ("CB-104233 is confirmed.", "CB-104233 is cancelled."),
        ("CB-104233 is confirmed.", "CB-104233 is confirmed. He will call you in ten minutes."),
        ("CB-104233 confirmed hai.", "CB-104233 confirmed hai. Woh aapko call karega."),
        ("CB-104233 कन्फ़र्म है।", "CB-104233 कन्फ़र्म है। वे आपको कॉल करेंगे।"),
        ("CB-104233 is confirmed.", "CB-104233 is confirmed and it is always free."),
        ("CB-104233 is confirmed.", "CB-104233 is confirmed, we guarantee it."),
    ],
)
def test_a_flipped_state_or_an_unsupported_promise_is_unfaithful(good: str, bad: str) -> None:
    assert is_faithful(good, BOOKING)
    assert not is_faithful(bad, BOOKING)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Between 12 to 24 hours, 50% comes back.", "Between 12 to 24 hours, 25% comes back."),
        ("12 se 24 ghante me 50% milta hai.", "12 se 24 ghante me 100% milta hai."),
        ("12 से 24 घंटे में 50% मिलता है।", "12 से 24 घंटे में 25% मिलता है।"),
    ],
)
def test_a_share_of_another_grade_of_the_rule_is_unfaithful(good: str, bad: str) -> None:
    assert is_faithful(good, POLICY)
    assert not is_faithful(bad, POLICY)
