"""What the reader learns judging from: all answers to a question on one page, and of a bad one that
some sentence of it is at fault."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.encoder.table import shipped
from assistant.model import METRICS, Evidence, Exchange, Metric
from assistant.quality.entailment.reader import FINE, UNBORNE, WRONG
from evals.entailment.answer_pages import AnswerSheet, answer_sheets
from evals.entailment.pages import UNKNOWN, in_batches
from evals.entailment.writers import TWINS, Labelled, keep, labelled_twins, said_of

RULE = Evidence("policy/parking", text="The customer pays for parking. Moving is free.")


def answer(text: str, *, bad: Metric | None = None, question: str = "Who pays?") -> Labelled:
    found = {metric: metric == bad for metric in METRICS}
    return Labelled("kb", 0, "kb", "en", Exchange(question, (RULE,), text), found)


def page_of(*answers: Labelled) -> AnswerSheet:
    (found,) = answer_sheets(shipped().pieces, answers)
    return found


GOOD = answer("You pay for parking. Moving your slot is free.")


def test_each_sentence_stands_on_the_page_once_and_those_of_good_answers_are_fine() -> None:
    found = page_of(GOOD, answer("You pay for parking. We pay for lunch.", bad="faithfulness"))
    assert [one.label for one in found.said] == [FINE, FINE, UNKNOWN]
    (fault,) = found.faults
    assert (fault.label, fault.places) == (UNBORNE, (2,))


@pytest.mark.parametrize(
    ("bad", "label"), [("grounding", WRONG), ("faithfulness", UNBORNE), ("relevancy", None)]
)
def test_what_is_beside_the_point_may_be_true(bad: Metric, label: int | None) -> None:
    found = page_of(GOOD, answer("Moving your slot costs ₹50.", bad=bad))
    assert [fault.label for fault in found.faults] == ([] if label is None else [label])


def test_of_a_twin_of_a_good_sentence_the_pieces_that_differ_are_at_fault() -> None:
    found = page_of(GOOD, answer("We pay for parking.", bad="faithfulness"))
    labels = found.said[2].labels
    assert UNBORNE in labels
    assert FINE in labels
    unlike = page_of(GOOD, answer("Bring a gift for our man!", bad="faithfulness"))
    assert set(unlike.said[2].labels) == {UNKNOWN}


def test_of_several_strange_sentences_nobody_knows_which_is_at_fault() -> None:
    found = page_of(GOOD, answer("We pay for parking. We pay for lunch.", bad="faithfulness"))
    assert found.faults[0].places == (2, 3)
    assert all(set(one.labels) == {UNKNOWN} for one in found.said[2:])


def test_another_question_is_another_page_and_answers_that_claim_nothing_are_none() -> None:
    two = [GOOD, answer("You do.", question="Who, me?")]
    assert len(list(answer_sheets(shipped().pieces, two))) == 2
    assert list(answer_sheets(shipped().pieces, [answer("Shall I book it?")])) == []


def test_answers_that_stand_beside_other_evidence_too_are_turned() -> None:
    other = Evidence(RULE.source, text="We pay for parking. Moving is free.")
    asked = replace(GOOD.exchange, evidence=(other,))
    beside_other = replace(
        GOOD, exchange=asked, bad=dict.fromkeys(METRICS, False) | {"faithfulness": True}
    )
    turned = answer_sheets(shipped().pieces, [GOOD, beside_other])
    assert [sheet.is_turned for sheet in turned] == [True, True]
    assert not page_of(GOOD).is_turned


def test_all_pages_come_once_those_of_like_sizes_together() -> None:
    sheets = [replace(page_of(GOOD), held=(0,) * size) for size in range(1, 20)]
    drawn = list(in_batches(sheets, 4, random.Random(3)))
    assert sorted((s for some in drawn for s in some), key=lambda s: len(s.held)) == sheets
    assert all(len(some[-1].held) - len(some[0].held) < 4 for some in drawn)


def test_what_is_said_of_a_twin_is_kept_beside_what_is_said_of_others(tmp_path: Path) -> None:
    path = tmp_path / "read.npz"
    one, other = replace(GOOD, file="x", place=1), replace(GOOD, file="y", place=0)
    keep([one], [{"a": 0.12345, "b": 2.0}], path)
    keep([other], [{"a": 3.0, "b": 4.0}], path)
    said = said_of([other, one], path, ("a", "b"))
    assert said[0] == {"a": 3.0, "b": 4.0}
    assert said[1] == pytest.approx({"a": 0.123, "b": 2.0})
    with pytest.raises(ValueError, match="nothing of x, answer 1"):
        said_of([replace(one, place=0)], path, ("a", "b"))
    with pytest.raises(ValueError, match="does not say a, c"):
        said_of([one], path, ("a", "c"))
    keep([one], [{"a": 1.0, "c": 2.0}], path)
    with pytest.raises(ValueError, match="nothing of y"):
        said_of([other], path, ("a", "c"))


def test_on_every_page_something_is_known_and_what_is_not_is_suspected() -> None:
    twins = [twin for twin in labelled_twins(TWINS) if twin.file in ("e", "ae")]
    sheets = list(answer_sheets(shipped().pieces, twins))
    assert len(sheets) > 100
    for sheet in sheets:
        labels = [one.label for one in sheet.said]
        suspected = {place for fault in sheet.faults for place in fault.places}
        assert FINE in labels or sheet.faults
        assert {place for place, label in enumerate(labels) if label == UNKNOWN} == suspected
