"""`service agreements activate`, `list` and `show`: on the service's own files, while it runs or not."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.canonical import parse
from isa.jws import payload_of, read_envelope, together
from isa.signing import sign
from isa.vocabulary import load_vocabulary
from service.runtime import open_runtime

FILE = "lancs-isa-0042-police-council.jws.json"


@pytest.fixture
def next_version(copied: Path, tmp_path: Path) -> Path:
    """A version 1.4.0, signed by all, that lets family hub workers learn a summary."""
    document: Any = parse(payload_of(read_envelope((copied / "agreements" / FILE).read_bytes())))
    document |= {"version": "1.4.0", "supersedes": "1.3.0"}
    next(rule for rule in document["rules"] if rule["id"] == "R1")["max_level"] = 3
    today, words = datetime.now(UTC).date(), load_vocabulary()
    keys = [key_of(copied, one["party"], one["office"]) for one in document["signatories"]]
    signed = together(tuple(sign(json.dumps(document), key, today, words) for key in keys))
    path = tmp_path / "next.jws.json"
    path.write_text(signed.model_dump_json())
    return path


def key_of(directory: Path, party: str, office: str) -> Ed25519PrivateKey:
    text = (directory / "signing-keys" / f"{party.replace(':', '-')}-{office}.key").read_text()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (directory / "agreements").iterdir()}


def test_the_first_agreement_of_a_partnership_finds_no_folder_and_makes_it(run, copied, tmp_path) -> None:
    kept = (copied / "agreements").rename(tmp_path / "signed")
    assert "no signed agreement here yet" in run("agreements", "list").stdout
    charter = next(kept.glob("lancs-charter-*"))
    done = run("agreements", "activate", str(charter))
    assert done.returncode == 0, done.stderr
    assert len(bytes_of(copied)) == 1


def test_it_shows_what_changes_places_the_file_and_writes_the_entry(run, copied, next_version) -> None:
    before = bytes_of(copied)
    dry = run("agreements", "activate", str(next_version), "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "may learn who to contact and a summary" in dry.stdout
    assert "It would be: in_force" in dry.stdout
    assert bytes_of(copied) == before
    done = run("agreements", "activate", str(next_version), "--json")
    assert done.returncode == 0, done.stderr
    assert "no entry" not in done.stderr
    assert json.loads(done.stdout)["activated"] is True
    added = bytes_of(copied)
    assert added.pop("lancs-isa-0042-1.4.0.jws.json") == next_version.read_bytes()
    assert added == before
    entries = [one["type"] for one in json.loads(run("log", "list", "--json").stdout)]
    assert "agreement.changed" in entries
    shown = json.loads(run("agreements", "show", "LANCS-ISA-0042", "--json").stdout)
    assert (shown["version"], shown["supersedes"], shown["state"]) == ("1.4.0", "1.3.0", "in_force")
    rows = {(row["id"], row["version"]): row for row in json.loads(run("agreements", "list", "--json").stdout)}
    assert rows["LANCS-ISA-0042", "1.3.0"]["state"] == "superseded"
    again = run("agreements", "activate", str(next_version))
    assert (again.returncode, bytes_of(copied).keys() - before.keys()) == (1, {"lancs-isa-0042-1.4.0.jws.json"})
    assert "is there already" in again.stderr


async def test_a_service_that_runs_takes_it_up(run, copied, made, next_version) -> None:
    settings = made.settings.model_copy(update={"directory": copied})
    async with open_runtime(settings) as runtime:
        before = runtime.agreements.bundle_digest
        done = run("agreements", "activate", str(next_version))
        assert done.returncode == 0, done.stderr
        assert "has no entry of this change: a running service holds it" in done.stderr
        async with asyncio.timeout(30):  # until it is built beside, decisions go by what stood
            while runtime.agreements.bundle_digest == before:
                await runtime.agreements.check()
                await asyncio.sleep(0.05)
        rows = {
            row["version"]: row["in_force"]
            for row in runtime.agreements.register_rows()
            if row["id"] == "LANCS-ISA-0042"
        }
    assert rows == {"1.3.0": False, "1.4.0": True}


@pytest.mark.parametrize("content", [b"", b"{}", b'{"payload": "e30", "signatures": []}', b"A" * 3_000_000])
def test_what_is_not_signed_is_refused_and_nothing_is_changed(run, copied, tmp_path, content) -> None:
    before, path = bytes_of(copied), tmp_path / "bad.jws.json"
    path.write_bytes(content)
    done = run("agreements", "activate", str(path))
    assert done.returncode == 1
    assert "signed" in done.stderr
    assert bytes_of(copied) == before


def test_an_agreement_that_is_not_there_is_answered_with_what_there_is(run) -> None:
    done = run("agreements", "show", "LANCS-ISA-9999")
    assert done.returncode == 1
    assert "There are: " in done.stderr and "LANCS-ISA-0042" in done.stderr


def test_show_says_who_signed_the_rules_in_words_and_the_next_dates(run) -> None:
    done = run("agreements", "show", "LANCS-ISA-0042")
    assert done.returncode == 0, done.stderr
    for words in ("Signed by", "CaldicottGuardian", "review due", "rule R1: ", "Blackpool Council"):
        assert words in done.stdout
