"""The quality figures of scored pairs, on pairs few enough to count by hand."""

import numpy as np
import pytest

from service.matching.evaluate_pairs import age_band, bits_of, by_group, curve, pair_quality

BITS = np.array([12.0, 11.0, 9.0, 9.0, 5.0, 1.0, -3.0])
TRUTH = np.array([True, True, True, False, True, False, True])
HOME = np.array([True, True, True, True, True, False, True])


def test_links_at_probability_99_are_counted_with_their_false_ones() -> None:
    found = pair_quality(BITS, TRUTH, 6, HOME).probable
    assert (found.links, found.right, found.false_within, found.false_beyond) == (4, 3, 1, 0)
    assert (found.precision, found.recall) == (0.75, 0.5)


def test_a_false_link_beyond_the_household_is_counted_apart() -> None:
    found = pair_quality(np.array([9.0, 9.0]), np.array([False, False]), 1, np.array([True, False])).probable
    assert (found.false_within, found.false_beyond) == (1, 1)


def test_recall_counts_pairs_that_were_never_compared() -> None:
    assert pair_quality(BITS, TRUTH, 10).found == 0.5
    assert pair_quality(BITS, TRUTH, 10).best.recall <= 0.5


def test_pairs_of_the_same_bits_are_linked_together_or_not_at_all() -> None:
    known = curve(BITS, TRUTH, 6)
    assert known.bits.tolist() == [12.0, 11.0, 9.0, 5.0, 1.0, -3.0]
    assert known.precision[2] == 0.75


def test_the_best_f1_and_the_recall_at_precision_999_are_those_of_the_curve() -> None:
    found = pair_quality(BITS, TRUTH, 6)
    assert found.best.bits == -3.0
    assert found.best.f1 == pytest.approx(2 * (5 / 7) * (5 / 6) / (5 / 7 + 5 / 6))
    assert (found.precise.bits, found.precise.recall) == (11.0, 2 / 6)


def test_precision_may_fall_and_rise_again_and_the_most_recall_counts() -> None:
    bits = np.arange(2000.0, 0.0, -1.0)
    truth = np.ones(2000, dtype=bool)
    truth[0] = False
    assert pair_quality(bits, truth, 2000).precise.right == 1999


def test_nothing_compared_is_no_division_by_nothing() -> None:
    nothing = pair_quality(np.empty(0), np.empty(0, dtype=bool), 5)
    assert (nothing.probable.precision, nothing.best.recall, nothing.precise.links) == (1.0, 0.0, 0)


def test_figures_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="more pairs are true"):
        pair_quality(BITS, TRUTH, 3)
    with pytest.raises(ValueError, match="the same pairs"):
        pair_quality(BITS, TRUTH[:3], 6)


def test_groups_are_judged_at_one_threshold() -> None:
    groups = ["child", "adult", "adult", "child", "child", "adult", "adult"]
    found = by_group(BITS, TRUTH, groups, {"child": 2, "adult": 4}, bits_of(0.99))
    assert (found["child"].links, found["child"].precision) == (2, 0.5)
    assert (found["adult"].links, found["adult"].recall) == (2, 0.5)


def test_a_curve_is_thinned_for_a_figure_and_keeps_its_ends() -> None:
    known = curve(np.arange(5000.0), np.arange(5000) % 2 == 0, 2500)
    thin = known.thinned(100)
    assert thin.bits.size == 100
    assert (thin.bits[0], thin.bits[-1]) == (known.bits[0], known.bits[-1])


@pytest.mark.parametrize(
    ("born", "band"), [(2010, "child"), (1993, "adult"), (1946, "65 and over"), (None, "age unknown")]
)
def test_age_bands(born: int | None, band: str) -> None:
    assert age_band(born, 2011) == band
