"""What is asked is counted as the log has it, on both engines; and of denials an agency learns its own only."""

import pytest

from service.errors import NotPermitted
from service.identity.principal import Principal, PrincipalKind
from service.oversight import figures as counted
from service.oversight.figures import figures
from service.store.projection_rows import Outcome

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUB, POLICE = "gss:E06000009", "police:04"


def lead(agency: str = HUB, kind: PrincipalKind = PrincipalKind.IG_LEAD) -> Principal:
    return Principal(kind, f"staff-of-{agency[:3]}", "L. Ead", agency, "ig_lead", (), "mfa", 4_000_000_000)


async def test_enquiries_are_counted_by_agency_purpose_level_and_outcome(either, people, known_of) -> None:
    before = await figures(7, lead(), either.runtime)
    answer = await either.ask("social-worker", scope="person")
    denied = {"purpose": "prevent_crime_disorder", "person": known_of(people["zofia"])}
    await either.ask("social-worker-without-case", **denied)
    after = await figures(7, lead(), either.runtime)
    level = max(card["level"] for person in answer["answer"]["people"] for card in person["services"])
    assert after.by_agency - before.by_agency == {HUB: 2}
    assert after.by_purpose - before.by_purpose == {"safeguard_child": 1, "prevent_crime_disorder": 1}
    assert after.by_level - before.by_level == {level: 1}
    assert after.own - before.own == {Outcome.SHOWN: 1, Outcome.DENIED: 1}
    of_the_police = await figures(7, lead(POLICE), either.runtime)
    assert Outcome.DENIED not in of_the_police.own
    assert of_the_police.by_agency == after.by_agency


async def test_answers_across_agencies_are_counted_by_who_told_whom(either) -> None:
    before = await figures(7, lead(), either.runtime)
    await either.ask("social-worker", scope="person")
    named = set((await either.newest("enquiry.answered"))["providers"])
    after = await figures(7, lead(), either.runtime)
    grown = {(one.asker, one.holder): one.answers for one in after.across}
    for one in before.across:
        grown[one.asker, one.holder] -= one.answers
    assert {pair for pair, more in grown.items() if more} == {(HUB, holder) for holder in named - {HUB}}
    assert after.within - before.within == (1 if HUB in named else 0)


async def test_only_the_days_asked_for_are_counted(either) -> None:
    await either.ask("social-worker", scope="person")
    either.clock.at += 3 * counted.DAY
    try:
        assert (await figures(1, lead(), either.runtime)).by_agency == {}
    finally:
        either.clock.at -= 3 * counted.DAY


async def test_looking_at_the_figures_is_itself_an_entry(either) -> None:
    await figures(7, lead(), either.runtime)
    entry = await either.newest()
    assert (entry["type"], entry["details"]) == ("log.queried", {"what": "figures"})


async def test_nobody_else_is_told_them(either) -> None:
    with pytest.raises(NotPermitted):
        await figures(7, lead(kind=PrincipalKind.PRACTITIONER), either.runtime)
