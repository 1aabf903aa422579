"""Earlier help: what was tried, when and how it ended; advice is not called a referral."""

from datetime import date

import pytest
from msgspec.structs import replace

from connectors.records import Event
from service.enquiry.shapes import Person
from service.web.answer_view import answer_view
from service.web.earlier_help import earlier_help, months

EVENTS = (
    Event("referral_made", "Lifeline", date(2025, 11, 3)),
    Event("referral_accepted", "Lifeline", date(2025, 12, 1)),
    Event("advice_given", start=date(2026, 8, 1)),
    Event("service_ended", "Turnaround", date(2026, 3, 1), date(2026, 6, 30), "completed"),
)


def rows(made, *services) -> list[tuple[str, str, str]]:
    person = Person(relation="asked about", name="Jordan Synth", services=services)
    view = answer_view(made.answer(outcome="found", people=(person,)), made.now)
    return [(row.what, row.happened, row.when) for row in earlier_help(view)]


def test_each_step_is_called_what_it_was_the_newest_first(made) -> None:
    assert rows(made, made.early_help(events=EVENTS)) == [
        ("Early help", "Advice given", "August 2026"),
        ("Turnaround", "Service ended, completed", "March to June 2026"),
        ("Lifeline", "Referral accepted", "December 2025"),
        ("Lifeline", "Referral made", "November 2025"),
    ]


def test_a_service_that_has_closed_was_help_and_one_that_is_open_is_not_earlier(made) -> None:
    closed = made.school_nursing(status="closed", since="2025-01", until="2025-09")
    assert rows(made, closed, made.early_help()) == [("School nursing 5 to 19", "Closed", "January to September 2025")]


@pytest.mark.parametrize(("role", "shown"), [("victim", 1), ("suspect", 0), ("witness", 0), ("", 0)])
def test_of_the_police_only_what_was_for_a_victim_is_called_help(made, role: str, shown: int) -> None:
    assert len(rows(made, made.police(status="closed", subject_role=role))) == shown


def test_a_service_that_may_not_be_named_is_no_row(made) -> None:
    assert rows(made, replace(made.unnamed, status="closed", since="2025-01", events=EVENTS)) == []


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-03", "2026-06", "March to June 2026"),
        ("2025-11", "2026-06", "November 2025 to June 2026"),
        ("2026-03", "2026-03", "March 2026"),
        ("2026-03", "", "Began March 2026"),
        ("", "2026-06", "June 2026"),
        ("2025", "2026", "2025 to 2026"),
        ("", "", "Not known"),
    ],
)
def test_when_it_was_is_said_in_months(first: str, last: str, words: str) -> None:
    assert months(first, last) == words


async def test_none_that_may_be_seen_is_not_none_at_all(walk, made) -> None:
    page = await walk.page_of(replace(made.family_of_seven(), level_asked=3))
    assert "Ask for a summary" not in page
    assert "No earlier help that you may see. That does not mean that there was none" in page


async def test_who_asked_whom_to_contact_may_ask_once_more_for_a_summary(walk, made) -> None:
    page = await walk.page_of(replace(made.family_of_seven(), level_asked=2))
    assert "what was tried before is not here yet" in page
    again = await walk.http.post("/answers/enq_0001/summary", data={"csrf_token": walk.csrf})
    assert (again.status_code, again.headers["location"]) == (303, "/answers/enq_more#earlier-help")
    assert "Ask for a summary" not in (await walk.http.get("/answers/enq_more")).text


async def test_nobody_asks_for_a_summary_of_somebody_elses_answer_or_from_another_site(walk, made) -> None:
    await walk.page_of(made.family_of_seven())
    assert (await walk.http.post("/answers/enq_404/summary", data={"csrf_token": walk.csrf})).status_code == 404
    assert (await walk.http.post("/answers/enq_0001/summary", data={"csrf_token": "no"})).status_code == 403
    assert (await walk.http.get("/answers/enq_0001/summary")).status_code in (404, 405)
