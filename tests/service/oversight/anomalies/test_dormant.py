"""The first enquiry after a long silence is told; a holiday and the first enquiry of all are not."""

from service.oversight.anomalies.words import ReviewKind

DORMANT = ReviewKind.DORMANT


def test_an_account_that_wakes_after_ninety_days_is_told_once(seen, told, at) -> None:
    rows = [seen(at=at("2026-08-01 10:00")), seen(), seen()]
    (notice,) = told(DORMANT, rows)
    assert notice.seen.entry == 1
    assert notice.why == "The first enquiry for 109 days."


def test_after_a_long_holiday_it_is_not(seen, told, at) -> None:
    assert not told(DORMANT, [seen(at=at("2026-09-01 10:00")), seen()])


def test_everybody_begins_once(seen, told) -> None:
    assert not told(DORMANT, [seen()])
