"""When a service ended is part of its history: told with it, at level 3, and never to whoever may only ring."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    """The month stands in the summary that level 3 opens, and is no field of its own: the history must be allowed."""
    golden = (await either.runtime.store.goldens())[0]
    assert golden
