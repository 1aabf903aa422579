"""How often each band was right: by model, samples apart from the rest, with an interval that holds for few."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clerical.precision import measured, wilson
from service.store.clerical_rows import Counted


def counted(outcome: str, pairs: int, state: str = "decided", band: str = "confirmed", **changes: object) -> Counted:
    return Counted(**({"model": "m1", "drawn": True} | changes), band=band, state=state, outcome=outcome, pairs=pairs)


@pytest.mark.parametrize(
    ("right", "decided", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775328),
        (10, 10, 0.7224672, 1.0),
        (49, 50, 0.8950462, 0.9964612),
        (1, 2, 0.0945312, 0.9054688),
        (9995, 10000, 0.9988298, 0.9997864),
    ],
)
def test_the_interval_is_wilsons(right: int, decided: int, low: float, high: float) -> None:
    assert wilson(right, decided) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(1, 100_000).flatmap(lambda decided: st.tuples(st.integers(0, decided), st.just(decided))))
def test_each_bound_is_a_share_that_the_score_test_only_just_allows(counts: tuple[int, int]) -> None:
    """What the interval is defined by: |share - bound| is 1.96 standard errors, by the bound's own variance."""
    right, decided = counts
    for bound in wilson(right, decided):
        apart = 1.959963984540054 * sqrt(bound * (1 - bound) / decided)
        assert abs(right / decided - bound) == pytest.approx(apart, abs=1e-7)


def test_the_share_is_of_those_that_somebody_could_tell() -> None:
    (found,) = measured(
        [counted("same", 45), counted("different", 5), counted("cannot_tell", 3), counted("", 7, "open"),
         counted("", 1, "second"), counted("", 2, "left"), counted("same", 4, "acting")], "m1",
    )  # fmt: skip
    assert (found.right, found.wrong, found.cannot_tell) == (49, 5, 3)
    assert (found.undecided, found.left, found.decided) == (8, 2, 54)
    assert found.precision == pytest.approx(49 / 54)
    assert found.interval == wilson(49, 54)


def test_nothing_decided_is_no_share_at_all() -> None:
    (found,) = measured([counted("", 9, "open")], "m1")
    assert found.precision is None
    assert found.interval == (0.0, 1.0)


def test_models_bands_and_samples_are_never_mixed() -> None:
    counts = [
        counted("same", 1), counted("same", 2, model="m0"), counted("same", 4, band="possible"),
        counted("same", 8, drawn=False), counted("same", 16, band=""),
    ]  # fmt: skip
    found = measured(counts, "m1")
    assert [(one.model, one.band, one.sampled, one.right) for one in found] == [
        ("m1", "confirmed", True, 1),
        ("m1", "confirmed", False, 8),
        ("m1", "possible", True, 4),
        ("m1", "", True, 16),
        ("m0", "confirmed", True, 2),
    ]
    assert [one.in_use for one in found] == [True, True, True, True, False]


@pytest.mark.asyncio(loop_scope="module")
async def test_decisions_feed_it(queue) -> None:
    async def now() -> dict[tuple[str, bool], tuple[int, int, int]]:
        reply = await queue.get("team-manager", "precision")
        assert reply.status_code == 200
        return {(one["band"], one["sampled"]): (one["right"], one["wrong"], one["cannot_tell"]) for one in reply.json()}

    unsampled = await queue.ordinary()
    assert (await now())["likely", False] == (0, 0, 0)
    await queue.decided("ig-lead", unsampled, "same")
    drawn = [await queue.ordinary(), await queue.ordinary(), await queue.in_care()]
    await queue.post("ig-lead", "samples", band="likely", count=3)
    assert set(drawn) == await queue.numbers("ig-lead", drawn=True)
    await queue.decided("ig-lead", drawn[0], "same")
    await queue.decided("ig-lead", drawn[1], "different")
    await queue.decided("ig-lead", drawn[2], "cannot_tell")
    assert (await now())["likely", True] == (1, 1, 0)
    await queue.decided("police-ig-lead", drawn[2], "cannot_tell")
    assert (await now())["likely", True] == (1, 1, 1)
    assert (await now())["likely", False] == (1, 0, 0)
