"""One agreement in short, who signed it, what changed since before; and who would see what, by the engine itself."""

import asyncio
import json
from pathlib import Path

import pytest

from isa.protocol.edition import edition_of_source
from isa.vocabulary import load_vocabulary

pytestmark = pytest.mark.asyncio(loop_scope="module")
AGREEMENTS = Path(__file__).parents[3] / "isa" / "agreements"
AT = "/agreements/LANCS-ISA-0042"
FORM = "/agreements/simulations"
ONE_ROLE = {"agency": "gss:E06000009", "role": "family_hub_worker", "purpose": "early_help_coordination"}


@pytest.fixture(autouse=True)
def lead(desk) -> None:
    desk.be("ig_lead")


async def outcome_of(desk, address: str) -> str:
    for _ in range(60):
        page = await desk.page(address)
        if "still being asked" not in page:
            return page
        await asyncio.sleep(0)
    raise AssertionError("the simulation never ended")


async def test_the_register_counts_the_signatures(desk) -> None:
    page = await desk.page("/agreements")
    for one in desk.house.runtime.agreements.register.in_force:
        assert one.agreement.isa_id in page
        assert f"All {len(one.signed_by)}" in page
        assert len(one.signed_by) >= len(one.agreement.signatories)


@pytest.mark.parametrize("who", ["worker", "ig_lead"])
async def test_whoever_is_signed_in_reads_who_may_see_what_and_who_signed(desk, who: str) -> None:
    desk.be(who)
    matrix = await desk.page(f"{AT}/matrix")
    assert "Who may see what" in matrix and "Lancashire Constabulary" in matrix and "Nothing" in matrix
    signed = await desk.page(f"{AT}/signatures")
    assert "Signed on" in signed and "sha256:" in signed and "Awaited" not in signed
    assert ("Stop it" in matrix) == (who == "ig_lead")


async def test_a_first_version_is_compared_with_nothing(desk) -> None:
    page = await desk.page(f"{AT}/changes")
    assert "This is the only version" in page and "Newly shared" in page and "No longer shared" not in page


async def test_two_versions_are_compared(desk) -> None:
    words, source = load_vocabulary(), (AGREEMENTS / "lancs-isa-0042-police-council.json").read_bytes()
    document = json.loads(source)
    document["version"], document["rules"] = "9.0.0", document["rules"][1:]
    old, new = edition_of_source(source, words), edition_of_source(json.dumps(document), words)
    found = desk.ports.governance.versions.difference(old, new)
    assert found.closes and not found.opens
    assert desk.ports.governance.versions.difference(new, old).opens


@pytest.mark.parametrize("query", ["since=9.9.9", "since=<b>", "version=9.9.9", "version=../etc"])
async def test_a_version_that_is_not_there_is_not_found(desk, query: str) -> None:
    assert "<b>" not in await desk.page(f"{AT}/changes?{query}", 404)


@pytest.mark.parametrize("part", ["matrix", "signatures", "changes"])
async def test_an_agreement_that_is_not_there_is_not_found(desk, part: str) -> None:
    assert (await desk.http.get(f"/agreements/LANCS-ISA-9999/{part}")).status_code == 404


async def test_the_engine_says_what_one_role_may_see_today(desk) -> None:
    reply = await desk.upload(FORM, "document", b"", question="now", **ONE_ROLE)
    assert reply.status_code == 303, reply.text
    page = await outcome_of(desk, reply.headers["location"])
    assert "Who may see what today" in page and "LANCS-ISA-0042/" in page
    desk.be("ig_lead", "police:04")
    await desk.page(reply.headers["location"], 404)


async def test_the_engine_says_what_would_close_if_an_agreement_were_stopped(desk) -> None:
    reply = await desk.upload(FORM, "document", b"", question="without", without="LANCS-ISA-0042", **ONE_ROLE)
    page = await outcome_of(desk, reply.headers["location"])
    assert "If LANCS-ISA-0042 were not in force" in page
    assert "No longer shared" in page and "Newly shared" not in page


async def test_a_document_that_nobody_signed_is_simulated_and_not_kept(desk) -> None:
    document = json.loads((AGREEMENTS / "lancs-isa-0042-police-council.json").read_bytes())
    document["version"] = "9.0.0"
    before = desk.house.runtime.agreements.bundle_digest
    reply = await desk.upload(FORM, "document", json.dumps(document).encode(), question="document", **ONE_ROLE)
    page = await outcome_of(desk, reply.headers["location"])
    assert "If LANCS-ISA-0042 version 9.0.0 were in force" in page and "see nothing else than today" in page
    assert desk.house.runtime.agreements.bundle_digest == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": "without", "without": "LANCS-ISA-9999"}, "without"),
        ({"question": "document"}, "document"),
        ({"question": "now", "agency": "police:99"}, "agency"),
        ({"question": "now", "role": "<script>"}, "role"),
    ],
)
async def test_what_cannot_be_simulated_is_said_at_its_field(desk, changes: dict, field: str) -> None:
    reply = await desk.upload(FORM, "document", b"", **(ONE_ROLE | changes))
    assert reply.status_code == 422 and f'href="#{field}"' in reply.text


@pytest.mark.parametrize("document", [b"{}", b"no JSON", b'{"payload": "", "signatures": []}'])
async def test_a_document_that_does_not_hold_together_is_refused_in_words(desk, document: bytes) -> None:
    reply = await desk.upload(FORM, "document", document, question="document", **ONE_ROLE)
    assert reply.status_code == 422 and 'href="#document"' in reply.text


async def test_simulations_are_for_ig_leads(desk) -> None:
    desk.be("worker")
    await desk.page(FORM, 404)
    assert (await desk.upload(FORM, "document", b"", question="now", **ONE_ROLE)).status_code == 404
