"""An emergency in the store, on either engine: declared once, by whoever, and nothing of it in the clear."""

import asyncio

import pytest

from service.emergency.declaring import asked_digest, stand
from service.emergency.opening import open_for
from service.emergency.words import MOST_ALONE, Declared
from service.errors import NotAcceptable, Overtaken, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.matching.sought import Sought
from service.store import oversight
from service.store import oversight_statements as said

pytestmark = pytest.mark.asyncio(loop_scope="module")

DECLARED = Declared("s47_immediate", "Child seen with fresh injuries; nobody answers.")
PURPOSE = "child_protection_s47"


def worker(staff: str, **changes: object) -> Principal:
    given = {
        "kind": PrincipalKind.PRACTITIONER, "staff": staff, "name": "", "agency": "gss:E06000009",
        "role": "social_worker", "training": (), "assurance": "mfa", "expires": 0,
    } | changes  # fmt: skip
    return Principal(**given)


def somebody(family: str) -> Sought:
    return Sought(family_name=family, given_name="Odile")


async def test_two_declarations_at_once_are_one_emergency_with_one_review(either) -> None:
    staff = worker("staff-at-once")
    both = await asyncio.gather(
        *(stand(DECLARED, somebody("Atonce"), PURPOSE, staff, either.runtime) for _ in range(4))
    )
    assert len({row.id for row in both}) == 1
    reviews = await oversight.reviews(either.runtime.store.database, "open")
    assert [one.emergency for one in reviews].count(both[0].id) == 1


async def test_it_is_one_person_s_of_one_asker_on_one_ground(either) -> None:
    first = await stand(DECLARED, somebody("Bywhom"), PURPOSE, worker("staff-b1"), either.runtime)
    other = await stand(DECLARED, somebody("Bywhom"), PURPOSE, worker("staff-b2"), either.runtime)
    whom = await stand(DECLARED, somebody("Bywhomelse"), PURPOSE, worker("staff-b1"), either.runtime)
    assert len({first.id, other.id, whom.id}) == 3
    with pytest.raises(NotAcceptable) as waits:
        await stand(
            DECLARED._replace(ground="threat_to_life"), somebody("Bywhom"), PURPOSE, worker("staff-b1"), either.runtime
        )
    assert waits.value.code is ReasonCode.SECOND_PERSON_NEEDED


@pytest.mark.parametrize("changes", [{"purpose": "safeguard_child"}, {"role": "team_manager"}])
async def test_it_covers_no_other_purpose_and_no_other_role(either, changes) -> None:
    """Whoever reviews it reads of one purpose and one role: under another it would go unseen."""
    staff = f"staff-covers-{'-'.join(changes)}"
    await stand(DECLARED, somebody("Covers"), PURPOSE, worker(staff), either.runtime)
    other = worker(staff, role=changes.get("role", "social_worker"))
    with pytest.raises(NotAcceptable) as waits:
        await stand(DECLARED, somebody("Covers"), changes.get("purpose", PURPOSE), other, either.runtime)
    assert waits.value.code is ReasonCode.SECOND_PERSON_NEEDED


async def test_a_person_typed_in_other_ways_does_not_begin_the_minutes_anew_all_day(either) -> None:
    staff = worker("staff-spells")
    for at in range(MOST_ALONE):
        await stand(DECLARED, somebody(f"Spelt{'t' * at}"), PURPOSE, staff, either.runtime)
    with pytest.raises(NotAcceptable) as waits:
        await stand(DECLARED, somebody("Spelled"), PURPOSE, staff, either.runtime)
    assert waits.value.code is ReasonCode.SECOND_PERSON_NEEDED
    await stand(DECLARED, somebody("Spelled"), PURPOSE, worker("staff-another"), either.runtime)
    either.clock.at += 86_401
    await stand(DECLARED, somebody("Spelled"), PURPOSE, staff, either.runtime)
    either.clock.at -= 86_401


async def test_who_was_refused_by_a_second_person_does_not_open_alone_on_another_ground(either) -> None:
    staff, database = worker("staff-declined"), either.runtime.store.database
    row = await stand(DECLARED, somebody("Declined"), PURPOSE, staff, either.runtime)
    async with database.transaction() as transaction:
        state = row._replace(state="declined", answered_by="staff-x", answered_at=row.declared_at)
        await transaction.run(said.ANSWER_EMERGENCY, (*(getattr(state, one) for one in said.ANSWERED), row.id, "open"))
    other = DECLARED._replace(ground="threat_to_life")
    with pytest.raises(NotAcceptable) as waits:
        await stand(other, somebody("Declined"), PURPOSE, staff, either.runtime)
    assert waits.value.code is ReasonCode.SECOND_PERSON_NEEDED


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "family_hub_worker"},
        {"agency": "org:NOBODY"},
        {"kind": PrincipalKind.SYSTEM, "role": "agency_system"},
        {"kind": PrincipalKind.SYSTEM},
        {"kind": PrincipalKind.IG_LEAD},
    ],
)
async def test_whom_no_agreement_names_declares_nothing(either, changes) -> None:
    before = await oversight.emergencies_of(either.runtime.store.database, "gss:E06000009")
    staff = worker("staff-unnamed", **changes)
    assert await stand(DECLARED, somebody("Unnamed"), PURPOSE, staff, either.runtime) is None
    assert await oversight.emergencies_of(either.runtime.store.database, "gss:E06000009") == before


async def test_its_digest_tells_nothing_and_is_of_what_was_typed_but_for_case(either) -> None:
    one = asked_digest(somebody("Atwood"), either.runtime)
    assert one == asked_digest(somebody("ATWOOD"), either.runtime)
    assert one != asked_digest(somebody("Atwoode"), either.runtime)
    assert len(one) == 16
    assert b"twood" not in one


async def test_it_opens_nothing_once_its_time_is_over(either) -> None:
    row = await stand(DECLARED, somebody("Toolate"), PURPOSE, worker("staff-late"), either.runtime)
    either.clock.at += 3600
    with pytest.raises(Overtaken) as over:
        await open_for(row, {"police:04": ["police.family_involvement"]}, "ab" * 16, "0" * 32, either.runtime, named=())
    either.clock.at -= 3600
    assert over.value.code is ReasonCode.EMERGENCY_OVER
    held = await oversight.emergency_of(either.runtime.store.database, row.id)
    assert (held.uses, held.owners) == (0, "")


async def test_each_owner_is_told_of_each_answer_that_it_opens(either) -> None:
    row = await stand(DECLARED, somebody("Owners"), PURPOSE, worker("staff-owners"), either.runtime)
    database = either.runtime.store.database
    for request, agencies in (("1" * 32, ("police:04", "ods:RXL")), ("2" * 32, ("police:04",))):
        await open_for(row, {one: ["kind"] for one in agencies}, "cd" * 16, request, either.runtime, named=agencies)
    held = await oversight.emergency_of(database, row.id)
    assert (held.uses, held.owners, held.subject) == (2, "ods:RXL,police:04", "cd" * 16)
    told = {
        agency: [
            one for one in await oversight.notices(database, agency, 0, 500, seen=False) if one.emergency == row.id
        ]
        for agency in ("police:04", "ods:RXL")
    }
    assert {agency: len(rows) for agency, rows in told.items()} == {"police:04": 2, "ods:RXL": 1}
    assert all(b"kind" not in one.text_sealed for rows in told.values() for one in rows)


async def test_an_agency_that_no_answer_names_is_read_of_by_itself_alone(either) -> None:
    row = await stand(DECLARED, somebody("Unnamed"), PURPOSE, worker("staff-names"), either.runtime)
    whose = {"police:04": ["kind"], "ods:RXL": ["kind"]}
    await open_for(row, whose, "ef" * 16, "3" * 32, either.runtime, named=["ods:RXL"])
    held = await oversight.emergency_of(either.runtime.store.database, row.id)
    assert held.holders == {"ods:RXL", "police:04"}
    assert held.holders_for("gss:E06000009") == ["ods:RXL"]
    assert held.holders_for("police:04") == ["police:04"]
    assert held.holders_for("ods:RXL") == ["ods:RXL"]
    assert held.holders_for("ods:RW5") == []
    await open_for(row, whose, "ef" * 16, "4" * 32, either.runtime, named=["police:04"])
    again = await oversight.emergency_of(either.runtime.store.database, row.id)
    assert again.holders_for("gss:E06000009") == ["ods:RXL", "police:04"]
