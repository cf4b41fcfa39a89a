"""What a complaint is about and how pressing it is, heard in three languages."""

import pytest

from assistant.skills.complain.words import hear, says_what_happened

SAID = [
    ("the technician was rude to my mother", "provider_behavior", "high"),
    ("bande ne badtameezi ki, gaali di", "provider_behavior", "high"),
    ("आदमी ने बहुत बदतमीज़ी की", "provider_behavior", "high"),
    ("my ring was stolen during the cleaning", "provider_behavior", "critical"),
    ("safai ke baad se ghadi gayab hai", "provider_behavior", "critical"),
    ("सफाई के बाद अंगूठी चोरी हो गई", "provider_behavior", "critical"),
    ("the geyser gives a shock when I touch it", "service_quality", "critical"),
    ("usse current lag raha hai", "service_quality", "critical"),
    ("छूते ही करंट लगता है", "service_quality", "critical"),
    ("he took 200 rupees extra from me", "billing", "medium"),
    ("mujhse zyada paise liye", "billing", "medium"),
    ("मुझसे ज्यादा पैसे लिए", "billing", "medium"),
    ("he charged 500 extra, this is fraud", "billing", "critical"),
    ("he came two hours late", "delay", "medium"),
    ("do ghante late aaye", "delay", "medium"),
    ("दो घंटे देर से आए", "delay", "medium"),
    ("nobody came, I am waiting with a newborn", "delay", "high"),
    ("I still have no refund", "refund_issue", "medium"),
    ("aakhri minute par khud cancel kar diya", "cancellation_issue", "medium"),
    ("the sofa is still dirty", "service_quality", "medium"),
    ("kaam bekar tha", "service_quality", "medium"),
    ("मशीन फिर से बंद हो गई", "service_quality", "medium"),
    ("a minor thing, one tile is dirty", "service_quality", "low"),
    ("the colour does not suit the wall", "other", "low"),
]


@pytest.mark.parametrize(("text", "kind", "priority"), SAID)
def test_type_and_priority_follow_the_words(text: str, kind: str, priority: str) -> None:
    heard = hear(text)
    assert (heard.type, heard.priority) == (kind, priority)


@pytest.mark.parametrize(
    "text",
    [
        "I want to complain",
        "please register a complaint about CB-106411",
        "mujhe shikayat karni hai",
        "मुझे शिकायत दर्ज करनी है",
        "complaint",
    ],
)
def test_that_there_is_a_complaint_says_not_yet_what_happened(text: str) -> None:
    assert not says_what_happened(text)


@pytest.mark.parametrize("text", [text for text, _, _ in SAID])
def test_what_happened_is_not_asked_of_who_has_said_it(text: str) -> None:
    assert says_what_happened(text)


@pytest.mark.parametrize(
    "text", ["gas refilling was due in june", "the current slot suits me", "translate it", ""]
)
def test_harmless_words_are_no_danger(text: str) -> None:
    assert hear(text).priority == "low"
