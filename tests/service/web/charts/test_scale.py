"""An axis between two ends: where a value lies, in either direction, and what is no axis."""

from decimal import Decimal

import pytest

from service.web.charts.scale import Between


@pytest.mark.parametrize(
    ("low", "high", "value", "first", "last", "there"),
    [(0, 10, 0, 0, 640, 0), (0, 10, 10, 0, 640, 640), (0, 10, 5, 300, 0, 150), (-4.0, 12.0, 0.0, 0, 640, 160)],
)
def test_a_value_lies_as_far_along_the_drawing_as_between_the_ends(low, high, value, first, last, there) -> None:
    assert Between(low, high).project(value, first, last) == Decimal(there)


def test_only_what_lies_between_the_ends_is_on_it() -> None:
    axis = Between(-1, 4)
    assert [axis.contains(value) for value in (-1.5, -1, 0, 4, 4.5)] == [False, True, True, True, False]
    assert axis.ticks() == [-1, 4]


def test_an_axis_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="lower end"):
        Between(3, 3)
