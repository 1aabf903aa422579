"""The log from its sides, its figures and its files, over the real service: each reading an entry first."""

import json

import pytest

from audit.extract import read_extract
from audit.receipt import ReceiptDocument

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_log_of_the_real_service_is_read_by_filters(office) -> None:
    index, _ = await office.told_of(scope="person")
    page = await office.get("/log?type=enquiry.answered&agency=gss:E06000009&level=2")
    assert f"{index:,}" in page
    entry = await office.house.newest("log.queried")
    assert entry["details"] == {"what": "list", "filters": ["agency", "level", "type"]}


async def test_an_entry_leads_to_the_person_and_to_whoever_asked(office) -> None:
    index, subject = await office.told_of(scope="person")
    source = (await office.http.get(f"/log/{index}")).text
    assert f'name="subject" value="{subject}"' in source
    assert 'href="/log?staff=staff-' in source
    assert "Operation (DPA 2018 s.62)" in source


async def test_own_records_are_shown_to_their_agency_even_where_it_was_not_named(office) -> None:
    index, _ = await office.told_of()
    office.be("police-lead")
    page = await office.get("/log/own-records")
    assert f"{index:,}" in page
    assert "whom to contact" in page


async def test_section_62_shows_when_who_and_to_whom_and_no_purpose(office) -> None:
    await office.told_of(scope="person")
    page = await office.get("/log/operations?operation=disclosure")
    assert "Disclosure" in page
    assert "Safeguard" not in page
    assert (await office.get("/log/operations?operation=gossip")).count("Consultation") >= 1


async def test_own_access_is_the_reader_s_own(office) -> None:
    await office.told_of(scope="person")
    assert "You have done nothing yet" in await office.get("/log/own-access")


async def test_the_figures_are_drawn_each_with_its_table(office) -> None:
    await office.told_of()
    source = (await office.http.get("/log/figures?days=7")).text
    for key in ("by-agency", "by-purpose", "by-level", "own-outcomes", "across-1", "after-emergency", "after-review"):
        assert f'id="{key}-caption"' in source, key
    assert source.count('role="img"') >= 7
    assert "Across agencies: told to Blackpool Council" in source


async def test_a_file_is_taken_only_by_who_has_just_confirmed(office) -> None:
    office.sessions.stale.add("lead")
    try:
        assert "Confirm who you are" in await office.get("/log/export", status=403)
        assert (await office.post("/log/export", form="csv")).status_code == 403
    finally:
        office.sessions.stale.clear()
    assert "Take the file" in await office.get("/log/export")


@pytest.mark.parametrize("form", ["csv", "fhir", "prov", "proved"])
async def test_each_form_is_a_file_and_an_entry(office, form: str) -> None:
    index, _ = await office.told_of(scope="person")
    reply = await office.post("/log/export", form=form, agency="gss:E06000009")
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-disposition"].startswith('attachment; filename="golden-thread-log')
    assert str(index) in reply.text
    entry = await office.house.newest()
    assert (entry["type"], entry["details"]["what"]) == ("log.exported", form)


async def test_the_evidence_proves_every_entry_in_it(office) -> None:
    await office.told_of(scope="person")
    reply = await office.post("/log/export", form="proved", agency="gss:E06000009")
    extract = read_extract(reply.text)
    verifier = office.house.runtime.log.verifier
    size = int(extract.checkpoint.split("\n")[1])
    assert len(extract.rows) > 0
    for row in extract.rows:
        ReceiptDocument(row.index, size, row.entry, row.proof, extract.checkpoint).verify(verifier)
        assert extract.wanted.matches(json.loads(row.entry))


async def test_a_form_that_is_none_is_refused_in_words(office) -> None:
    reply = await office.post("/log/export", form="xml")
    assert (reply.status_code, "Choose a form" in reply.text) == (422, True)


@pytest.mark.parametrize(
    "path",
    ["/log/figures", "/log/own-records", "/log/operations", "/log/own-access", "/log/export", "/subject-history",
     "/access-requests", "/access-requests/1", "/access-requests/1/release", "/corrections", "/anomalies",
     "/anomalies/1", "/anomalies/alerts", "/anomalies/sample", "/anomalies/figures"],
)  # fmt: skip
async def test_for_a_practitioner_none_of_it_exists(office, path: str) -> None:
    office.be("worker")
    before = office.house.runtime.log.size
    assert "Check the address" in await office.get(path, status=404)
    assert office.house.runtime.log.size == before


async def test_corrections_are_listed_for_who_must_tell_them(office) -> None:
    assert "Nobody waits to be told" in await office.get("/corrections")
    assert (await office.house.newest())["details"] == {"number": 0, "what": "correction_notices"}
    assert (await office.post("/corrections/77")).status_code == 404
