"""What the reader learns reading from: frames, also turned, rules, strangers, courtesies."""

import random
from collections import Counter
from pathlib import Path

import pytest

from assistant.encoder.table import shipped
from assistant.model import LANGUAGES
from assistant.quality.entailment.judges import shipped as shipped_networks
from assistant.quality.entailment.page import HELD, SAID
from assistant.quality.entailment.reader import FINE, UNBORNE, WRONG
from evals.entailment.frames import CLAIMS, TURNED, Frame, read_frames
from evals.entailment.kept_back import doubted, main
from evals.entailment.pages import (
    COURTESIES,
    KEPT_BACK,
    UNKNOWN,
    Courtesy,
    Sources,
    differing,
    reordered,
    rule_sheet,
    sheets_of,
    shuffled,
)
from evals.entailment.rules import RULES, Rule
from evals.rows import read_folder, read_jsonl


@pytest.fixture(scope="module")
def sources() -> Sources:
    pieces = shipped().pieces
    return Sources(
        tuple(sheet for sheet in sheets_of(pieces, TURNED) if sheet.writer == "plain"),
        tuple(read_folder(RULES, Rule)),
        tuple(tuple(pieces.cut(one.text, SAID)) for one in read_jsonl(COURTESIES, Courtesy)),
        pieces,
    )


@pytest.mark.parametrize(
    ("true", "false", "faulty"),
    [
        ([0, 5, 6, 2], [0, 5, 7, 2], [2]),
        ([0, 5, 2], [0, 5, 8, 9, 2], [2, 3]),
        ([0, 5, 6, 7, 2], [0, 5, 7, 2], [1, 2]),
        ([0, 5, 2], [0, 5, 2], []),
    ],
)
def test_the_pieces_in_which_a_twin_differs_are_its_fault(
    true: list[int], false: list[int], faulty: list[int]
) -> None:
    assert [at for at, other in enumerate(differing(true, false)) if other] == faulty


def test_what_is_true_of_evidence_is_false_of_its_turned_version(sources: Sources) -> None:
    first, _, turned, _ = sources.sheets[:4]
    assert first.held != turned.held
    true = [one.numbers for one in first.said[::2]]
    assert true == [one.numbers for one in turned.said[1::2]]
    for sheet in (first, turned):
        assert {one.label for one in sheet.said[::2]} == {FINE}
        assert {one.label for one in sheet.said[1::2]} <= {WRONG, UNBORNE}
        for one in sheet.said[1::2]:
            assert one.label in one.labels


def test_a_page_of_rules_has_a_sentence_that_one_says_beside_one_that_none_says(
    sources: Sources,
) -> None:
    sheet = rule_sheet(sources, random.Random(3))
    assert [one.label for one in sheet.said] == [FINE, UNBORNE] * (len(sheet.said) // 2)
    assert {label for one in sheet.said for label in one.labels} == {UNKNOWN}


def test_strangers_and_courtesies_come_among_twins_and_the_rest_stays(sources: Sources) -> None:
    found = shuffled(sources, 0.15, random.Random(3))
    assert len(found) == len(sources.sheets) + int(len(sources.sheets) * 0.15 / 0.85)
    courtesies = set(sources.courtesies)
    extra = [one for sheet in found for one in sheet.said if one.numbers in courtesies]
    assert extra
    assert {one.label for one in extra} == {FINE}
    assert shuffled(sources, 0.15, random.Random(3)) == found


def test_half_of_the_pages_have_a_question_and_what_it_says_is_known(sources: Sources) -> None:
    asked = {numbers: sheet for sheet in sources.sheets for numbers in sheet.asked}
    assert asked
    found = shuffled(sources, 0.15, random.Random(3))
    with_question = [
        (sheet, numbers) for sheet in found for numbers in sheet.asked
        if sheet.held[: len(numbers)] == numbers
    ]  # fmt: skip
    assert 0.3 < len(with_question) / len(sources.sheets) < 0.7
    for sheet, _ in with_question:
        assert len(sheet.held) <= HELD
        for one in sheet.said:
            assert one.marks == tuple(int(number in set(sheet.held)) for number in one.numbers)


def test_every_turned_frame_has_both_versions_of_the_same_rows_in_three_languages() -> None:
    frames = read_folder(TURNED, Frame)
    assert len(frames) == len({frame.model_dump_json() for frame in frames})
    for frame in frames:
        assert [row.source for row in frame.evidence] == [row.source for row in frame.turned]
        assert frame.evidence != frame.turned
        assert Counter(claim.lang for claim in frame.claims) == dict.fromkeys(LANGUAGES, 4)
        assert all(claim.true != claim.false for claim in frame.claims), frame.topic


def test_what_is_doubted_is_told_by_kinds_of_faults_beside_both_versions() -> None:
    reader = shipped_networks().sentences
    assert reader is not None
    frames = [frame for writer, frame in read_frames(TURNED) if writer in KEPT_BACK][:2]
    found = doubted(frames, reader)
    kinds = Counter(claim.kind for frame in frames for claim in frame.claims)
    assert {name: len(one.true) for name, one in found.items() if name in kinds} == {
        kind: 2 * many for kind, many in kinds.items()
    }
    for one in found.values():
        assert len(one.true) == len(one.false)


def test_a_folder_that_holds_no_frames_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.jsonl").write_text("{}\n")
    assert main(["--frames", str(tmp_path)]) == 2
    assert "odd.jsonl:1" in capsys.readouterr().err


def test_no_frame_is_turned_among_those_of_the_model_of_doubts() -> None:
    assert not any(frame.turned for frame in read_folder(CLAIMS, Frame))


def test_courtesies_are_all_different() -> None:
    texts = [one.text for one in read_jsonl(COURTESIES, Courtesy)]
    assert len(texts) == len(set(texts))


def test_rows_come_in_any_order_behind_what_opens_a_page() -> None:
    held = (0, 7, 2, 11, 12, 2, 13, 2, 14)  # the last row was cut short
    orders = {reordered(held, 3, random.Random(seed)) for seed in range(20)}
    assert orders == {held, (0, 7, 2, 13, 2, 11, 12, 2, 14)}
    assert reordered((0,), 1, random.Random(1)) == (0,)
