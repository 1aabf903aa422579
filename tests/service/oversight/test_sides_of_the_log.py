"""What was told of an agency's own records, by oneself, and by the operations of DPA 2018 s.62."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

JORDAN = {"scope": "person", "level": 3}


async def got(house, who: str, address: str) -> list[dict]:
    reply = await house.get(who, address)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_an_agency_sees_who_was_told_of_its_own_records_and_of_no_other_s(either) -> None:
    reply = await either.ask("social-worker", **JORDAN)
    index = reply["receipt"]["index"]
    police = next(r for r in await got(either, "police-ig-lead", "/v1/disclosures/own-records") if r["entry"] == index)
    assert (police["agency"], police["role"], police["purpose"]) == (
        "gss:E06000009",
        "social_worker",
        "safeguard_child",
    )
    assert {card["provider"] for card in police["cards"]} == {"police:04"}
    own = next(r for r in await got(either, "ig-lead", "/v1/disclosures/own-records") if r["entry"] == index)
    assert {card["provider"] for card in own["cards"]} == {"gss:E06000009"}


async def test_an_agency_that_was_not_named_to_the_asker_sees_it_too(either, people, known_of) -> None:
    reply = await either.ask("social-worker", person=known_of(people["nadia"]), relationship="referral_received")
    index = reply["receipt"]["index"]
    leaf = next(r for r in await got(either, "ig-lead", "/v1/disclosures?limit=20") if r["index"] == index)
    assert "police:04" not in leaf["providers"]
    seen = await got(either, "police-ig-lead", "/v1/disclosures/own-records")
    assert index in [row["entry"] for row in seen]
    by_provider = await got(either, "ig-lead", "/v1/disclosures?provider=police:04&limit=200")
    assert index not in [row["index"] for row in by_provider], "the asker's lead is not told whose it was"


async def test_people_see_their_own_enquiries_and_nobody_else_s(either) -> None:
    mine = (await either.ask("social-worker", **JORDAN))["receipt"]["index"]
    asked = {"purpose": "early_help_coordination", "scope": "person"}
    other = (await either.ask("family-hub-worker", **asked))["receipt"]["index"]
    seen = await got(either, "social-worker", "/v1/own-access?limit=200")
    assert mine in [row["entry"] for row in seen]
    assert other not in [row["entry"] for row in seen]
    assert all(row["type"] not in ("log.queried", "oversight.read") for row in seen)
    assert (await either.newest("log.queried"))["details"] == {"what": "own_access"}
    assert (await either.get("police-04-connector", "/v1/own-access")).status_code in (401, 403)


async def test_a_denial_looks_in_one_s_own_history_like_nothing_held(either, people, known_of) -> None:
    asked = {"purpose": "prevent_crime_disorder", "relationship": "open_case"}
    denied = await either.ask("social-worker", **asked, person=known_of(people["zofia"]))
    rows = await got(either, "social-worker", "/v1/own-access")
    row = next(row for row in rows if row["entry"] == denied["receipt"]["index"])
    assert (row["type"], row["level"], row["agencies"]) == ("enquiry.empty", 0, [])


async def test_the_view_of_section_62_has_when_who_and_to_whom_and_no_justification(either) -> None:
    index = (await either.ask("social-worker", **JORDAN))["receipt"]["index"]
    rows = await got(either, "ig-lead", "/v1/disclosures/operations?operation=disclosure&limit=200")
    assert {row["operation"] for row in rows} == {"disclosure"}
    row = next(row for row in rows if row["entry"] == index)
    assert row["recipients"] == ["gss:E06000009"]
    assert row["staff"].startswith("staff-")
    assert row["time"] > 0
    assert not {"purpose", "relationship", "reason"} & row.keys()


async def test_each_of_the_six_operations_can_be_asked_for_and_no_seventh(either) -> None:
    for operation in ("collection", "alteration", "consultation", "disclosure", "combination", "erasure"):
        rows = await got(either, "ig-lead", f"/v1/disclosures/operations?operation={operation}")
        assert {row["operation"] for row in rows} <= {operation}
    assert await got(either, "ig-lead", "/v1/disclosures/operations?operation=collection")
    refused = await either.get("ig-lead", "/v1/disclosures/operations?operation=justification")
    assert refused.status_code == 422
    assert "consultation" in refused.json()["detail"]
