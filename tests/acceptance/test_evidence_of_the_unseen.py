"""What only an agency holds of which the asker may know nothing cannot be confirmed by asking about it."""

import pytest

from connectors.sandbox import cast
from isa.register import Suspended, suspend
from service.enquiry.reread import reread
from service.errors import NotFound
from service.web.ports import EnquiryForm
from service.web.wiring import RuntimeEnquiries

pytestmark = pytest.mark.asyncio(loop_scope="module")

NURSE = {"purpose": "early_help_coordination", "relationship": "open_case"}
"""A school nurse learns of early help, and nothing of the police."""


def seen_by(reply: dict, *, without: tuple[str, ...] = ("enquiry", "asked_at", "expires")) -> dict:
    answer = {name: value for name, value in reply["answer"].items() if name not in without}
    for card in [card for person in answer["people"] for card in person["services"]]:
        card.pop("reference", None)  # drawn anew for each answer
    return answer


def numbered(known: dict, scheme: str, value: str) -> dict:
    return known | {"identifiers": [{"scheme": scheme, "value": value}]}


async def test_a_number_that_only_the_police_have_is_not_confirmed_to_a_nurse(house, known_of) -> None:
    lee = known_of(cast.LEE)
    right = await house.ask("school-nurse", **NURSE, person=numbered(lee, "pnc", cast.LEE.pnc))
    wrong = await house.ask("school-nurse", **NURSE, person=numbered(lee, "pnc", "1979/0163001B"))
    assert right["answer"]["outcome"] == "found"
    assert seen_by(right) == seen_by(wrong)


async def test_the_police_are_told_that_their_own_number_agrees(house, known_of) -> None:
    asked = numbered(known_of(cast.LEE), "pnc", cast.LEE.pnc)
    why = (await house.ask("police-officer", person=asked, relationship="visit", purpose="welfare_visit"))["answer"][
        "why"
    ]
    assert ("pnc", "agrees") in [(one["attribute"], one["outcome"]) for one in why]


async def test_an_alias_that_only_the_police_have_finds_nobody_for_a_nurse(houses, known_of) -> None:
    row = (
        "nominal/104419,2004/0351207G,,Zzyzxholm,Lee,,1985-11-30,M,,FY1 3XX,2024-01-01,Y,Neighbourhood policing,"
        "PC Robin Frith,01632 960114,closed,2025-01-02,2025-03-01,2025-03,,suspect,OFFICIAL-SENSITIVE"
    )
    header = (
        "provider_ref,pnc,cro,family,given,alt_names,dob,sex,uprn,postcode,address_from,safe_addr,unit,contact_name,"
        "contact_phone,status,opened,closed,last_contact,categories,subject_role,marking"
    )
    by_alias = known_of(cast.LEE, family_name="Zzyzxholm", postcode=None)
    invented = known_of(cast.LEE, family_name="Qwertholm", postcode=None)
    async with houses() as house:
        await house.load("police", f"{header}\n{row}\n", "police:04")
        alias = await house.ask("school-nurse", **NURSE, person=by_alias)
        nobody = await house.ask("school-nurse", **NURSE, person=invented)
    assert seen_by(alias) == seen_by(nobody)


async def test_an_answer_that_waits_for_its_page_is_not_shown_after_a_suspension(houses, tokens) -> None:
    form = EnquiryForm(
        purpose="safeguard_child", case_reference="SC-1", relationship="open_case", scope="family",
        family_name="Synth", given_name="Jordan", birth_day="2", birth_month="4", birth_year="2011",
    )  # fmt: skip
    async with houses() as house:
        runtime = house.runtime
        principal = await runtime.gate.bearer.principal(tokens("social-worker"))
        pages = RuntimeEnquiries(runtime)
        enquiry = (await pages.enquire(principal, form)).decoded().enquiry
        stop = Suspended(subject="agency", name="police:04", since=1795176000, by="SIRO", reason="a breach")
        suspend(runtime.settings.suspensions_path, stop)
        with pytest.raises(NotFound):
            await pages.reread(principal, enquiry)
        with pytest.raises(NotFound):
            await reread(enquiry, principal, runtime)
