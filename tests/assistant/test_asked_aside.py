"""What relevancy hears in a question and counts as its answer; each beside one that is off."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.relevancy import score_relevancy
from assistant.quality.thresholds import THRESHOLDS

SESSION = Evidence("session", {"now": "2026-05-12T15:00"})
HOMES = tuple(
    Evidence(f"rate_cards#{size}", {"service": f"Deep cleaning {size} BHK", "base_price": price})
    for size, price in ((1, 2999), (2, 3799), (3, 4699))
)
PURSE = Evidence("wallet", {"balance": 275, "promo_expiry": "2026-06-30"})
CREW = Evidence("rate_cards#7", {"service": "Sofa cleaning", "price": 899, "crew": 3})
COMPLAINTS = tuple(
    Evidence(f"complaints#Q-{number}", {"type": kind, "status": status})
    for number, kind, status in ((1, "Late arrival", "CLOSED"), (2, "Damage", "OPEN"))
)
AREAS = (
    Evidence("serviceability#1", {"service": "Pest control", "pincode": "600119"}),
    Evidence("rate_cards#8", {"service": "Pest control", "price": 1299}),
)
PAID = (
    Evidence("payments#P-1", {"booking": "B-110", "amount": 899, "date": "2026-05-03"}),
    Evidence("bookings#B-110", {"service": "Mattress cleaning", "amount": 899}),
)
TOOLS = Evidence("policy/tools", text="Professionals bring their own equipment and ladders.")

SUNDAYS = Evidence(
    "policy/hours", text="Services run all seven days, 8 am to 8 pm. Sunday slots cost ₹60 extra."
)
CANCELLING = Evidence("policy/cancel", text="Bookings are cancelled in the app under My bookings.")
DONE = tuple(
    Evidence(f"bookings#a{number}", {"service": "AC service", "status": status})
    for number, status in ((1, "COMPLETED"), (2, "CANCELLED"), (3, "COMPLETED"))
)
CASH = Evidence(
    "policy/payment", text="Cash is accepted up to ₹3,000. A digital receipt is emailed afterwards."
)

SLOTS = tuple(
    Evidence(f"slots#{at}", {"service": "Manicure", "variant": "Premium", "price": price,
                             "date": "2026-05-13", "time": f"{at}:00"})
    for at, price in (("09", 699), ("16", 1003))
)  # fmt: skip
SPARES = (
    Evidence("rates#1", {"service": "TV repair", "visit_charge": 299, "warranty_days": 90}),
    Evidence("policy/spares", text="Spares are billed separately."),
)
AT = Evidence("bookings#G-1", {"service": "Geyser repair", "date": "2026-05-15", "slot": "10-12"})


def is_low(question: str, answer: str, *evidence: Evidence) -> bool:
    rows = (SESSION, *evidence)
    grounds = read_evidence(rows)
    checked = check_facts(answer, grounds, question)
    value = score_relevancy(Exchange(question, rows, answer), grounds, checked).value
    return value is not None and value < THRESHOLDS["relevancy"]


@pytest.mark.parametrize(
    ("evidence", "question", "answer", "other"),
    [
        (HOMES, "2 bhk ki deep cleaning kitne ki h", "2 bhk 3799", "1 bhk 2999"),
        (HOMES, "दो बीएचके की डीप क्लीनिंग कितने की है?", "₹3,799 की।", "₹4,699 की।"),
        (HOMES, "do bhk deep cleaning rate?", "do BHK 3799", "teen BHK 4699"),
        ((PURSE,), "what's in my wallet and does it expire?",
         "₹275, and the promo part is valid till 30 June.", "₹275 in all, under your account."),
        ((CREW, PURSE), "kitne log aayenge sofa cleaning me?", "Sofa cleaning me 3 log aayenge.",
         "wallet mein abhi 275 pade hain."),
        (COMPLAINTS, "mere kitne complaints abhi khule hain?", "Ek hi khula hai, damage wala.",
         "Late arrival wali complaint Q-1 band ho chuki hai."),
        (AREAS, "do you cover 600119 for pest control?", "Yes, 600119 is covered.",
         "Pest control is ₹1,299."),
        (PAID, "ये किसकी बुकिंग की रकम है ₹899?", "वो B-110 का पेमेंट है।", "ऐप में Account खोलिए।"),
        ((SUNDAYS,), "Sunday ko service milti hai, aur koi extra charge hota hai?",
         "Haan, Sunday ko milti hai, 60 rupaye extra lagte hain.",
         "Haan, Sunday ko milti hai, subah 8 se raat 8 baje tak."),
        ((CANCELLING,), "booking cancel karne ke liye kisse sampark karun?",
         "Aap app ke My bookings se khud cancel kar sakte hain.",
         "Yeh jaankari mere paas nahi hai, app dekh lijiye."),
        (DONE, "meri kitni bookings complete hui aur kitni cancel?",
         "Do poori ho gayi, ek cancel hai.", "Ek cancel hai."),
        ((CASH,), "cash chalega? aur receipt milegi?",
         "₹3,000 tak cash chalega. Receipt email se aayegi.", "₹3,000 tak cash chalega."),
        ((TOOLS, PURSE), "tools khud laate ho kya?", "Haan, apne auzar khud laate hain.",
         "Aapke wallet mein 275 hain."),
    ],
)  # fmt: skip
def test_a_reply_that_keeps_to_what_was_asked_is_told_from_one_that_strays(
    evidence: tuple[Evidence, ...], question: str, answer: str, other: str
) -> None:
    assert not is_low(question, answer, *evidence)
    assert is_low(question, other, *evidence)


@pytest.mark.parametrize(
    ("evidence", "question", "answer"),
    [
        (HOMES, "1 bhk deep cleaning total?", "2999 total"),
        (HOMES, "2 bhk deep cleaning total?", "deep cleaning ka total 3979"),
    ],
)
def test_a_bare_number_answers_what_was_asked_for_in_money_right_or_wrong(
    evidence: tuple[Evidence, ...], question: str, answer: str
) -> None:
    assert not is_low(question, answer, *evidence)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("kal subah 10 ke pehle ka manicure slot hai?", "Haan, kal subah 9 baje hai.",
         "Haan, kal shaam 4 baje hai."),
        ("manicure slot tomorrow, not before noon?", "Yes, tomorrow at 4 PM.",
         "Yes, tomorrow at 9 AM."),
        ("any manicure slot tomorrow evening?", "Yes, at 4 PM.", "Yes, at 9 AM."),
        ("manicure chahiye kal, 700 rupaye ke andar", "Kal 9 baje ₹699 mein mil jayega.",
         "Kal 4 baje ₹1,003 mein mil jayega."),
        ("manicure tomorrow under ₹700?", "The one at 4 PM costs ₹1,003, not under ₹700.",
         "Tomorrow at 4 PM for ₹1,003."),
    ],
)  # fmt: skip
def test_a_reply_beyond_the_limits_that_were_set_has_ignored_them(
    question: str, answer: str, other: str
) -> None:
    assert not is_low(question, answer, *SLOTS)
    assert is_low(question, other, *SLOTS)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("tv repair ka chrge btao", "299 lagte hain", "TV repair par 90 din ki warranty hai."),
        ("tv repair pe warrnty h kya", "haa 90 din ki", "TV repair ka 299 lagta hai."),
    ],
)
def test_words_typed_without_vowels_ask_for_what_they_stand_for(
    question: str, answer: str, other: str
) -> None:
    assert not is_low(question, answer, *SPARES)
    assert is_low(question, other, *SPARES)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("हम दोनों बुज़ुर्ग हैं, गीज़र की मरम्मत किस दिन है?", "15 मई को है।"),
        ("geyser wala 15 tarikh ko kitne baje aayega?", "Subah 10 se 12 ke beech."),
    ],
)
def test_what_a_question_tells_of_itself_is_not_asked(question: str, answer: str) -> None:
    assert not is_low(question, answer, AT)
