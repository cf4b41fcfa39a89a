"""Asks and rules written by hand: what is drawn of them is labelled as they are told."""

import random
import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from assistant.model import LANGUAGES, Language
from assistant.quality.stack.answered import NAMES as ANSWERED_NAMES
from assistant.quality.stack.answered import WHOLE_NAMES
from assistant.quality.stack.sentences import read_features
from evals.entailment import asks, rules
from evals.entailment.mixture import mixture, of_twin
from evals.entailment.pairs import CONTRADICTED, ENTAILED, NEUTRAL, NOT_ENTAILED
from evals.entailment.writers import (
    ANSWERED,
    READ,
    TWINS,
    WHOLE,
    halves_of,
    labelled_twins,
    said_of,
)
from evals.rows import RowError, read_folder


def family(*names: str) -> asks.Family:
    """Asks called so: "who?" is answered by "who!"."""
    return asks.Family.model_validate(
        {
            "topic": names[0],
            "asks": [
                {"ask": {lang: (f"{name}? {lang}",) for lang in LANGUAGES},
                 "answer": {lang: (f"{name}! {lang}",) for lang in LANGUAGES}}
                for name in names
            ],
            "idle": {lang: (f"idle {lang}",) for lang in LANGUAGES},
        }
    )  # fmt: skip


FAMILIES = [family("who", "when", "price"), family("refund", "coupon", "wallet")]
NAMES = ("who", "when", "price", "refund", "coupon", "wallet")


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_an_answer_is_labelled_so_exactly_if_it_answers_every_ask_of_the_question(
    seed: int,
) -> None:
    pair = asks.draw(FAMILIES, random.Random(seed))
    asked = {name for name in NAMES if f"{name}?" in pair.claim}
    answered = {name for name in NAMES if f"{name}!" in pair.premise}
    assert asked
    assert (pair.label == asks.ANSWERED) == (asked <= answered)


RULE = rules.Rule.model_validate(
    {
        "topic": "fee",
        "variants": [
            {"policy": (f"policy {at}",), "field": (f"field: {at}",),
             "said": {lang: (f"said {at} {lang}",) for lang in LANGUAGES}}
            for at in range(3)
        ],
        "beyond": {lang: (f"beyond {lang}",) for lang in LANGUAGES},
    }
)  # fmt: skip
OTHER = rules.Rule.model_validate(
    {
        "topic": "towels",
        "variants": [
            {"policy": ("other policy",), "field": ("other: field",),
             "said": dict.fromkeys(LANGUAGES, ("other said",))}
        ] * 2,
        "beyond": dict.fromkeys(LANGUAGES, ("other beyond",)),
    }
)  # fmt: skip


@given(st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_a_claim_is_labelled_by_the_variant_that_its_evidence_tells(seed: int) -> None:
    pair = rules.draw([RULE, OTHER], random.Random(seed))
    told = re.search(r"said (\d)", pair.claim)
    held = re.search(r"(?:policy|field:) (\d)", pair.premise)
    if told and held:
        same = told[1] == held[1]
        assert pair.label == (ENTAILED if same else CONTRADICTED)
    elif "beyond" in pair.claim or told or held:
        assert pair.label == NEUTRAL


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_written_is_there_in_every_language_and_no_two_asks_share_a_text(
    language: Language,
) -> None:
    for family in read_folder(asks.ASKS, asks.Family):
        for part in ("ask", "answer"):
            texts = [text for one in family.asks for text in getattr(one, part)[language]]
            assert texts
            assert len(set(texts)) == len(texts), family.topic
        assert family.idle[language]
    for rule in read_folder(rules.RULES, rules.Rule):
        said = [text for variant in rule.variants for text in variant.said[language]]
        assert len(set(said)) == len(said), rule.topic
        assert rule.beyond[language]


@pytest.mark.parametrize("kind", [asks.Family, rules.Rule])
def test_a_line_that_is_none_is_named(kind: type[BaseModel], tmp_path: Path) -> None:
    for line in ("no", "{}", '{"topic": "x", "asks": [], "variants": [], "idle": {}}'):
        (tmp_path / "a.jsonl").write_text(line)
        with pytest.raises(RowError, match=r"a\.jsonl:1"):
            read_folder(tmp_path, kind)


def test_a_mixture_holds_the_shares_it_was_given_and_names_those_it_does_not_know() -> None:
    twins = list(islice(labelled_twins(TWINS), 8))
    found = mixture("asks=0.5,turns=0.5", asks.ASKS, rules.RULES, twins)
    chance = random.Random(3)
    drawn = [found.draw(chance) for _ in range(400)]
    known = {of_twin(twin).claim for twin in twins}
    assert 120 < sum(pair.claim in known for pair in drawn) < 280
    assert {pair.label for pair in drawn} <= {ENTAILED, CONTRADICTED, NOT_ENTAILED}
    for wrong in ("x=1", "asks=", "asks"):
        with pytest.raises(ValueError, match=r"share|float"):
            mixture(wrong, asks.ASKS, rules.RULES, twins)


def test_every_writer_is_left_out_once_and_what_readers_said_is_there_for_every_twin() -> None:
    twins = list(labelled_twins(TWINS))
    halves = halves_of(twin.writer for twin in twins)
    assert set(halves.values()) == {0, 1}
    assert abs(sum(halves.values()) * 2 - len(halves)) <= 1
    for path, names in (
        (ANSWERED, ANSWERED_NAMES),
        (WHOLE, WHOLE_NAMES),
        (READ, tuple(read_features(()))),
    ):
        said = said_of(twins, path, names)
        assert np.isfinite([list(one.values()) for one in said]).all()
