"""Which facts of a reply trace to the right row of evidence, in three languages."""

import pytest

from assistant.model import Evidence
from assistant.quality.grounding import check_facts, score_grounding
from assistant.quality.reading.evidence import read_evidence

SESSION = Evidence(
    "session",
    {"now": "2026-11-23T14:30:00+05:30", "customer_id": 41, "city": "Pune", "pincode": "411001"},
)
STANDARD = Evidence(
    "rate_cards#112",
    {"service": "AC Repair", "variant": "Standard", "price": "1299.00", "strike_price": "1499.00",
     "pincode": "411001"},
)  # fmt: skip
PREMIUM = Evidence(
    "tariff/7", {"job": "AC Repair", "tier": "Premium", "unitPricePaise": 189900, "zip": "411001"}
)
OWN = Evidence(
    "bookings#88",
    {"order_id": "CB-104233", "customer_id": 41, "service": "AC Repair", "status": "confirmed",
     "slot_start": "2026-11-25T04:30:00Z", "technician": "Reena Srivastava", "pin": "411001"},
)  # fmt: skip
NEIGHBOUR = Evidence(
    "bookings#91",
    {"order_id": "CB-104290", "customer_id": 41, "service": "Geyser Repair", "status": "pending",
     "slot_start": "2026-11-26T16:00:00+05:30", "pin": "411014"},
)  # fmt: skip
FOREIGN = Evidence(
    "bookings#95",
    {"order_id": "CB-109999", "customer_id": 57, "service": "Waxing", "status": "completed",
     "total": "942.82", "slot_start": "2026-11-28T12:00:00+05:30"},
)  # fmt: skip
ALL = (SESSION, STANDARD, PREMIUM, OWN, NEIGHBOUR, FOREIGN)


def wrong(text: str, *evidence: Evidence, question: str = "") -> set[str]:
    """What of the text does not stand."""
    checked = check_facts(text, read_evidence(evidence or ALL), question)
    return {item.reason.claim for item in checked if item.reason.verdict != "supported"}


@pytest.mark.parametrize(
    "text",
    [
        "AC Repair Standard at 411001 is ₹1,299.",
        "AC Repair Standard is twelve hundred ninety-nine rupees.",
        "411001 me AC Repair ka Standard 1299 rupay ka hai.",
        "AC Repair Premium ₹1,899 ka hai.",
        "411001 में AC Repair का Standard बारह सौ निन्यानवे रुपये का है।",
        "AC Repair Standard ₹१,२९९ का है।",
        "CB-104233 is confirmed for Wednesday 25 Nov at 10 am.",
        "CB-104233 parso subah 10 baje hai aur confirmed hai.",
        "CB-104233 25 नवंबर को सुबह 10 बजे है, बुकिंग कन्फ़र्म है।",
        "Reena Srivastava will do your AC Repair on 25 November.",
        "आपकी AC Repair के लिए रीना श्रीवास्तव आएँगी।",
    ],
)
def test_what_the_right_row_says_is_supported_in_figures_and_words(text: str) -> None:
    assert wrong(text) == set()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("AC Repair Standard at 411001 is ₹1,399.", "₹1,399"),
        ("AC Repair ka Standard 1199 rupay ka hai.", "1199 rupay"),
        ("AC Repair Standard का दाम ₹1,229 है।", "₹1,229"),
        ("CB-104233 is on Thursday 3 December.", "Thursday 3 December"),
        ("CB-104233 29 नवंबर को है।", "29 नवंबर"),
        ("CB-104233 is at 5 pm.", "5 pm"),
        ("Your booking CB-104234 is confirmed.", "CB-104234"),
        ("AC Repair is sold at 411099.", "411099"),
    ],
)
def test_a_value_that_stands_nowhere_is_not_supported(text: str, claim: str) -> None:
    assert claim in wrong(text)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("AC Repair Standard is ₹1,899.", "₹1,899"),
        ("AC Repair ka Standard 1899 rupay ka hai.", "1899 rupay"),
        ("AC Repair का Standard ₹1,899 का है।", "₹1,899"),
        ("CB-104233 is on 26 November.", "26 November"),
        ("CB-104233 abhi pending hai.", "pending"),
        ("CB-104233 अभी पेंडिंग है।", "पेंडिंग"),
    ],
)
def test_the_value_of_a_neighbouring_row_is_not_supported(text: str, claim: str) -> None:
    assert claim in wrong(text)


@pytest.mark.parametrize("text", ["Your Waxing is completed.", "CB-109999 ka total ₹942.82 hai."])
def test_another_customers_row_supports_nothing(text: str) -> None:
    assert wrong(text)


def test_an_owner_is_recognised_under_a_name_never_seen_before() -> None:
    mine = Evidence("x#1", {"patron_ref": 41, "svc": "Facial", "fee": "700"})
    theirs = Evidence("x#2", {"patron_ref": 57, "svc": "Facial", "fee": "900"})
    grounds = read_evidence((SESSION, mine, theirs))
    assert [row.source for row in grounds.foreign] == ["x#2"]


def test_an_old_price_is_quoted_only_as_an_old_price() -> None:
    assert wrong("AC Repair Standard is ₹1,499.", SESSION, STANDARD) == {"₹1,499"}
    assert wrong("AC Repair Standard, MRP ₹1,499, is ₹1,299.", SESSION, STANDARD) == set()


@pytest.mark.parametrize(
    "text",
    [
        "AC Repair Standard is ₹1,299, you save ₹200.",
        "AC Repair Standard ₹1,299 ka hai, ₹200 ki bachat.",
        "AC Repair Standard ₹1,299 का है, ₹200 की बचत।",
        "AC Repair Standard with 18% GST comes to ₹1,532.82.",
    ],
)
def test_arithmetic_over_the_right_row_is_supported(text: str) -> None:
    assert wrong(text, SESSION, STANDARD) == set()


def test_arithmetic_done_wrongly_is_not() -> None:
    text = "AC Repair Standard is ₹1,299, you save ₹300."
    assert wrong(text, SESSION, STANDARD) == {"₹300"}


def test_a_reason_says_what_the_evidence_says_instead() -> None:
    (checked,) = [
        item for item in check_facts("AC Repair Standard is ₹1,399.", read_evidence(ALL))
        if item.reason.verdict != "supported"
    ]  # fmt: skip
    reason = checked.reason
    assert (reason.source, reason.field) == ("rate_cards#112", "price")
    assert reason.expected == "price ₹1,299"


def test_the_score_is_the_share_of_supported_facts() -> None:
    checked = check_facts("AC Repair Standard is ₹1,399.", read_evidence(ALL))
    score = score_grounding(checked)
    assert score.value == pytest.approx(2 / 3)


def test_a_reply_without_checkable_facts_is_unscored_with_a_reason() -> None:
    score = score_grounding(check_facts("Thank you so much!", read_evidence(ALL)))
    assert score.value is None
    assert score.unscored


def test_the_same_reply_always_gets_the_same_reasons() -> None:
    text = "CB-104233 is confirmed for Wednesday 25 Nov at 10 am."
    grounds = read_evidence(ALL)
    assert check_facts(text, grounds) == check_facts(text, grounds)


def test_a_web_address_is_one_fact_that_must_stand_in_evidence_to_the_letter() -> None:
    bill = Evidence("invoices#7", {"pdf": "https://chat.example:8443/v1/bills/ab12cd.pdf"})
    assert not wrong("PDF: https://chat.example:8443/v1/bills/ab12cd.pdf.", SESSION, bill)
    made_up = "https://pay.example/411001/refund?id=499"
    assert wrong(f"Claim it at {made_up}", SESSION, bill) == {made_up}


def test_a_text_of_the_right_row_may_be_quoted_whatever_words_it_holds() -> None:
    half, late = (
        Evidence(f"complaints#{number}", {"ticket": f"CC-20016{number}", "customer_id": 41,
                                          "subject": subject, "status": "closed"})
        for number, subject in ((0, "Waxing का काम अधूरा"), (1, "Took ₹700 outside the bill"))
    )  # fmt: skip
    assert not wrong("CC-200160 (Waxing का काम अधूरा): closed", SESSION, half, late)
    assert not wrong("CC-200161 (Took ₹700 outside the bill): closed", SESSION, half, late)
    assert wrong("CC-200160 (Took ₹700 outside the bill): closed", SESSION, half, late) == {"₹700"}
    assert wrong("CC-200161 (Took ₹900 outside the bill): closed", SESSION, half, late) == {"₹900"}
    assert wrong("CC-200160 is अधूरा", SESSION, half, late) == {"अधूरा"}


def test_a_thing_is_known_by_the_name_that_evidence_gives_it_in_either_script() -> None:
    menu = (
        Evidence("catalogue/p1", {"kaamNaam": "Tap Leakage", "shulk": 199}),
        Evidence("catalogue/p3", {"kaamNaam": "Flush Tank Repair", "shulk": 279}),
    )
    assert wrong("फ्लश टैंक रिपेयर ₹279 का है।", *menu) == set()
    assert wrong("फ्लश टैंक रिपेयर ₹199 का है।", *menu) == {"₹199"}


def test_a_tier_that_no_system_has_by_that_name_tells_rows_apart() -> None:
    tariff = (
        Evidence("tariff/7", {"job": "AC Repair", "tier": "Foam jet", "netPrice": 699}),
        Evidence("tariff/8", {"job": "AC Repair", "tier": "Basic wet", "netPrice": 549}),
    )
    assert wrong("Basic wet at ₹549, or Foam jet at ₹699.", *tariff) == set()
    assert wrong("Basic wet at ₹549, or Foam jet at ₹549.", *tariff) == {"₹549"}


def test_one_of_several_things_named_by_words_that_nothing_knows_is_not_judged_as_another() -> None:
    menu = (
        Evidence("catalogue/p1", {"kaamNaam": "Tap Leakage", "shulk": 199}),
        Evidence("catalogue/p2", {"kaamNaam": "Drain Blockage", "shulk": 349}),
    )
    assert wrong("नल की लीकेज (₹199) या नाली जाम (₹349)?", *menu) == set()


def test_the_day_of_one_sentence_does_not_rule_the_next_that_has_its_own() -> None:
    moved = (
        Evidence("moves#12", {"ref": "OR-12", "type": "Office Relocation",
                              "cancelledOn": "2026-11-17", "state": "cancelled"}),
        Evidence("payouts#12", {"ref": "OR-12", "sentBackRs": 45000, "sentOn": "2026-11-20",
                                "payoutState": "refunded"}),
    )  # fmt: skip
    said = "Your office relocation was cancelled on 17 November. ₹45,000 was {}, on 20 November."
    assert wrong(said.format("refunded"), *moved) == set()
    assert wrong(said.format("declined"), *moved) == {"declined"}


def test_field_names_of_hindi_are_read_in_either_script() -> None:
    hindi = Evidence("suchi/71", {"सेवा": "कार धुलाई", "मूल्य": "₹1,050", "पूर्व मूल्य": "₹1,400"})
    romanised = Evidence("seva/61", {"kaam": "Termite Control", "purani_keemat": "4000.00",
                                     "keemat": "3200.00"})  # fmt: skip
    assert wrong("कार धुलाई ₹1,400 से घटकर ₹1,050 है, यानी 25 प्रतिशत छूट।", hindi) == set()
    assert wrong("Termite Control pe 20% off hai (4,000 se 3,200).", romanised) == set()
    assert wrong("कार धुलाई ₹1,400 से घटकर ₹1,050 है, यानी 20 प्रतिशत छूट।", hindi) == {"20 प्रतिशत"}


def test_a_person_is_known_under_a_field_of_any_name_and_others_are_not() -> None:
    desk = Evidence("desk/9", {"customer_id": 41, "vyakti": "Sneha", "intezaar_minute": 4})
    assert wrong("Sneha ji se jod raha hoon, 4 minute.", SESSION, desk) == set()
    assert wrong("Sneha ji se jod raha hoon, 9 minute.", SESSION, desk) == {"9 minute"}


def test_who_rated_a_worker_is_not_whose_the_row_is() -> None:
    crew = Evidence("crew/c-77", {"name": "Naveen Kumar", "stars": 4.1, "ratedBy": 38})
    session = Evidence("session", {"now": "2026-11-23T14:30:00+05:30", "customer_id": 3411})
    assert wrong("Naveen Kumar is rated 4.1.", session, crew) == set()


def test_a_list_of_names_speaks_of_all_of_them() -> None:
    friends = Evidence(
        "referrals/41",
        {"customer_id": 41, "invited": [{"name": "Rohit Sen", "rewardPaise": 10000},
                                        {"name": "Manav Rao", "rewardPaise": 0}]},
    )  # fmt: skip
    assert wrong("Joined: Rohit Sen, Manav Rao.\n₹100 for one of them.", SESSION, friends) == set()


def test_a_level_of_priority_is_that_of_the_row() -> None:
    ticket = Evidence("tickets/T901", {"customer_id": 41, "severity": "high"})
    for said, right in (("high", True), ("critical", False), ("उच्च", True), ("मध्यम", False)):
        text = f"priority {said}" if said.isascii() else f"{said} प्राथमिकता"
        assert (wrong(f"T901: {text}.", SESSION, ticket) == set()) is right, said


def test_a_reason_names_the_services_of_a_row_in_the_same_order_in_every_run() -> None:
    row = Evidence(
        "bookings#88", {"service": "Waxing, pedicure, manicure and hair spa", "provider": "Reena"}
    )
    found = check_facts("Reena will do your geyser repair.", read_evidence((row,)), "")
    (told,) = {item.reason.expected for item in found if item.reason.kind == "service"}
    assert told is not None
    names = told.removeprefix("service ").split(", ")
    assert len(names) > 3
    assert names == sorted(names)
