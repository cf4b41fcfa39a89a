"""Curves, samples and intervals against values worked out by hand or known from the literature."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quality.calibration import expected_error, fit, probability, reliability
from assistant.quality.intervals import Interval, cautious, joined, of_finite
from assistant.quality.labels import Labelled, Logged, curves_of
from assistant.quality.proposals import budgets, flagged_by, propose
from assistant.quality.sampling import Seen, error_rate, kappa, share_bad, true_quality
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


def chosen(bad: int, good: int) -> list[Seen]:
    """Turns that people came to for what the machine thought of them."""
    return [Seen(bad=True)] * bad + [Seen(bad=False)] * good


def drawn(bad: int, good: int, rate: float = 0.1) -> list[Seen]:
    """Turns that chance brought before people."""
    return [Seen(bad=True, rate=rate)] * bad + [Seen(bad=False, rate=rate)] * good


def test_the_chosen_stand_for_themselves_and_the_drawn_for_all_others() -> None:
    seen = [*chosen(80, 20), *drawn(9, 81)]
    plain = true_quality(1000, seen, error_rate([]))
    # 100 / 1000 x .8 + 900 / 1000 x .1 = .17 bad
    assert plain.value == pytest.approx(0.83)
    assert plain.interval.low < 0.83 < plain.interval.high
    slips = error_rate([("good", "bad")] * 18 + [("good", "good")] * 82)
    found = true_quality(1000, seen, slips)
    assert found.value == pytest.approx(1 - (0.17 - 0.1) / 0.8)
    assert found.interval.high - found.interval.low > plain.interval.high - plain.interval.low


def test_turns_drawn_at_another_rate_weigh_as_many_as_they_stand_for() -> None:
    found = share_bad(1000, [*drawn(10, 0, rate=0.5), *drawn(0, 5, rate=0.1)])
    assert found.value == pytest.approx(20 / 70)


def test_turns_nobody_looked_at_may_be_anything() -> None:
    found = true_quality(100, chosen(0, 50), error_rate([]))
    assert found.interval == Interval(0.5, 1.0)


def test_nothing_is_uncertain_of_a_group_that_was_looked_at_whole() -> None:
    assert of_finite(3, 10, 10) == Interval(0.3, 0.3)
    part, whole = of_finite(3, 10, 20), cautious(3, 10)
    assert whole.low < part.low < 0.3 < part.high < whole.high


def test_the_cautious_interval_is_newcombes() -> None:
    # Newcombe 1998, table I, method 4: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    for bad, n, low, high in (
        (81, 263, 0.2535, 0.3682),
        (15, 148, 0.0598, 0.1644),
        (0, 20, 0.0, 0.2005),
        (1, 29, 0.0018, 0.1963),
    ):
        found = cautious(bad, n)
        assert found.low == pytest.approx(low, abs=1e-4)
        assert found.high == pytest.approx(high, abs=1e-4)


def test_intervals_join_like_the_sides_of_a_right_triangle() -> None:
    bounds = joined(0.2, [(-0.1, 0.6), (0.2 - 0.3, 0.2)])
    assert bounds.low == pytest.approx(0.2 - (0.3**2 + 0.3**2) ** 0.5)
    assert bounds.high == pytest.approx(0.2 + 0.4)


@pytest.mark.parametrize("slip", [0.0, 0.04, 0.1])
@pytest.mark.parametrize("share", [0.005, 0.03, 0.06, 0.2])
def test_the_estimate_of_true_quality_holds_the_truth(share: float, slip: float) -> None:
    """A population of known quality, 5 % of it looked at from the riskiest down, the rest drawn at
    two rates; verdicts err. In 95 % of 300 such months the interval must hold the truth."""
    runs, turns, chance = 300, 3000, random.Random(f"{share}/{slip}")
    population = [chance.random() < share for _ in range(turns)]
    risks = [chance.random() + (bad and chance.random() < 0.6) for bad in population]
    line = sorted(risks)[-turns // 20]
    truth = 1 - sum(population) / turns

    def said(bad: bool) -> bool:
        return bad != (chance.random() < slip)

    held = 0
    for _ in range(runs):
        seen, pairs = [], []
        for place, (bad, risk) in enumerate(zip(population, risks, strict=True)):
            rate = None if risk > line else 0.01 + 0.02 * (place % 2)
            if rate is None or chance.random() < rate:
                seen.append(Seen(said(bad), rate))
                if chance.random() < 0.2:
                    pairs.append((str(seen[-1].bad), str(said(bad))))
        found = true_quality(turns, seen, error_rate(pairs)).interval
        held += found.low <= truth <= found.high
    assert held >= 0.95 * runs


def test_taking_the_riskiest_for_a_sample_would_not_hold_it() -> None:
    """What the estimate is there to avoid: all verdicts in one pot."""
    seen = [*chosen(80, 20), *drawn(1, 44)]
    naive = cautious(81, 145)
    held = true_quality(1000, seen, error_rate([])).interval
    truth = 1 - (80 + 900 / 45) / 1000
    assert held.low < truth < held.high
    assert not naive.low < 1 - truth < naive.high


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


def test_a_budget_reaches_no_more_turns_than_it_has_though_many_are_as_likely_bad() -> None:
    place = Place("price_quote", "WEB", "en")
    labelled = [
        Labelled(
            key << 20, place, {"grounding": 0.2 if key < 200 else 1.0}, {"grounding": key < 100}
        )
        for key in range(600)
    ]
    logged = [Logged(one.place, one.scores) for one in labelled]
    small, whole = budgets(labelled, logged, curves_of(labelled), (0.05, 200 / 600))
    assert (small.turns, small.precision.n) == (30, 30)
    assert (small.recall.value or 0) == pytest.approx(0.15, abs=0.08)
    assert (whole.turns, whole.precision.n, whole.recall.value) == (200, 200, 1.0)


def test_a_proposal_tells_of_the_turns_that_no_narrower_threshold_decides() -> None:
    labelled = reviewed(600)
    logged = [Logged(one.place, one.scores) for one in labelled]
    hindi = Approved("grounding", 0.5, Place(language="hi"), ((0.0, 1.0), (1.0, 0.0)))
    found = propose(labelled, logged, [hindi], least_precision=0.7)
    of_all = next(one for one in found if one.place == Place())
    english = [one for one in logged if one.place.language == "en"]
    assert of_all.turns == of_all.labels == len(english)
    after = [hindi, Approved("grounding", of_all.value, Place(), of_all.curve)]
    saved = flagged_by(logged, [hindi]) - flagged_by(logged, after)
    assert of_all.flagged_now - of_all.flagged == saved > 0
