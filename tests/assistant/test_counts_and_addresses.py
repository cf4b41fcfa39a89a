"""How many of what, where, and which was picked: a true sentence beside its false neighbour."""

from functools import partial

import pytest

from assistant.model import Evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T15:30:00+05:30"})
TEAM = Evidence(
    "crew#4", {"service": "Makeup", "event_date": "2026-05-24", "lead": "Jaya Menon",
               "artists": ["Jaya Menon", "Tanu Goyal", "Ritu Saini"]},
)  # fmt: skip
PACK = Evidence("package#1", {"name": "Rodent Control", "visits_included": 6, "visits_used": 2})
OTHER_PACK = Evidence(
    "package#2", {"name": "General Pest Control", "visits_included": 3, "visits_used": 1}
)
VISITS = tuple(
    Evidence(f"visits#{at}", {"job": job, "visited": day, "state": "completed"})
    for at, (job, day) in enumerate(
        (("Sofa Cleaning", "2026-01-19"), ("Sofa Cleaning", "2026-03-07"),
         ("AC Repair", "2026-04-11"), ("Sofa Cleaning", "2026-04-28")), start=1,
    )
)  # fmt: skip
WEEK = tuple(
    Evidence(f"bk#{at}", {"svc": svc, "day": day, "st": state})
    for at, (svc, day, state) in enumerate(
        (("Tap Repair", "2026-05-13", "confirmed"), ("Wiring", "2026-05-15", "confirmed"),
         ("Car Washing", "2026-05-16", "cancelled"), ("Spa", "2026-05-20", "confirmed")), start=1,
    )
)  # fmt: skip
MOVE = Evidence(
    "shift#9", {"service": "Local Shifting", "pickup": "Tower C, Gaur City 2, Sector 4",
                "area": "Gomti Nagar", "city": "Kochi"},
)  # fmt: skip
TIERS = (
    Evidence("project#7", {"service": "Texture Painting", "tier_chosen": "Premium"}),
    Evidence("tiers#1", {"service": "Texture Painting", "variant": "Standard", "price": 3900}),
    Evidence("tiers#2", {"service": "Texture Painting", "variant": "Premium", "price": 5200}),
)
REFUND = Evidence("refunds#1", {"booking": "OR-45", "amount": 7500, "state": "requested"})

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "other", "evidence"),
    [
        ("Three artists are coming for the makeup.", "Four artists are coming for the makeup.",
         (TEAM,)),
        ("मेकअप के लिए तीन आर्टिस्ट आ रही हैं।", "मेकअप के लिए चार आर्टिस्ट आ रही हैं।", (TEAM,)),
        ("Rodent wale package me chhe visit hain, do ho chuke.",
         "Rodent wale package me chhe visit hain, teen ho chuke.", (PACK, OTHER_PACK)),
        ("Your rodent control: 4 left.", "Your rodent control: 3 left.", (PACK, OTHER_PACK)),
        ("You had three visits for the sofa.", "You had four visits for the sofa.", VISITS),
        ("Is hafte do booking baaki hain.", "Is hafte teen booking baaki hain.", WEEK),
        ("Pickup is Tower C, Gaur City 2.", "Pickup is Tower C, Gaur City 1.", (MOVE,)),
        ("पिकअप सेक्टर 4 से है।", "पिकअप सेक्टर 7 से है।", (MOVE,)),
        ("हम गोमती नगर में आते हैं।", "हम इंदिरा नगर में आते हैं।", (MOVE,)),
        ("It goes to Kochi.", "It goes to Kozhikode.", (MOVE,)),
        ("You picked Premium in the end.", "You picked Standard in the end.", TIERS),
        ("Your refund was requested.", "Your refund has been approved.", (REFUND,)),
    ],
)  # fmt: skip
def test_as_many_and_where_evidence_says(
    text: str, other: str, evidence: tuple[Evidence, ...]
) -> None:
    assert not wrong(text, *evidence)
    assert wrong(other, *evidence)


def test_jobs_counted_together_are_all_counted() -> None:
    assert not wrong("Four visits in total, the AC repair included.", *VISITS)


@pytest.mark.parametrize(
    "text",
    ["Flat 20 % off for Gaur City.", "हम एचएसआर लेआउट में भी आते हैं।", "It is in your colony."],
)
def test_what_only_looks_like_an_address_is_left_alone(text: str) -> None:
    area = Evidence("zones#1", {"area": "HSR Layout", "flat": "Flat 12", "offer": "20 % off"})
    assert not {claim for claim in wrong(text, area, MOVE) if "20" not in claim}


def test_a_family_name_is_part_of_who_leads() -> None:
    assert not wrong("मेकअप में जया मेनन लीड करेंगी।", TEAM)
    assert wrong("मेकअप में जया मलिक लीड करेंगी।", TEAM)


def test_a_verb_that_sounds_like_a_field_counts_nothing() -> None:
    cards = (
        Evidence("menu#1", {"item": "Facial", "price": 1199, "areas": ["560102", "560034"]}),
        Evidence("menu#2", {"item": "Waxing", "price": 899, "areas": ["560102"]}),
    )
    said = "The Facial is ₹1,199 and Waxing ₹899, so the two together are ₹2,098."
    assert "two" not in wrong(said, *cards)
