"""An IG lead takes files of the log away, as CSV and PROV; each taking is an entry first, and says where more begin."""

import csv
import io
import json
import re

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")

CSV = "/v1/log/export.csv"
PROV = "/v1/log/export.prov.json"


def indices(text: str) -> list[int]:
    return [int(row["index"]) for row in csv.DictReader(io.StringIO(text, newline=""))]


async def test_the_files_hold_every_entry_once(house) -> None:
    await house.ask("social-worker")
    size, found = house.runtime.log.size, []
    address = f"{CSV}?limit=2"
    while address:
        reply = await house.get("ig-lead", address)
        assert reply.status_code == 200, reply.text
        found += indices(reply.text)
        link = re.fullmatch(r'<([^>]+)>; rel="next"', reply.headers.get("link", ""))
        address = link[1] if link else ""
    assert found == list(reversed(range(size)))


@pytest.mark.parametrize(
    ("address", "media", "name", "form"),
    [
        (CSV, "text/csv; charset=utf-8; header=present", "golden-thread-log-export.csv", "csv"),
        (PROV, "application/json", "golden-thread-log-export.prov.json", "prov"),
    ],
)
async def test_a_file_says_what_it_is_and_the_log_says_who_took_it(house, address, media, name, form) -> None:
    reply = await house.get("ig-lead", f"{address}?limit=5")
    assert reply.headers["content-type"] == media
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'
    noted = await house.newest("log.exported")
    assert noted["details"] == {"what": form, "count": 5}
    assert noted["actor"]["role"] == "ig_lead"


async def test_the_provenance_of_one_person_is_of_nobody_else(house) -> None:
    await house.ask("social-worker")
    subject = (await house.newest("enquiry.answered"))["subject"]
    document = (await house.get("ig-lead", f"{PROV}?subject={subject}")).json()
    assert {name for name in document["entity"] if name.startswith("subject:")} == {f"subject:{subject}"}
    assert len(document["activity"]) >= 1
    for word in ("Synth", "SC-20418", "Robin"):
        assert word not in json.dumps(document)


@pytest.mark.parametrize("address", [CSV, PROV])
async def test_a_filter_that_there_is_not_is_refused(house, address: str) -> None:
    size = house.runtime.log.size
    for words in ("patient=a", "limit=0", "limit=2001", "subject=Synth"):
        reply = await house.get("ig-lead", f"{address}?{words}")
        assert reply.status_code == 422
        assert "Synth" not in reply.text
    assert house.runtime.log.size == size
