"""What a reply calls a thing short of its name, and sums told loosely; each with a false twin."""

from functools import partial

import pytest

from assistant.model import Evidence
from tests.assistant.checked import wrong_beside

SESSION = Evidence("session", {"now": "2026-05-12T10:00:00+05:30", "city": "Pune"})
HAIR = tuple(
    Evidence(f"menu#{at}", {"section": f"Salon for {whom}", "service": "Hair Cut",
                            "variant": variant, "price": price})
    for at, (whom, variant, price) in enumerate(
        (("Men", "Basic", 299), ("Men", "Premium", 549), ("Women", "Basic", 599))
    )
)  # fmt: skip
REPAIRS = (
    Evidence("jobs#1", {"job": "Bed Repair", "paid": 850, "on": "2026-04-30"}),
    Evidence("jobs#2", {"job": "Furniture Repair", "about": "almari hinge", "paid": 625,
                        "on": "2026-05-05"}),
    Evidence("jobs#3", {"job": "Door Repair", "paid": 900, "on": "2026-05-16"}),
)  # fmt: skip
PESTS = tuple(
    Evidence(f"orders#{at}", {"line": line, "visit_date": day})
    for at, (line, day) in enumerate(
        (("Termite Control", "2026-06-03"), ("Mosquito Control", "2026-06-19"))
    )
)
PLUMBER = Evidence("visits#8", {"task": "Pipe Repair", "plumber": "Baldev Singh",
                                "base": "Rajouri Garden, Delhi"})  # fmt: skip
RATE = Evidence("tariff#1", {"service": "Local Shifting", "variant": "Premium", "fee": 8900})
TAX = Evidence("policy/tax", text="Fees exclude GST (18 percent).")
COMBO = Evidence("combo#7", {"name": "Sofa + Carpet combo", "sofa_alone": 1200,
                             "carpet_alone": 950, "combo_price": 1799})  # fmt: skip
ADVANCE = Evidence("advances#1", {"no": "CP-6", "service": "Car Polish", "advance": 500,
                                  "starts": "2026-05-14T12:00"})  # fmt: skip
GRADES = Evidence(
    "policy/refunds",
    text="24 hours or more, full; 12 up to 24 hours, half; 6 up to 12 hours, one quarter; below 6 "
    "hours, nil.",
)
FAILED = Evidence("payments#5", {"order": "OR-77", "amount": 48000, "outcome": "failed",
                                 "at": "2026-05-12T09:02"})  # fmt: skip
ORDER = Evidence("orders#77", {"order": "OR-77", "state": "pending", "date": "2026-05-24"})

wrong = partial(wrong_beside, SESSION)
"""What of a text does not stand."""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Gents ya ladies? Gents ka Hair Cut ₹299 (Basic) aur ₹549 (Premium) hai, ladies ka ₹599.",
         "Gents ya ladies? Gents ka Hair Cut ₹299 (Premium) aur ₹549 (Basic) hai, ladies ka ₹299."),
        ("Men's hair cut is ₹299, women's is ₹599.", "Men's hair cut is ₹599, women's is ₹549."),
    ],
)  # fmt: skip
def test_ladies_and_gents(text: str, other: str) -> None:
    assert wrong(text, *HAIR) == set()
    assert wrong(other, *HAIR)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Bed Repair ₹850 ka tha, almari ₹625.", "Bed Repair ₹850 ka tha, almari ₹900."),
        ("Bed Repair 30 April ko tha. Darwaze wala kaam 16 May ko hai.",
         "Bed Repair 30 April ko tha. Darwaze wala kaam 5 May ko hai."),
        ("बेड रिपेयर 30 अप्रैल को था, दरवाज़े वाला 16 मई को है।",
         "बेड रिपेयर 30 अप्रैल को था, दरवाज़े वाला 30 अप्रैल को है।"),
    ],
)  # fmt: skip
def test_a_thing_by_what_it_is_about(text: str, other: str) -> None:
    assert wrong(text, *REPAIRS) == set()
    assert wrong(other, *REPAIRS)


def test_a_trade_stands_for_its_services() -> None:
    assert wrong("You have two pest control visits in June.", *PESTS) == set()
    assert wrong("You have two deep cleaning visits in June.", *PESTS)


def test_a_place_right_behind_a_name_is_no_part_of_it() -> None:
    assert wrong("Baldev Singh Rajouri Garden se aayenge.", PLUMBER) == set()
    assert wrong("Baldev Verma Rajouri Garden se aayenge.", PLUMBER)


def test_pincodes_of_a_list_are_read_under_any_name() -> None:
    row = Evidence("teams#1", {"service": "Pipe Repair", "serves": "110018,110027,110058"})
    assert wrong("Pipe Repair 110027 aur 110058 mein hota hai.", row) == set()
    assert wrong("Pipe Repair 110028 mein hota hai.", row) == {"110028"}


def test_about_so_much_with_the_tax() -> None:
    assert wrong("Premium is ₹8,900 before tax, so about 10.5k with GST.", RATE, TAX) == set()
    assert wrong("Premium is ₹8,900 before tax, so about 11.5k with GST.", RATE, TAX) == {"11.5k"}


def test_bought_apart() -> None:
    assert wrong("Alag alag ₹2,150 lagte, combo ₹1,799, to ₹351 bachenge.", COMBO) == set()
    assert wrong("Alag alag ₹2,150 lagte, combo ₹1,799, to ₹451 bachenge.", COMBO) == {"₹451"}


def test_what_later_grades_give_back() -> None:
    text = "CP-6 ke liye aapne ₹500 advance diye hain. Uske baad: pehle ₹{}, phir ₹125."
    assert wrong(text.format(250), ADVANCE, GRADES) == set()
    assert wrong(text.format(350), ADVANCE, GRADES) == {"₹350"}
    assert wrong("Abhi cancel karein to ₹250 wapas milenge.", ADVANCE, GRADES) == {"₹250"}


def test_the_table_before_a_number_says_whose_state_it_is() -> None:
    text = "The payment failed at 9:02 AM today, and order OR-77 {}."
    assert wrong(text.format("remains pending"), FAILED, ORDER) == set()
    assert wrong(text.format("is confirmed"), FAILED, ORDER) == {"confirmed"}


def test_the_name_of_a_section_is_no_other_service_than_the_one_named() -> None:
    spa = Evidence("menu#9", {"section": "Salon for Women", "service": "Hair Spa", "price": 1149})
    assert not wrong("Hair Cut is ₹599 in Salon for Women.", *HAIR, spa)
    assert wrong("Hair Spa is ₹599 in Salon for Women.", *HAIR, spa) == {"₹599"}
