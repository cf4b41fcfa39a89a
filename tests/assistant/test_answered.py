"""Whether an answer takes up what was asked: the trained cross-encoder of answers, in three
languages, and what relevancy makes of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model import Evidence, Exchange
from assistant.quality.entailment.judge import Judge
from assistant.quality.entailment.judges import Judges, shipped
from assistant.quality.scores import score, score_closely, version_closely
from assistant.quality.stack.answered import answered_features, pair_of, pairs_of

RATE = Evidence(
    "rate_cards#7",
    {"service": "AC Repair", "price": 1299, "duration_min": 90, "pincode": "560038"},
)
PRO = Evidence("providers#3", {"name": "Suresh Nair", "rating": 4.7, "languages": "Hindi, Tamil"})


def judge() -> Judge:
    found = shipped().answers
    assert found is not None
    return found


def answered(question: str, answer: str) -> float:
    """How much speaks for the answer taking up the question."""
    return answered_features([judge().read(*pair_of(question, answer))])["read_answered"]


@pytest.mark.parametrize(
    ("question", "right", "near"),
    [
        ("How much is the split AC service?", "It is ₹599 all in.", "It takes about an hour."),
        ("Who is coming for my tap tomorrow?", "Ramesh Yadav will come.", "At ten in the morning."),
        ("How do I cancel it?", "Open the booking and tap Cancel.", "Cancelling it is free."),
        ("kitne baje aayenge?", "Subah 10 se 12 ke beech.", "Suresh bhai aa rahe hain."),
        ("cancel karne ka charge lagega?", "Nahi, abhi cancel karna free hai.",
         "App me booking khol kar cancel dabaiye."),
        ("सफ़ाई में कितना समय लगेगा?", "लगभग तीन घंटे।", "कुल ₹1,499 लगेंगे।"),
        ("टेक्नीशियन की रेटिंग क्या है?", "उन्हें 4.8 मिले हैं।", "वे दोपहर 2 बजे आएँगे।"),
    ],
)  # fmt: skip
def test_what_answers_the_ask_is_told_from_what_answers_its_neighbour(
    question: str, right: str, near: str
) -> None:
    assert answered(question, right) > answered(question, near)


@pytest.mark.parametrize(
    ("question", "whole", "half"),
    [
        ("What does it cost and how long does it take?", "₹599, and about an hour.",
         "It costs ₹599."),
        ("kaun aayega aur kitne baje?", "Suresh Nair, subah 10 baje.", "Suresh Nair aayenge."),
        ("दाम कितना है और गारंटी कब तक?", "₹899, और गारंटी 30 दिन की।", "दाम ₹899 है।"),
    ],
)  # fmt: skip
def test_half_an_answer_is_told_from_a_whole_one(question: str, whole: str, half: str) -> None:
    assert answered(question, whole) > answered(question, half)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_texts_are_read_and_read_alike_again(question: str, answer: str) -> None:
    pair = pair_of(question, answer)
    assert judge().read(*pair) == judge().read(*pair)


@given(st.lists(st.tuples(*[st.floats(-30, 30)] * 3), min_size=1, max_size=4))
def test_the_part_that_is_taken_up_least_counts_and_a_question_of_one_part_is_that_part(
    logits: list[tuple[float, float, float]],
) -> None:
    found = answered_features(logits)
    assert found["read_answered"] == answered_features(logits[:1])["read_least"]
    if len(logits) > 1:
        assert found["read_least"] == min(
            answered_features([one])["read_answered"] for one in logits[1:]
        )


def test_a_question_of_several_parts_is_asked_as_a_whole_and_part_by_part() -> None:
    both = Exchange("What does it cost and who comes?", (), "₹599; Ramesh comes.")
    assert [question for question, _ in pairs_of(both)] == [
        "asked: What does it cost and who comes?", "asked: What does it cost", "asked: who comes",
    ]  # fmt: skip
    assert len(pairs_of(Exchange("Who comes?", (), "Ramesh."))) == 1


def test_a_close_score_of_our_own_kind_of_turn_says_that_the_answer_was_read() -> None:
    exchange = Exchange("AC repair price in 560038?", (RATE,), "AC Repair in 560038 is ₹1,299.")
    found = score_closely(exchange, shipped())
    assert found.version == f"{score(exchange).version}+stack-18+answered-1+reader-4+whole-1"
    assert found.relevancy == score_closely(exchange, shipped()).relevancy


def test_without_it_relevancy_is_weighed_by_the_rest_and_the_version_says_so() -> None:
    exchange = Exchange("AC repair price in 560038?", (RATE,), "AC Repair in 560038 is ₹1,299.")
    found = score_closely(exchange, Judges(sentences=shipped().sentences))
    assert found.version == f"{score(exchange).version}+stack-18+reader-4"
    assert found.relevancy.value is not None
    assert found.grounding == score_closely(exchange, shipped()).grounding
    assert score_closely(exchange, Judges()).version == f"{score(exchange).version}+stack-18"


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("Does Suresh speak Tamil?", "Yes, Suresh Nair speaks Hindi and Tamil.",
         "Suresh Nair is rated 4.7."),
        ("AC repair me kitna time lagta hai?", "AC Repair 90 minute ka hai.",
         "AC Repair ₹1,299 ka hai."),
    ],
)  # fmt: skip
def test_true_words_beside_the_point_are_less_relevant(
    question: str, right: str, wrong: str
) -> None:
    values = [
        score_closely(Exchange(question, (RATE, PRO), text), shipped()).relevancy.value or 0
        for text in (right, wrong)
    ]
    assert values[0] > values[1]


def test_the_version_of_a_run_names_every_model_that_may_judge_a_turn_of_it() -> None:
    both = version_closely(shipped())
    ours = Exchange("AC repair price?", (RATE,), "AC Repair is ₹1,299.")
    others = Exchange("", (Evidence("doc/1", text="A revisit is free."),), "A revisit is free.")
    for exchange in (ours, others):
        mine = score_closely(exchange, shipped()).version
        assert set(mine.split("+")) < set(both.split("+"))
    assert version_closely(Judges()) == f"{score(ours).version}+stack-18"
