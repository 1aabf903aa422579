"""An owner answers what another agency asks: all, part or no, with a reason; seen by them alone, and in the log."""

import json

import pytest

from service.enquiry.ask import Typed
from service.enquiry.enquire import enquire
from service.follow_up.requesting import Asking, request
from service.identity.principal import Principal, PrincipalKind

pytestmark = pytest.mark.asyncio(loop_scope="module")
WHY = "Strategy discussion tomorrow; we need to know what you know."


ROBIN = Principal(
    PrincipalKind.PRACTITIONER, "staff-robin", "Robin Ashdown", "gss:E06000009", "social_worker", ("IG-L2",), "mfa", 0
)


@pytest.fixture
def asked(site, question):
    """A social worker's request to the first agency of a kind that an answer named; its reference."""

    async def made(kind: str = "call_back", text: str = WHY) -> str:
        given = question()
        typed = Typed(
            **{name: given[name] for name in ("purpose", "case_reference", "relationship", "scope")}, **given["person"]
        )
        answer = (await enquire(typed, ROBIN, site.runtime)).decoded()
        place = next(
            f"{at}-{number}"
            for at, person in enumerate(answer.people)
            for number, card in enumerate(person.services)
            if card.agency.startswith("police")
        )
        asking = Asking(kind, text, "01632 960 199")
        return (await request(answer.enquiry, place, asking, ROBIN, site.runtime)).reference

    return made


async def newest(site) -> dict[str, object]:
    return json.loads((await site.runtime.log.entries(limit=1))[0].body)


async def test_a_sergeant_rings_back_and_says_so(visitors, asked, site, width, scripts) -> None:
    reference = await asked()
    async with visitors("police-supervisor", width=width, scripts=scripts) as kit:
        await kit.follow("Waiting for you")
        await kit.sees("Requests to answer", "Ring them back", "Social worker, Blackpool Council")
        await kit.sees_nothing_of("Synth", WHY)
        await kit.open(f"/requests-to-answer/{reference}")
        await kit.sees("Jordan Synth", WHY, "01632 960 199", "Robin Ashdown", "LANCS-ISA-0042")
        assert (await newest(site))["type"] == "follow_up.read"
        await kit.press("Send your answer")
        await kit.sees("Choose what you answer.")
        await kit.choose("It is done")
        await kit.fill("What you did, or why not", "Rang back at noon and spoke to Robin.")
        await kit.press("Send your answer")
        await kit.sees("Your answer was sent: it is done.")
        assert (await newest(site))["type"] != "follow_up.asked"
        await kit.follow("Show those that were answered")
        await kit.open(f"/requests-to-answer/{reference}")
        await kit.sees("What was answered", "Rang back at noon")


async def test_nobody_of_another_agency_learns_that_a_request_is_there(visitors, asked) -> None:
    reference = await asked()
    async with visitors("team-manager") as pat:
        await pat.open(f"/requests-to-answer/{reference}")
        there = await pat.main.inner_text()
        await pat.open(f"/requests-to-answer/{'0' * 16}")
        assert await pat.main.inner_text() == there
    async with visitors("police-officer") as alex:
        await alex.open("/requests-to-answer")
        await alex.sees("Page not found")


async def test_a_request_is_answered_by_keyboard_alone(visitors, asked) -> None:
    reference = await asked(kind="correction", text="The number belongs to somebody else now.")
    async with visitors("police-supervisor") as kit:
        await kit.open(f"/requests-to-answer/{reference}")
        await kit.take("We do not do this")
        await kit.tab_to("What you did, or why not")
        await kit.page.keyboard.type("The number is right: we rang it today.")
        await kit.tab_to("Send your answer")
        await kit.key("Enter")
        await kit.sees("Your answer was sent: they read why not.")
        assert kit.checked[-1] == "/requests-to-answer"
