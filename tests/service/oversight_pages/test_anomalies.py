"""A review is listed, taken, read with its evidence in words, and decided; and everybody else is kept out."""

import re
from uuid import uuid4

import pytest

from service.emergency.declaring import stand
from service.emergency.words import Declared
from service.identity.principal import Principal, PrincipalKind
from service.matching.sought import Sought
from service.store import oversight

HUB = "gss:E06000009"

pytestmark = pytest.mark.asyncio(loop_scope="module")
REASON = "Child seen with fresh injuries; nobody answers."


async def queued(office) -> int:
    """Somebody breaks the glass, whatever the hour; the number of its review."""
    staff = f"staff-{uuid4().hex}"
    asker = Principal(PrincipalKind.PRACTITIONER, staff, "", HUB, "social_worker", (), "mfa", 0)
    sought, purpose = Sought(family_name=staff, given_name="Odile"), "child_protection_s47"
    row = await stand(Declared("s47_immediate", REASON), sought, purpose, asker, office.house.runtime)
    found = await oversight.reviews(office.house.runtime.store.database, "open")
    return next(one.id for one in found if one.emergency == row.id)


async def taken(office, number: int) -> str:
    reply = await office.post(f"/anomalies/{number}")
    assert reply.status_code == 200, reply.text
    return reply.text


async def test_a_review_is_read_with_its_evidence_and_decided(office) -> None:
    number = await queued(office)
    assert f"Review {number}" in await office.get("/anomalies")
    assert "Read this review" in await office.get(f"/anomalies/{number}")
    page = await taken(office, number)
    for part in ("Entries it rests on", "An emergency was declared", REASON, "What did you find?"):
        assert part in page, part
    assert re.search(r'<textarea[^>]*name="note"[^>]*></textarea>', page), "the note begins empty"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    reply = await office.post(f"/anomalies/{number}/decision", version=version, verdict="cleared", note="")
    assert (reply.status_code, reply.headers["location"]) == (303, "/anomalies")
    assert f"Review {number} was decided" in await office.get("/anomalies")
    assert "It was right to do" in await office.get("/anomalies?state=decided")
    assert "This review was decided" in await office.get(f"/anomalies/{number}")


async def test_the_case_and_the_name_are_read_by_the_asker_s_own_lead(office, people, known_of) -> None:
    denied = {"purpose": "prevent_crime_disorder", "case_reference": "FH-77", "person": known_of(people["jordan"])}
    for _ in range(5):
        await office.house.ask("family-hub-worker", **denied)
    page = (await office.http.get("/anomalies?kind=denials")).text
    number = int(re.search(r'href="/anomalies/(\d+)"', page)[1])
    evidence = await taken(office, number)
    for part in ("FH-77", "They asked about", "Jordan Synth", "Refused again and again"):
        assert part in evidence, part
    assert "Jordan" not in re.search(r"<title>.*</title>", evidence, re.DOTALL)[0]


async def test_a_finding_without_its_note_is_asked_for_again_with_what_was_typed(office) -> None:
    number = await queued(office)
    version = re.search(r'name="version" value="(\d+)"', await taken(office, number))[1]
    reply = await office.post(f"/anomalies/{number}/decision", version=version, verdict="concern", note="")
    assert reply.status_code == 422
    assert "Write what was wrong" in reply.text
    assert re.search(r'value="concern" checked', reply.text)
    version = re.search(r'name="version" value="(\d+)"', reply.text)[1]
    reply = await office.post(f"/anomalies/{number}/decision", version=version, verdict="concern", note="Rota")
    assert reply.status_code == 303


async def test_nothing_chosen_is_a_fault_in_words(office) -> None:
    number = await queued(office)
    version = re.search(r'name="version" value="(\d+)"', await taken(office, number))[1]
    reply = await office.post(f"/anomalies/{number}/decision", version=version)
    assert (reply.status_code, "Choose what you found" in reply.text) == (422, True)


async def test_what_somebody_else_is_reading_is_not_read_by_a_second(office) -> None:
    number = await queued(office)
    await taken(office, number)
    office.be("colleague")
    reply = await office.post(f"/anomalies/{number}")
    assert reply.status_code == 303
    assert "Somebody else is reading it" in await office.get(f"/anomalies/{number}")


async def test_another_agency_s_review_does_not_exist(office) -> None:
    number = await queued(office)
    office.be("police-lead")
    assert "no such review" in await office.get(f"/anomalies/{number}", status=404)
    assert (await office.post(f"/anomalies/{number}")).status_code == 404


async def test_alerts_are_shown_and_looked_into(office, people, known_of) -> None:
    known = known_of(people["michael-junior"])
    await office.house.ask("social-worker-without-case", purpose="safeguard_child", person=known)
    page = await office.get("/anomalies/alerts")
    assert "their agency has none with this family" in page
    up_to = re.search(r'name="up-to" value="(\d+)"', (await office.http.get("/anomalies/alerts")).text)[1]
    assert (await office.post("/anomalies/alerts", up_to=up_to)).status_code == 303
    assert "no alert that nobody has looked into" in await office.get("/anomalies/alerts")


async def test_the_sample_says_how_anybody_draws_it_again(office) -> None:
    page = await office.get("/anomalies/sample")
    for part in ("reviews sample --check export", "gss:E06000009", "does not prove"):
        assert part in page, part


async def test_the_figures_count_what_the_queue_holds(office) -> None:
    await queued(office)
    page = await office.get("/anomalies/figures?weeks=13")
    assert "An emergency was declared" in page
    assert "What came of them" in page
