"""An IG lead searches the log as FHIR, in pages, by person and by whoever acted; each search is an entry first."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from audit.errors import LogUnavailable

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEARCH = "/v1/fhir/AuditEvent"
Bundle = dict[str, Any]


async def bundle(house, address: str = SEARCH, who: str = "ig-lead") -> Bundle:
    reply = await house.get(who, address)
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/fhir+json"
    return reply.json()


def ids(page: Bundle) -> list[int]:
    return [int(one["resource"]["id"]) for one in page.get("entry", [])]


def following(page: Bundle) -> str:
    return next((link["url"] for link in page["link"] if link["relation"] == "next"), "")


async def every_page(house, address: str) -> list[int]:
    found: list[int] = []
    while address:
        page = await bundle(house, address)
        found += ids(page)
        address = following(page)
    return found


async def test_a_disclosure_is_found_and_is_valid(house, definitions) -> None:
    await house.ask("social-worker")
    page = await bundle(house)
    assert definitions.check(page) == []
    newest = page["entry"][0]["resource"]
    assert newest["meta"]["profile"][0].endswith("PatientQuery")
    assert page["entry"][0]["fullUrl"].endswith(f"{SEARCH}/{newest['id']}")
    for one in page["entry"]:
        assert definitions.check(one["resource"]) == []


async def test_nothing_personal_is_in_what_is_found(house) -> None:
    await house.ask("social-worker")
    text = json.dumps(await bundle(house), ensure_ascii=False)
    for word in ("Synth", "Jordan", "SC-20418", "Robin Ashdown", "2011-04-02"):
        assert word not in text


async def test_the_search_is_an_entry_before_it_is_answered_and_not_in_its_own_answer(house) -> None:
    await house.ask("social-worker")
    subject = (await house.newest("enquiry.answered"))["subject"]
    size = house.runtime.log.size
    page = await bundle(house, f"{SEARCH}?patient={subject}&date=ge2026&_count=5")
    assert house.runtime.log.size == size + 1
    noted = await house.newest("log.queried")
    since = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
    assert noted["subject"] == subject
    assert noted["details"] == {"what": "fhir", "count": 5, "since": since}
    assert size not in ids(page)


async def test_a_log_that_takes_no_entry_gives_none_away(house) -> None:
    class Refusing:
        def __init__(self, log: Any) -> None:
            self._log = log

        def __getattr__(self, name: str) -> Any:
            return getattr(self._log, name)

        async def append(self, *_: object) -> None:
            raise LogUnavailable("down")

    async with house.with_parts(log=Refusing(house.runtime.log)) as broken:
        for address in (SEARCH, f"{SEARCH}/0", "/v1/log/export.csv", "/v1/log/export.prov.json"):
            reply = await broken.get("ig-lead", address)
            assert (reply.status_code, reply.json()["code"]) == (503, "log_unavailable")


@pytest.mark.parametrize("address", [SEARCH, f"{SEARCH}/0", "/v1/log/export.csv", "/v1/log/export.prov.json"])
async def test_only_an_ig_lead_reads(house, address: str) -> None:
    size = house.runtime.log.size
    assert (await house.get("social-worker", address)).status_code == 403
    assert house.runtime.log.size == size


async def test_the_pages_hold_every_entry_once_whatever_is_written_meanwhile(house) -> None:
    for _ in range(3):
        await house.ask("social-worker")
    size = house.runtime.log.size
    assert await every_page(house, f"{SEARCH}?_count=2") == list(reversed(range(size)))


async def test_a_person_is_found_by_pseudonym_and_nobody_else(house, people, known_of) -> None:
    await house.ask("social-worker")
    subject = (await house.newest("enquiry.answered"))["subject"]
    await house.ask("social-worker", scope="person", person=known_of(people["nadia"]))
    assert (await house.newest("enquiry.answered"))["subject"] != subject
    everything = [json.loads(one.body) for one in reversed(await house.runtime.log.entries(limit=1000))]
    about = [index for index, entry in reversed([*enumerate(everything)]) if entry.get("subject") == subject]
    for token in (subject, f"urn:golden-thread:subject|{subject}"):
        found = await every_page(house, f"{SEARCH}?patient={quote(token)}&_count=2")
        assert [index for index in found if index < len(everything)] == about


async def test_whoever_acted_is_found_by_pseudonym_and_by_agency(house) -> None:
    await house.ask("social-worker")
    actor = (await house.newest("enquiry"))["actor"]
    for token, agent, value in (
        (actor["staff"], 0, actor["staff"]),
        (f"urn:golden-thread:agency|{actor['agency']}", 1, actor["agency"]),
    ):
        page = await bundle(house, f"{SEARCH}?agent={quote(token)}")
        found = {one["resource"]["agent"][agent]["who"]["identifier"]["value"] for one in page["entry"]}
        assert found == {value}


async def test_one_entry_is_read_by_its_number(house, definitions) -> None:
    await house.ask("social-worker")
    index = house.runtime.log.size - 1
    reply = await house.get("ig-lead", f"{SEARCH}/{index}")
    assert definitions.check(reply.json()) == []
    assert reply.json()["id"] == str(index)
    noted = await house.newest("log.queried")
    assert noted["relates_to"] == index
    for missing in (house.runtime.log.size + 10, -1):
        assert (await house.get("ig-lead", f"{SEARCH}/{missing}")).status_code == 404


@pytest.mark.parametrize(
    "words",
    ["patient=Jordan+Synth", "agent=Robin+Ashdown", "date=yesterday", "name=Synth", "patient=&patient=", "_count=0",
     "_count=201", "before=-1",
     "before=9007199254740992", "date=ge2500", "date=2026&date=2026&date=2026&date=2026&date=2026", "_sort=date"],
)  # fmt: skip
async def test_what_is_not_understood_is_refused_and_not_repeated_or_logged(house, words: str) -> None:
    size = house.runtime.log.size
    reply = await house.get("ig-lead", f"{SEARCH}?{words}")
    assert reply.status_code == 422
    for word in ("Synth", "Ashdown", "yesterday"):
        assert word not in reply.text
    assert house.runtime.log.size == size
