"""Refused again and again is told; nobody known, though it looks the same to the asker, is not."""

from service.oversight.anomalies.seen import Outcome
from service.oversight.anomalies.words import ReviewKind

DENIALS = ReviewKind.DENIALS


def test_five_refusals_within_a_day_are_told_once(seen, told) -> None:
    (notice,) = told(DENIALS, [seen(outcome=Outcome.DENIED) for _ in range(8)])
    assert notice.seen.entry == 4
    assert notice.why == "5 enquiries refused within 24 hours."


def test_empty_answers_about_nobody_are_none(seen, told) -> None:
    rows = [seen(outcome=Outcome.NOTHING) for _ in range(20)]
    assert not told(DENIALS, [*rows, *(seen(outcome=Outcome.DENIED) for _ in range(4))])


def test_five_over_a_week_are_not(seen, told, at) -> None:
    days = [seen(outcome=Outcome.DENIED, at=at(f"2026-11-{day} 10:00")) for day in (16, 17, 18, 19, 20)]
    assert not told(DENIALS, days)
    assert told(DENIALS, days, denials_hours=168)
