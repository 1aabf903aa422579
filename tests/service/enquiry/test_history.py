"""When a service ended is part of its history: told with it, at level 3, and never to whoever may only ring."""

import json
from dataclasses import replace

import pytest

from policies.decision import Ruling
from service.enquiry.ask import Typed, ask
from service.enquiry.cards import Cards
from service.enquiry.enquire import enquire_for_summary
from service.enquiry.gather import gather
from service.enquiry.match import match
from service.errors import NotFound
from service.identity.principal import Principal, PrincipalKind

WHY = {"purpose": "safeguard_child", "case_reference": "SC-20418", "relationship": "open_case", "scope": "person"}
pytestmark = pytest.mark.asyncio(loop_scope="module")


def asker_of(reply) -> Principal:
    """Whoever asked this, as the log has them."""
    who = json.loads(reply["receipt"]["entry"])["actor"]
    known = {"training": ("IG-L2",), "assurance": "mfa", "expires": 0}
    kind = PrincipalKind.PRACTITIONER
    return Principal(kind, who["staff"], "Robin Ashdown", who["agency"], who["role"], **known)


def closed(reply) -> dict[str, str | None]:
    """The month in which each closed service of the police ended, by its name."""
    cards = [card for person in reply["answer"]["people"] for card in person.get("services", ())]
    return {
        card["service"]: card.get("until")
        for card in cards
        if card.get("agency") == "police:04" and card.get("status") == "closed"
    }


async def test_an_agency_is_told_when_its_own_service_ended(either) -> None:
    reply = await either.ask("police-officer", level=3, scope="person")
    assert closed(reply) == {"Missing from home team": "2026-04"}


async def test_whoever_may_only_learn_whom_to_contact_is_not(either) -> None:
    reply = await either.ask("social-worker", level=2, scope="person")
    assert closed(reply) == {"Missing from home team": None}


async def test_a_ruling_without_the_history_does_not_tell_it_at_level_3_either(either) -> None:
    """The month stands in the summary that level 3 opens: the history must be allowed for it to be told."""
    runtime = either.runtime
    typed = Typed(family_name="Synth", given_name="Jordan", date_of_birth="2011-04-02", **WHY)
    found = await match(ask(typed, {"safeguard_child"}.__contains__, runtime.clock.today()).sought, runtime)
    (jordan,) = await gather(found.best.golden, "person", found.opened, runtime)
    ended = {fields: set() for fields in (("service", "status"), ("service", "status", "events"))}
    for one in jordan.involvements:
        for fields, months in ended.items():
            months.add(Cards("safeguard_child", (), runtime).card(one, 3, Ruling("allow", 3, fields)).until)
    assert list(ended.values()) == [{""}, {"", "2026-04"}]


async def test_ones_own_question_is_asked_once_more_for_a_summary_with_an_entry_of_its_own(either) -> None:
    first = await either.ask("social-worker", scope="person")
    robin = asker_of(first)
    more = await enquire_for_summary(first["answer"]["enquiry"], robin, either.runtime)
    told = more.decoded()
    assert (first["answer"]["level_asked"], told.level_asked) == (2, 3)
    assert told.enquiry != first["answer"]["enquiry"]
    assert [one.programme for card in told.people[0].services for one in card.events] == ["Turnaround", ""]
    logged = await either.newest("enquiry.answered")
    assert (logged["details"]["level"], logged["purpose"]) == (3, "safeguard_child")
    assert logged["relationship"] == "open_case"


async def test_nobody_asks_for_a_summary_of_somebody_elses_question(either) -> None:
    first = await either.ask("social-worker", scope="person")
    robin = asker_of(first)
    for changed in ({"staff": "staff-somebody-else"}, {"agency": "police:04"}):
        with pytest.raises(NotFound):
            await enquire_for_summary(first["answer"]["enquiry"], replace(robin, **changed), either.runtime)
