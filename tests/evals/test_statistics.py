"""The statistics against values worked out by hand or printed in the literature."""

import pytest

from evals.statistics import (
    auroc,
    bootstrap,
    confusion,
    expected_calibration_error,
    macro_f1,
    percentile,
    ranks,
    spearman,
    wilson,
)


def test_auroc_counts_pairs_and_half_of_every_tie() -> None:
    # (bad, good) pairs: .9>.8 .9>.3 .4<.8 .4>.3 -> 3 of 4
    assert auroc([True, True, False, False], [0.9, 0.4, 0.8, 0.3]) == pytest.approx(0.75)
    assert auroc([True, False], [0.5, 0.5]) == pytest.approx(0.5)
    # one win, one tie, of two pairs
    assert auroc([True, False, False], [0.7, 0.7, 0.1]) == pytest.approx(0.75)


def test_auroc_needs_both_classes() -> None:
    assert auroc([True, True], [0.1, 0.2]) is None
    assert auroc([], []) is None


def test_ties_share_the_mean_of_their_ranks() -> None:
    assert ranks([10, 20, 20, 5]).tolist() == [2.0, 3.5, 3.5, 1.0]


def test_a_decision_is_counted_four_ways() -> None:
    counts = confusion([True, True, True, False, False], [True, True, False, True, False])
    assert (counts.hits, counts.misses, counts.false_alarms, counts.passes) == (2, 1, 1, 1)
    assert counts.accuracy == pytest.approx(3 / 5)
    assert counts.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert counts.f1 == pytest.approx(4 / 6)
    assert counts.precision == pytest.approx(2 / 3)


def test_what_is_not_defined_is_none_and_never_a_flattering_number() -> None:
    nothing = confusion([False, False], [False, False])
    assert nothing.balanced_accuracy is None
    assert nothing.f1 is None
    assert nothing.accuracy == 1.0
    assert confusion([], []).accuracy is None
    assert spearman([1, 1], [1, 2]) is None
    assert percentile([], 0.5) is None
    assert expected_calibration_error([], []) is None


def test_macro_f1_weighs_every_label_alike() -> None:
    # "a": hits 1, missed 1 -> 2/3; "b": hits 1, false alarms 1 -> 2/3
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx(2 / 3)
    assert macro_f1([], []) is None


def test_spearman_of_the_textbook() -> None:
    assert spearman([1, 2, 3], [1, 3, 2]) == pytest.approx(0.5)
    assert spearman([1, 2, 3], [30, 20, 10]) == pytest.approx(-1.0)
    # ranks 1.5 1.5 3 against 1 2 3
    assert spearman([5, 5, 9], [1, 2, 3]) == pytest.approx(0.8660254)


def test_wilson_interval_of_97_in_100() -> None:
    interval = wilson(97, 100)
    assert (interval.low, interval.high) == pytest.approx((0.9155, 0.9897), abs=1e-4)


def test_wilson_at_its_ends() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)
    assert wilson(0, 10).low == 0.0
    assert wilson(0, 10).high == pytest.approx(0.2775, abs=1e-4)
    assert wilson(10, 10).high == 1.0
    with pytest.raises(ValueError, match="3 successes of 2"):
        wilson(3, 2)


def test_calibration_error_is_the_mean_gap_over_bins() -> None:
    # bin .9: says .9, one of two happens (gap .4); bin .1: says .1, none of two (gap .1)
    stated = [0.95, 0.85, 0.1, 0.1]
    assert expected_calibration_error(stated, [True, False, False, False], bins=2) == pytest.approx(
        (abs(1 - 1.8) + abs(0 - 0.2)) / 4
    )


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == pytest.approx(2.5)
    assert percentile([7], 0.99) == pytest.approx(7)


def test_bootstrap_is_the_same_for_the_same_seed_and_holds_the_mean() -> None:
    rows = [0, 1] * 50
    interval = bootstrap(rows, lambda drawn: sum(drawn) / len(drawn), seed=3, rounds=200)
    assert interval is not None
    assert interval.low < 0.5 < interval.high
    assert interval == bootstrap(rows, lambda drawn: sum(drawn) / len(drawn), seed=3, rounds=200)
    assert bootstrap([1, 2], lambda _: None, rounds=3) is None
