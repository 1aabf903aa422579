"""What people decide stands above the model: at the next load, against the hard rules, and for shielded people."""

import pytest

from connectors.police import HEADER
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.nominals.history import history_of_golden, history_of_record, resolve
from service.nominals.linking import link
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.taking_back import take_back
from service.store.nominals_reading import Membership
from service.store.rows import State

pytestmark = pytest.mark.asyncio(loop_scope="module")
HUB = "gss:E06000009"


@pytest.fixture
def loaded(either, hub_case, number_of):
    """Load one hub case and give its record number."""

    async def load(reference: str, *known, **changes) -> int:
        await either.load("family_hubs", hub_case(reference, *known, **changes), HUB)
        return await number_of(either, reference)

    return load


async def test_a_never_keeps_a_record_apart_when_its_source_sends_what_the_model_would_link(
    either, loaded, lead, stands
) -> None:
    known = ("Tarrant", "Philippa", "1991-06-17", "FY2 8BB")
    nhs = {"nhs_number": {"value": "9434765870", "status": "verified_pds"}}
    first = await loaded("T-1", *known, identifiers=nhs)
    second = await loaded("T-2", "Tarrant", "Pippa", "1991-07-16", "LA1 4XX")
    await never_link(first, second, "two_people", lead, either.runtime)
    await loaded("T-2", *known, identifiers=nhs)
    (one, _, _), (other, _, _) = await stands(either, first, second)
    assert one != other
    standing = await Membership(either.runtime.store.database).overrides_of([first])
    await withdraw(standing[0].id, "was_one_person", lead, either.runtime)
    assert (await stands(either, first, second))[0][0] == one, "withdrawing moves nobody"
    await loaded("T-2", *known, identifiers=nhs, phones=["07700 900555"])
    (one, _, _), (other, _, _) = await stands(either, first, second)
    assert one == other, "and the model has its say at the next arrival"


async def test_an_always_keeps_records_together_whatever_the_source_sends(either, loaded, lead, stands) -> None:
    first = await loaded("U-1", "Underhill", "Rosalind", "1988-02-02", "FY3 8CC")
    second = await loaded("U-2", "Vandermeer", "Sybil", "1955-09-09", "LA2 5YY")
    linked = await link(first, second, "known_alias", lead, either.runtime)
    await loaded("U-2", "Vandermeer", "Sibyl", "1955-09-10", "LA3 6ZZ")
    assert [each[0] for each in await stands(either, first, second)] == [linked.moves[0].after.golden] * 2


async def test_two_verified_nhs_numbers_are_two_people_whoever_says_otherwise(either, loaded, lead, stands) -> None:
    numbers = [{"nhs_number": {"value": one, "status": "verified_pds"}} for one in ("9434765919", "9876543210")]
    first = await loaded("V-1", "Wetherby", "Una", "1970-01-20", "FY4 8DD", identifiers=numbers[0])
    second = await loaded("V-2", "Wetherby", "Una", "1970-01-20", "FY4 8DD", identifiers=numbers[1])
    before = await stands(either, first, second)
    with pytest.raises(NotAcceptable, match="different verified NHS numbers") as refused:
        await link(first, second, "same_person", lead, either.runtime)
    assert refused.value.code is ReasonCode.LINK_REFUSED
    assert await stands(either, first, second) == before


async def test_an_always_is_not_followed_once_their_verified_numbers_differ(either, loaded, lead, stands) -> None:
    nhs = [{"nhs_number": {"value": one, "status": "verified_pds"}} for one in ("9000000009", "9000000017")]
    first = await loaded("W-1", "Xavier", "Thea", "1966-06-06", "FY5 8EE", identifiers=nhs[0])
    second = await loaded("W-2", "Yardley", "Thora", "1977-07-07", "LA4 7AA")
    await link(first, second, "known_alias", lead, either.runtime)
    await loaded("W-2", "Yardley", "Thora", "1977-07-07", "LA4 7AA", identifiers=nhs[1])
    (one, _, _), (other, _, _) = await stands(either, first, second)
    assert one != other


async def test_a_never_between_any_of_their_records_refuses_the_link(either, loaded, lead) -> None:
    people = [
        await loaded(f"X-{at}", f"Zeal{at * 'e'}", f"Ada{at}", f"19{50 + at}-0{at + 1}-01", "FY6 8FF")
        for at in range(3)
    ]
    await link(people[0], people[1], "known_alias", lead, either.runtime)
    await never_link(people[1], people[2], "two_people", lead, either.runtime)
    with pytest.raises(NotAcceptable, match="override") as refused:
        await link(people[0], people[2], "same_person", lead, either.runtime)
    assert refused.value.code is ReasonCode.OVERRIDE_STANDS


async def test_a_held_record_that_is_hers_becomes_live_without_its_address_and_stays_so(
    either, loaded, lead, stands
) -> None:
    """The source that does not know that she is shielded sends the refuge: nobody finds her by it, now or later."""
    hers = await loaded("S-1", "Amberley", "Beatrix", "1994-04-14", "FY1 8GG", shield=True)
    held = await loaded("S-2", "Birthsurname", "Beatrix", "1994-04-14", "FY7 8HH")
    assert (await stands(either, held))[0][1] == State.HELD
    await link(hers, held, "birth_name", lead, either.runtime)
    (golden, _, _), (other, state, shielded) = await stands(either, hers, held)
    assert (other, state, shielded) == (golden, State.LIVE, 1)
    by_birth_name = {"family_name": "Birthsurname", "given_name": "Beatrix", "date_of_birth": "1994-04-14"}
    for postcode in ("FY7 8HH", "FY7 9KK"):
        found = await either.runtime.store.people([golden])
        seen = [either.runtime.opener.person(row) for row in found]
        assert len(seen) == 2 and not any(person.places or person.phones for person in seen)
        reply = await either.ask(
            "social-worker", person={"family_name": "Birthsurname", "postcode": postcode, "house": "31"}
        )
        assert reply["answer"]["outcome"] == "nothing_to_show"
        # the source sends her again, with the next refuge
        await loaded("S-2", "Birthsurname", "Beatrix", "1994-04-14", "FY7 9KK", phones=["07700 900777"])
        assert (await stands(either, held)) == [(golden, State.LIVE, 1)]
    reply = await either.ask("social-worker", person=by_birth_name)
    assert reply["answer"]["outcome"] == "found"


async def test_a_held_record_that_is_not_hers_becomes_live_on_its_own(either, loaded, lead, stands) -> None:
    hers = await loaded("S-3", "Catterick", "Cordelia", "1993-03-13", "FY1 8JJ", shield=True)
    held = await loaded("S-4", "Otherwise", "Cordelia", "1993-03-13", "FY7 8KK")
    assert (await stands(either, held))[0][1] == State.HELD
    await never_link(hers, held, "two_people", lead, either.runtime)
    (golden, _, _), (own, state, shielded) = await stands(either, hers, held)
    assert (state, shielded) == (State.LIVE, 0) and own not in (None, golden)
    typed = {"family_name": "Otherwise", "given_name": "Cordelia", "date_of_birth": "1993-03-13", "postcode": "FY7 8KK"}
    assert (await either.ask("social-worker", person=typed))["answer"]["outcome"] == "found"
    await loaded("S-4", "Otherwise", "Cordelia", "1993-03-13", "FY7 8LL")
    assert (await stands(either, held))[0][1] == State.LIVE, "and is not held again for the same person's sake"


async def test_records_that_part_go_back_to_the_golden_nominal_that_they_came_from(
    either, loaded, lead, stands
) -> None:
    first = await loaded("B-1", "Delacroix", "Eugenia", "1969-09-19", "FY1 8MM")
    second = await loaded("B-2", "Everard", "Felicity", "1979-12-29", "LA5 8CC")
    (before, _, _) = (await stands(either, second))[0]
    names = await Membership(either.runtime.store.database).goldens([before])
    await link(first, second, "known_alias", lead, either.runtime)
    (kept, _, _) = (await stands(either, first))[0]
    assert await resolve(names[before][0], either.runtime) == kept, "the log's pseudonym means the one it went into"
    await part([second], "wrong_person", lead, either.runtime)
    assert (await stands(either, second))[0][0] == before
    assert await resolve(names[before][0], either.runtime) == before


async def test_a_history_tells_every_step_and_its_version(either, loaded, lead) -> None:
    first = await loaded("H-1", "Fanshawe", "Georgina", "1959-10-10", "FY1 8NN")
    second = await loaded("H-2", "Gascoigne", "Henrietta", "1949-11-11", "LA6 9DD")
    linked = await link(first, second, "known_alias", lead, either.runtime)
    parted = await part([second], "wrong_person", lead, either.runtime)
    told = await history_of_golden(linked.moves[0].after.golden, either.runtime)
    assert [(step.what, step.cause, step.version, step.entry) for step in told.steps] == [
        ("moved", "clerical", 2, linked.entry),
        ("left", "parted", 3, parted.entry),
    ]
    assert (told.version, told.records) == (3, (first,))
    own = await history_of_record(second, either.runtime)
    assert [(step.cause, step.by, step.reason) for step in own.steps] == [
        ("clerical", lead.staff, "known_alias"),
        ("parted", lead.staff, "wrong_person"),
    ]
    with pytest.raises(NotFound):
        await history_of_record(10**9, either.runtime)


async def test_a_load_counts_and_keeps_every_record_that_joins(either, loaded, stands) -> None:
    nhs = {"nhs_number": {"value": "9434765870", "status": "verified_pds"}}
    known = ("Hathersage", "Imelda", "1984-08-28", "FY1 8PP")
    first = await loaded("L-1", *known, identifiers=nhs | {"upn": "A801200001001"})
    await either.load("police", police_row(*known), "police:04")
    ((golden, _, _),) = await stands(either, first)
    told = await history_of_golden(golden, either.runtime)
    assert len(told.records) == 2
    assert [(step.what, step.cause, step.version) for step in told.steps] == [("joined", "load", 2)]
    assert told.version == 2


def police_row(family: str, given: str, born: str, postcode: str) -> str:
    row = {
        "provider_ref": f"nominal/{family}", "family": family, "given": given, "dob": born, "sex": "F",
        "postcode": postcode, "safe_addr": "Y", "unit": "Blackpool NPT", "contact_phone": "01253555188",
        "status": "open", "opened": "2026-10-09", "last_contact": "2026-11", "subject_role": "victim",
        "marking": "OFFICIAL-SENSITIVE",
    }  # fmt: skip
    return ",".join(HEADER) + "\n" + ",".join(row.get(column, "") for column in HEADER) + "\n"


async def test_what_was_withdrawn_does_not_stand_again_within_one_golden_nominal(either, loaded, lead) -> None:
    one = await loaded("N-1", "Abernethy", "Ada", "1951-01-01", "FY6 9AA")
    two = await loaded("N-2", "Birtwistle", "Bea", "1962-02-02", "LA1 9BB")
    three = await loaded("N-3", "Cranshaw", "Cleo", "1973-03-03", "PR1 9CC")
    await never_link(one, two, "two_people", lead, either.runtime)
    standing = await Membership(either.runtime.store.database).overrides_of([one])
    withdrawn = await withdraw(standing[0].id, "not_sure", lead, either.runtime)
    await link(one, three, "known_alias", lead, either.runtime)
    await link(two, three, "known_alias", lead, either.runtime)
    with pytest.raises(NotAcceptable, match="Part them first") as refused:
        await take_back(withdrawn.id, lead, either.runtime)
    assert refused.value.code is ReasonCode.MEMBERSHIP_CHANGED
    assert [each.kind for each in await Membership(either.runtime.store.database).overrides_of([two])] == ["always"]
