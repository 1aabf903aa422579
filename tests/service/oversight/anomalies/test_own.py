"""Own name, own address, a colleague: each is told for each person and day; nothing of it is told of others."""

import pytest

from service.oversight.anomalies.words import ReviewKind

OWN = (ReviewKind.OWN_NAME, ReviewKind.OWN_ADDRESS, ReviewKind.COLLEAGUE)


@pytest.mark.parametrize("kind", OWN)
def test_what_is_the_asker_s_own_business_is_told_once_a_day_for_each_person(seen, told, kind: ReviewKind) -> None:
    rows = [seen(own=(kind.value,), about=about) for about in ("jordan", "jordan", "zofia")]
    assert [one.seen.entry for one in told(kind, rows)] == [0, 2]


@pytest.mark.parametrize("kind", OWN)
def test_other_business_is_not(seen, told, kind: ReviewKind) -> None:
    others = tuple(one.value for one in OWN if one is not kind)
    assert not told(kind, [seen(), seen(own=others)])


@pytest.mark.parametrize("kind", OWN)
def test_a_detector_that_is_off_tells_nothing(seen, told, kind: ReviewKind) -> None:
    assert not told(kind, [seen(own=(kind.value,))], off=(kind,))
