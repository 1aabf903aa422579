"""What the service is given at start and must not take: wrong keys, a second process, agreements that do not hold."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from audit.signer import create_key
from service.errors import Misconfigured, ReasonCode, Unavailable
from service.sealing.keyfile import create_keyring
from service.sealing.keyring import Keyring

ROOT = Path(__file__).resolve().parents[2]
POLICE_AND_COUNCIL = "lancs-isa-0042-police-council.jws.json"


async def refusal(houses, directory: Path, **changes: object) -> Misconfigured | Unavailable:
    with pytest.raises((Misconfigured, Unavailable)) as refused:
        async with houses(directory=directory, **changes):
            pass
    return refused.value


def state_of(directory: Path) -> tuple[bytes, int]:
    """What must be intact after a refusal: the keys, and how many records there are."""
    with sqlite3.connect(directory / "records.db") as records:
        (count,) = records.execute("SELECT count(*) FROM record").fetchone()
    records.close()
    return (directory / "keys" / "log.key").read_bytes(), count


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "damaged or is not a key file"),
        (b'{"format": "golden-thread-keyring/1"}', "damaged or is not a key file"),
        (b"\x00\xff" * 100, "damaged or is not a key file"),
    ],
)
async def test_a_damaged_key_file_is_refused_and_nothing_is_written(houses, copied, content, sentence) -> None:
    before = state_of(copied)
    (copied / "keys" / "keyring.json").write_bytes(content)
    refused = await refusal(houses, copied)
    assert refused.code is ReasonCode.KEY_FILE_REFUSED
    assert sentence in refused.advice
    assert "restore it from your backup" in refused.advice
    assert state_of(copied) == before


async def test_one_altered_letter_of_the_key_file_is_noticed(houses, copied) -> None:
    path = copied / "keys" / "keyring.json"
    content = bytearray(path.read_bytes())
    at = content.index(b'"index_key"') + 20
    content[at] = content[at] ^ 1 if chr(content[at] ^ 1).isalnum() else content[at] ^ 2
    path.write_bytes(content)
    assert (await refusal(houses, copied)).code is ReasonCode.KEY_FILE_REFUSED


async def test_the_key_file_of_another_partnership_does_not_open_this_store(houses, copied) -> None:
    path = copied / "keys" / "keyring.json"
    path.unlink()
    create_keyring(path, Keyring.fresh(["police:04", "gss:E06000009", "ods:RXL", "ods:RW5"]))
    refused = await refusal(houses, copied)
    assert refused.code is ReasonCode.KEY_FILE_REFUSED
    assert state_of(copied)[1] > 300


async def test_a_key_file_that_others_can_read_is_refused(houses, copied) -> None:
    (copied / "keys" / "keyring.json").chmod(0o644)
    assert "600" in (await refusal(houses, copied)).advice


async def test_the_signing_key_of_another_log_is_refused(houses, copied) -> None:
    for path in (copied / "keys" / "log.key", copied / "keys" / "log.key.signed"):
        path.unlink()
    create_key(copied / "keys" / "log.key", "somebody.example/else")
    refused = await refusal(houses, copied)
    assert refused.code is ReasonCode.KEY_FILE_REFUSED
    assert refused.advice


def ask_for_status(settings) -> "subprocess.CompletedProcess[str]":
    environment = {
        "GOLDEN_THREAD_MODE": "demo",
        "GOLDEN_THREAD_DIRECTORY": str(settings.directory),
        "GOLDEN_THREAD_ISSUER": settings.issuer,
    }
    command = [sys.executable, "-m", "service", "status"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)


async def test_a_second_process_on_the_same_files_is_refused_and_the_first_goes_on(houses) -> None:
    async with houses() as house:
        second = await asyncio.to_thread(ask_for_status, house.runtime.settings)
        assert second.returncode == 1
        assert "Another process is using the store" in second.stderr
        assert "Stop it first" in second.stderr
        assert "Traceback" not in second.stderr
        assert (await house.ask("social-worker"))["answer"]["outcome"] == "found"


def tampered(path: Path) -> None:
    """One letter inside the signed text."""
    document = json.loads(path.read_text())
    payload = document["payload"]
    document["payload"] = payload[:200] + ("A" if payload[200] != "A" else "B") + payload[201:]
    path.write_text(json.dumps(document))


def unsigned(path: Path) -> None:
    document = json.loads(path.read_text())
    document["signatures"] = []
    path.write_text(json.dumps(document))


def half_signed(path: Path) -> None:
    """The signature of one of its parties is missing."""
    document = json.loads(path.read_text())
    document["signatures"] = document["signatures"][:-1]
    path.write_text(json.dumps(document))


def plain(path: Path) -> None:
    """The document itself, as nobody signed it."""
    shutil.copy(ROOT / "isa" / "agreements" / "lancs-isa-0042-police-council.json", path)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def noise(path: Path) -> None:
    path.write_bytes(b"\x00\xff\xfe" * 300)


@pytest.mark.parametrize("damage", [tampered, unsigned, half_signed, plain, truncated, noise])
async def test_an_agreement_that_does_not_hold_shares_nothing_says_why_and_the_others_work(
    houses, copied, services, damage
) -> None:
    damage(copied / "agreements" / POLICE_AND_COUNCIL)
    async with houses(directory=copied) as house:
        rows = (await house.get("ig-lead", "/v1/agreements")).json()
        (row,) = [one for one in rows if one["id"] in (POLICE_AND_COUNCIL, "LANCS-ISA-0042")]
        assert row["in_force"] is False
        assert row["state"] in ("signature_refused", "document_refused")
        assert row["advice"]
        agencies = {card.get("agency") for card in services(await house.ask("social-worker"))}
    assert agencies == {"gss:E06000009", "ods:RXL", None}


async def test_an_agreement_that_has_expired_shares_nothing_from_its_day_on(houses, services) -> None:
    async with houses() as house:
        assert (await house.ask("social-worker"))["answer"]["outcome"] == "found"
        house.clock.at += 365 * 86_400
        assert (await house.ask("social-worker"))["answer"]["outcome"] == "nothing_to_show"
        rows = (await house.get("ig-lead", "/v1/agreements")).json()
        assert {row["state"] for row in rows} == {"expired"}


@pytest.mark.parametrize("file", ["root.pub", "trust-list.jws.json"])
async def test_without_knowing_whose_signatures_count_the_service_does_not_start(houses, copied, file: str) -> None:
    (copied / file).write_text("00" * 32)
    refused = await refusal(houses, copied)
    assert refused.code is ReasonCode.AGREEMENT_REFUSED


async def test_a_suspensions_file_that_cannot_be_read_stops_everything(houses, copied) -> None:
    (copied / "suspensions.json").write_text('{"suspended": [{"subject"')
    refused = await refusal(houses, copied)
    assert "until then nothing may be shared" in refused.advice


async def test_a_suspensions_file_that_is_spoilt_while_serving_stops_every_answer(houses) -> None:
    async with houses() as house:
        (house.runtime.settings.suspensions_path).write_text("not json")
        reply = await house.post("social-worker")
        assert (reply.status_code, reply.json()["code"]) == (503, "policy_unavailable")


@pytest.fixture(scope="session")
def services():
    """The cards of the person asked about."""
    return lambda reply: reply["answer"]["people"][0]["services"]
