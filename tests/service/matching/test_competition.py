"""Rivals take from a pair what the probability of all one-to-one assignments takes, worked out here by listing them."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching.competition import Pairs, contended

BITS = st.floats(-12, 30)


def pairs_of(*scored: tuple[int, int, float]) -> Pairs:
    one, other, bits = zip(*scored, strict=True)
    return Pairs(np.array(one), np.array(other), np.array(bits, dtype=float))


def listed(scored: list[tuple[int, int, float]]) -> list[float]:
    """log2 odds of each pair over all sets of pairs in which nobody stands twice."""
    weight, with_pair = 0.0, [0.0] * len(scored)
    for size in range(len(scored) + 1):
        for chosen in combinations(range(len(scored)), size):
            ends = [end for at in chosen for end in scored[at][:2]]
            if len(ends) == len(set(ends)):
                odds = float(np.prod([2.0 ** scored[at][2] for at in chosen]))
                weight += odds
                for at in chosen:
                    with_pair[at] += odds
    return [float(np.log2(found / (weight - found))) for found in with_pair]


TWO_SOURCES = np.array([0, 0, 0, 1, 1, 1])


def test_a_pair_without_rivals_keeps_its_odds() -> None:
    assert contended(pairs_of((0, 3, 12.5), (1, 4, -3.0)), TWO_SOURCES).tolist() == [12.5, -3.0]


@given(st.lists(BITS, min_size=5, max_size=5))
def test_a_chain_of_rivals_comes_to_what_listing_all_assignments_gives(bits: list[float]) -> None:
    chain = [(0, 3), (1, 3), (1, 4), (2, 4), (2, 5)]
    scored = [(one, other, b) for (one, other), b in zip(chain, bits, strict=True)]
    assert contended(pairs_of(*scored), TWO_SOURCES) == pytest.approx(listed(scored), abs=1e-3)


def test_where_everybody_might_be_everybody_it_comes_close_to_listing_all_assignments() -> None:
    draw = np.random.default_rng(3)
    for _ in range(20):
        scored = [(a, 3 + b, float(draw.normal(14 if a == b else -4, 4))) for a in range(3) for b in range(3)]
        found, wanted = contended(pairs_of(*scored), TWO_SOURCES), listed(scored)
        assert all(abs(x - y) < 2.0 or (x < -3 and y < -3) for x, y in zip(found, wanted, strict=True))


def test_twins_who_fit_one_record_alike_leave_each_other_no_more_than_even_odds() -> None:
    found = contended(pairs_of((0, 3, 20.0), (1, 3, 20.0)), TWO_SOURCES)
    assert found == pytest.approx([0.0, 0.0], abs=1e-4)


def test_a_rival_who_fits_somebody_else_gives_back_what_it_took() -> None:
    alone = contended(pairs_of((0, 3, 10.0), (1, 3, 9.0)), TWO_SOURCES)[0]
    freed = contended(pairs_of((0, 3, 10.0), (1, 3, 9.0), (1, 4, 30.0)), TWO_SOURCES)[0]
    assert alone == pytest.approx(1.0, abs=0.01)
    assert freed > 9.9


def test_sources_do_not_compete_with_each_other() -> None:
    three = np.array([0, 1, 2])
    assert contended(pairs_of((0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0)), three).tolist() == [9.0, 9.0, 9.0]


def test_a_source_that_repeats_people_has_no_rivals_for_a_place() -> None:
    provider = np.array([0, 1, 1])
    scored = pairs_of((0, 1, 9.0), (0, 2, 9.0))
    assert contended(scored, provider, repeats=[1]).tolist() == [9.0, 9.0]
    assert contended(scored, provider, repeats=[0]).max() < 0.01


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(5, 9), BITS), min_size=1, max_size=25, unique_by=lambda p: p[:2])
)
def test_no_record_is_more_than_one_person_and_nobody_gains_by_rivals(scored: list[tuple[int, int, float]]) -> None:
    provider = np.repeat([0, 1], 5)
    found = contended(pairs_of(*scored), provider)
    assert (found <= np.array([bits for _, _, bits in scored])).all()
    chances = 1 / (1 + 2.0**-found)
    for record in range(10):
        assert sum(chance for chance, pair in zip(chances, scored, strict=True) if record in pair[:2]) <= 1 + 1e-6


def test_odds_beyond_all_measure_stay_finite() -> None:
    found = contended(pairs_of((0, 3, 900.0), (1, 3, 880.0), (1, 4, -900.0)), TWO_SOURCES)
    assert np.isfinite(found).all()


def test_households_are_judged_alike_alone_and_among_many_that_settle_sooner() -> None:
    draw = np.random.default_rng(11)
    households = []
    for size in draw.integers(1, 5, 60).tolist():
        everybody = [(a, b, float(draw.normal(10 if a == b else 6, 6))) for a in range(size) for b in range(size)]
        households.append((size, everybody))
    provider, scored = [], []
    for size, pairs in households:
        start = len(provider)
        provider += [0] * size + [1] * size
        scored += [(start + a, start + size + b, bits) for a, b, bits in pairs]
    together = contended(pairs_of(*scored), np.array(provider)).tolist()
    for size, pairs in households:
        alone = contended(pairs_of(*((a, size + b, bits) for a, b, bits in pairs)), np.repeat([0, 1], size))
        mine, together = together[: len(pairs)], together[len(pairs) :]
        assert mine == pytest.approx(alone, abs=1e-4)
