"""Curves, samples and intervals against values worked out by hand or known from the literature."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quality.calibration import expected_error, fit, probability, reliability
from assistant.quality.intervals import Interval, of_finite, sum_of, wilson
from assistant.quality.proposals import Labelled, Logged, budgets, curves_of, propose
from assistant.quality.sampling import Stratum, error_rate, kappa, true_quality
from assistant.quality.thresholds import THRESHOLDS, Approved, Place, limits_for

labels = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=300)


@given(labels)
def test_a_curve_never_rises_and_stays_a_probability(found: list[tuple[float, bool]]) -> None:
    curve = fit([score for score, _ in found], [bad for _, bad in found])
    chances = [probability(curve, step / 20) for step in range(21)]
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(one >= other - 1e-6 for one, other in pairwise(chances))


def test_a_curve_learns_how_often_answers_of_a_score_are_bad() -> None:
    chance = random.Random(1)
    scores = [chance.choice((0.2, 0.6, 1.0)) for _ in range(3000)]
    truth = {0.2: 0.9, 0.6: 0.5, 1.0: 0.02}
    curve = fit(scores, [chance.random() < truth[score] for score in scores])
    for score, wanted in truth.items():
        assert probability(curve, score) == pytest.approx(wanted, abs=0.04)


def test_few_labels_give_a_smooth_curve_that_is_sure_of_nothing() -> None:
    curve = fit([0.1, 0.2, 0.9, 1.0], [True, True, False, False])
    assert 0.5 < probability(curve, 0.1) < 0.99
    assert 0.01 < probability(curve, 1.0) < 0.5


def test_a_thin_place_is_drawn_towards_the_curve_of_all() -> None:
    of_all = ((0.0, 0.9), (1.0, 0.1))
    curve = fit([0.5], [False], of_all=of_all)
    # four labels' worth of 0.5 against one good one
    assert probability(curve, 0.5) == pytest.approx(0.4)


def test_reliability_and_its_mean_gap_by_hand() -> None:
    bins = reliability([0.05, 0.05, 0.95, 0.95], [False, False, True, False])
    assert [(one.n, one.happened) for one in bins] == [(2, 0.0), (2, 0.5)]
    assert expected_error(bins) == pytest.approx((2 * 0.05 + 2 * 0.45) / 4)
    assert expected_error(()) is None


def test_kappa_of_the_textbook() -> None:
    # Cohen's 2 x 2 with 20, 5, 10, 15: agreed .7, by chance .5
    pairs = [("good", "good")] * 20 + [("good", "bad")] * 5 + [("bad", "good")] * 10
    pairs += [("bad", "bad")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None
    assert kappa([("good", "good")]) is None


def test_how_often_reviewers_err_shows_in_how_often_two_disagree() -> None:
    # 2e(1 - e) = .18 for e = .1
    pairs = [("good", "bad")] * 18 + [("good", "good")] * 82 + [("good", "unsure")] * 5
    found = error_rate(pairs)
    assert found.value == pytest.approx(0.1)
    assert found.pairs == 100
    assert found.interval.low < 0.1 < found.interval.high
    assert error_rate([]).pairs == 0


def test_true_quality_weighs_strata_by_their_turns_and_takes_slips_out() -> None:
    strata = [Stratum("flagged", 100, 100, 80), Stratum("not flagged", 900, 90, 9)]
    plain = true_quality(strata, error_rate([]))
    # 100 / 1000 x .8 + 900 / 1000 x .1 = .17 bad
    assert plain.value == pytest.approx(0.83)
    assert plain.interval.low < 0.83 < plain.interval.high
    slips = error_rate([("good", "bad")] * 18 + [("good", "good")] * 82)
    assert true_quality(strata, slips).value == pytest.approx(1 - (0.17 - 0.1) / 0.8)


def test_turns_nobody_looked_at_may_be_anything() -> None:
    found = true_quality([Stratum("a", 50, 50, 0), Stratum("b", 50, 0, 0)], error_rate([]))
    assert found.interval == Interval(0.5, 1.0)


def test_nothing_is_uncertain_of_a_group_that_was_looked_at_whole() -> None:
    assert of_finite(3, 10, 10) == Interval(0.3, 0.3)
    part, whole = of_finite(3, 10, 20), wilson(3, 10)
    assert whole.low < part.low < 0.3 < part.high < whole.high


def test_intervals_join_like_the_sides_of_a_right_triangle() -> None:
    total, bounds = sum_of([(1, 0.5, Interval(0.2, 0.9)), (-1, 0.3, Interval(0.3, 0.6))])
    assert total == pytest.approx(0.2)
    assert bounds.low == pytest.approx(0.2 - (0.3**2 + 0.3**2) ** 0.5)
    assert bounds.high == pytest.approx(0.2 + 0.4)


def reviewed(count: int, seed: int = 2) -> list[Labelled]:
    """Turns of which those under 0.8 are mostly bad, in one language more often."""
    chance, found = random.Random(seed), []
    for key in range(count):
        language = chance.choice(("en", "hi"))
        score = round(chance.random(), 2)
        bad = chance.random() < (0.85 if score < 0.8 else 0.03)
        place = Place("price_quote", "WEB", language)
        found.append(Labelled(key, place, {"grounding": score}, {"grounding": bad}))
    return found


def test_a_threshold_is_proposed_where_the_labels_put_the_border() -> None:
    labelled = reviewed(600)
    logged = [Logged(one.place, one.scores) for one in labelled]
    found = {str(one.place): one for one in propose(labelled, logged, least_precision=0.7)}
    of_all = found["all turns"]
    assert 0.75 <= of_all.value <= 0.95
    assert of_all.current == THRESHOLDS["grounding"]
    assert of_all.promise >= 0.7
    assert (of_all.precision.low or 0) < (of_all.precision.value or 0)
    assert of_all.flagged < of_all.flagged_now
    assert {"en", "hi"} <= set(found)
    fresh = reviewed(600, seed=9)
    flagged = [one.is_bad for one in fresh if (one.scores["grounding"] or 0) < of_all.value]
    assert sum(flagged) / len(flagged) >= of_all.promise


def test_few_labels_speak_for_nothing() -> None:
    labelled = reviewed(10)
    assert propose(labelled, [Logged(one.place, one.scores) for one in labelled]) == ()


def test_a_larger_budget_finds_more_and_less_surely() -> None:
    labelled = reviewed(600)
    logged = [Logged(one.place, one.scores) for one in labelled]
    found = budgets(labelled, logged, curves_of(labelled), (0.1, 0.5, 0.9))
    recalls = [one.recall.value or 0 for one in found]
    assert recalls == sorted(recalls)
    assert [one.turns for one in found] == [60, 300, 540]
    assert (found[0].precision.value or 0) > (found[-1].precision.value or 0)


def test_the_narrowest_threshold_counts_and_the_newest_of_those() -> None:
    curve = ((0.0, 1.0), (1.0, 0.0))
    of_all = Approved("grounding", 0.9, Place(), curve)
    hindi = Approved("grounding", 0.8, Place(language="hi"), curve)
    prices = Approved("grounding", 0.7, Place(intent="price_quote"), curve)
    newer = Approved("grounding", 0.85, Place(), curve)
    approved = (of_all, hindi, prices, newer)
    assert limits_for(approved, Place("policy", "WEB", "en")).values["grounding"] == 0.85
    assert limits_for(approved, Place("policy", "WEB", "hi")).values["grounding"] == 0.8
    assert limits_for(approved, Place("price_quote", "WEB", "hi")).values["grounding"] == 0.7
    assert limits_for((), Place("policy", "WEB", "hi")).values == THRESHOLDS
