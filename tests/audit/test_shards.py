"""A shard is closed by its last entry and the next begins with its last checkpoint; retries hold across the change."""

import asyncio
import json

import pytest

from audit.earlier_shard import EarlierShard
from audit.errors import EntryRefused, KeyRefused, LogFrozen, LogInUse, ShardClosed
from audit.events import Actor
from audit.log import AuditLog
from audit.note import open_checkpoint, parse_vkey
from audit.shards import begin_shard, close_shard
from audit.signer import Signer, create_key
from audit.storage.sqlite import SqliteStorage

KEEPER = Actor("operator", "partnership")


@pytest.fixture
def successor(tmp_path):
    """The key of the shard after, in a folder of its own."""
    (tmp_path / "next").mkdir()
    return create_key(tmp_path / "next" / "key", "goldenthread.test/audit/2027")


async def open_next(tmp_path, verifier, note, storage=None) -> AuditLog:
    earlier = EarlierShard(storage or SqliteStorage(tmp_path / "log.db"), verifier, note)
    folder = tmp_path / "next"
    return await AuditLog.open(SqliteStorage(folder / "log.db"), Signer.load(folder / "key"), earlier=earlier)


async def test_the_last_entry_names_the_next_key_and_nothing_comes_after_it(place, make_entry, successor):
    log = await place.open()
    before = make_entry()
    await log.append(before)
    end = await close_shard(log, KEEPER, successor)
    assert end == await close_shard(log, KEEPER, successor)
    last = json.loads((await log.entry(1)).body)
    assert (last["type"], last["details"]["next"]) == ("shard.closed", successor.vkey)
    assert open_checkpoint(end.note, log.verifier).size == log.size == end.size == 2
    with pytest.raises(ShardClosed):
        await log.append(make_entry())
    assert (await log.append(before)).index == 0  # a retry still gets its receipt
    await log.close()
    log = await place.open()
    assert log.frozen == ""
    with pytest.raises(ShardClosed):
        await log.append(make_entry())
    assert log.size == 2
    await log.close()


async def test_what_comes_in_one_batch_with_the_closing_entry_is_before_it_or_refused(
    sqlite_place, make_entry, successor
):
    log = await sqlite_place.open()
    outcomes = await asyncio.gather(
        *(log.append(make_entry()) for _ in range(3)),
        close_shard(log, KEEPER, successor),
        *(log.append(make_entry()) for _ in range(3)),
        return_exceptions=True,
    )
    refused = [one for one in outcomes if isinstance(one, ShardClosed)]
    assert len(refused) == 7 - log.size
    assert json.loads((await log.entry(log.size - 1)).body)["type"] == "shard.closed"
    await log.close()


async def test_another_process_of_the_log_sees_that_it_was_closed(place, make_entry, successor):
    one = await place.open()
    if not place.url:  # a file has one writer: there is no other process to see it
        with pytest.raises(LogInUse):
            await place.open()
        await one.close()
        return
    other = await place.open()
    await one.append(make_entry())
    await other.append(make_entry())
    await close_shard(one, KEEPER, successor)
    with pytest.raises(ShardClosed):
        await other.append(make_entry())
    assert (one.size, other.frozen) == (3, "")
    await one.close()
    await other.close()


async def test_the_next_shard_begins_with_the_last_checkpoint_of_the_one_before(
    sqlite_place, verifier, make_entry, successor, tmp_path
):
    log = await sqlite_place.open()
    await log.append(make_entry())
    end = await close_shard(log, KEEPER, successor)
    await log.close()
    log = await open_next(tmp_path, verifier, end.note)
    for _ in range(2):
        assert (await begin_shard(log, KEEPER, end)).index == 0
    begun = json.loads((await log.entry(0)).body)
    assert begun["details"]["before"] == {
        "origin": verifier.name, "size": 2, "root": end.root.hex(), "note": end.note,
    }  # fmt: skip
    assert parse_vkey(successor.vkey) == log.verifier
    await log.append(make_entry())
    await log.close()


async def test_a_log_that_holds_entries_begins_no_shard(sqlite_place, verifier, make_entry, successor, tmp_path):
    log = await sqlite_place.open()
    end = await close_shard(log, KEEPER, successor)
    await log.close()
    log = await open_next(tmp_path, verifier, end.note)
    await log.append(make_entry())
    with pytest.raises(EntryRefused, match="holds entries already"):
        await begin_shard(log, KEEPER, end)
    await log.close()


async def test_a_request_id_of_the_shard_before_is_answered_from_it_and_never_used_again(
    sqlite_place, verifier, make_entry, successor, tmp_path
):
    log = await sqlite_place.open()
    asked = [make_entry() for _ in range(300)]
    given = await asyncio.gather(*(log.append(entry) for entry in asked))
    end = await close_shard(log, KEEPER, successor)
    await log.close()
    log = await open_next(tmp_path, verifier, end.note)
    await begin_shard(log, KEEPER, end)
    again = await asyncio.gather(*(log.append(entry) for entry in asked))
    assert [one.index for one in again] == [one.index for one in given]
    assert all(one.verify(verifier).size == 301 for one in again)  # the key of the shard before signed them
    with pytest.raises(EntryRefused, match="another content"):
        await log.append(make_entry(asked[7].request_id, purpose="another"))
    assert log.size == 1
    assert (await log.append(make_entry())).verify(successor).size == 2
    await log.close()


async def test_a_shard_that_was_altered_since_is_not_answered_from(
    sqlite_place, verifier, make_entry, successor, tmp_path
):
    log = await sqlite_place.open()
    await log.append(make_entry())
    await log.append(make_entry())
    open_end = log.checkpoint
    end = await close_shard(log, KEEPER, successor)
    await log.close()
    with pytest.raises(KeyRefused, match="not closed"):
        await open_next(tmp_path, verifier, open_end)
    with pytest.raises(KeyRefused, match="not signed by its key"):
        await open_next(tmp_path, successor, end.note)
    (tmp_path / "log.db").unlink()
    log = await sqlite_place.open()
    await log.close()
    with pytest.raises(LogFrozen):
        await open_next(tmp_path, verifier, end.note)


async def test_a_shard_is_not_closed_for_itself(sqlite_place, verifier):
    log = await sqlite_place.open()
    with pytest.raises(EntryRefused, match="a name of its own"):
        await close_shard(log, KEEPER, verifier)
    assert log.size == 0
    await log.close()
