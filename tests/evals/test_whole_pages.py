"""What the reader of whole answers learns from: pages of twins, of families of near asks, and what
is mixed into them."""

import random
from itertools import islice

from assistant.encoder.pieces import END
from assistant.encoder.table import shipped
from assistant.model import LANGUAGES
from assistant.quality.entailment.page import WHOLE, cut_question
from assistant.quality.entailment.reader import FINE, UNBORNE
from evals.entailment.asks import ASKS, Family
from evals.entailment.pages import UNKNOWN
from evals.entailment.whole_pages import by_file, family_sheet, mixed, whole_sheets
from evals.entailment.writers import TWINS, labelled_twins
from evals.rows import read_folder

PIECES = shipped().pieces


def family(topic: str) -> Family:
    return Family.model_validate({
        "topic": topic,
        "asks": [
            {"ask": dict.fromkeys(LANGUAGES, (f"{topic} {one}?",)),
             "answer": dict.fromkeys(LANGUAGES, (f"{topic} is {one}.",))}
            for one in "ABCD"
        ],
        "idle": dict.fromkeys(LANGUAGES, ("Thank you.",)),
    })  # fmt: skip


def test_a_page_holds_all_answers_to_a_question_and_which_of_them_take_it_up() -> None:
    twins = [twin for twin in islice(labelled_twins(TWINS), 400) if twin.file == "a"]
    sheets = list(whole_sheets(PIECES, twins))
    assert sum(len(sheet.said) for sheet in sheets) == len(twins)
    labels = [one.label for sheet in sheets for one in sheet.said]
    assert labels.count(UNBORNE) == sum(twin.bad["relevancy"] for twin in twins) > 0
    assert all(len(one.numbers) <= WHOLE for sheet in sheets for one in sheet.said)


def test_rows_come_in_any_order_or_not_at_all_and_a_strangers_answer_is_beside_the_point() -> None:
    twins = [twin for twin in islice(labelled_twins(TWINS), 400) if twin.file == "a"]
    sheets = list(whole_sheets(PIECES, twins))
    chance, others = random.Random(3), by_file(sheets)
    found = [mixed(sheet, others, chance) for sheet in sheets]
    alone = [one for one in found if one.held.count(END) == 1]
    assert 0 < len(alone) < len(found) / 3
    for before, after in zip(sheets, found, strict=True):
        assert after.held[: after.held.index(END)] == before.held[: before.held.index(END)]
        assert [one.label for one in after.said[: len(before.said)]] == [
            one.label for one in before.said
        ]
        assert all(one.label == UNBORNE for one in after.said[len(before.said) :])
    assert any(len(a.said) > len(b.said) for a, b in zip(found, sheets, strict=True))


def test_of_a_family_an_answer_is_fine_that_takes_up_all_that_is_asked() -> None:
    chance = random.Random(5)
    families = [family("Refund"), family("Visit")]
    asked = {cut_question(PIECES, f"{one.topic} {name}?"): (one.topic, name)
             for one in families for name in "ABCD"}  # fmt: skip
    of_one = 0
    for _ in range(200):
        page = family_sheet(families, PIECES, chance)
        assert {one.label for one in page.said} == {FINE, UNBORNE}
        if page.held in asked:
            of_one += 1
            topic, name = asked[page.held]
            right = tuple(PIECES.cut(f"{topic} is {name}.", WHOLE))
            plain = {tuple(PIECES.cut(f"{topic} is {one}.", WHOLE)) for one in "ABCD"}
            alone = [one for one in page.said if one.numbers in plain]
            assert all((one.numbers == right) == (one.label == FINE) for one in alone)
    assert 80 < of_one < 180


def test_families_on_file_make_pages() -> None:
    families = read_folder(ASKS, Family)
    pages = [family_sheet(families, PIECES, random.Random(seed)) for seed in range(20)]
    assert all(page.held and len(page.said) > 3 for page in pages)


def test_nothing_is_told_of_the_pieces_of_an_answer() -> None:
    twins = list(islice(labelled_twins(TWINS), 50))
    said = [one for sheet in whole_sheets(PIECES, twins) for one in sheet.said]
    assert all(set(one.labels) == {UNKNOWN} for one in said)
