"""One thing said in many ways: each good answer stands beside one with a single fault."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score
from assistant.quality.thresholds import is_bad

SESSION = Evidence("session", {"now": "2026-12-01T09:00:00+05:30", "customer_id": 41})
WAXING = Evidence(
    "jobs#1", {"customer_id": 41, "svc": "Waxing", "dt": "2026-12-04", "tm": "11:00",
               "pro": "Kavita Rathore", "state": "confirmed"})  # fmt: skip
FACIAL = Evidence(
    "jobs#2", {"customer_id": 41, "svc": "Facial", "dt": "2026-12-08", "tm": "15:00",
               "pro": "Deepa Nair", "state": "pending"})  # fmt: skip
MASSAGE = Evidence(
    "jobs#3", {"customer_id": 41, "svc": "Massage", "dt": "2026-12-09", "tm": "10:00",
               "pro": "Deepa Nair", "state": "confirmed"})  # fmt: skip
EXPERT = Evidence("people#4", {"nm": "Kavita Rathore", "rtg": 4.7, "jobs": 431, "vrf": True})
MORNING = Evidence(
    "openings#1", {"service": "Tap Repair", "on": "2026-12-05", "from_time": "09:00",
                   "to_time": "11:00", "plumber": "Anil Kadam"})  # fmt: skip
EVENING = Evidence(
    "openings#2", {"service": "Tap Repair", "on": "2026-12-05", "from_time": "17:00",
                   "to_time": "19:00", "plumber": "Suraj More"})  # fmt: skip
REPAIR = Evidence(
    "done#1", {"customer_id": 41, "service": "Sofa Cleaning", "done_on": "2026-11-26",
               "warranty_days": 10, "status": "completed"})  # fmt: skip
REFUND = Evidence(
    "refunds#1", {"customer_id": 41, "booking_no": "70112", "amount_rs": 480,
                  "refund_status": "requested", "eta_days": "4-6"})  # fmt: skip
DAYS = Evidence("free#1", {"service": "Hair Spa", "free_days": "2026-12-05, 2026-12-06"})
OFFER = Evidence(
    "offers#1", {"code": "SHINE10", "applies_to": "Car Washing", "percent_off": 10,
                 "max_off_rs": 150, "valid_till": "2026-12-20"})  # fmt: skip
WALLET = Evidence("wallet#41", {"customer_id": 41, "bal": 1500})
BILL = Evidence(
    "bills#3", {"customer_id": 41, "bill_no": "B-3", "service": "TV Repair", "subtotal": 900,
                "discount": 100, "sgst_amount": 72, "cgst_amount": 72, "total": 944})  # fmt: skip
INVITING = Evidence("policy/invite", text="Both of you get 150 rupees in the wallet.")
PAYING = Evidence(
    "policy/pay",
    text="We take card, UPI and cash. A charge of 20 rupees is added on card and UPI. Cash carries "
    "no charge.",
)
REDO = Evidence("policy/redo", text="The revisit is free; new parts are charged.")
HOURS = Evidence("faq/hours", text="We work from 8 AM to 8 PM, seven days a week.")


def is_found_bad(question: str, answer: str, *evidence: Evidence) -> bool:
    return is_bad(score(Exchange(question, (SESSION, *evidence), answer)))


@pytest.mark.parametrize(
    ("question", "evidence", "good", "bad"),
    [
        # states of several things
        ("my bookings?", (WAXING, FACIAL, MASSAGE),
         "Waxing 4 Dec, Facial 8 Dec, Massage 9 Dec: two are confirmed and one is still pending.",
         "Waxing 4 Dec, Facial 8 Dec, Massage 9 Dec: all are confirmed, Facial is confirmed too."),
        # who comes when, one a line
        ("tap repair on saturday?", (MORNING, EVENING),
         "On 5 December:\n- 9–11 AM with Anil Kadam\n- 5–7 PM with Suraj More\nWhich one?",
         "On 5 December:\n- 9–11 AM with Suraj More\n- 5–7 PM with Anil Kadam\nWhich one?"),
        ("tap repair 5 dec ko?", (MORNING, EVENING),
         "5 dec ko ek subah nau baje se aur ek shaam paanch baje se.",
         "5 dec ko ek subah das baje se aur ek shaam paanch baje se."),
        # a name in small letters
        ("who is coming for my waxing?", (WAXING, FACIAL),
         "kavita rathore is coming on 4 dec at 11.", "deepa nair is coming on 4 dec at 11."),
        # short names of fields, a picture for a word, a round figure
        ("rating of my waxing expert?", (WAXING, EXPERT),
         "Kavita Rathore: 4.7 ⭐, over 400 jobs", "Kavita Rathore: 4.9 ⭐, over 400 jobs"),
        # lists and ranges within one field
        ("hair spa this weekend?", (DAYS,),
         "Hair Spa is free on Sunday 6 December.", "Hair Spa is free on Monday 7 December."),
        ("refund of 70112?", (REFUND,),
         "₹480 for 70112 was requested, 4-6 days.", "₹480 for 70112 was requested, 7-9 days."),
        # what is left of a length
        ("sofa warranty kab tak?", (REPAIR,),
         "10 din ki thi, aur 5 din bache, 6 Dec tak.", "10 din ki thi, 9 Dec tak."),
        # amounts in words, of rules, of examples, after a discount
        ("wallet me kitna hai?", (WALLET,), "derh hazaar hain.", "dhai hazaar hain."),
        ("kya milega invite pe?", (INVITING,),
         "150 aapko, 150 dost ko, wallet me.", "250 aapko, 250 dost ko, wallet me."),
        ("offer on car wash?", (OFFER,),
         "SHINE10. On ₹800, for example, 10% would be ₹80 off.",
         "SHINE10. On ₹800, for example, 10% would be ₹120 off."),
        ("gst in B-3?", (BILL,),
         "B-3: GST on the discounted ₹800 is ₹144.", "B-3: GST on the discounted ₹700 is ₹144."),
        # somebody who is on another row
        ("who does my facial?", (WAXING, FACIAL),
         "Deepa Nair comes for the Facial on 8 December at 3 pm.",
         "Kavita Rathore comes for the Facial on 8 December at 3 pm."),
        # rules by what they are about, and with which sign
        ("cash extra?", (PAYING,),
         "Cash par koi charge nahi hai.", "Cash par ₹20 charge lagta hai."),
        ("how can I pay?", (PAYING,), "By card, UPI or cash.", "You can pay by card only."),
        ("is the redo free?", (REDO,),
         "The revisit is free, new parts are charged.", "The revisit is free, new parts included."),
        # of all what is said of some
        ("SHINE10 kis pe hai?", (OFFER,),
         "SHINE10 Car Washing par hai, 10% off.", "SHINE10 har service par hai, 10% off."),
        ("open at night?", (HOURS,), "No, from 8 am to 8 pm.", "Yes, round the clock."),
        ("sunday ko khule ho?", (HOURS,), "Haan, saaton din.", "Nahi, sunday ko band rehta hai."),
        # what nobody did, why, and what will never be
        ("change my waxing slot", (WAXING,),
         "Your Waxing is on 4 December. Shall I change it?", "I have changed your Waxing slot."),
        ("refund of 70112?", (REFUND,),
         "₹480 for 70112 was requested.",
         "₹480 for 70112 was requested, because the bank server crashed."),
        ("tap repair on 5 dec?", (MORNING,),
         "5 December, 9–11 AM, Anil Kadam.", "5 December, 9–11 AM, and it will never leak again."),
        ("tap repair 5 dec?", (MORNING,),
         "5 December ko 9 se 11 khali hai.", "5 December ko koi slot khali nahi hai."),
        # opening hours without the word for them
        ("u open sunday?", (HOURS,), "All 7 days, 8 to 8.", "All 7 days, 8 to 11."),
    ],
)  # fmt: skip
def test_a_good_answer_stands_and_its_twin_does_not(
    question: str, evidence: tuple[Evidence, ...], good: str, bad: str
) -> None:
    assert not is_found_bad(question, good, *evidence)
    assert is_found_bad(question, bad, *evidence)
