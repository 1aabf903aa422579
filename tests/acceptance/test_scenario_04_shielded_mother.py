"""Scenario 4: a shielded mother cannot be found by where she was or where she is, and is a stub to who knows her.

By her old address: nothing. By the refuge's postcode: nothing, though a record has it. By name and date of birth: that
services are involved, none of them named, and nothing of where she is.
"""

import json

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMED = {"family_name": "Rahman", "given_name": "Nadia"}
BORN = NAMED | {"date_of_birth": "1994-03-08"}
OLD, REFUGE = "FY2 0AH", "FY3 9RZ"


def without_random_words(answer: dict) -> dict:
    """The answer without its id, and without the words to quote to the desk, which are new every time."""
    cards = [card for person in answer["people"] for card in person["services"]]
    for one in (answer, *cards):
        one.pop("enquiry", None)
        one.pop("reference", None)
    return answer


@pytest.mark.parametrize(
    "known",
    [
        {"family_name": "Rahman", "postcode": OLD},
        NAMED | {"postcode": OLD},
        NAMED | {"postcode": OLD, "house": "9", "street": "Norbreck Road"},
        {"family_name": "Rahman", "postcode": REFUGE},
        NAMED | {"postcode": REFUGE},
        NAMED | {"postcode": REFUGE, "house": "4", "street": "Harbour View"},
        NAMED | {"postcode": REFUGE, "date_of_birth": "1994"},
        NAMED | {"phone": "07700 900122"},
    ],
    ids="+".join,
)
@pytest.mark.parametrize("who", ["social-worker", "police-officer"])
async def test_no_address_finds_her(either, who: str, known: dict[str, str]) -> None:
    reply = await either.ask(who, person=known)
    assert reply["answer"]["outcome"] == "nothing_to_show"
    assert reply["answer"]["people"] == []


async def test_who_knows_her_name_and_birthday_learns_only_that_services_can_be_asked_to_ring(either) -> None:
    reply = await either.ask("social-worker", person=BORN, level=4)
    (stub,) = reply["answer"]["people"]
    assert stub["relation"] == "asked about"
    assert stub["services"]
    assert all(card["level"] == 1 and card["brokered"] and "agency" not in card for card in stub["services"])


async def test_nobody_is_led_from_her_to_her_child_or_from_the_child_to_her(either, people, known_of) -> None:
    for known in (BORN, known_of(people["sami"])):
        reply = await either.ask("social-worker", person=known)
        assert [person["relation"] for person in reply["answer"]["people"]] == ["asked about"]


async def test_the_answer_is_the_same_whether_the_asker_types_her_address_or_another(either) -> None:
    """Or else the answer would say which address is hers."""
    typed = [BORN, BORN | {"postcode": REFUGE}, BORN | {"postcode": OLD}, BORN | {"postcode": "FY1 3XX"},
             BORN | {"phone": "07700 900122"}]  # fmt: skip
    answers = [without_random_words((await either.ask("social-worker", person=known))["answer"]) for known in typed]
    assert all(answer == answers[0] for answer in answers)


async def test_nothing_of_where_she_is_leaves_in_answer_or_receipt(either) -> None:
    told = json.dumps(await either.ask("social-worker", person=BORN, level=4))
    for word in (REFUGE, "FY3", "Harbour", OLD, "Norbreck", "900122", "refuge", "Domestic", "999100000004"):
        assert word not in told


async def test_the_women_of_the_refuge_are_not_each_others_family(either, people, known_of) -> None:
    reply = await either.ask("social-worker", person=known_of(people["joanne"]))
    assert [person["relation"] for person in reply["answer"]["people"]] == ["asked about"]
    assert "Rahman" not in json.dumps(reply)


async def test_looking_for_her_is_an_entry_that_ig_leads_read(either) -> None:
    await either.ask("police-officer", person=NAMED | {"postcode": OLD})
    logged = await either.newest("enquiry.")
    assert (logged["type"], logged["actor"]["role"]) == ("enquiry.empty", "police_officer")
