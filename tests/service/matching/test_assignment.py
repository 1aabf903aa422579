"""Links by competition, and clusters that hold no contradiction."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.matching.assignment import Assigned, Pairs, assigned

SOURCES = (0, 1, 2)


def assign(scored: list[tuple[int, int, float]], provider: list[int], **changed) -> Assigned:
    one, other, bits = (np.array(column) for column in zip(*scored, strict=True))
    pairs = Pairs(one.astype(np.int64), other.astype(np.int64), bits.astype(float))
    given_ = {"may": bits >= 8, "margin": 3.0} | changed
    return assigned(pairs, np.array(provider), **given_)


def test_three_sources_come_together_as_one_person() -> None:
    found = assign([(0, 1, 12.0), (1, 2, 11.0), (0, 2, 10.0)], [0, 1, 2])
    assert found.cluster.tolist() == [0, 0, 0]
    assert found.links.tolist() == [0, 1, 2]


def test_a_pair_below_the_band_never_links_though_it_is_alone() -> None:
    found = assign([(0, 1, 7.9)], [0, 1])
    assert (found.links.size, found.contested.size, found.cluster.tolist()) == (0, 0, [0, 1])


def test_two_who_fit_alike_are_left_to_a_person() -> None:
    found = assign([(0, 2, 20.0), (1, 2, 19.0)], [0, 0, 1])
    assert found.links.size == 0
    assert found.contested.tolist() == [0, 1]


def test_within_a_household_the_best_assignment_wins() -> None:
    found = assign([(0, 2, 20.0), (0, 3, 9.0), (1, 2, 10.0), (1, 3, 18.0)], [0, 0, 1, 1])
    assert found.cluster.tolist() == [0, 1, 0, 1]


def test_a_person_has_one_record_in_a_source_even_through_a_third() -> None:
    found = assign([(0, 2, 20.0), (2, 3, 15.0), (1, 3, 14.0)], [0, 0, 1, 2])
    assert found.cluster.tolist() == [0, 1, 0, 0]
    assert found.refused.tolist() == [2]


def test_unless_a_verified_identifier_says_that_they_are_one() -> None:
    found = assign([(0, 1, 25.0)], [0, 0], sure=np.array([True]))
    assert found.cluster.tolist() == [0, 0]
    assert assign([(0, 1, 25.0)], [0, 0]).cluster.tolist() == [0, 1]


def test_or_the_source_repeats_people() -> None:
    scored = [(0, 1, 9.0), (1, 2, 9.0), (0, 3, 9.0)]
    assert assign(scored, [0, 0, 0, 0], repeats=[0]).cluster.tolist() == [0, 0, 0, 0]
    assert assign(scored, [0, 0, 0, 0]).cluster.tolist() == [0, 1, 2, 3]


def test_what_a_person_forbade_holds_through_whomever() -> None:
    found = assign([(0, 1, 20.0), (1, 2, 18.0)], [0, 1, 2], never=[(0, 2)])
    assert found.cluster.tolist() == [0, 0, 2]
    assert found.refused.tolist() == [1]


def test_what_a_person_joined_comes_first_and_needs_no_score() -> None:
    found = assign([(0, 1, 20.0), (1, 2, 18.0)], [0, 1, 2], always=[(0, 2)])
    assert found.cluster.tolist() == [0, 0, 0]
    found = assign([(0, 1, 20.0), (0, 2, 18.0)], [0, 1, 1], always=[(0, 2)])
    assert found.cluster.tolist() == [0, 1, 0]


def test_a_hard_rule_is_asked_of_everybody_who_would_come_together_but_for_pairs_that_were_scored() -> None:
    asked = []

    def apart(one: int, other: int) -> bool:
        asked.append({one, other})
        return True

    found = assign([(0, 1, 20.0), (1, 2, 18.0)], [0, 1, 2], apart=apart)
    assert asked == [{0, 2}]
    assert found.cluster.tolist() == [0, 0, 2]


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.integers(0, 11), st.floats(0, 30)).filter(lambda pair: pair[0] < pair[1]),
        min_size=1,
        max_size=40,
        unique_by=lambda pair: pair[:2],
    ),
    st.lists(st.sampled_from(SOURCES), min_size=12, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]), max_size=5),
)
def test_no_cluster_ever_holds_two_of_one_source_or_two_who_must_not_meet(scored, provider, never) -> None:
    found = assign(scored, provider, never=never, margin=0.0, may=np.ones(len(scored), dtype=bool))
    members: dict[int, list[int]] = {}
    for record, head in enumerate(found.cluster.tolist()):
        members.setdefault(head, []).append(record)
    for head, records in members.items():
        assert head == min(records)
        sources = [provider[record] for record in records]
        assert len(sources) == len(set(sources))
        assert not any(one in records and other in records for one, other in never)
    for at in found.links.tolist():
        assert found.cluster[scored[at][0]] == found.cluster[scored[at][1]]


def test_a_hundred_thousand_links_take_about_a_second() -> None:
    count = 100_000
    one = np.arange(count)
    draw = np.random.default_rng(1)
    rivals = draw.integers(0, count, count // 4)
    pairs = Pairs(
        np.r_[one, rivals],
        np.r_[one + count, (rivals + 1) % count + count],
        np.r_[np.full(count, 20.0), draw.normal(2, 4, rivals.size)],
    )
    pairs = Pairs(*(column[np.unique(np.stack(pairs[:2]), axis=1, return_index=True)[1]] for column in pairs))
    began = time.process_time()
    found = assigned(pairs, np.repeat([0, 1], count), may=pairs.bits >= 8, margin=3.0)
    assert time.process_time() - began < 10
    assert found.links.size > 0.99 * count
