"""Whether evidence bears out the sentences of an answer: the page that the reader sees, and what it
makes of it, in three languages."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.encoder.table import SHIPPED as VOCABULARY
from assistant.encoder.table import shipped as shipped_table
from assistant.model import Evidence, Exchange
from assistant.quality.entailment.judge import JudgeError
from assistant.quality.entailment.judges import CLAIMS, SENTENCES, Judges, shipped
from assistant.quality.entailment.page import ASKED, HELD, lay_out, text_of
from assistant.quality.entailment.reader import UNSEEN, Reader, load, sides, unseen
from assistant.quality.scores import score_closely, version_closely
from assistant.quality.stack.sentences import doubt_of, read_features, sentences_of

VISIT = Evidence(
    "visits#7", {"visitNo": "V-7", "done_on": "2026-12-05T10:30", "parts": ["belt", "fan"],
                 "paid": True, "remark": None},
)  # fmt: skip
RULES = Evidence(
    "policy/cancellation",
    text="Cancelling is free until 4 hours before the slot. After that the company keeps half of"
    " the amount. Parking at your home is paid by the customer.",
)


def reader() -> Reader:
    found = shipped().sentences
    assert found is not None
    return found


def doubt(sentence: str, *evidence: Evidence) -> float:
    (found,) = reader().read("", evidence, [sentence])
    margin: float = doubt_of(found)
    return margin


def test_evidence_is_written_with_the_names_of_fields_and_days_as_they_are_said() -> None:
    assert text_of(VISIT) == (
        "visits 7 - visit No: V-7; done on: Saturday 5 December 2026 10:30; parts: belt, fan;"
        " paid: yes; remark: none"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Until 2026-12-05.", "Until Saturday 5 December 2026."),
        ("2026-12-05T10:30:00+05:30", "Saturday 5 December 2026 10:30"),
        ("2026-12-05 10:30Z", "Saturday 5 December 2026 10:30"),
        ("Until 2026-02-30.", "Until 2026-02-30."),
        ("INV-2026-12-05", "INV-2026-12-05"),
        ("2026-12-0512", "2026-12-0512"),
    ],
)
def test_days_are_told_from_what_only_looks_like_one(text: str, told: str) -> None:
    assert text_of(Evidence("kb", text=text)) == f"kb - {told}"
    assert text_of(Evidence("kb", {"of": [text]})) == f"kb - of: {told}"


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
            lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=4), one),
            max_leaves=6,
        ),
    )
)
def test_any_fields_are_written(fields: dict[str, object]) -> None:
    assert text_of(Evidence("kb", fields)).startswith("kb - ")


def test_a_sentence_sees_evidence_and_itself_alone() -> None:
    page = lay_out(shipped_table().pieces, "", [VISIT], ["Paid.", "The fan was changed."])
    side = sides(page)
    off = unseen(side)
    assert set(side.tolist()) == {0, 1, 2}
    for row, mine in enumerate(side):
        seen = {int(side[at]) for at in range(len(side)) if off[row, at] != UNSEEN}
        assert seen == {0, int(mine)}


def test_evidence_is_read_up_to_the_room_there_is() -> None:
    page = lay_out(shipped_table().pieces, "Free? " * 90, [RULES] * 40, ["Free."])
    assert len(page.held) == HELD
    assert len(reader().read("Free? " * 90, [RULES] * 40, ["Free."])) == 1


def test_what_was_asked_is_read_before_the_evidence_and_what_it_says_is_known() -> None:
    pieces = shipped_table().pieces
    alone = lay_out(pieces, "", [VISIT], ["Sofa, three seats."])
    asked = lay_out(pieces, "Sofa with three seats?", [VISIT], ["Sofa, three seats."])
    question = len(asked.held) - len(alone.held) + 1
    assert asked.held[question:] == alone.held[1:]
    assert sum(asked.marks[0]) > sum(alone.marks[0])
    endless = lay_out(pieces, "Sofa? " * 500, [VISIT], ["Sofa."])
    assert len(endless.held) == ASKED - 1 + len(alone.held)


@pytest.mark.parametrize(
    ("borne", "unborne"),
    [
        ("The customer pays for parking.", "The company pays for parking."),
        ("Parking ka paisa customer deta hai.", "Parking ka paisa company deti hai."),
        ("पार्किंग के पैसे ग्राहक देता है।", "पार्किंग के पैसे कंपनी देती है।"),
        ("Cancelling is free until 4 hours before.", "Cancelling is never free."),
    ],
)
def test_what_evidence_says_is_doubted_less_than_what_it_denies(borne: str, unborne: str) -> None:
    assert doubt(borne, RULES) < doubt(unborne, RULES)


def test_a_sentence_is_judged_alike_whatever_stands_beside_it() -> None:
    alone = doubt("The customer pays for parking.", RULES)
    both = reader().read("", [RULES], ["It is free, always!", "The customer pays for parking."])
    assert doubt_of(both[1]) == pytest.approx(alone, abs=0.1)


def test_sentences_are_read_without_the_marks_of_lists_and_questions_back_are_not() -> None:
    answer = "It is ₹599.\n- Free until 4 hours before.\n2. Parking is yours.\nShall I cancel it?"
    assert sentences_of(answer) == [
        "It is ₹599.", "Free until 4 hours before.", "Parking is yours.",
    ]  # fmt: skip


def test_an_answer_that_claims_nothing_is_hardly_doubted() -> None:
    something = read_features(reader().read("", [RULES], ["It is free."]))
    nothing = read_features(())
    assert nothing.keys() == something.keys()
    assert nothing["read_unborne_most"] < -5


def test_files_that_hold_no_reader_are_named(tmp_path: Path) -> None:
    broken = tmp_path / "reader.onnx"
    broken.write_bytes(b"no")
    for graph, head in (
        (broken, SENTENCES.beside),
        (SENTENCES.graph, broken),
        (CLAIMS.graph, CLAIMS.beside),
        (CLAIMS.graph, SENTENCES.beside),
    ):
        with pytest.raises(JudgeError, match="no reader"):
            load(graph, head, VOCABULARY)


@settings(max_examples=25, deadline=None)
@given(
    st.text(max_size=80), st.text(max_size=300),
    st.lists(st.text(min_size=1, max_size=80), max_size=4),
)  # fmt: skip
def test_any_text_is_read(question: str, evidence: str, sentences: list[str]) -> None:
    held = [Evidence("kb", text=evidence or None, fields={"a": 1})]
    found = reader().read(question, held, sentences)
    assert len(found) == len(sentences)


def test_a_turn_of_our_own_kind_is_read_and_its_worst_sentence_is_named() -> None:
    rows = (Evidence("session", {"now": "2026-12-05T10:00"}), RULES)
    answer = "Until 4 hours before the slot. We send a free gift to every home."
    exchange = Exchange("Until when can I cancel for free?", rows, answer)
    judges = shipped()
    with_reader = score_closely(exchange, judges)
    without = score_closely(exchange, Judges(judges.claims, judges.answers))
    reasons = [reason.claim for reason in with_reader.faithfulness.reasons]
    assert "We send a free gift to every home." in reasons
    assert "reader-4" in with_reader.version
    assert "reader" not in without.version
    assert with_reader.faithfulness != without.faithfulness
    assert with_reader.grounding != without.grounding
    assert "reader-4" in version_closely(judges)
