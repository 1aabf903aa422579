"""How old is somebody on a day? A year counts from its anniversary, and midnight is that of England."""

from datetime import UTC, date, datetime

import pytest

from service.clock import civil_date
from service.enquiry.gather import years_since


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        ((2008, 11, 21), date(2026, 11, 20), 17),
        ((2008, 11, 21), date(2026, 11, 21), 18),
        ((2008, 2, 29), date(2026, 2, 28), 17),
        ((2008, 2, 29), date(2026, 3, 1), 18),
        ((2008, 2, 29), date(2028, 2, 28), 19),
        ((2008, 2, 29), date(2028, 2, 29), 20),
        ((2008, 1, 1), date(2025, 12, 31), 17),
    ],
)
def test_a_birthday_counts_from_its_own_day(born: tuple[int, int, int], today: date, years: int) -> None:
    assert years_since(*born, today) == years


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        ((2008, None, None), date(2026, 12, 30), 17),
        ((2008, None, None), date(2026, 12, 31), 18),
        ((2008, 4, None), date(2026, 4, 29), 17),
        ((2008, 4, None), date(2026, 4, 30), 18),
        ((2008, 2, None), date(2026, 2, 28), 17),
        ((2008, 2, None), date(2026, 3, 1), 18),
        ((2007, 2, None), date(2025, 2, 27), 17),
        ((2007, 2, None), date(2025, 2, 28), 18),
        ((None, 4, 2), date(2026, 4, 30), None),
    ],
)
def test_a_date_known_in_part_is_the_latest_day_that_it_can_be(
    born: tuple[int | None, int | None, int | None], today: date, years: int | None
) -> None:
    assert years_since(*born, today) == years


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 3, 22, 59, tzinfo=UTC), date(2026, 7, 3)),
        (datetime(2026, 7, 3, 23, 0, tzinfo=UTC), date(2026, 7, 4)),
        (datetime(2026, 12, 3, 23, 59, tzinfo=UTC), date(2026, 12, 3)),
        (datetime(2026, 12, 4, 0, 0, tzinfo=UTC), date(2026, 12, 4)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_day_turns_at_midnight_in_england(moment: datetime, day: date) -> None:
    assert civil_date(moment.timestamp()) == day
