"""Scenario 6: twins: two people who fit alike are nobody until the asker adds a detail."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
