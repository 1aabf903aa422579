"""Many people on the asker's word alone are told once a week; a few, and those whom the agency works with, are not."""

from service.oversight.anomalies.seen import Outcome
from service.oversight.anomalies.words import ReviewKind

CLAIMED = ReviewKind.SELF_CLAIMED


def test_twenty_people_in_a_week_are_told_once(seen, told) -> None:
    (notice,) = told(CLAIMED, [seen(self_claimed=True, relationship="visit") for _ in range(30)])
    assert notice.seen.entry == 19
    assert notice.why == "20 people within 7 days, on the asker's word alone."


def test_a_few_are_how_work_begins(seen, told) -> None:
    claimed = [seen(self_claimed=True) for _ in range(19)]
    assert not told(CLAIMED, [*claimed, *(seen() for _ in range(30))])


def test_what_showed_nothing_does_not_count(seen, told) -> None:
    assert not told(CLAIMED, [seen(self_claimed=True, outcome=Outcome.DENIED) for _ in range(30)])


def test_a_family_that_is_asked_about_often_is_one(seen, told) -> None:
    assert not told(CLAIMED, [seen(self_claimed=True, about="one") for _ in range(30)])
