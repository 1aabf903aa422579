"""Many people in a short time are told once a day; the same person, and a busy day, are not."""

from service.oversight.anomalies.words import ReviewKind

BURST = ReviewKind.BURST


def test_so_many_people_within_the_hour_are_told_with_the_one_who_makes_it_too_many(seen, told) -> None:
    rows = [seen() for _ in range(18)]
    (notice,) = told(BURST, rows)
    assert notice.seen.entry == 14
    assert notice.entries == tuple(range(15))
    assert notice.why == "15 people within 60 minutes."


def test_one_fewer_is_not(seen, told) -> None:
    assert not told(BURST, [seen() for _ in range(14)])


def test_the_same_person_again_and_again_is_one(seen, told) -> None:
    assert not told(BURST, [seen(about="person") for _ in range(40)])


def test_as_many_over_a_working_day_are_not(seen, told, at) -> None:
    assert not told(BURST, [seen(at=at("2026-11-18 08:00") + 300 * number) for number in range(100)])


def test_a_system_asks_for_many(seen, told) -> None:
    rows = [seen(system=True, role="agency_system") for _ in range(40)]
    assert not told(BURST, rows)
    assert told(BURST, rows, burst_people_system=40)


def test_what_was_told_with_older_entries_is_not_told_with_new_ones(seen, told) -> None:
    rows = [seen() for _ in range(16)]
    assert [one.seen.entry for one in told(BURST, rows, since=15)] == [15]
    assert not told(BURST, rows, since=16)
