"""The timeline: months only, the newest first, and nothing of a service that may not be named."""

from datetime import date

from msgspec.structs import replace

from connectors.records import Event
from service.enquiry.shapes import Person
from service.web.answer_view import answer_view
from service.web.timeline import timeline

TURNAROUND = Event("service_ended", "Turnaround", date(2026, 3, 1), date(2026, 6, 30), "completed")
ADVICE = Event("advice_given", start=date(2026, 8, 14))


def months_of(made, *services, **known) -> dict[str, list[str]]:
    person = Person(relation="asked about", name="Jordan Synth", services=services, **known)
    view = answer_view(made.answer(outcome="found", people=(person,)), made.now)
    return {month.title: [f"{one.what}: {one.service}" for one in month.moments] for month in timeline(view)}


def test_what_began_ended_and_was_last_heard_of_stands_in_its_month_the_newest_first(made) -> None:
    closed = made.early_help(status="closed", since="2025-11", until="2026-02", last_contact_month="2026-01")
    assert list(months_of(made, closed, made.police()).items()) == [
        ("October 2026", ["Began: Exploitation team (Awaken)"]),
        ("February 2026", ["Ended: Early help"]),
        ("January 2026", ["Last contact: Early help"]),
        ("November 2025", ["Began: Early help"]),
    ]


def test_steps_of_earlier_help_come_with_their_programme_and_outcome(made) -> None:
    assert months_of(made, made.early_help(since="", events=(TURNAROUND, ADVICE))) == {
        "August 2026": ["Advice given: Early help"],
        "June 2026": ["Service ended, completed: Turnaround"],
        "March 2026": ["Service started: Turnaround"],
    }


async def test_no_day_is_on_the_page(walk, made) -> None:
    person = Person(relation="asked about", name="J", services=(made.early_help(events=(TURNAROUND, ADVICE)),))
    page = await walk.page_of(made.answer(outcome="found", people=(person,)))
    for day in ("14 August", "2026-08-14", "30 June", "1 March"):
        assert day not in page


def test_what_no_source_dates_comes_last_and_says_so(made) -> None:
    found = months_of(made, made.early_help(since="soon", events=(Event("referral_made", "Lifeline"),)), made.police())
    assert list(found)[-1] == "Month not known"
    assert found["Month not known"] == ["Began: Early help", "Referral made: Lifeline"]


def test_a_service_that_may_not_be_named_leaves_no_month(made) -> None:
    leaky = replace(made.unnamed, since="2026-01", until="2026-02", last_contact_month="2026-01", events=(ADVICE,))
    assert months_of(made, leaky) == {}


def test_whoever_lives_apart_is_said_to(made) -> None:
    dean = Person(relation="parent", name="Dean", household="separate", services=(made.police(),))
    view = answer_view(made.answer(outcome="found", people=(dean,)), made.now)
    assert timeline(view)[0].moments[0].who == "Dean (linked, separate)"


async def test_an_empty_timeline_says_whom_to_ask(walk, made) -> None:
    person = Person(relation="asked about", name="J", services=(made.early_help(since=""),))
    page = await walk.page_of(made.answer(outcome="found", people=(person,)))
    assert "No service that you may see says when it was involved." in page
