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


@pytest.mark.parametrize(
    ("evidence", "answer", "other"),
    [
        (PEST, "किचन कैबिनेट ख़ाली कर लीजिए।", "आपकी बुकिंग एसी रिपेयर की है।"),
        ((FAN,), "पंखा लगाने में नई वायरिंग शामिल नहीं है।", "यह दाम एसी रिपेयर का है।"),
        (SENIORS, "Persons of 60 years or more get 10% off.",
         "Persons of 65 years or more get 10% off."),
        ((COMBO,), "12% off the cheaper service.", "5% off the cheaper service."),
        (CLOSED, "CP-90 was closed.", "CP-95 was closed."),
    ],
)  # fmt: skip
def test_what_evidence_tells_in_other_words_stands(
    evidence: tuple[Evidence, ...], answer: str, other: str
) -> None:
    def verdicts(text: str) -> set[str]:
        return {item.reason.verdict for item in check_facts(text, read_evidence(evidence))}

    assert verdicts(answer) <= {"supported"}
    assert not verdicts(other) <= {"supported"}
