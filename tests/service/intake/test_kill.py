"""kill -9 at any moment of a load: what was committed stays, and running it again doubles and loses nothing."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from service.intake.waiting import Link
from service.sealing.keyfile import create_keyring
from service.sealing.keyring import Keyring
from service.store.changes import tables
from service.store.opening import open_store
from service.store.statement import Statement

SCRIPT = Path(__file__).with_name("loading_process.py")
ROOT = Path(__file__).parents[3]
PEOPLE = 12_000


def person(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    return {
        "provider_ref": f"EHM-{number}",
        "names": [
            {"family": "".join(chance.choices("abcdefghiklmnoprstuw", k=8)), "given": [chance.choice(["Ann", "Bo"])]}
        ],
        "dob": f"{chance.randrange(1940, 2026)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        "addresses": [{"postcode": f"FY{chance.randrange(1, 9)} {chance.randrange(1, 9)}A{chance.choice('BDEFGH')}"}],
        "relationships": [{"ref": f"EHM-{number + 1}", "type": "sibling", "lives_with": True}],
    }


def run(folder: Path, file: Path, workers: int, link: Link) -> "subprocess.Popen[str]":
    command = [sys.executable, str(SCRIPT), str(folder), str(file), str(workers), link.value]
    return subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)


async def everything(folder: Path, keyring: Keyring) -> dict[str, int]:
    async with open_store(f"sqlite:///{folder}/store.db", keyring.fingerprint) as store:
        counted: dict[str, int] = {}
        for name in ("load", "record", "posting", "involvement", "tie", "golden"):
            rows = await store.database.rows(Statement(select(func.count()).select_from(tables[name])))
            counted[name] = int(rows[0][0])
        (source,) = await store.sources()
        assert source.provider == "gss:E06000009"
        return counted


@pytest.mark.parametrize(("workers", "link"), [(0, Link.NOW), (1, Link.NOW), (0, Link.LATER), (2, Link.LATER)])
async def test_a_killed_load_goes_on_where_it_stopped(workers: int, link: Link, tmp_path: Path, hub_file: Any) -> None:
    file, keyring = hub_file(*map(person, range(PEOPLE))), Keyring.fresh(["gss:E06000009"])
    clean, killed = tmp_path / "clean", tmp_path / "killed"
    for folder in (clean, killed):
        create_keyring(folder / "keys.json", keyring)
    with run(clean, file, 0, link) as process:
        process.communicate(timeout=300)
    wanted = await everything(clean, keyring)
    assert wanted["record"] == PEOPLE
    chance = random.Random(workers)
    ended = [once(killed, file, workers, link, commits, chance.uniform(0, 0.2)) for commits in (0, 1, 1, 1000)]
    assert ended.count(-9) >= 2
    assert ended[-1] == 0
    assert await everything(killed, keyring) == wanted


def once(folder: Path, file: Path, workers: int, link: Link, commits: int, pause: float) -> int:
    """Run the load and kill it a moment after so many commits. Returns how it ended: 0, or -9."""
    with run(folder, file, workers, link) as process:
        assert process.stdout is not None
        for _ in range(1 + commits):
            process.stdout.readline()
        if commits < 1000:
            time.sleep(pause)
            process.kill()
        process.communicate(timeout=30)  # ends when the last worker has let go of the pipe
    return process.returncode
