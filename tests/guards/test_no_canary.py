"""Nothing personal is in the clear anywhere: people with known names are loaded and asked about in every way there is.

Then every byte under the data directory, every log line, every line that a command prints, every error body, every
entry and every checkpoint is searched for their names, dates, numbers, addresses, references and workers. Left out are
only the answers themselves, and the signed agreements, which are public and were there before anybody was loaded.
"""

import csv
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
import structlog

from service.telemetry import configure

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = ("agreements", "trust-list.jws.json", "bundle")
OTHERS = 30
"""How many people beside the cast are looked for."""
READABLE = re.compile(rb"[ -~]{6,}")
"""Most of a sealed file is noise: what is searched is what a person could read in it, in UTF-8 and in UTF-16."""
LAYOUTS = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d%m%Y", "%d %B %Y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y")


def words_of(files: Path) -> set[str]:
    """What the agencies' files say of people and of workers, as they wrote it."""
    found: set[str] = set()
    for line in (files / "family-hubs.jsonl").read_text().splitlines()[: 14 + OTHERS]:
        found |= set(of_hub_line(json.loads(line)))
    for row in list(csv.DictReader((files / "police.csv").read_text().splitlines()))[: 7 + OTHERS]:
        columns = ("provider_ref", "pnc", "cro", "family", "given", "dob", "uprn", "postcode", "contact_name")
        found |= {row[column] for column in (*columns, "contact_phone")}
    for line in (files / "health.ndjson").read_text().splitlines()[: 20 + OTHERS]:
        found |= set(of_health_line(json.loads(line)))
    return {word for word in found if len(word) >= 6}


def of_hub_line(line: dict) -> Iterator[str]:
    yield line["provider_ref"]
    yield line["dob"]
    for name in line["names"]:
        yield from (name["family"], *name["given"])
    for home in line.get("addresses", []):
        yield from (str(home.get(part, "")) for part in ("postcode", "street", "uprn"))
    yield from line.get("phones", [])
    for number in line.get("identifiers", {}).values():
        yield str(number["value"] if isinstance(number, dict) else number)
    worker = line["involvement"].get("worker", {})
    yield from (worker.get(part, "") for part in ("name", "phone", "email", "duty_phone"))


def of_health_line(line: dict) -> Iterator[str]:
    resources = [one["resource"] for one in line.get("entry", [])] or [line]
    for patient in (one for one in resources if one.get("resourceType") == "Patient"):
        yield patient.get("birthDate", "")
        for name in patient.get("name", []):
            yield from (name.get("family", ""), *name.get("given", []))
        for home in patient.get("address", []):
            yield from (home.get("postalCode", ""), *home.get("line", []))
        for kind in ("telecom", "identifier"):
            yield from (str(one.get("value", "")) for one in patient.get(kind, []))


def spellings(words: Iterable[str]) -> set[bytes]:
    """Each word as it might be stored, lower case: dates in several layouts, numbers and postcodes without spaces."""
    found: set[str] = set()
    for word in words:
        plain = word.strip().lower()
        found |= {plain, plain.replace(" ", "")}
        try:
            day = date.fromisoformat(word)
        except ValueError:
            continue
        found |= {day.strftime(layout).lower() for layout in LAYOUTS}
    return {text.encode() for text in found if len(text) >= 6}


def leaks(place: str, content: bytes, canaries: set[bytes]) -> list[str]:
    """Where a canary stands by itself: a run of digits inside a longer number is none."""
    lower = content.lower()
    readable = b"\n".join(READABLE.findall(lower) + READABLE.findall(lower.replace(b"\0", b"")))
    return [
        f"{place}: {canary!r}" for canary in canaries if stands_alone(readable if canary.isascii() else lower, canary)
    ]


def stands_alone(text: bytes, canary: bytes) -> bool:
    at = text.find(canary)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(canary) : at + len(canary) + 1]
        if not (canary.isdigit() and any(48 <= byte <= 57 or 97 <= byte <= 122 for byte in around)):
            return True
        at = text.find(canary, at + 1)
    return False


def leaks_under(directory: Path, canaries: set[bytes]) -> list[str]:
    files = [path for path in directory.rglob("*") if path.is_file() and not set(path.parts) & set(PUBLIC)]
    assert len(files) > 5
    return [leak for path in files for leak in leaks(str(path), path.read_bytes(), canaries)]


@pytest.fixture
def lines(caplog) -> Iterator[io.StringIO]:
    """Our own log lines, and those of every library."""
    caplog.set_level(logging.INFO)
    stream = io.StringIO()
    configure("json", stream)
    yield stream
    structlog.reset_defaults()


async def ask_in_every_way(house, question, known_of, people) -> list[str]:
    """Enquiries, refusals, errors, readings; returns all that left which is not an answer."""
    left: list[str] = []
    for key in ("jordan", "nadia", "zofia", "michael-junior", "isla", "daisy-at-birth"):
        for who, purpose in (("social-worker", "safeguard_child"), ("police-officer", "welfare_visit"),
                             ("school-nurse", "prevent_crime_disorder")):  # fmt: skip
            reply = await house.ask(who, purpose=purpose, relationship="visit", person=known_of(people[key]), level=4)
            left.append(json.dumps(reply["receipt"]))
    reply = await house.ask("social-worker")
    await house.get("social-worker", f"/v1/enquiries/{reply['answer']['enquiry']}")
    person = known_of(people["jordan"])
    for wrong in (
        question(purpose="", person=person),
        question(case_reference="", person=person),
        question(person=person | {"date_of_birth": "2011-04-31"}),
        question(person=person | {"postcode": "FY1 3XX Lightwood Avenue"}),
        question(person=person | {"Jordan Synth": "2011-04-02"}),
        question(person=person | {"identifiers": [{"scheme": "nhs", "value": "9990000019"}]}),
        question(person=person | {"identifiers": [{"scheme": "Synth", "value": "9990000018"}]}),
        question(person=person | {"family_name": ["Whitworth"]}, scope="Whitworth", level="Whitworth"),
        {"person": "Jordan Synth, 2011-04-02, FY1 3XX"},
    ):
        refused = await house.api.post("/v1/enquiries", json=wrong, headers=house.token("social-worker"))
        assert refused.status_code == 422
        left.append(refused.text + str(refused.headers))
    for body in (b'{"person": "Whitworth', b"Jordan Synth \xff", b"[" * 50_000 + b"Whitworth"):
        headers = house.token("social-worker") | {"Content-Type": "application/json"}
        left.append((await house.api.post("/v1/enquiries", content=body, headers=headers)).text)
    for who, address in (
        ("social-worker", "/v1/enquiries/Jordan Synth"),
        ("social-worker", "/v1/Whitworth/9990000018"),
        ("ig-lead", "/v1/disclosures?subject=Jordan Synth&staff=Whitworth"),
        ("ig-lead", "/v1/disclosures?before=Whitworth&limit=9990000018"),
        ("ig-lead", "/v1/disclosures?limit=200"),
        ("ig-lead", "/v1/disclosures/5/receipt"),
        ("ig-lead", "/v1/disclosures/Whitworth/receipt"),
        ("social-worker", "/v1/disclosures?subject=Whitworth"),
        ("social-worker", "/answer/Whitworth?name=Jordan Synth"),
    ):
        left.append((await house.get(who, address)).text)
    forged = await house.api.get("/v1/purposes", headers={"Authorization": "Bearer Whitworth.Synth.9990000018"})
    left.append(forged.text)
    return left


class Breaks:
    """A part that fails with a message of a library's kind, which quotes what it was given."""

    def __getattr__(self, name: str):
        def fail(*given: object) -> None:
            raise ValueError(f"invalid literal: Jordan Synth 2011-04-02 9990000018 {given!r}")

        return fail


async def break_every_part(house, people, known_of) -> list[str]:
    left = []
    for part in ("store", "log", "agreements"):
        async with house.with_parts(**{part: Breaks()}) as broken:
            reply = await broken.post("social-worker", person=known_of(people["jordan"]))
            assert reply.status_code >= 500
            left.append(reply.text)
    return left


def run_commands(settings, files: Path, folder: Path) -> bytes:
    """What an operator's commands print, on both streams."""
    environment = os.environ | {
        "GOLDEN_THREAD_MODE": "demo",
        "GOLDEN_THREAD_DIRECTORY": str(settings.directory),
        "GOLDEN_THREAD_ISSUER": settings.issuer,
    }
    printed = b""
    for command in (
        ["status"],
        ["log", "list", "--json"],
        ["log", "export", "--to", str(folder / "export")],
        ["load", "police", str(files / "police.csv")],
        ["load", "family-hubs", str(files / "police.csv"), "--provider", "gss:E06000009"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "service", *command], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        printed += done.stdout + done.stderr
    return printed


async def test_no_known_value_is_in_any_file_line_entry_or_error(
    houses, made, lines, caplog, question, known_of, people, tmp_path
) -> None:
    files = made.demo.directory.with_name("agency-files")
    canaries = spellings(words_of(files))
    assert len(canaries) > 400
    async with houses() as house:
        left = await ask_in_every_way(house, question, known_of, people)
        left += await break_every_part(house, people, known_of)
        left += [one.body.decode() for one in await house.runtime.log.entries(limit=1000)]
        left.append(house.runtime.log.checkpoint)
        directory, settings = house.runtime.settings.directory, house.runtime.settings
        found = leaks_under(directory, canaries)
    found += leaks_under(directory, canaries)
    found += leaks("what left", "\n".join(left).encode(), canaries)
    found += leaks("log lines", (lines.getvalue() + caplog.text).encode(), canaries)
    assert lines.getvalue().count("\n") > 40
    found += leaks("commands", run_commands(settings, files, tmp_path), canaries)
    found += leaks_under(directory, canaries) + leaks_under(tmp_path / "export", canaries)
    assert found == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_answers_hold_what_is_searched_for(house, made) -> None:
    """Or else the search would be for the wrong words."""
    canaries = spellings(words_of(made.demo.directory.with_name("agency-files")))
    told = json.dumps(await house.ask("social-worker")).encode()
    found = {leak.split(": ")[1] for leak in leaks("answer", told, canaries)}
    assert {"b'jordan'", "b'alex morgan'", "b'01632 960211'", "b'1988-07-19'"} <= found


@pytest.mark.parametrize(
    "written", [b"\0Jordan\0", "Jordan".encode("utf-16-le"), b"9990000018", b"02/04/2011", b"FY13XX", b"nominal/104417"]
)
def test_a_value_that_somebody_writes_in_the_clear_is_found(copied, made, written: bytes) -> None:
    canaries = spellings(words_of(made.demo.directory.with_name("agency-files")))
    (copied / "cache.tmp").write_bytes(b"\x01\x02" + written + b"\x03")
    assert leaks_under(copied, canaries)


def test_a_number_inside_a_longer_one_is_no_leak() -> None:
    assert not leaks("x", b'"time":1795199900000181', {b"9990000018"})
