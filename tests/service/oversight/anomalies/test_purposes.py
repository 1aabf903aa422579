"""Refused for one reason and shown for another, about one person: told with the answer that showed something."""

import pytest

from service.oversight.anomalies.seen import Outcome
from service.oversight.anomalies.words import ReviewKind

CHANGED = ReviewKind.PURPOSE_CHANGED


@pytest.mark.parametrize("other", [{"purpose": "reoffending"}, {"role": "family_hub_worker"}])
def test_another_purpose_or_role_that_works_is_told(seen, told, other: dict[str, str]) -> None:
    refused = seen(outcome=Outcome.DENIED, about="jordan", **other)
    between = seen()
    shown = seen(about="jordan")
    (notice,) = told(CHANGED, [refused, between, shown])
    assert notice.entries == (0, 2)
    assert notice.why.startswith("Shown for safeguard_child (open_case)")


def test_one_relationship_put_right_is_not_and_the_second_is(seen, told) -> None:
    refused = [seen(outcome=Outcome.DENIED, about="jordan", relationship=one) for one in ("visit", "meeting")]
    shown = seen(about="jordan")
    assert not told(CHANGED, [refused[1], shown])
    (notice,) = told(CHANGED, [*refused, shown])
    assert notice.entries == (0, 1, 2)


def test_the_same_reason_again_is_not(seen, told) -> None:
    """A record that came in meanwhile, or a detail that was added."""
    assert not told(CHANGED, [seen(outcome=Outcome.DENIED, about="jordan"), seen(about="jordan")])


def test_another_person_or_another_day_is_not(seen, told, at) -> None:
    refused = seen(outcome=Outcome.DENIED, about="jordan", purpose="reoffending")
    assert not told(CHANGED, [refused, seen(about="zofia")])
    assert not told(CHANGED, [refused, seen(about="jordan", at=at("2026-11-19 10:01"))])


def test_as_long_as_it_is_refused_there_is_nothing_to_tell(seen, told) -> None:
    purposes = ("reoffending", "prevent_crime_disorder", "safeguard_child")
    assert not told(CHANGED, [seen(outcome=Outcome.DENIED, about="jordan", purpose=one) for one in purposes])


def test_an_empty_answer_about_nobody_is_no_refusal(seen, told) -> None:
    assert not told(CHANGED, [seen(outcome=Outcome.NOTHING, about="x", purpose="reoffending"), seen(about="x")])
