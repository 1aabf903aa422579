"""When the log's key is replaced, what was cosigned before still counts: as evidence, and as the first to cover it."""

import asyncio
import contextlib
import shutil
import sqlite3
import time

import pytest

from audit.__main__ import main
from audit.events import Actor
from audit.note import NotSigned, open_checkpoint
from audit.rotation import begin_overlap, end_overlap, keep_link, make_incoming_key, retire_outgoing_key
from audit.signer import chain_beside, incoming_key

KEEPER = Actor("operator", "partnership")


async def until(condition, seconds: float = 10.0) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.01)


@pytest.fixture
def grow(partnership, make_entry):
    """Open the log, append entries and wait for the witnesses, as a service would in a day."""

    async def day(count: int, watched: bool = True) -> None:
        log = await partnership.open(watched=watched)
        assert log.frozen == ""
        for _ in range(count):
            await log.append(make_entry())
        await until(lambda: not watched or log.cosigned.size == log.size)
        await log.close()

    return day


@pytest.fixture
def rotate(partnership):
    """Replace the log's key; two entries. The witnesses are told the new key where they are up."""

    async def replace(watched: bool = True) -> None:
        key = partnership.folder / "key"
        incoming = make_incoming_key(key)
        for station in partnership.stations.values():
            if station.server is not None:
                station.tell(incoming)
        log = await partnership.open(watched=watched)
        for step in (begin_overlap, end_overlap):
            keep_link(chain_beside(key), await step(log, KEEPER))
        await until(lambda: not watched or log.cosigned.size == log.size)
        await log.close()
        retire_outgoing_key(key)

    return replace


async def test_the_witnesses_go_on_and_the_first_to_cover_an_entry_stays_the_first(partnership, grow, rotate):
    await grow(2)
    await rotate()
    await grow(1)
    log = await partnership.open()
    assert open_checkpoint(log.cosigned.note, log.verifier).size == 5
    first = await log.first_cosigned(1)
    assert (first.size, first.retired) == (2, True)
    assert open_checkpoint(first.note, partnership.verifier).size == 2
    assert partnership.policy.standing((await log.receipt(0)).checkpoint).met
    await log.close()


async def test_no_receipt_and_no_export_is_made_of_what_only_a_retired_key_signed(partnership, grow, rotate, tmp_path):
    await grow(2)
    await rotate(watched=False)
    log = await partnership.open(watched=False)
    assert (log.cosigned.size, log.cosigned.retired) == (2, True)
    (await log.receipt(0)).verify(log.verifier)
    await log.export(tmp_path / "export")
    with pytest.raises(NotSigned):
        open_checkpoint(log.cosigned.note, log.verifier)
    assert main(["verify", str(tmp_path / "export"), "--key", log.verifier.vkey]) == 0
    await log.close()


def roll_back_to(backup, partnership) -> None:
    """Put the older database in place, and take the signer's memory away; the new key and the chain are there."""
    for name in ("log.db", "log.db-wal", "log.db-shm", "key.signed"):
        (partnership.folder / name).unlink(missing_ok=True)
    shutil.copy(backup / "log.db", partnership.folder / "log.db")


async def test_a_rollback_after_a_rotation_is_found_by_a_witness_that_saw_only_the_retired_key(
    partnership, grow, rotate, tmp_path
):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")
    await grow(4)
    for station in partnership.stations.values():
        station.stop()
    await rotate(watched=False)
    roll_back_to(tmp_path / "backup", partnership)
    partnership.stations["health"].start()
    log = await partnership.open()
    assert "by the witness health 7 were signed" in log.frozen
    await log.close()


async def test_it_is_found_too_when_that_witness_comes_back_only_later(partnership, grow, rotate, make_entry, tmp_path):
    await grow(3)
    shutil.copytree(partnership.folder, tmp_path / "backup")
    await grow(4)
    for station in partnership.stations.values():
        station.stop()
    await rotate(watched=False)
    roll_back_to(tmp_path / "backup", partnership)
    log = await partnership.open()
    await log.append(make_entry())
    partnership.stations["health"].log.append(log.verifier)
    partnership.stations["health"].start()
    await until(lambda: log.frozen)
    assert "by the witness health 7 were signed" in log.frozen
    await log.close()


def cosigned_of(folder) -> tuple[int, str]:
    with contextlib.closing(sqlite3.connect(folder / "log.db")) as connection:
        return connection.execute("SELECT size, note FROM cosigned ORDER BY size DESC").fetchone()


async def test_a_log_that_does_not_begin_with_what_was_cosigned_under_the_retired_key_freezes_without_any_witness(
    partnership, grow, rotate
):
    await grow(3)
    kept = cosigned_of(partnership.folder)
    await rotate(watched=False)
    for name in ("log.db", "log.db-wal", "log.db-shm", "key.signed"):
        (partnership.folder / name).unlink(missing_ok=True)
    await grow(5, watched=False)
    with contextlib.closing(sqlite3.connect(partnership.folder / "log.db")) as connection, connection:
        connection.execute("INSERT INTO cosigned VALUES (?, ?)", kept)
    log = await partnership.open(watched=False)
    assert "forked: its first 3 entries are not those of the last cosigned checkpoint" in log.frozen
    await log.close()


async def test_without_the_chain_the_log_does_not_pass_over_what_was_cosigned_before(partnership, grow, rotate):
    await grow(3)
    await rotate(watched=False)
    chain_beside(partnership.folder / "key").unlink()
    log = await partnership.open(watched=False)
    assert "the chain of its earlier keys" in log.frozen
    await log.close()


async def test_a_policy_that_names_the_first_key_will_do_where_the_chain_leads_from_it(
    partnership, grow, rotate, tmp_path, capsys
):
    await grow(2)
    await rotate()
    await grow(1)
    log = await partnership.open()
    (tmp_path / "receipt").write_text((await log.receipt(0)).to_json())
    await log.close()
    (tmp_path / "policy").write_text(partnership.policy_text())  # it names the first key
    arguments = ["verify", str(tmp_path / "receipt"), "--witness-policy", str(tmp_path / "policy")]
    chain = ["--key-chain", str(chain_beside(partnership.folder / "key"))]
    assert main([*arguments, "--key", partnership.verifier.vkey, *chain]) == 0
    assert main([*arguments, "--key", log.verifier.vkey]) == 3
    assert "not for the log of the given key" in capsys.readouterr().out
    assert not incoming_key(partnership.folder / "key").exists()
