"""Facts that stand in evidence in other words: parts of the work, ages, rates given away, days on
which something was closed; each beside one that does not."""

import pytest

from assistant.model import Evidence
from assistant.quality.grounding import check_facts
from assistant.quality.reading.evidence import read_evidence

PEST = (
    Evidence("bookings#N-301", {"service": "Termite control", "status": "CONFIRMED"}),
    Evidence("policy/prep", text="Empty the kitchen cabinets and keep pets away for 3 hours."),
)
FAN = Evidence("rate_cards#141", {"service": "Ceiling fan installation", "price": 149,
                                  "excludes": "fan hook, new wiring"})  # fmt: skip
SENIORS = (
    Evidence("policy/discounts", text="Customers aged 60 and above get 10% off."),
    Evidence("rate_cards#41", {"service": "Plumbing visit", "price": 299, "duration_min": 45}),
)
COMBO = Evidence("policy/combo", text="A second service gives 12% off the cheaper one.")
CLOSED = (
    Evidence("complaints#CP-90", {"type": "Leak", "status": "RESOLVED", "closed_on": "2026-08-14"}),
    Evidence("complaints#CP-95", {"type": "Overcharged", "status": "RESOLVED"}),
)
VISITS = (
    Evidence("bookings#RO-51", {"service": "RO service", "status": "CANCELLED",
                                "date": "2026-05-02"}),
    Evidence("session", {"now": "2026-06-01T10:00"}),
)  # fmt: skip
TICKET = (
    Evidence("complaints#CM-77", {"status": "OPEN", "raised_at": "2026-05-10T15:00",
                                  "sla_hours": 72}),
    Evidence("session", {"now": "2026-05-12T15:00"}),
)  # fmt: skip
SHUT = (
    Evidence("bookings#NS-4", {"service": "Fridge repair", "date": "2026-05-12",
                               "slot": "10:00-11:00"}),
    Evidence("session", {"now": "2026-05-12T13:00"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("evidence", "answer", "other"),
    [
        (PEST, "किचन कैबिनेट ख़ाली कर लीजिए।", "आपकी बुकिंग एसी रिपेयर की है।"),
        ((FAN,), "पंखा लगाने में नई वायरिंग शामिल नहीं है।", "यह दाम एसी रिपेयर का है।"),
        (SENIORS, "Persons of 60 years or more get 10% off.",
         "Persons of 65 years or more get 10% off."),
        ((COMBO,), "12% off the cheaper service.", "5% off the cheaper service."),
        (CLOSED, "CP-90 was closed.", "CP-95 was closed."),
        (VISITS, "The RO service booked for May was cancelled.",
         "The RO service booked for May was completed."),
        (TICKET, "SLA kal, 13 May ko dopahar 3 baje tak hai.",
         "SLA parso, 13 May ko dopahar 3 baje tak hai."),
        (SHUT, "Your fridge repair slot ended at 11 am.",
         "Your fridge repair slot ended at 12 pm."),
    ],
)  # fmt: skip
def test_what_evidence_tells_in_other_words_stands(
    evidence: tuple[Evidence, ...], answer: str, other: str
) -> None:
    def verdicts(text: str) -> set[str]:
        return {item.reason.verdict for item in check_facts(text, read_evidence(evidence))}

    assert verdicts(answer) <= {"supported"}
    assert not verdicts(other) <= {"supported"}
