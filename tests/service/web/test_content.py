"""Dates, times, phone numbers and lists as GOV.UK writes them."""

from datetime import UTC, date, datetime

import pytest

from service.web import content


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("01632960101", "01632 960 101"),
        ("01632 960101", "01632 960 101"),
        ("+441632960177", "01632 960 177"),
        ("+44 (0)1632 960177", "01632 960 177"),
        ("02079460958", "020 7946 0958"),
        ("01614960123", "0161 496 0123"),
        ("01134960123", "0113 496 0123"),
        ("03001234567", "0300 123 4567"),
        ("07700900123", "07700 900 123"),
        ("101", "101"),
        ("ring the desk", "ring the desk"),
    ],
)
def test_a_phone_number_is_spaced_as_gov_uk_writes_it(given: str, written: str) -> None:
    assert content.phone(given) == written


@pytest.mark.parametrize("text", ["", "javascript:alert(1)", "n/a", "12"])
def test_what_is_not_a_number_is_not_a_link_to_ring(text: str) -> None:
    assert content.tel(text) == ""


def test_a_number_rings_without_spaces() -> None:
    assert content.tel("+44 1632 960177") == "tel:+441632960177"


@pytest.mark.parametrize("text", ["a@b", "a@b.uk?bcc=x@y.z", '"><script>@x.uk', "javascript:alert(1)"])
def test_what_is_not_plainly_an_address_is_not_a_link_to_write_to(text: str) -> None:
    assert content.mail(text) == ""


def test_summer_time_is_the_clock_on_the_wall() -> None:
    assert content.date_and_time(datetime(2026, 7, 1, 8, 5, tzinfo=UTC).timestamp()) == "1 July 2026 at 9:05am"
    assert content.date_and_time(datetime(2026, 1, 1, 8, 0, tzinfo=UTC).timestamp()) == "1 January 2026 at 8am"


@pytest.mark.parametrize(("hour", "written"), [(0, "midnight"), (12, "midday"), (13, "1pm"), (23, "11pm"), (1, "1am")])
def test_the_hours_are_written_in_twelves(hour: int, written: str) -> None:
    assert content.clock(datetime(2026, 1, 1, hour, 0, tzinfo=UTC)) == written


@pytest.mark.parametrize(
    ("days", "written"),
    [(0, "Updated today at 6am"), (1, "Updated yesterday"), (9, "Updated 9 days ago"), (40, "Updated 2 January 2026")],
)
def test_freshness_is_said_in_the_nearest_words(days: int, written: str) -> None:
    now = datetime(2026, 2, 11, 15, 0, tzinfo=UTC).timestamp()
    updated = int(datetime(2026, 2, 11, 6, 0, tzinfo=UTC).timestamp()) - days * 86_400
    assert content.freshness(updated, now) == written


def test_an_update_just_before_midnight_was_yesterday() -> None:
    now = datetime(2026, 2, 11, 0, 30, tzinfo=UTC).timestamp()
    assert content.freshness(int(now) - 3600, now) == "Updated yesterday"


@pytest.mark.parametrize(
    ("given", "written"),
    [("2011-04-02", "2 April 2011"), ("2026-10", "October 2026"), ("2011", "2011"), ("2011-13", "2011-13"), ("", "")],
)
def test_a_partial_date_is_written_as_far_as_it_is_known(given: str, written: str) -> None:
    assert content.written_date(given) == written


def test_a_list_ends_in_and() -> None:
    assert content.listed(["a", "b", "c"]) == "a, b and c"
    assert content.listed(["a"]) == "a"
    assert content.listed([]) == ""


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (999, "999"), (1_204_331, "1,204,331"), (2.5, "2.5")])
def test_a_large_number_has_commas(count: float, written: str) -> None:
    assert content.number(count) == written


@pytest.mark.parametrize(
    ("count", "written"), [(0, "0 requests"), (1, "1 request"), (2, "2 requests"), (1_000, "1,000 requests")]
)
def test_things_are_counted_in_one_or_many(count: int, written: str) -> None:
    assert content.counted(count, "request") == written


def test_a_plural_that_no_s_makes_is_given() -> None:
    assert content.counted(2, "family", "families") == "2 families"


@pytest.mark.parametrize(
    ("part", "whole", "written"), [(1, 8, "12%"), (1, 1_000, "less than 1%"), (0, 5, "none"), (0, 0, "none")]
)
def test_a_share_is_a_whole_percentage(part: int, whole: int, written: str) -> None:
    assert content.share(part, whole) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (20, "just now"),
        (60, "1 minute ago"),
        (3_599, "59 minutes ago"),
        (7_200, "2 hours ago"),
        (86_400, "1 day ago"),
        (40 * 86_400, "on 2 January 2026"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit(seconds: int, written: str) -> None:
    now = datetime(2026, 2, 11, 15, 0, tzinfo=UTC).timestamp()
    assert content.ago(now - seconds, now) == written


@pytest.mark.parametrize(
    ("seconds", "written"), [(90, "in 1 minute"), (3 * 86_400, "in 3 days"), (-7_200, "overdue by 2 hours")]
)
def test_a_time_limit_is_said_by_what_is_left_of_it(seconds: int, written: str) -> None:
    assert content.until(1_000_000 + seconds, 1_000_000) == written


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2026, 4, 2), date(2026, 4, 2), "2 April 2026"),
        (date(2026, 4, 2), date(2026, 4, 9), "2 to 9 April 2026"),
        (date(2026, 3, 30), date(2026, 4, 2), "30 March to 2 April 2026"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 December 2025 to 2 January 2026"),
    ],
)
def test_a_range_of_days_is_written_with_to(first: date, last: date, written: str) -> None:
    assert content.date_range(first, last) == written


def test_a_month_and_a_day_are_those_of_the_clock_on_the_wall() -> None:
    midnight_in_summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC).timestamp()
    assert content.month(midnight_in_summer) == "July 2026"
    assert content.day(midnight_in_summer) == "1 July 2026"
