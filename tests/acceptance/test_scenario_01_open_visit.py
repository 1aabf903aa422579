"""Scenario 1: officer, open visit, FY1 address: level 1 for social care, never the worker's notes.

The log shows the officer, the purpose, the rule and the digest of the bundle that decided.
"""

import json

import pytest
import pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIA = {"family_name": "Tarleton", "given_name": "Mia", "date_of_birth": "2014-05-21", "postcode": "FY1 4DQ"}
VISIT = {"purpose": "welfare_visit", "relationship": "visit", "case_reference": "LOG-20261120-0311", "person": MIA}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def given(either, hub_case):
    """Given a child at an FY1 address with an open case of children's social care."""
    summary = await either.load(
        "family_hubs", hub_case("EHM-70001", "Tarleton", "Mia", "2014-05-21", "FY1 4DQ"), "gss:E06000009"
    )
    assert summary.tally.new == 1
    return either


async def test_the_officer_learns_that_a_service_is_involved_and_can_be_asked_to_ring(given, services) -> None:
    reply = await given.ask("police-officer", **VISIT)
    assert reply["answer"]["outcome"] == "found"
    (card,) = services(reply)
    assert (card["level"], card["brokered"]) == (1, True)
    assert set(card) <= {"level", "brokered", "reference", "basis"}


async def test_neither_the_service_nor_its_worker_nor_their_notes_are_told(given) -> None:
    reply = await given.ask("police-officer", **VISIT, level=4)
    told = json.dumps(reply)
    for word in ("social", "Imogen Castell", "960271", "960220", "CIN", "child_in_need", "2026-08", "Hartwell"):
        assert word not in told


async def test_somebody_of_social_care_learns_more_of_the_same_child(given, services) -> None:
    reply = await given.ask("social-worker", person=MIA)
    assert services(reply)[0]["contact"]["name"] == "Imogen Castell"


async def test_the_log_shows_the_officer_the_purpose_and_the_bundle_that_decided(given, entry) -> None:
    reply = await given.ask("police-officer", **VISIT)
    logged = entry(reply)
    assert logged["type"] == "enquiry.answered"
    assert logged["actor"]["staff"].startswith("staff-")
    assert (logged["actor"]["agency"], logged["actor"]["role"]) == ("police:04", "police_officer")
    assert logged["purpose"] == "welfare_visit"
    assert logged["decision"]["bundle"] == given.runtime.agreements.bundle_digest


async def test_the_rule_is_in_the_sealed_payload_because_the_officers_receipt_must_not_name_the_service(given) -> None:
    reply = await given.ask("police-officer", **VISIT)
    assert "R6" not in reply["receipt"]["entry"]
    kept = await given.runtime.log.payload(reply["receipt"]["index"])
    enquiry = reply["answer"]["enquiry"].encode()
    opened = given.runtime.sealer.open_payload(enquiry, kept.ciphertext, kept.wrapped_key)
    assert b"LANCS-ISA-0042" in opened
    assert b"R6" in opened


async def test_the_same_officer_without_a_visit_learns_nothing(given) -> None:
    reply = await given.ask("police-officer", **(VISIT | {"relationship": "meeting"}))
    assert reply["answer"]["outcome"] == "nothing_to_show"
