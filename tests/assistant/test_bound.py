"""To which row a fact is tied: by the words around it, by what came before, by the question."""

import pytest

from assistant.model import Evidence, Exchange
from assistant.quality.grounding import examine
from assistant.quality.reading.evidence import read_evidence
from assistant.quality.stack.bound import bound_features

SHELF = (
    Evidence("glass.g1", {"label": "Shop glass, up to 100 sq ft", "one_time": 450}),
    Evidence("glass.g2", {"label": "Shop glass, 101-200 sq ft", "one_time": 750}),
    Evidence("glass.g3", {"label": "Shop glass, 201-350 sq ft", "one_time": 1200}),
)
BEDS = (
    Evidence("furn#bs", {"item": "Storage bed assembly", "fee": 849}),
    Evidence("furn#bp", {"item": "Plain bed assembly", "fee": 549}),
)
DRAPES = (
    Evidence("fabric#curtain", {"unit": "per panel", "rate": 120}),
    Evidence("fabric#sofa", {"unit": "per seat", "rate": 150}),
)
MASSAGES = (
    Evidence("spa#s1", {"name": "Swedish massage 90 min", "rupees": 2199}),
    Evidence("spa#s2", {"name": "Deep tissue massage 90 min", "rupees": 2499}),
)


def off(question: str, evidence: tuple[Evidence, ...], answer: str) -> float:
    exchange = Exchange(question, evidence, answer)
    examined = examine(answer, read_evidence(evidence, exchange.now), question)
    found = bound_features(exchange, examined)
    return found["bound_off"] - found["bound_on"]


@pytest.mark.parametrize(
    ("question", "evidence", "right", "wrong"),
    [
        (
            "Price for a Swedish massage?", MASSAGES,
            "₹2,199 for the 90-minute Swedish.", "₹2,199 for the 90-minute deep tissue.",
        ),
        (
            "स्टोरेज वाला बेड असेंबल करवाना है", BEDS,
            "स्टोरेज बेड की असेंबली ₹849 है।", "सादे बेड की असेंबली ₹849 है।",
        ),
        (
            "dono ka rate bolo", DRAPES,
            "Parde ka rate ₹120, sofa ka ₹150.", "Parde ka rate ₹150, sofa ka ₹120.",
        ),
        (
            "how much for my shop, 150 sq ft?", SHELF, "It is ₹750 once.", "It is ₹450 once.",
        ),
        (
            "plain ya storage?", BEDS,
            "Plain bed chalega. ₹549 lagega.", "Plain bed chalega. ₹849 lagega.",
        ),
    ],
)  # fmt: skip
def test_a_figure_of_another_row_than_the_one_named_is_off(
    question: str, evidence: tuple[Evidence, ...], right: str, wrong: str
) -> None:
    assert off(question, evidence, right) < 0 < off(question, evidence, wrong)


def test_a_lone_row_and_a_figure_of_all_rows_tie_nothing() -> None:
    assert off("how much?", BEDS[:1], "It is ₹849.") == 0
    same = (*BEDS[:1], Evidence("furn#bx", {"item": "Box bed assembly", "fee": 849}))
    assert off("box bed?", same, "It is ₹849.") == 0
