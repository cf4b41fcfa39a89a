"""What the gate lets pass, repairs, asks about or hands over."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from assistant.answers.phrases import Voice, load_phrasebook
from assistant.model import Draft, Evidence, Sentence
from assistant.quality.gate import gate

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
CARD = Evidence("rate_cards#1", {"service": "AC Repair", "variant": "Standard", "price": "1299.00"})
VOICE = Voice(load_phrasebook(), "en")


def free(*texts: str, kind: str = "answer") -> Draft:
    return Draft(tuple(Sentence(text) for text in texts), (CARD,), kind=kind)  # type: ignore[arg-type]  # a kind


def test_a_grounded_draft_passes_untouched() -> None:
    draft = free("AC Repair Standard is ₹1,299.")
    gated = gate(draft, "price?", NOW, VOICE)
    assert (gated.verdict, gated.draft, gated.original_text) == ("passed", draft, None)


def test_a_wrong_sentence_of_free_text_is_left_out_and_the_rest_is_said() -> None:
    draft = free("AC Repair Standard is ₹1,299.", "With fitting it is ₹5,555.")
    gated = gate(draft, "price?", NOW, VOICE)
    assert gated.verdict == "repaired"
    assert gated.draft.text == "AC Repair Standard is ₹1,299."
    assert gated.original_text == draft.text
    assert any(reason.claim == "₹5,555" for reason in gated.reasons)


def test_when_nothing_is_left_to_say_the_customer_is_asked() -> None:
    gated = gate(free("AC Repair Standard is ₹5,555."), "price?", NOW, VOICE)
    assert gated.verdict == "clarified"
    assert "5,555" not in gated.draft.text


def test_a_question_that_cannot_stand_is_handed_to_people() -> None:
    gated = gate(free("Is ₹5,555 right for AC Repair?", kind="clarify"), "price?", NOW, VOICE)
    assert gated.verdict == "handed_off"
    assert gated.draft.handoff


def test_declared_claims_do_not_excuse_a_wrong_text() -> None:
    draft = free("AC Repair Standard is ₹1,299.")
    lying = replace(draft, sentences=(replace(draft.sentences[0], text="AC Repair is ₹9,999."),))
    assert gate(lying, "price?", NOW, VOICE).verdict != "passed"
