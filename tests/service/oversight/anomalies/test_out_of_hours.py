"""A night's work by somebody who does not work at night is told once a night, by England's clock."""

import pytest

from service.oversight.anomalies.words import ReviewKind

ODD = ReviewKind.OUT_OF_HOURS


def three(seen, moment: int, **changes: object) -> list:
    return [seen(at=moment + 60 * number, **changes) for number in range(3)]


@pytest.mark.parametrize(
    "moment", ["2026-11-18 20:00", "2026-11-18 02:00", "2026-11-18 06:30", "2026-11-21 11:00", "2026-11-22 11:00"]
)
def test_three_at_night_or_at_the_weekend_are_told(seen, told, at, moment: str) -> None:
    (notice,) = told(ODD, three(seen, at(moment)))
    assert notice.seen.entry == 2
    assert notice.why == "3 enquiries out of hours within 12 hours."


@pytest.mark.parametrize("moment", ["2026-11-18 07:00", "2026-11-18 19:50", "2026-07-15 07:00", "2026-07-15 19:50"])
def test_in_working_hours_they_are_not_in_winter_or_summer(seen, told, at, moment: str) -> None:
    assert not told(ODD, three(seen, at(moment)))


def test_one_late_visit_is_nobody_s_business(seen, told, at) -> None:
    assert not told(ODD, three(seen, at("2026-11-18 21:00"))[:2])


def test_a_night_is_one_night_on_both_sides_of_midnight(seen, told, at) -> None:
    rows = [seen(at=at("2026-11-18 22:30") + 1800 * number) for number in range(10)]
    assert len(told(ODD, rows)) == 1


def test_two_nights_are_two(seen, told, at) -> None:
    assert len(told(ODD, [*three(seen, at("2026-11-17 22:00")), *three(seen, at("2026-11-18 22:00"))])) == 2


def test_roles_that_work_at_any_hour_and_systems_are_not_told(seen, told, at) -> None:
    night = at("2026-11-18 23:00")
    assert not told(ODD, three(seen, night, role="police_officer"))
    assert not told(ODD, three(seen, night, system=True))
    assert not told(ODD, three(seen, night), round_the_clock=("*",))
    assert told(ODD, three(seen, night, role="police_officer"), round_the_clock=())
