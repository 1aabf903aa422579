"""kill -9 at any moment of a bulk linking: the next run goes on, and ends as one that nobody stopped."""

import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.intake.waiting import Link
from service.sealing.keyfile import create_keyring
from service.sealing.keyring import Keyring
from service.store.changes import tables
from service.store.opening import open_store
from service.store.statement import Statement

SCRIPT = Path(__file__).with_name("linking_process.py")
ROOT = Path(__file__).parents[4]
PEOPLE = 1_500
CHUNK = 100
TABLES = ("record", "golden", "edge", "ask", "posting", "store_fact")


def person(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    return {
        "provider_ref": f"EHM-{number}",
        "names": [
            {"family": "".join(chance.choices("abcdefghiklmnoprstuw", k=8)), "given": [chance.choice(["Ann", "Bo"])]}
        ],
        "dob": f"{chance.randrange(1940, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        "addresses": [{"postcode": f"FY{chance.randrange(1, 9)} {chance.randrange(1, 9)}A{chance.choice('BDEFGH')}"}],
        "shield": chance.random() < 0.02,
    }


def same_to_the_police(number: int) -> dict[str, str]:
    one = person(number)
    name = one["names"][0]
    slip = name["family"][:-1] + "z" if number % 7 == 0 else name["family"]
    return {
        "provider_ref": f"police:04/nominal/{number}",
        "family": slip,
        "given": name["given"][0],
        "dob": one["dob"],
        "postcode": one["addresses"][0]["postcode"],
        "uprn": "",
        "sex": "",
    }


async def everything(folder: Path, keyring: Keyring) -> dict[str, list[tuple[Any, ...]]]:
    """Every row but for what is drawn at random: a golden nominal's pseudonym."""
    async with open_store(f"sqlite:///{folder}/store.db", keyring.fingerprint) as store:
        found = {}
        for name in TABLES:
            kept = [column for column in tables[name].columns if column.name != "pseudonym"]
            found[name] = sorted(await store.database.rows(Statement(select(*kept))), key=repr)
        return found


def link(folder: Path, kill_after: int | None = None) -> tuple[int, str]:
    """Link, or kill it once so many lines are printed. Returns how it ended, and its last line."""
    command = [sys.executable, str(SCRIPT), str(folder), str(CHUNK)]
    with subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        if kill_after is not None:
            for _ in range(kill_after):
                process.stdout.readline()
            process.kill()
        rest, _ = process.communicate(timeout=300)
    return process.returncode, rest.splitlines()[-1] if rest else ""


@pytest.fixture
async def waiting(tmp_path: Path, hub_file: Any, police_file: Any, load_into: Any, keyring: Keyring) -> Path:
    """A store in which everybody waits."""
    folder = tmp_path / "waiting"
    create_keyring(folder / "keys.json", keyring)
    async with open_store(f"sqlite:///{folder}/store.db", keyring.fingerprint) as store:
        await load_into(store, hub_file(*map(person, range(PEOPLE))), Link.LATER)
        await load_into(store, police_file(*map(same_to_the_police, range(0, PEOPLE, 2))), Link.LATER)
    return folder


async def test_a_killed_linking_goes_on_and_ends_as_one_that_nobody_stopped(
    waiting: Path, tmp_path: Path, keyring: Keyring
) -> None:
    clean, killed = tmp_path / "clean", tmp_path / "killed"
    for folder in (clean, killed):
        shutil.copytree(waiting, folder)
    assert link(clean) == (0, "whole")
    wanted = await everything(clean, keyring)
    assert len(wanted["edge"]) > PEOPLE / 4
    assert [link(killed, lines)[0] for lines in (1, 3, 4)] == [-9, -9, -9]
    between = await everything(killed, keyring)
    assert between != wanted
    assert link(killed) == (0, "resumed")
    assert await everything(killed, keyring) == wanted


async def test_a_plan_is_made_anew_where_something_was_loaded_since(
    waiting: Path, keyring: Keyring, hub_file: Any, load_into: Any
) -> None:
    assert link(waiting, 3)[0] == -9
    async with open_store(f"sqlite:///{waiting}/store.db", keyring.fingerprint) as store:
        await load_into(store, hub_file({"provider_ref": "EHM-new"}, name="new.jsonl"), Link.LATER)
    assert link(waiting) == (0, "whole")
    async with open_store(f"sqlite:///{waiting}/store.db", keyring.fingerprint) as store:
        assert (await store.counts()).waiting == 0
