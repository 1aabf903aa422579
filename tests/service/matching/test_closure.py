"""Links within one source that holds people several times come to clusters, at whatever threshold."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.matching.closure import MOST_TOGETHER, closed
from service.matching.competition import Pairs


def close(scored: list[tuple[int, int, float]], records: int) -> dict[tuple[int, int], float]:
    one, other, bits = (np.array(column) for column in zip(*scored, strict=True)) if scored else [np.empty(0)] * 3
    found = closed(Pairs(one.astype(np.int64), other.astype(np.int64), bits.astype(float)), records)
    return {(a, b): c for a, b, c in zip(*(column.tolist() for column in found), strict=True)}


def test_a_pair_that_was_never_compared_has_the_weakest_link_of_the_best_way() -> None:
    assert close([(0, 1, 20.0), (1, 2, 12.0), (0, 2, 3.0), (2, 3, 7.0)], 5) == {
        (0, 1): 20.0, (0, 2): 12.0, (1, 2): 12.0, (0, 3): 7.0, (1, 3): 7.0, (2, 3): 7.0,
    }  # fmt: skip


def test_weak_links_make_no_crowd() -> None:
    chain = [(at, at + 1, 5.0) for at in range(500)]
    assert max(other - one for one, other in close(chain, 501)) < MOST_TOGETHER
    assert close([(0, 1, -11.0)], 2) == {}
    assert close([], 3) == {}


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 30)).filter(lambda pair: pair[0] < pair[1]),
        max_size=20,
        unique_by=lambda pair: pair[:2],
    ),
    st.floats(0, 30),
)
def test_the_pairs_above_a_threshold_are_those_of_its_clusters(scored, threshold: float) -> None:
    head = list(range(10))
    for one, other, bits in scored:
        if bits >= threshold:
            head = [head[one] if known == head[other] else known for known in head]
    wanted = {(a, b) for a in range(10) for b in range(a + 1, 10) if head[a] == head[b]}
    assert {pair for pair, bits in close(scored, 10).items() if bits >= threshold} == wanted
