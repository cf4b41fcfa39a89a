"""Turns of other trades' chatbots: what they mean by their fields is read without knowing them."""

from typing import Any

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.scores import score
from tests.assistant.checked import wrong_beside

NOWHERE = Evidence("session", {})
PLAN = Evidence(
    "plans#fibre 300",
    {"plan": "Fibre 300", "monthly_rent": 1299, "speed_mbps": 300, "installation_fee": 0},
)
ORDERS = (
    Evidence("orders#BB-20417", {"order_no": "BB-20417", "install_on": "2026-12-02"}),
    Evidence("orders#BB-20391", {"order_no": "BB-20391", "install_on": "2026-11-20"}),
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("BB-20417 is planned for 2 December.", set()),
        ("BB-20391 was planned for 20 November.", set()),
        ("BB-20417 is planned for 5 December.", {"5 December"}),
        ("BB-20417 2 दिसंबर को लगेगा।", set()),
    ],
)
def test_days_are_read_where_nothing_says_what_day_it_is(text: str, wrong: set[str]) -> None:
    assert wrong_beside(NOWHERE, text, *ORDERS) == wrong


@pytest.mark.parametrize("name", ["speed_mbps", "data_gb", "weight_kg", "capacity_litres"])
def test_what_is_measured_is_no_money(name: str) -> None:
    plan = Evidence("plans#7", {"plan": "Silver", "rent": 1299, name: 300})
    said = name.partition("_")[2]
    assert wrong_beside(NOWHERE, f"It has 300 {said} for ₹1,299.", plan) == set()


@pytest.mark.parametrize("text", ["Installation is free.", "Installation muft hai."])
def test_what_costs_nothing_is_free(text: str) -> None:
    assert _faithful(text, PLAN) > 0.9
    priced = Evidence(PLAN.source, {**(PLAN.fields or {}), "installation_fee": 500})
    assert _faithful(text, priced) < 0.5


@pytest.mark.parametrize(
    ("fields", "right", "wrong"),
    [
        ({"ask": "₹1.12 Cr"}, "₹1.12 crore", "₹1.21 crore"),
        ({"exShowroom": "₹8.49 L"}, "8.49 lakh rupees", "8.94 lakh rupees"),
        ({"tank": "500 L"}, "500 litres", "400 litres"),
        ({"code": "9" * 5000, "tank": "500 L"}, "500 litres", "400 litres"),
        ({"duration": "00:26:14"}, "26 minutes", "36 minutes"),
        ({"waiting_wks": "6-8"}, "6 to 8 weeks", "3 to 4 weeks"),
        ({"pt_sessions": {"bought": 12, "used": 7}}, "5 sessions left", "4 sessions left"),
        ({"seats": {"total": 25, "assigned": 19}}, "6 seats free", "7 seats free"),
    ],
)
def test_what_others_write_in_their_own_ways(
    fields: dict[str, Any], right: str, wrong: str
) -> None:
    row = Evidence("rows#1", {"id": "GR-118", **fields})
    assert wrong_beside(NOWHERE, f"GR-118: {right}.", row) == set()
    assert wrong_beside(NOWHERE, f"GR-118: {wrong}.", row)


@pytest.mark.parametrize(
    "text", ["{} complaints are open.", "Aapki {} complaints open hain.", "{} शिकायतें खुली हैं।"]
)
def test_a_state_said_of_all_that_is_counted_is_counted_alone(text: str) -> None:
    states = ("open", "open", "closed")
    rows = [Evidence(f"complaints#{at}", {"status": state}) for at, state in enumerate(states)]
    assert wrong_beside(NOWHERE, text.format(2), *rows) == set()
    assert wrong_beside(NOWHERE, text.format(3), *rows) == {"3"}


@pytest.mark.parametrize("text", ["Nifty 50 Index Fund is up.", "It is the Nifty 50 fund."])
def test_a_figure_of_a_name_counts_nothing(text: str) -> None:
    fund = Evidence("holdings#1", {"scheme": "Nifty 50 Index Fund - Direct", "units": 412})
    assert wrong_beside(NOWHERE, text, fund) == set()


def _faithful(text: str, evidence: Evidence) -> float:
    examined = examine(text, read_evidence([evidence]), "Is there a plan with 300 Mbps?")
    value = score(Exchange("Is there a plan with 300 Mbps?", (evidence,), text), examined)
    return value.faithfulness.value or 0.0
