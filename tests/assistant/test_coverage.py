"""What rules take in, leave out or ask for, and what fields have on or off: a true sentence beside
its turned twin."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.scores import score

WARRANTY = Evidence(
    "policy/warranty", text="Installation work carries 7 days. Batteries are not covered by us."
)
DOUBLE = Evidence(
    "policy/duplicate", text="A duplicate payment is returned to the method. It can not be moved "
    "to the wallet.",
)  # fmt: skip
DAMAGE = Evidence(
    "policy/damage", text="Damage is compensated if reported with photos within 24 hours."
)
PROFILE = Evidence("profile#8", {"whatsapp_alerts": True, "email_alerts": False, "city": "Delhi"})


def faults(answer: str, evidence: Evidence) -> set[str]:
    exchange = Exchange(question="How is it?", answer=answer, evidence=(evidence,))
    reasons = score(exchange).faithfulness.reasons
    return {reason.kind for reason in reasons if reason.verdict == "contradicted"}


@pytest.mark.parametrize(
    ("true", "turned", "evidence"),
    [
        ("Batteries are not covered.", "Batteries are covered as well.", WARRANTY),
        ("बैटरी इसमें शामिल नहीं है।", "बैटरी भी इसमें शामिल है।", WARRANTY),
        ("Battery isme shamil nahi hai.", "Battery bhi isme shamil hai.", WARRANTY),
        ("यह वॉलेट में नहीं लौट सकता।", "यह वॉलेट में लौट सकता है।", DOUBLE),
        ("We pay for it if you send photos.", "We pay for it even without photos.", DAMAGE),
        ("फ़ोटो के साथ बताएँ तो भरपाई होगी।", "भरपाई होगी, चाहे आप फ़ोटो दें या न दें।", DAMAGE),
        ("व्हाट्सऐप सूचनाएँ चालू हैं।", "व्हाट्सऐप सूचनाएँ चालू नहीं हैं।", PROFILE),
        ("Your email alerts are off.", "Your email alerts are on.", PROFILE),
    ],
)
def test_what_is_turned_is_found(true: str, turned: str, evidence: Evidence) -> None:
    assert not faults(true, evidence)
    assert faults(turned, evidence)


def test_a_rule_that_says_even_without_is_no_condition() -> None:
    rule = Evidence("policy/damage", text="Damage is paid if reported, even without photos.")
    assert not faults("We pay for it even without photos.", rule)
