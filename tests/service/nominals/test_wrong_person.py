"""Twins linked by mistake: whoever was told of one what was the other's is named, and nobody else."""

import pytest

from service.nominals.linking import link
from service.nominals.notices import mark_told, outstanding
from service.nominals.parting import part
from service.nominals.taking_back import take_back

pytestmark = pytest.mark.asyncio(loop_scope="module")

BORN, HOME = "2013-02-11", "FY2 9TT"


@pytest.fixture
def twins(either, hub_case, number_of):
    """Two girls of one birth, each with a case of her own; their record numbers. Each test has a pair of its own."""

    async def made(family: str, **changes) -> tuple[int, int]:
        lines = [hub_case(f"{family}-{given}", family, given, BORN, HOME, **changes) for given in ("Wren", "Ottilie")]
        for line in lines:
            await either.load("family_hubs", line, "gss:E06000009")
        return tuple([await number_of(either, f"{family}-{given}") for given in ("Wren", "Ottilie")])

    return made


def known(family: str, given: str) -> dict[str, str]:
    return {"family_name": family, "given_name": given, "date_of_birth": BORN, "postcode": HOME}


async def test_the_one_who_was_told_while_twins_were_linked_is_named_and_nobody_else(
    either, twins, lead, stands
) -> None:
    wren, ottilie = await twins("Calloway")
    for given in ("Wren", "Ottilie"):  # before: they were told what is so
        await either.ask("social-worker", person=known("Calloway", given))
    linked = await link(wren, ottilie, "same_person", lead, either.runtime)
    told = await either.ask("social-worker-without-case", person=known("Calloway", "Wren"), scope="person")
    assert len(told["answer"]["people"][0]["services"]) == 1, "two cases that look alike are one card"
    await either.ask("social-worker", person=known("Whitworth", "Lee") | {"date_of_birth": "1985-11-30"})
    parted = await part([ottilie], "wrong_person", lead, either.runtime)
    await either.ask("social-worker", person=known("Calloway", "Wren"))  # afterwards: again what is so
    entry = await either.runtime.log.find(told["answer"]["enquiry"])
    assert [(one.entry, one.request, one.agency, one.role) for one in parted.told] == [
        (entry.index, told["answer"]["enquiry"], "gss:E06000009", "social_worker")
    ]
    assert (parted.told[0].purpose, parted.told[0].level, parted.told[0].told_as) == ("safeguard_child", 2, "subject")
    assert linked.entry < parted.told[0].entry < parted.entry
    (one, _, _), (other, _, _) = await stands(either, wren, ottilie)
    assert one != other


async def test_whoever_was_told_of_her_as_a_relative_is_named_too(either, twins, lead, hub_case, number_of) -> None:
    mother = [{"ref": "Dunmore-Helen", "type": "parent", "lives_with": True}]
    wren, ottilie = await twins("Dunmore", relationships=mother)
    await either.load("family_hubs", hub_case("Dunmore-Helen", "Dunmore", "Helen", "1980-03-04", HOME), "gss:E06000009")
    await link(wren, ottilie, "same_person", lead, either.runtime)
    helen = known("Dunmore", "Helen") | {"date_of_birth": "1980-03-04"}
    told = await either.ask("social-worker", person=helen)
    assert [person["relation"] for person in told["answer"]["people"]] == ["asked about", "child"]
    alone = await either.ask("social-worker-without-case", person=helen, scope="person")
    parted = await part([ottilie], "wrong_person", lead, either.runtime)
    assert [(one.request, one.told_as) for one in parted.told] == [(told["answer"]["enquiry"], "relative")]
    assert alone["answer"]["enquiry"] not in {one.request for one in parted.told}


async def test_taking_back_a_link_names_those_told_as_parting_does(either, twins, lead) -> None:
    wren, ottilie = await twins("Ellery")
    linked = await link(wren, ottilie, "same_person", lead, either.runtime)
    told = await either.ask("social-worker", person=known("Ellery", "Ottilie"))
    back = await take_back(linked.id, lead, either.runtime)
    assert [one.request for one in back.told] == [told["answer"]["enquiry"]]


async def test_a_notice_is_outstanding_until_somebody_says_that_they_were_told(either, twins, lead) -> None:
    wren, ottilie = await twins("Farrow")
    await link(wren, ottilie, "same_person", lead, either.runtime)
    await either.ask("social-worker", person=known("Farrow", "Wren"))
    parted = await part([wren], "wrong_person", lead, either.runtime)
    (notice,) = parted.told
    assert notice.id in {one.id for one in await outstanding("to_tell", 100, 0, either.runtime)}
    await mark_told(notice.id, lead, either.runtime)
    entry = await either.newest("notice.told")
    assert (entry["relates_to"], entry["subject"], entry["actor"]["staff"]) == (
        notice.entry,
        notice.subject,
        lead.staff,
    )
    assert notice.id not in {one.id for one in await outstanding("to_tell", 100, 0, either.runtime)}
    assert notice.id in {one.id for one in await outstanding("told", 100, 0, either.runtime)}


async def test_under_each_of_two_pseudonyms_that_they_shared_one_after_the_other(either, twins, lead) -> None:
    """Linked under one golden nominal, which then went into an older one: answers about either are named."""
    older, _ = await twins("Garrick")
    wren, ottilie = await twins("Hartnell")
    await link(wren, ottilie, "same_person", lead, either.runtime)
    first = await either.ask("social-worker", person=known("Hartnell", "Wren"), scope="person")
    await link(older, wren, "same_person", lead, either.runtime)
    second = await either.ask("social-worker", person=known("Hartnell", "Wren"), scope="person")
    parted = await part([ottilie], "wrong_person", lead, either.runtime)
    assert [one.request for one in parted.told] == [each["answer"]["enquiry"] for each in (first, second)]
    assert len({one.subject for one in parted.told}) == 2
