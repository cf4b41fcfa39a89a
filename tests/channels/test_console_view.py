"""What a reviewer's eye is helped with: marks in the answer, mismatches in words, values."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.console.view import (
    changes,
    evidence_tables,
    highlight,
    mask_mobile,
    mismatches,
    source_name,
    write_age,
    write_moment,
    write_value,
)
from store.review_items import EvidenceRow, Finding, MetricScore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def found(claim: str, verdict: str = "contradicted", **more: Any) -> Finding:
    return Finding(claim, verdict, "amount", **more)


def marked(text: str, *findings: Finding) -> list[tuple[str, str]]:
    return [(piece.text, piece.mark) for piece in highlight(text, findings) if piece.mark]


def test_a_claim_is_marked_wherever_it_stands_whatever_its_case() -> None:
    text = "ac repair costs ₹499, AC Repair is cheap"
    assert marked(text, found("AC Repair", "supported")) == [
        ("ac repair", "supported"),
        ("AC Repair", "supported"),
    ]


def test_a_number_is_not_marked_inside_a_longer_one() -> None:
    text = "₹1,399 for 3 rooms, 39 or 1399, 3."
    assert marked(text, found("3")) == [("3", "contradicted"), ("3", "contradicted")]
    assert marked("costs 1,399.50", found("1,399")) == []
    assert marked("costs ₹1,399.", found("₹1,399")) == [("₹1,399", "contradicted")]
    assert marked("५०% वापस", found("५०%")) == [("५०%", "contradicted")]


def test_the_worst_verdict_wins_where_claims_overlap() -> None:
    text = "Tue 25 Nov at 10"
    assert marked(text, found("Tue 25 Nov", "supported"), found("25 Nov")) == [
        ("25 Nov", "contradicted")
    ]


@given(
    st.text(max_size=60),
    st.lists(
        st.builds(
            found,
            st.text(max_size=6),
            st.sampled_from(("supported", "unsupported", "contradicted", "note")),
        ),
        max_size=5,
    ),
)
@settings(max_examples=150)
def test_marking_never_changes_the_text(text: str, findings: list[Finding]) -> None:
    assert "".join(piece.text for piece in highlight(text, findings)) == text


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=100)
def test_both_versions_can_be_read_from_the_changes(draft: str, final: str) -> None:
    pieces = changes(draft, final)
    sent = "".join(piece.text for piece in pieces if piece.mark != "removed")
    assert sent.split() == final.split()
    drafted = "".join(piece.text for piece in pieces if piece.mark != "added")
    assert drafted.split() == draft.split()


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        (
            found("₹1,399", source="rate_cards#1", expected="₹1,299"),
            "said ₹1,399, catalogue ₹1,299",
        ),
        (found("₹1,399", source="rate_cards#1", expected="1299"), "said ₹1,399, catalogue ₹1,299"),
        (
            found("26 Nov", source="bookings#3", expected="25 Nov"),
            "said 26 Nov, booking 25 Nov",
        ),
        (found("free", "unsupported"), "said free: nothing in evidence says so"),
        (
            found("100%", source="policy/cancellation"),
            "said 100%, policy cancellation denies it",
        ),
    ],
)
def test_a_mismatch_is_told_in_words(finding: Finding, text: str) -> None:
    score = MetricScore("grounding", 0.2, (finding, finding), None)
    assert [one.text for one in mismatches([score])] == [text]


def test_the_worst_mismatch_comes_first_and_what_fits_is_none() -> None:
    findings = (found("a", "unsupported"), found("b"), found("c", "supported"))
    told = mismatches([MetricScore("grounding", 0.2, findings, None)])
    assert [one.mark for one in told] == ["contradicted", "unsupported"]


def test_evidence_shows_what_was_said_in_the_field_that_denies_it() -> None:
    row = EvidenceRow("rate_cards#1", {"price": "1299", "gst_percent": 18}, None)
    finding = found("₹1,399", source="rate_cards#1", field="price", expected="₹1,299")
    (table,) = evidence_tables([row], [finding])
    price, percent = table.cells
    assert (table.title, price.value, price.said) == ("catalogue", "₹1,299", "₹1,399")
    assert (percent.name, percent.value, percent.mark) == ("GST percent", "18", None)


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("total_paise", 153282, "₹1,532.82"),
        ("price", "1299", "₹1,299"),
        ("price", "on request", "on request"),
        ("gst_percent", 18, "18"),
        ("payment_id", "12345", "12345"),
        ("payment_status", "paid", "paid"),
        ("count", 3, "3"),
        ("free", True, "yes"),
        ("paid_at", None, "—"),
        ("slot", "2026-11-25T10:00:00+05:30", "25 Nov 2026, 10:00"),
        (
            "slot",
            "2026-11-25T10:00:00+05:30/2026-11-25T12:00:00+05:30",
            "25 Nov 2026, 10:00 – 25 Nov 2026, 12:00",
        ),
        ("date", "2026-11-25", "2026-11-25"),
        ("services", ["AC Repair", "Wiring"], "AC Repair, Wiring"),
        ("place", {"city": "Pune", "pincode": "411001"}, "city: Pune, pincode: 411001"),
    ],
)
def test_values_are_written_as_people_read_them(name: str, value: object, written: str) -> None:
    assert write_value(name, value) == written


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
@settings(max_examples=100)
def test_any_value_of_evidence_can_be_written(value: object) -> None:
    for name in ("price", "total_paise", "slot"):
        assert isinstance(write_value(name, value), str)


def test_times_ages_and_numbers_for_people() -> None:
    assert write_moment(NOW) == "23 Nov 2026, 14:30"
    ages = [timedelta(seconds=-5), timedelta(minutes=4), timedelta(hours=3), timedelta(days=9)]
    assert [write_age(NOW - age, NOW) for age in ages] == ["now", "4 min", "3 h", "9 d"]
    assert mask_mobile("+919876543210") == "•••• 3210"
    assert mask_mobile(None) is None
    assert source_name(None) == "evidence"
    assert source_name("wallet_entries#4") == "wallet entries"
