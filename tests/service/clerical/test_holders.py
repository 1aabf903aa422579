"""The doors beside the queue: over HTTP nobody decides alone, or about others, what the queue would not let them."""

import pytest

from audit.events import Actor
from service.nominals.history import history_of_golden
from service.nominals.linking import link
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.taking_back import take_back
from service.store import clerical
from service.store.nominals_reading import Membership
from service.store.writing import InvolvementRow, Writer

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAD, SUPERVISOR, POLICE_LEAD = "ig-lead", "team-manager", "police-ig-lead"
OPERATOR = Actor("operator", "")
NEUTRAL = (
    "A hard rule keeps these two records apart, or one must be decided first. Whoever runs the service can say which."
)


@pytest.fixture
async def doors(own_queue):
    return own_queue


async def records_of(queue, number: int) -> tuple[int, int]:
    """(the hub's record, the police's) of a pair."""
    database = queue.house.runtime.store.database
    pair = await clerical.pair_of(database, number)
    rows = await Membership(database).records([pair.record, pair.other])
    hub, police = sorted(rows.values(), key=lambda row: row.provider)
    assert (hub.provider, police.provider) == ("gss:E06000009", "police:04")
    return hub.record, police.record


async def send(queue, who: str, path: str, **body: object):
    return await queue.house.api.post(f"/v1/{path}", json=body, headers=queue.house.token(who))


async def read(queue, who: str, path: str):
    return await queue.house.get(who, f"/v1/{path}")


async def decide(queue, who: str, what: str, one: int, other: int):
    path = {"link": "nominals/links", "never": "overrides/never"}[what]
    return await send(queue, who, path, one=one, other=other, reason="said_so")


async def golden_of(queue, record: int) -> int | None:
    return (await Membership(queue.house.runtime.store.database).records([record]))[record].golden


async def refused_entry(queue, what: str, *numbers: int) -> str:
    """The code in the newest entry of a refusal, which is of this attempt and holds codes and numbers only."""
    entry = await queue.house.newest("nominal.refused")
    assert {**entry["details"], "code": ""} == {"what": what, "numbers": list(numbers), "code": ""}
    return entry["details"]["code"]


async def alike(queue, who: str, path: str, unknown: str, bodies: tuple[dict, dict] | None = None) -> None:
    """What is not theirs is answered, byte for byte, as what is not there; and either is an entry."""
    replies = []
    for at, each in enumerate((path, unknown)):
        before = queue.house.runtime.log.size
        reply = await (send(queue, who, each, **bodies[at]) if bodies else read(queue, who, each))
        assert queue.house.runtime.log.size == before + 1
        assert (await queue.house.newest())["type"] == "nominal.refused"
        replies.append(reply)
    assert replies[0].status_code == replies[1].status_code == 404, replies[0].text
    assert replies[0].content == replies[1].content


@pytest.mark.parametrize("what", ["link", "never"])
async def test_a_lead_who_holds_neither_record_decides_nothing_of_them(doors, what) -> None:
    ours, theirs = [(await records_of(doors, await doors.ordinary()))[0] for _ in range(2)]
    path = {"link": "nominals/links", "never": "overrides/never"}[what]
    bodies = tuple({"one": ours, "other": other, "reason": "said_so"} for other in (theirs, 10**9))
    await alike(doors, POLICE_LEAD, path, path, bodies)
    assert (await decide(doors, LEAD, what, ours, theirs)).status_code == 200


async def test_who_holds_one_of_two_records_may_decide_and_each_side_may(doors) -> None:
    for who in (LEAD, POLICE_LEAD):
        one, other = await records_of(doors, await doors.ordinary())
        assert (await decide(doors, who, "link", one, other)).status_code == 200
        assert await golden_of(doors, one) == await golden_of(doors, other)


@pytest.mark.parametrize("kind", ["in_care", "held"])
@pytest.mark.parametrize("what", ["link", "never"])
async def test_what_takes_two_people_in_the_queue_is_decided_by_nobody_alone(doors, what, kind) -> None:
    one, other = await records_of(doors, await getattr(doors, kind)())
    stood = await golden_of(doors, one), await golden_of(doors, other)
    for who in (LEAD, POLICE_LEAD):
        reply = await decide(doors, who, what, one, other)
        assert (reply.status_code, reply.json()["code"]) == (422, "second_person_needed")
        assert "queue" in reply.json()["detail"]
        assert await refused_entry(doors, what, one, other) == "second_person_needed"
        for word in ("shield", "held", "social", "sensitive", str(one), str(other)):
            assert word not in reply.json()["detail"]
    assert (await golden_of(doors, one), await golden_of(doors, other)) == stood
    assert await Membership(doors.house.runtime.store.database).overrides_of([one]) == []


async def test_a_pair_on_which_somebody_has_given_a_verdict_is_not_decided_behind_the_next_ones_back(doors) -> None:
    number = await doors.ordinary()
    one, other = await records_of(doors, number)
    async with doors.house.runtime.store.database.transaction() as transaction:
        pair = await clerical.pair_of(transaction, number)
        assert await clerical.change_pair(transaction, pair, pair.moved_on(state="second"))
    assert (await decide(doors, LEAD, "link", one, other)).json()["code"] == "second_person_needed"
    further = (await records_of(doors, await doors.ordinary()))[0]
    assert (await decide(doors, LEAD, "link", one, further)).status_code == 200


async def test_what_takes_two_people_is_neither_withdrawn_nor_taken_back_by_one(doors) -> None:
    runtime = doors.house.runtime
    one, other = await records_of(doors, await doors.in_care())
    said = await never_link(one, other, "two_people", OPERATOR, runtime)
    for path, what, number in (
        (f"overrides/{said.overrides[0]}/withdrawal", "withdraw", said.overrides[0]),
        (f"nominals/changes/{said.id}/taking-back", "take_back", said.id),
    ):
        reply = await send(doors, LEAD, path, reason="was_wrong")
        assert (reply.status_code, reply.json()["code"]) == (422, "second_person_needed")
        assert await refused_entry(doors, what, number) == "second_person_needed"
    assert [each.id for each in await Membership(runtime.store.database).overrides_of([one])] == list(said.overrides)
    await withdraw(said.overrides[0], "was_wrong", OPERATOR, runtime)  # the operator's way stays open


async def test_one_person_who_holds_a_record_may_always_part_it_and_who_does_not_may_not(doors) -> None:
    one, other = await records_of(doors, await doors.in_care())
    await link(one, other, "same_person", OPERATOR, doors.house.runtime)
    bodies = tuple({"records": [number], "reason": "wrong_person"} for number in (other, 10**9))
    await alike(doors, SUPERVISOR, "nominals/partings", "nominals/partings", bodies)
    parted = await send(doors, SUPERVISOR, "nominals/partings", records=[one], reason="wrong_person")
    assert parted.status_code == 200, parted.text
    assert await golden_of(doors, one) != await golden_of(doors, other)
    back = await send(doors, LEAD, f"nominals/changes/{parted.json()['id']}/taking-back", reason="was_one")
    assert back.json()["code"] == "second_person_needed"


async def test_others_changes_and_overrides_are_as_if_they_were_not(doors) -> None:
    ours, mate = [(await records_of(doors, await doors.ordinary()))[0] for _ in range(2)]
    said = await never_link(ours, mate, "two_people", OPERATOR, doors.house.runtime)
    (number,) = said.overrides
    because = ({"reason": "was_wrong"},) * 2
    await alike(doors, POLICE_LEAD, f"overrides/{number}/withdrawal", "overrides/99999/withdrawal", because)
    changes = (f"nominals/changes/{said.id}/taking-back", "nominals/changes/99999/taking-back")
    await alike(doors, POLICE_LEAD, *changes, because)
    assert number not in {row["id"] for row in (await read(doors, POLICE_LEAD, "overrides")).json()}
    assert number in {row["id"] for row in (await read(doors, LEAD, "overrides")).json()}
    assert (await send(doors, LEAD, f"overrides/{number}/withdrawal", reason="was_wrong")).status_code == 200


async def test_a_record_of_a_barred_class_is_unknown_to_all_but_its_own_agency(doors) -> None:
    one, other = await records_of(doors, await doors.ordinary())
    said = await never_link(one, other, "two_people", OPERATOR, doors.house.runtime)
    linked = await link(one, (await records_of(doors, await doors.ordinary()))[0], "x1", OPERATOR, doors.house.runtime)
    await part([one], "x2", OPERATOR, doors.house.runtime)
    assert linked.id
    await bar(doors, other)
    for what in ("link", "never"):
        path = {"link": "nominals/links", "never": "overrides/never"}[what]
        bodies = tuple({"one": one, "other": number, "reason": "said_so"} for number in (other, 10**9))
        await alike(doors, LEAD, path, path, bodies)
    because = ({"reason": "was_wrong"},) * 2
    paths = (f"overrides/{said.overrides[0]}/withdrawal", "overrides/99999/withdrawal")
    await alike(doors, LEAD, *paths, because)
    assert said.overrides[0] not in {row["id"] for row in (await read(doors, LEAD, "overrides")).json()}
    assert (await decide(doors, POLICE_LEAD, "link", one, other)).json()["code"] == "second_person_needed"


async def bar(queue, record: int) -> None:
    """An involvement of a protected person."""
    kind = ("police.family_involvement", "PROTECTED_PERSON", "victim", "open")
    row = InvolvementRow(record, 9, record.to_bytes(16, "big"), *kind, b"c", b"s", b"d")
    async with queue.house.runtime.store.database.transaction() as transaction:
        await Writer(transaction).add_involvements([row])


async def test_a_hard_rule_refuses_in_one_sentence_whatever_it_is_and_is_an_entry_first(doors) -> None:
    pair = await clerical.pair_of(doors.house.runtime.store.database, await doors.two_verified_numbers())
    kept = await records_of(doors, await doors.ordinary())
    await never_link(*kept, "two_people", OPERATOR, doors.house.runtime)
    for (one, other), code in (((pair.record, pair.other), "link_refused"), (kept, "override_stands")):
        reply = await decide(doors, LEAD, "link", one, other)
        assert (reply.status_code, reply.json()["code"], reply.json()["detail"]) == (422, "link_refused", NEUTRAL)
        assert await refused_entry(doors, "link", one, other) == code
    again = await decide(doors, LEAD, "never", *kept)
    assert again.json()["code"] == "override_stands"
    assert not any(letter.isdigit() for letter in again.json()["detail"])


async def test_without_its_entry_a_refusal_is_not_told(doors) -> None:
    pair = await clerical.pair_of(doors.house.runtime.store.database, await doors.two_verified_numbers())
    await doors.house.runtime.log.close()
    reply = await decide(doors, LEAD, "link", pair.record, pair.other)
    assert (reply.status_code, reply.json()["code"]) == (503, "log_unavailable")


async def test_a_history_is_read_by_who_holds_a_record_and_by_nobody_else(doors) -> None:
    one, other = await records_of(doors, await doors.ordinary())
    await alike(doors, LEAD, f"records/{other}/history", "records/99999999/history")
    assert (await read(doors, POLICE_LEAD, f"records/{other}/history")).status_code == 200
    alone = await golden_of(doors, one)
    await alike(doors, POLICE_LEAD, f"nominals/{alone}/history", "nominals/99999999/history")
    assert (await read(doors, LEAD, f"nominals/{alone}/history")).json()["records"] == [one]


async def test_who_held_a_record_of_somebody_once_reads_of_them_no_more(doors) -> None:
    one, other = await records_of(doors, await doors.ordinary())
    await link(one, other, "same_person", OPERATOR, doors.house.runtime)
    golden = await golden_of(doors, one)
    for who in (LEAD, POLICE_LEAD):
        assert (await read(doors, who, f"nominals/{golden}/history")).json()["records"] == sorted((one, other))
    await part([other], "wrong_person", OPERATOR, doors.house.runtime)
    stayed, left = (LEAD, POLICE_LEAD) if await golden_of(doors, one) == golden else (POLICE_LEAD, LEAD)
    assert (await read(doors, stayed, f"nominals/{golden}/history")).status_code == 200
    assert (await read(doors, left, f"nominals/{golden}/history")).status_code == 404


async def test_of_others_records_a_history_says_neither_who_decided_nor_from_where_they_came(doors) -> None:
    one, other = await records_of(doors, await doors.ordinary())
    await link(one, other, "same_person", OPERATOR, doors.house.runtime)
    golden = await golden_of(doors, one)
    for who, own in ((LEAD, one), (POLICE_LEAD, other)):
        steps = (await read(doors, who, f"nominals/{golden}/history")).json()["steps"]
        assert {step["by"] for step in steps if step["record"] != own} <= {""}
        assert {step["from_golden"] for step in steps if step["record"] != own} <= {None, golden}
    seen = [
        step["by"]
        for who in (LEAD, POLICE_LEAD)
        for step in (await read(doors, who, f"nominals/{golden}/history")).json()["steps"]
    ]
    assert sorted(seen) == ["", "operator"]


async def test_a_history_leaves_out_others_records_that_are_held_or_barred(doors) -> None:
    one, other = await records_of(doors, await doors.ordinary())
    await link(one, other, "same_person", OPERATOR, doors.house.runtime)
    golden = await golden_of(doors, one)
    await bar(doors, other)
    seen = (await read(doors, LEAD, f"nominals/{golden}/history")).json()
    assert seen["records"] == [one]
    assert other not in {step["record"] for step in seen["steps"]}
    theirs = (await read(doors, POLICE_LEAD, f"nominals/{golden}/history")).json()
    assert theirs["records"] == sorted((one, other))


async def test_a_held_record_of_another_agency_has_no_step_in_a_history(doors) -> None:
    hub, held = await records_of(doors, await doors.held())
    linked = await link(hub, held, "same_person", OPERATOR, doors.house.runtime)
    golden = await golden_of(doors, hub)
    assert held in await stepped(doors, golden)
    await take_back(linked.id, OPERATOR, doors.house.runtime)
    assert await golden_of(doors, held) is None
    assert held not in await stepped(doors, golden)
    whole = await history_of_golden(golden, doors.house.runtime)
    assert held in {step.record for step in whole.steps}


async def stepped(queue, golden: int) -> set[int]:
    """The records of which the hub's lead is shown a step."""
    history = (await read(queue, LEAD, f"nominals/{golden}/history")).json()
    return {step["record"] for step in history["steps"]}


async def test_the_queue_does_not_tell_either_which_hard_rule_stands_against_a_decision(doors) -> None:
    number = await doors.ordinary()
    one, other = await records_of(doors, number)
    mate = (await records_of(doors, await doors.ordinary()))[0]
    await link(one, mate, "same_person", OPERATOR, doors.house.runtime)
    await never_link(mate, other, "two_people", OPERATOR, doors.house.runtime)
    reply = await doors.decide(LEAD, number, "same")
    assert (reply.status_code, reply.json()["code"], reply.json()["detail"]) == (422, "link_refused", NEUTRAL)
    assert await refused_entry(doors, "decide", number) == "override_stands"
