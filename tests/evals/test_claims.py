"""Claims beside evidence, written by hand: what is there, and how the model of doubts learns from
it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.model import LANGUAGES
from evals.entailment.claims import told_claims
from evals.entailment.doubts import learn
from evals.entailment.frames import CLAIMS, Frame
from evals.rows import RowError, read_folder

FRAME: dict[str, Any] = {
    "topic": "sofa",
    "evidence": [
        {"source": "rate_cards#1", "fields": {"service": "Sofa Cleaning", "price": 899}},
        {"source": "policy/sofa", "text": "Cushions are cleaned free. Leather is not cleaned."},
    ],
    "asked": dict.fromkeys(LANGUAGES, "cushions?"),
    "claims": [
        {"lang": "en", "kind": "negation", "true": "Cushions cost nothing.",
         "false": "Cushions cost extra."},
        {"lang": "en", "kind": "amount", "true": "The sofa is ₹899.", "false": "It is ₹989."},
    ],
}  # fmt: skip


def written(folder: Path, *lines: object, name: str = "sofa") -> Path:
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_claim_that_must_be_read_and_its_twin_are_answers_of_one_writer(tmp_path: Path) -> None:
    right, wrong = told_claims(written(tmp_path, FRAME))
    assert (right.faithful, wrong.faithful) == (True, False)
    assert right.writer == wrong.writer == "claims sofa"
    assert [claim.text for one in (right, wrong) for claim in one.claims] == [
        "Cushions cost nothing.", "Cushions cost extra.",
    ]  # fmt: skip


def test_what_one_writer_made_false_is_doubted_by_what_was_learnt_from_another(
    tmp_path: Path,
) -> None:
    for name in ("one", "other"):
        written(tmp_path, *[FRAME | {"topic": f"{name} {at}"} for at in range(12)], name=name)
    told = list(told_claims(tmp_path))
    _, sums = learn(told)
    assert len(sums) == len(told) == 48
    for (right,), (wrong,) in zip(sums[::2], sums[1::2], strict=True):
        assert wrong > right


@pytest.mark.parametrize("line", [{}, FRAME | {"evidence": []}, FRAME | {"more": 1}, [1]])
def test_a_line_that_is_none_is_named(line: object, tmp_path: Path) -> None:
    with pytest.raises(RowError, match=r"sofa\.jsonl:1"):
        list(told_claims(written(tmp_path, line)))


def test_every_frame_has_claims_in_three_languages_and_no_sentence_stands_on_both_sides() -> None:
    frames = read_folder(CLAIMS, Frame)
    assert len(frames) == len({frame.model_dump_json() for frame in frames})
    for frame in frames:
        assert Counter(claim.lang for claim in frame.claims) == dict.fromkeys(LANGUAGES, 4)
        right, wrong = ({getattr(one, side) for one in frame.claims} for side in ("true", "false"))
        assert len(right) == len(wrong) == 12, frame.topic
        assert not right & wrong, frame.topic
