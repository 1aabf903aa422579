"""Scenario 10: break-glass under section 47: an hour, told of at once, a review next day; some classes never open.

Jordan Synth is known to the police. A social worker may ask for a child protection enquiry with an open case, a
reference and training; in an emergency without a case. What a class keeps shut stays shut.
"""

import json

import pytest

from connectors.police import HEADER

pytestmark = pytest.mark.asyncio(loop_scope="module")

REASON = "Child seen with fresh injuries; nobody answers the door and the mother's phone is off."
IMMEDIATE = {"ground": "s47_immediate", "reason": REASON}
EMERGENCY = {
    "purpose": "child_protection_s47", "case_reference": None, "relationship": None, "scope": "person", "level": 3,
    "break_glass": IMMEDIATE,
}  # fmt: skip
HOUR = 3600


def named(reply) -> set[str]:
    return {card.get("agency", "") for person in reply["answer"]["people"] for card in person.get("services", ())}


async def notices(house, who: str) -> list[dict]:
    found = await house.get(who, "/v1/notices?limit=500")
    assert found.status_code == 200, found.text
    return found.json()


async def reviews(house, who: str = "ig-lead", state: str = "open") -> list[dict]:
    found = await house.get(who, f"/v1/reviews?state={state}")
    assert found.status_code == 200, found.text
    return [one for one in found.json() if one["kind"] in ("emergency", "rule")]


@pytest.fixture
async def own(houses):
    async with houses() as house:
        yield house


async def test_it_opens_what_an_ordinary_question_without_a_case_may_not_ask(own) -> None:
    ordinary = await own.post("social-worker", **{**EMERGENCY, "break_glass": None})
    assert ordinary.status_code == 422
    visiting = {**EMERGENCY, "break_glass": None, "relationship": "visit", "case_reference": "SC-1"}
    assert "police:04" not in named(await own.ask("social-worker", **visiting))
    opened = await own.ask("social-worker", **EMERGENCY)
    assert "police:04" in named(opened)
    entry = json.loads(opened["receipt"]["entry"])
    assert entry["break_glass"] is True
    assert "BREAKGLASS" in entry["decision"]["rules"]
    assert entry["details"]["ground"] == "s47_immediate"
    assert opened["answer"]["expires"] == own.clock.at + HOUR


async def test_the_owner_and_the_ig_lead_are_told_at_once_and_a_review_is_due_within_a_day(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    (declared,) = [one for one in await notices(own, "ig-lead") if one["kind"] == "emergency_declared"]
    assert REASON in declared["text"]
    (opened,) = [one for one in await notices(own, "police-ig-lead") if one["kind"] == "emergency_opened"]
    assert "police.family_involvement" in opened["text"]
    assert REASON not in opened["text"]
    (review,) = await reviews(own)
    assert review["due"] == own.clock.at + 24 * HOUR
    assert review["late"] is False
    assert [one["number"] for one in await reviews(own, "police-ig-lead")] == [review["number"]]
    own.clock.at += 24 * HOUR + 1
    assert (await reviews(own))[0]["late"] is True
    assert "review_late" in {one["kind"] for one in await notices(own, "police-ig-lead")}


async def test_the_same_declaration_within_the_hour_is_the_same_emergency_and_each_use_is_logged(own) -> None:
    first = await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR - 1
    second = await own.ask("social-worker", **EMERGENCY)
    numbers = {json.loads(one["receipt"]["entry"])["details"]["emergency"] for one in (first, second)}
    assert len(numbers) == 1
    (listed,) = (await own.get("ig-lead", "/v1/emergencies")).json()
    assert listed["uses"] == 2
    assert "police:04" in listed["owners"]
    assert len(await reviews(own)) == 1


async def test_a_service_that_was_not_named_to_the_asker_is_named_to_nobody_who_reads_of_it(
    own, people, known_of
) -> None:
    """Nor does one owner learn who the others are; each of them is told, and may look into it."""
    for who in ("jordan", "nadia"):
        reply = await own.ask("social-worker", **{**EMERGENCY, "person": known_of(people[who])})
        assert any("agency" not in card for one in reply["answer"]["people"] for card in one.get("services", ()))
        number = json.loads(reply["receipt"]["entry"])["details"]["emergency"]
        for address in ("/v1/emergencies", "/v1/reviews"):
            found = (await own.get("ig-lead", address)).json()
            (row,) = [one for one in (two.get("emergency", two) for two in found) if one["number"] == number]
            assert set(row["owners"]) == named(reply) - {""}, address
        seen = (await own.get("police-ig-lead", f"/v1/emergencies/{number}")).json()
        assert seen["owners"] == ["police:04"]
        assert "emergency_opened" in {one["kind"] for one in await notices(own, "police-ig-lead")}


async def test_a_supervisor_reads_no_reason_but_of_what_waits_for_them_or_was_theirs_to_answer(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    assert (await own.get("team-manager", "/v1/emergencies/1")).status_code == 404
    own.clock.at += HOUR
    await own.post("social-worker", **EMERGENCY)
    assert (await own.get("team-manager", "/v1/emergencies/2")).json()["reason"] == REASON
    await answer(own, "team-manager", 2)
    assert (await own.get("team-manager", "/v1/emergencies/2")).status_code == 200
    await own.ask("team-manager", **EMERGENCY)
    assert (await own.get("team-manager", "/v1/emergencies/3")).status_code == 404


async def test_an_answer_that_comes_after_the_hour_shows_nothing_and_the_log_has_that_it_was_asked(own) -> None:
    agreements = own.runtime.agreements

    class Slow:
        """The agreements, which take until the hour is over to decide."""

        def __getattr__(self, name: str):
            return getattr(agreements, name)

        async def decide(self, question):
            own.clock.at += HOUR
            return await agreements.decide(question)

    async with own.with_parts(agreements=Slow()) as asked:
        late = await asked.post("social-worker", **EMERGENCY)
    assert (late.status_code, late.json()["code"]) == (409, "emergency_over")
    assert (await own.newest("enquiry.refused"))["details"] == {"code": "emergency_over"}
    assert "emergency_opened" not in {one["kind"] for one in await notices(own, "police-ig-lead")}


async def test_after_the_hour_it_is_refused_until_another_person_agrees(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR
    again = await own.post("social-worker", **EMERGENCY)
    assert (again.status_code, again.json()["code"]) == (422, "second_person_needed")
    assert "people" not in again.text
    logged = await own.newest("enquiry.refused")
    assert logged["details"] == {"code": "second_person_needed"}


async def test_another_person_agrees_before_anything_opens_and_the_minutes_begin_then(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR
    assert (await own.post("social-worker", **EMERGENCY)).status_code == 422
    (waiting,) = (await own.get("team-manager", "/v1/emergencies")).json()
    shown = (await own.get("team-manager", f"/v1/emergencies/{waiting['number']}")).json()
    assert shown["reason"] == REASON
    own.clock.at += 10 * 60
    agreed = await answer(own, "team-manager", waiting["number"])
    assert agreed.json()["until"] == own.clock.at + HOUR
    assert "police:04" in named(await own.ask("social-worker", **EMERGENCY))
    assert len(await reviews(own)) == 2


async def answer(house, who: str, number: int, agrees: bool = True):
    body = {"agrees": agrees}
    return await house.api.post(f"/v1/emergencies/{number}/answer", json=body, headers=house.token(who))


@pytest.mark.parametrize("who", ["social-worker", "social-worker-without-case", "ig-lead", "police-officer"])
async def test_nobody_but_a_supervisor_of_the_agency_is_the_second_person(own, who: str) -> None:
    await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR
    await own.post("social-worker", **EMERGENCY)
    assert (await answer(own, who, 2)).status_code == 404
    assert (await own.post("social-worker", **EMERGENCY)).status_code == 422


async def test_it_waits_for_a_quarter_of_an_hour_and_no_longer(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR
    await own.post("social-worker", **EMERGENCY)
    own.clock.at += 15 * 60
    late = await answer(own, "team-manager", 2)
    assert (late.status_code, late.json()["code"]) == (409, "emergency_over")


async def test_a_second_person_who_declines_is_heeded_and_the_ig_lead_hears_of_it(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    own.clock.at += HOUR
    await own.post("social-worker", **EMERGENCY)
    assert (await answer(own, "team-manager", 2, agrees=False)).json()["state"] == "declined"
    assert (await answer(own, "team-manager", 2)).status_code == 409
    refused = await own.post("social-worker", **EMERGENCY)
    assert "did not agree" in refused.json()["detail"]
    assert "emergency_declined" in {one["kind"] for one in await notices(own, "ig-lead")}


async def test_a_team_manager_who_declares_one_does_not_agree_to_it(own) -> None:
    await own.ask("team-manager", **EMERGENCY)
    own.clock.at += HOUR
    await own.post("team-manager", **EMERGENCY)
    own_one = await answer(own, "team-manager", 2)
    assert (own_one.status_code, own_one.json()["code"]) == (422, "second_person_needed")


async def test_another_ground_or_another_person_is_another_emergency(own, people, known_of) -> None:
    await own.ask("social-worker", **EMERGENCY)
    await own.ask("social-worker", **{**EMERGENCY, "person": known_of(people["kelly"])})
    assert len((await own.get("ig-lead", "/v1/emergencies")).json()) == 2
    assert len(await reviews(own)) == 2


CLASSES = ("GRC", "ADOPTION", "INTELLIGENCE", "PROTECTED_PERSON", "SEXUAL_OFFENCE", "DA_REFUGE")


@pytest.mark.parametrize("kind", CLASSES)
async def test_some_classes_never_open_and_look_like_nothing_held(own, kind: str) -> None:
    person = {"family_name": "Farwell", "given_name": "Odile", "date_of_birth": "1984-03-19", "postcode": "FY2 9ZZ"}
    nobody = await own.ask("social-worker", **{**EMERGENCY, "person": person})
    assert nobody["answer"]["outcome"] == "nothing_to_show"
    plain = {"provider_ref": "police:04/nominal/77001", "family": "Farwell", "given": "Odile", "dob": "1984-03-19",
             "postcode": "FY2 9ZZ", "safe_addr": "Y", "unit": "Blackpool NPT", "status": "open",
             "opened": "2026-10-09", "subject_role": "associate"}  # fmt: skip
    row = ",".join(plain.get(column, "") for column in HEADER)
    assert not (await own.load("police", ",".join(HEADER) + "\n" + row + "\n", "police:04")).refused
    assert "police:04" in named(await own.ask("social-worker", **{**EMERGENCY, "person": person}))
    await own.newest_record_is(kind)
    shut = await own.ask("social-worker", **{**EMERGENCY, "person": person})
    assert shut["answer"]["outcome"] == "nothing_to_show"
    assert sorted(shut["answer"]) == sorted(nobody["answer"])
    lengths = [json.loads(one["receipt"]["entry"])["payload"]["length"] for one in (nobody, shut)]
    assert lengths[0] == lengths[1]


REFUSED = {
    "a role that no agreement names": ("family-hub-worker", {}),
    "a role of another agency": ("school-nurse", {}),
    "an agency that is not named for it": ("police-officer", {}),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_a_role_that_is_not_named_opens_nothing_and_the_ig_lead_is_alerted(houses, people, known_of, why) -> None:
    """The same bytes as of somebody whom nobody knows, but for ids."""
    who, changes = REFUSED[why]
    nobody = {"family_name": "Unheardof", "given_name": "Quentin", "date_of_birth": "2013-05-17"}
    asked = {**EMERGENCY, "purpose": "reoffending", **changes}
    async with houses() as one, houses() as other:
        refused = await one.post(who, **{**asked, "person": known_of(people["jordan"])})
        nothing = await other.post(who, **{**asked, "person": nobody})
        assert refused.json()["answer"]["outcome"] == "nothing_to_show"
        assert len(refused.content) == len(nothing.content)
        assert [*refused.headers] == [*nothing.headers]
        assert json.loads(refused.json()["receipt"]["entry"])["break_glass"] is True
        lead = {"gss:E06000009": "ig-lead", "police:04": "police-ig-lead"}.get(
            json.loads(refused.json()["receipt"]["entry"])["actor"]["agency"]
        )
        if lead:
            found = (await one.get(lead, "/v1/alerts")).json()
            assert [(row["kind"], row["alerts"]) for row in found["counts"]] == [("emergency_refused", 1)]
            assert "Jordan" not in json.dumps(found) and REASON not in json.dumps(found)
            assert not await reviews(one, lead)


@pytest.mark.parametrize(
    ("glass", "field"),
    [
        ({"ground": "s47_immediate", "reason": "urgent"}, "break_glass.reason"),
        ({"ground": "s47_immediate", "reason": " " * 60}, "break_glass.reason"),
        ({"ground": "s47_immediate", "reason": "x" * 1001}, "break_glass.reason"),
        ({"ground": "curiosity", "reason": REASON}, "break_glass.ground"),
        ({"ground": "", "reason": REASON}, "break_glass.ground"),
        ({"ground": "", "reason": ""}, "break_glass.reason"),
    ],
)
async def test_a_ground_and_a_written_reason_are_needed(house, glass, field: str) -> None:
    refused = await house.post("social-worker", **{**EMERGENCY, "break_glass": glass})
    assert refused.status_code == 422
    assert field in {one["field"] for one in refused.json()["faults"]}
    assert REASON not in refused.text


async def test_the_reason_is_nowhere_in_the_clear(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    await own.post("family-hub-worker", **EMERGENCY)
    for path in own.runtime.settings.directory.rglob("*"):
        if path.is_file():
            assert b"fresh injuries" not in path.read_bytes(), path
    for logged in await own.runtime.log.entries(limit=20):
        assert b"injuries" not in logged.body


async def test_a_review_is_claimed_and_decided_and_the_owner_hears_what_was_found(own) -> None:
    await own.ask("social-worker", **EMERGENCY)
    (review,) = await reviews(own)
    path = f"/v1/reviews/{review['number']}"
    for outsider, refused in (("social-worker", 403), ("team-manager", 404)):  # a supervisor reviews samples alone
        assert (await own.api.post(f"{path}/claim", headers=own.token(outsider))).status_code == refused
    claimed = (await own.api.post(f"{path}/claim", headers=own.token("ig-lead"))).json()
    assert claimed["emergency"]["reason"] == REASON
    taken = await own.api.post(f"{path}/claim", headers=own.token("police-ig-lead"))
    assert (taken.status_code, taken.json()["code"]) == (409, "review_moved_on")
    finding = {"verdict": "concern", "version": claimed["version"]}
    bare = await own.api.post(f"{path}/decision", json=finding, headers=own.token("ig-lead"))
    assert bare.json()["faults"][0]["field"] == "note"
    finding["note"] = "The family was seen well an hour before."
    decided = await own.api.post(f"{path}/decision", json=finding, headers=own.token("ig-lead"))
    assert decided.json()["verdict"] == "concern"
    assert not await reviews(own)
    assert [one["verdict"] for one in await reviews(own, state="decided")] == ["concern"]
    assert "review_decided" in {one["kind"] for one in await notices(own, "police-ig-lead")}
    logged = await own.newest("review.decided")
    assert logged["details"] == {"review": 1, "kind": "emergency", "verdict": "concern", "emergency": 1}


async def test_with_the_store_of_notices_down_nothing_is_opened(own) -> None:
    database = own.runtime.store.database

    class NoNotices:
        """The store, which takes no emergencies and no notices."""

        def __getattr__(self, name: str):
            return getattr(database, name)

        def transaction(self):
            from service.store.database import store_down

            raise store_down()

    from service.store.store import Store

    before = own.runtime.log.size
    async with own.with_parts(store=Store(NoNotices())) as without:
        reply = await without.post("social-worker", **EMERGENCY)
    assert (reply.status_code, reply.json()["code"]) == (503, "store_unavailable")
    assert "Hartley" not in reply.text
    entries = [
        json.loads(one.body)["type"] for one in await own.runtime.log.entries(limit=own.runtime.log.size - before)
    ]
    assert "enquiry.answered" not in entries


async def test_with_the_log_down_nothing_is_opened_and_no_emergency_stands(own) -> None:
    await own.runtime.log.close()
    reply = await own.post("social-worker", **EMERGENCY)
    assert (reply.status_code, reply.json()["code"]) == (503, "log_unavailable")
    from service.store import oversight

    assert not await oversight.emergencies_of(own.runtime.store.database, "gss:E06000009")
