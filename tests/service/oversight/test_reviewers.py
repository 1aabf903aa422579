"""Who reviews what: a supervisor what was drawn by lot in their own agency, an IG lead whatever concerns it."""

import pytest

from service.errors import NotPermitted
from service.identity.principal import Principal, PrincipalKind
from service.oversight.anomalies.words import ReviewKind
from service.oversight.reviewers import check_reviewer, kind_for, may_review
from service.store.oversight_rows import ReviewRow

HUB, POLICE = "gss:E06000009", "police:04"


def person(kind: PrincipalKind, agency: str = HUB) -> Principal:
    return Principal(kind, "staff-x", "", agency, "role", (), "mfa", 0)


def review(kind: ReviewKind, agency: str = HUB) -> ReviewRow:
    return ReviewRow(1, 0, 5, "staff-y", agency, "social_worker", "early_help", 0, 0, kind=kind.value)


@pytest.mark.parametrize("kind", list(ReviewKind))
def test_a_supervisor_reviews_samples_of_their_own_agency_and_nothing_else(kind: ReviewKind) -> None:
    pat = person(PrincipalKind.SUPERVISOR)
    assert may_review(review(kind), {HUB}, pat) is (kind is ReviewKind.SAMPLE)
    assert not may_review(review(kind, POLICE), {HUB, POLICE}, pat)


@pytest.mark.parametrize("kind", list(ReviewKind))
def test_an_ig_lead_reviews_whatever_concerns_their_agency(kind: ReviewKind) -> None:
    chris = person(PrincipalKind.IG_LEAD)
    assert may_review(review(kind, POLICE), {HUB, POLICE}, chris)
    assert not may_review(review(kind, POLICE), {POLICE}, chris)


@pytest.mark.parametrize("kind", [PrincipalKind.PRACTITIONER, PrincipalKind.SYSTEM])
def test_nobody_else_reviews_anything(kind: PrincipalKind) -> None:
    assert not may_review(review(ReviewKind.SAMPLE), {HUB}, person(kind))
    with pytest.raises(NotPermitted):
        check_reviewer(person(kind))


def test_a_supervisor_who_asks_for_another_kind_is_given_samples() -> None:
    assert kind_for(person(PrincipalKind.SUPERVISOR), "burst") == "sample"
    assert kind_for(person(PrincipalKind.SUPERVISOR), "") == "sample"
    assert kind_for(person(PrincipalKind.IG_LEAD), "burst") == "burst"
