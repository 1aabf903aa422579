"""Scenario 14: a subject access request: gathered, looked through by a person, released with receipts; all logged."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from audit.receipt import read_receipt
from service.errors import NotAcceptable
from service.identity.principal import Principal, PrincipalKind
from service.oversight.access.assembling import assemble, due_by, shown
from service.oversight.access.releasing import release_pack
from service.oversight.access.reviewing import Decided, decide
from service.store import access

pytestmark = pytest.mark.asyncio(loop_scope="module")

HUB_LEAD = Principal(PrincipalKind.IG_LEAD, "staff-one", "Lead One", "gss:E06000009", "ig_lead", ("IG-L2",), "mfa", 0)
POLICE_LEAD = replace(HUB_LEAD, agency="police:04")


async def told_of(house, who: str, known: dict, **changes) -> tuple[int, str]:
    reply = await house.ask(who, person=known, scope="person", **changes)
    assert reply["answer"]["outcome"] == "found", reply["answer"]["message"]
    return reply["receipt"]["index"], (await house.newest("enquiry.answered"))["subject"]


async def post(house, address: str, status: int = 200, **body: object):
    reply = await house.api.post(address, json=body, headers=house.token("ig-lead"))
    assert reply.status_code == status, reply.text
    return reply


@pytest.fixture
async def today(either) -> str:
    return either.runtime.clock.today().isoformat()


async def test_the_pack_lists_who_saw_the_record_at_what_level_and_when_and_each_receipt_verifies(
    either, hub_case, today
) -> None:
    """A child of whom nothing has to be kept back: the whole way over HTTP."""
    await either.load("family_hubs", hub_case("PK-1", "Pelham", "Rosa", "2013-02-11", "FY2 9TT"), "gss:E06000009")
    rosa = {"family_name": "Pelham", "given_name": "Rosa", "date_of_birth": "2013-02-11", "postcode": "FY2 9TT"}
    index, pseudonym = await told_of(either, "social-worker", rosa)
    found = (await post(either, "/v1/access-requests", subject=pseudonym, received=today)).json()
    number, version = found["request"]["number"], found["request"]["version"]
    assert index in [item["entry"] for item in found["items"]]
    content = next(item["content"] for item in found["items"] if item["entry"] == index)
    assert (content["agency"], content["role"], content["level"]) == ("Blackpool Council", "social worker", 2)
    assert (found["request"]["route"], found["request"]["flags"]) == ("plain", [])
    decisions = [{"number": item["number"], "decision": "disclose"} for item in found["items"]]
    early = await post(either, f"/v1/access-requests/{number}/release", 422, version=version)
    assert "Decide every item" in early.json()["detail"]
    decided = (
        await post(either, f"/v1/access-requests/{number}/decisions", version=version, decisions=decisions)
    ).json()
    reviewed = await either.newest("access.reviewed")
    assert reviewed["details"]["disclosed"] == [item["number"] for item in found["items"]]
    assert {item["decided_by"] for item in decided["items"]} == {reviewed["actor"]["staff"]}
    pack = (await post(either, f"/v1/access-requests/{number}/release", version=decided["request"]["version"])).json()
    assert [one["entry"] for one in pack["disclosures"]] == [item["entry"] for item in found["items"]]
    assert pack["recipients"][0]["agency"] == "Blackpool Council"
    assert "withheld" not in pack
    verify_all(pack, either)
    released = await either.newest("access.released")
    assert (released["operation"], released["recipients"]) == ("disclosure", ["data_subject"])
    again = (await either.get("ig-lead", f"/v1/access-requests/{number}")).json()
    assert again["request"]["state"] == "released"
    assert {item["content"] for item in again["items"]} == {None}, "what the items say is destroyed"


def verify_all(pack: dict, house) -> None:
    for one in pack["disclosures"]:
        receipt = read_receipt(json.dumps(one["receipt"]))
        receipt.verify(house.runtime.log.verifier)
        assert receipt.index == one["entry"]


async def test_a_perpetrator_s_request_goes_to_an_exemption_review_that_somebody_else_decides(
    either, people, known_of, today
) -> None:
    index, pseudonym = await told_of(either, "police-officer", known_of(people["darren"]))
    gathered = await assemble(pseudonym, today, POLICE_LEAD, either.runtime)
    assert gathered.row.route == "exemption_review"
    assert "accused" in gathered.row.flags.split(",")
    every = [Decided(item.number, "withhold", "s45.4") for item, _ in gathered.items]
    with pytest.raises(NotAcceptable, match="You gathered this request"):
        await decide(gathered.row.id, 1, every, POLICE_LEAD, either.runtime)
    other = replace(POLICE_LEAD, staff="staff-two")
    decided = await decide(gathered.row.id, 1, every, other, either.runtime)
    entry = await either.newest("access.reviewed")
    assert entry["actor"]["staff"] == "staff-two"
    assert set(entry["details"]["withheld"].values()) == {"s45.4"}
    with pytest.raises(NotAcceptable, match="You gathered this request"):
        await release_pack(gathered.row.id, decided.row.version, True, POLICE_LEAD, either.runtime)
    silent = json.loads(await release_pack(gathered.row.id, decided.row.version, False, other, either.runtime))
    assert (silent["disclosures"], silent["recipients"]) == ([], [])
    assert "withheld" not in silent, "neither confirmed nor denied"
    assert index not in [one["entry"] for one in silent["disclosures"]]


async def test_another_agency_s_accusation_routes_the_request_and_is_not_told(either, people, known_of, today) -> None:
    _, pseudonym = await told_of(either, "social-worker", known_of(people["darren"]))
    gathered = await assemble(pseudonym, today, HUB_LEAD, either.runtime)
    assert gathered.row.route == "exemption_review"
    flags = gathered.row.flags.split(",")
    assert "another_agency" in flags
    assert "accused" not in flags


async def test_what_is_withheld_is_left_out_with_its_exemption_and_cannot_be_read_from_the_store(
    either, people, known_of, today
) -> None:
    await told_of(either, "social-worker", known_of(people["jordan"]))
    index, pseudonym = await told_of(either, "police-officer", known_of(people["jordan"]))
    gathered = await assemble(pseudonym, today, HUB_LEAD, either.runtime)
    hidden = next(item.number for item, _ in gathered.items if item.entry == index)
    decisions = [
        Decided(item.number, "withhold", "sch2.para2") if item.number == hidden else Decided(item.number, "disclose")
        for item, _ in gathered.items
    ]
    other = replace(HUB_LEAD, staff="staff-two")
    decided = await decide(gathered.row.id, 1, decisions, other, either.runtime)
    pack = await release_pack(gathered.row.id, decided.row.version, True, other, either.runtime)
    read = json.loads(pack)
    assert read["withheld"]["items"] == 1
    assert "Sch 2 para 2" in read["withheld"]["exemptions"][0]
    assert index not in [one["entry"] for one in read["disclosures"]]
    assert not re.search(rf'"entry": ?{index}\b', pack.decode())
    kept = await access.items(either.runtime.store.database, gathered.row.id)
    assert all(item.text_key is None and item.text_sealed == b"" for item in kept)


async def test_a_decision_needs_an_exemption_that_there_is_an_item_that_there_is_and_the_newest_version(
    either, people, known_of, today
) -> None:
    _, pseudonym = await told_of(either, "social-worker", known_of(people["jordan"]))
    gathered = await assemble(pseudonym, today, HUB_LEAD, either.runtime)
    other = replace(HUB_LEAD, staff="staff-two")
    for wrong in (Decided(1, "withhold"), Decided(1, "withhold", "sch9"), Decided(999, "disclose"), Decided(1, "keep"),
                  Decided(1, "disclose", "sch2.para2")):  # fmt: skip
        with pytest.raises(NotAcceptable):
            await decide(gathered.row.id, 1, [wrong], other, either.runtime)
    await decide(gathered.row.id, 1, [Decided(1, "disclose")], other, either.runtime)
    with pytest.raises(NotAcceptable, match="changed since you looked"):
        await decide(gathered.row.id, 1, [Decided(1, "disclose")], other, either.runtime)
    still = await shown(gathered.row.id, other, either.runtime)
    assert still.items[0][0].decision == "disclose"


async def test_a_released_pack_is_a_page_too_and_nothing_in_it_is_markup(either, people, known_of, today) -> None:
    _, pseudonym = await told_of(either, "social-worker", known_of(people["jordan"]))
    gathered = await assemble(pseudonym, today, replace(HUB_LEAD, staff="somebody-else"), either.runtime)
    number = gathered.row.id
    every = [{"number": item.number, "decision": "disclose"} for item, _ in gathered.items]
    decided = (await post(either, f"/v1/access-requests/{number}/decisions", version=1, decisions=every)).json()
    version = decided["request"]["version"]
    reply = await post(either, f"/v1/access-requests/{number}/release?form=html", version=version)
    assert reply.headers["content-type"].startswith("text/html")
    assert "<h1>Who was told about you</h1>" in reply.text
    assert "Blackpool Council" in reply.text
    assert "Receipt of entry" in reply.text


async def test_another_agency_s_request_is_not_there(either, people, known_of, today) -> None:
    _, pseudonym = await told_of(either, "social-worker", known_of(people["jordan"]))
    gathered = await assemble(pseudonym, today, HUB_LEAD, either.runtime)
    assert (await either.get("police-ig-lead", f"/v1/access-requests/{gathered.row.id}")).status_code == 404
    assert (await either.get("social-worker", "/v1/access-requests")).status_code == 403
    bad = await post(either, "/v1/access-requests", 422, subject=pseudonym, received="yesterday")
    assert bad.json()["faults"][0]["field"] == "received"


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-11-20", "2026-12-20"), ("2026-12-31", "2027-01-31"), ("2027-01-31", "2027-02-28")],
)
async def test_it_is_due_one_month_after_it_came(received: str, due: str) -> None:
    assert due_by(date.fromisoformat(received)).isoformat() == due
