"""What becomes of a log in the hands of somebody who should not have it: who notices, and what nobody can.

A superuser of the database, a thief of the signing key, somebody with both, a copied machine, a clock set back.
"""

import contextlib
import json
import shutil
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, text

from audit.errors import LogFrozen
from audit.merkle import leaf_hash
from audit.report import Outcome
from audit.tree import Tree, grow
from audit.verify import verify_path

GUARDED = ("entry", "tile", "payload")


async def fill(place, make_entry, count: int, prefix: str = "r") -> list:
    log = await place.open()
    receipts = [await log.append(make_entry(f"{prefix}{n}")) for n in range(count)]
    await log.close()
    return receipts


async def export(place, folder):
    log = await place.open()
    assert log.frozen == ""
    await log.export(folder)
    await log.close()
    return folder


@contextlib.contextmanager
def superuser(place):
    """A connection with every right, and the guards out of the way."""
    engine = create_engine(place.url or f"sqlite:///{place.folder / 'log.db'}")
    schema = "audit." if place.url else ""
    with engine.begin() as connection:
        if place.url:
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE audit.{table} DISABLE TRIGGER ALL"))
        else:
            for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection, schema
    engine.dispose()


def rewrite_history(place, index: int) -> None:
    """Change an entry, and all that was computed from it, so that the database agrees with itself."""
    with superuser(place) as (connection, schema):
        bodies = [bytes(b) for (b,) in connection.execute(text(f"SELECT body FROM {schema}entry ORDER BY seq"))]
        bodies[index] = bodies[index].replace(b"social_worker", b"social_walker")
        growth = grow(Tree(), [leaf_hash(body) for body in bodies])
        changed = {"seq": index, "body": bodies[index], "leaf": leaf_hash(bodies[index])}
        connection.execute(text(f"UPDATE {schema}entry SET body = :body, leaf = :leaf WHERE seq = :seq"), changed)
        for level, n, hashes in growth.tiles:
            tile = {"level": level, "n": n, "hashes": hashes}
            connection.execute(text(f"UPDATE {schema}tile SET data = :hashes WHERE level = :level AND n = :n"), tile)
        connection.execute(text(f"UPDATE {schema}head SET peaks = :p"), {"p": b"".join(growth.tree.peaks)})
        connection.execute(text(f"DELETE FROM {schema}checkpoint"))


async def test_a_superuser_who_rewrites_history_is_found_by_the_signers_memory_and_nothing_is_signed(place, make_entry):
    await fill(place, make_entry, 5)
    rewrite_history(place, 1)
    memory = (place.folder / "key.signed").read_bytes()
    log = await place.open()
    with pytest.raises(LogFrozen, match="forked: its first 5 entries are not those of the signer's memory"):
        await log.append(make_entry())
    await log.close()
    assert (place.folder / "key.signed").read_bytes() == memory


async def test_a_superuser_who_rewrites_history_behind_a_running_service_freezes_it(place, make_entry):
    log = await place.open()
    for n in range(5):
        await log.append(make_entry(f"r{n}"))
    rewrite_history(place, 1)
    with pytest.raises(LogFrozen, match="head does not follow"):
        await log.append(make_entry())
    await log.close()


async def test_an_old_entry_that_a_superuser_alters_is_named_by_whoever_verifies_an_export(
    place, make_entry, verifier, tmp_path
):
    await fill(place, make_entry, 600)
    with superuser(place) as (connection, schema):
        body = connection.execute(text(f"SELECT body FROM {schema}entry WHERE seq = 5")).scalar_one()
        changed = {"body": bytes(body).replace(b"social_worker", b"social_walker")}
        connection.execute(text(f"UPDATE {schema}entry SET body = :body WHERE seq = 5"), changed)
    report = verify_path(await export(place, tmp_path / "export"), verifier)
    assert (report.outcome, report.first_bad) == (Outcome.ALTERED, 5)


async def test_a_fork_under_a_stolen_key_is_sound_by_itself_and_contradicts_every_receipt_held_elsewhere(
    sqlite_place, make_entry, verifier, tmp_path
):
    receipts = await fill(sqlite_place, make_entry, 5)
    thief = replace(sqlite_place, folder=tmp_path / "thief")
    thief.folder.mkdir()
    shutil.copy(sqlite_place.folder / "key", thief.folder / "key")
    await fill(thief, make_entry, 8, "other")
    fork = await export(thief, tmp_path / "fork")
    assert verify_path(fork, verifier).outcome is Outcome.SOUND  # what no key and no log can tell by itself
    for receipt in receipts:
        report = verify_path(fork, verifier, [receipt.verify(verifier)])
        assert report.outcome is Outcome.ROLLED_BACK


async def test_with_key_and_database_history_can_be_rewritten_and_a_receipt_held_elsewhere_tells(
    place, make_entry, verifier, tmp_path
):
    receipts = await fill(place, make_entry, 5)
    rewrite_history(place, 1)
    (place.folder / "key.signed").unlink()
    log = await place.open()
    assert log.frozen == ""  # the service cannot know: only a witness, or whoever holds a receipt
    await log.append(make_entry())
    await log.close()
    rewritten = await export(place, tmp_path / "rewritten")
    assert verify_path(rewritten, verifier).outcome is Outcome.SOUND
    assert verify_path(rewritten, verifier, [receipts[4].verify(verifier)]).outcome is Outcome.ROLLED_BACK


async def test_a_cloned_machine_forks_the_log_and_receipts_of_both_show_it(
    sqlite_place, make_entry, verifier, tmp_path
):
    await fill(sqlite_place, make_entry, 3)
    clone = replace(sqlite_place, folder=tmp_path / "clone")
    clone.folder.mkdir()
    for path in sqlite_place.folder.glob("*"):
        if path.name.startswith(("log.db", "key")):
            shutil.copy(path, clone.folder / path.name)
    (here,) = await fill(sqlite_place, make_entry, 1, "here")
    (there,) = await fill(clone, make_entry, 1, "there")
    assert here.index == there.index == 3
    report = verify_path(await export(clone, tmp_path / "export"), verifier, [here.verify(verifier)])
    assert report.outcome is Outcome.ROLLED_BACK
    shutil.copy(clone.folder / "log.db", sqlite_place.folder / "log.db")
    log = await sqlite_place.open()
    assert "forked" in log.frozen
    await log.close()


async def test_a_cloned_postgresql_database_freezes_the_process_that_is_moved_to_it(
    sqlite_place, make_entry, postgres_url
):
    place = replace(sqlite_place, url=postgres_url)
    await fill(place, make_entry, 3)
    name = postgres_url.split("/")[-1].partition("?")[0]
    server = create_engine(postgres_url.replace(f"/{name}", "/postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}_clone TEMPLATE {name}"))
    clone = replace(place, url=postgres_url.replace(f"/{name}", f"/{name}_clone"))
    try:
        await fill(place, make_entry, 1, "here")  # the signer's memory has it, the clone has not
        log = await clone.open()
        assert "rolled back: it holds 3 entries" in log.frozen
        await log.close()
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name}_clone WITH (FORCE)"))
        server.dispose()


async def test_a_clock_that_was_set_back_while_the_service_was_stopped_is_logged_and_time_goes_on(place, make_entry):
    now = 1_800_000_000_000_000
    log = await place.open(clock=lambda: now)
    await log.append(make_entry())
    await log.close()
    log = await place.open(clock=lambda: now - 86_400_000_000)
    await log.append(make_entry())
    found = [json.loads(entry.body) for entry in reversed(await log.entries())]
    await log.close()
    assert [entry["type"] for entry in found] == ["enquiry.answered", "clock.anomaly", "enquiry.answered"]
    assert found[1]["details"] == {"behind_microseconds": 86_400_000_000}
    assert {entry["time"] for entry in found} == {now}
