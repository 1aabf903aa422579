"""Scenario 6: twins: two people who fit alike are nobody until the asker adds a detail."""

import pytest

from audit.events import Actor
from service.nominals.linking import link

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPERATOR = Actor("operator", "")
"""Two children with whom social care works are linked by no one person over HTTP."""


async def test_a_twin_without_a_first_name_could_be_more_than_one_person(either, people, known_of) -> None:
    reply = await either.ask("social-worker", person=known_of(people["zofia"], given_name=None))
    assert reply["answer"]["outcome"] == "more_than_one"
    assert reply["answer"]["people"] == []
    assert "Add another detail" in reply["answer"]["message"]


@pytest.mark.parametrize(("one", "other"), [("zofia", "oliwia"), ("oliwia", "zofia")])
async def test_each_twin_is_found_by_her_first_name_and_the_other_is_a_sibling(either, people, known_of, one, other):
    family = (await either.ask("social-worker", person=known_of(people[one])))["answer"]["people"]
    assert family[0]["name"].startswith(people[one].given)
    assert (people[other].given + " Kowalska", "sibling") in [(p["name"], p["relation"]) for p in family[1:]]


async def test_who_may_not_know_of_them_is_not_told_that_there_are_two(either, people, known_of) -> None:
    twins = known_of(people["zofia"], given_name=None)
    reply = await either.ask("police-officer", purpose="child_in_need", person=twins)
    assert reply["answer"]["outcome"] == "nothing_to_show"


async def test_a_father_and_a_son_of_one_name_are_told_apart_by_their_birthdays(either, people, known_of) -> None:
    for key in ("michael-senior", "michael-junior"):
        found = await either.runtime.store.counts()
        assert found.goldens > 0
        reply = await either.ask("police-officer", purpose="safeguard_child", person=known_of(people[key]))
        services = [card for person in reply["answer"]["people"][:1] for card in person["services"]]
        assert any(card.get("service") == "Integrated offender team" for card in services) == (key == "michael-junior")


async def test_who_was_told_about_the_wrong_twin_is_listed_and_a_correction_notice_is_made(
    either, hub_case, lead_of, person
) -> None:
    """Linked by a decision, an enquiry answered, parted: the list names that asker and agency exactly, nobody else."""
    await either.load(
        "family_hubs",
        hub_case("TW-1", "Penhaligon", "Iris", "2014-06-21", "FY6 7TW")
        + hub_case("TW-2", "Penhaligon", "Ivy", "2014-06-21", "FY6 7TW", sex="female"),
        "gss:E06000009",
    )
    iris, ivy = await either.numbers_of("gss:E06000009", "TW-1", "TW-2")
    await either.ask("social-worker", person=person("Iris"))
    await link(iris, ivy, "clerical_same", OPERATOR, either.runtime)
    told = await either.ask("social-worker-without-case", person=person("Iris"), scope="person")
    assert told["answer"]["outcome"] == "found"
    parted = await lead_of.decide(either, "/v1/nominals/partings", records=[ivy], reason="wrong_person")
    await either.ask("social-worker", person=person("Ivy"))
    assert [(one["request"], one["agency"], one["role"], one["level"]) for one in parted["told"]] == [
        (told["answer"]["enquiry"], "gss:E06000009", "social_worker", 2)
    ]
    staff = (await either.runtime.log.find(told["answer"]["enquiry"])).body
    assert parted["told"][0]["staff"].encode() in staff
    open_notices = (await either.get("ig-lead", "/v1/correction-notices")).json()
    assert [one["id"] for one in open_notices if one["change"] == parted["id"]] == [parted["told"][0]["id"]]
    await lead_of.decide(either, f"/v1/correction-notices/{parted['told'][0]['id']}/told")
    assert (await either.get("ig-lead", "/v1/correction-notices")).json() == []
    kept_apart = await either.ask("social-worker", person=person("Iris"), scope="person")
    assert len(kept_apart["answer"]["people"][0]["services"]) == 1


@pytest.fixture
def person():
    """What somebody who knows one of the twins would type."""
    known = {"family_name": "Penhaligon", "date_of_birth": "2014-06-21", "postcode": "FY6 7TW"}
    return lambda given: known | {"given_name": given}


@pytest.fixture
def lead_of():
    """What an information governance lead does over HTTP."""
    return Lead()


class Lead:
    """Decides."""

    async def decide(self, house, address: str, **body: object) -> dict:
        reply = await house.api.post(address, json=body, headers=house.token("ig-lead"))
        assert reply.status_code == 200, reply.text
        return reply.json()
