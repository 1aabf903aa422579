"""A log is closed and the next one begun, as an operator does it; whatever breaks it off, it can be gone on with."""

import json
import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parents[3]
NEXT = "demo.golden-thread.example/log/2027"
BROKEN_OFF = """
import asyncio, os, signal, sys
from service.cli.log_keeping import OPERATOR
from service.clock import SystemClock
from service.new_shard import change_shard
from service.settings import read_settings

async def until(step):
    async for progress in change_shard(sys.argv[2], OPERATOR, read_settings(), SystemClock()):
        if progress.step.value == step:
            os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(until(sys.argv[1]))
"""


def verify(paths: list[Path], key: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "audit", "verify", *map(str, paths), "--key", str(key)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_log_is_closed_the_next_begins_and_both_are_checked_with_the_first_key(run, copied, tmp_path) -> None:
    before = json.loads(run("log", "list", "--json", "--limit", "1").stdout)[0]
    done = run("log", "new-shard", "--log-name", NEXT)
    assert done.returncode == 0, done.stderr
    new_key = (copied / "shards" / "2027" / "log.vkey").read_text().strip()
    assert "is closed, after" in done.stdout
    assert "Publish the new public key" in done.stdout
    assert new_key in done.stdout
    again = run("log", "new-shard", "--log-name", NEXT)
    assert (again.returncode, "serves already" in again.stdout) == (0, True)
    listed = json.loads(run("log", "list", "--json", "--limit", "1000").stdout)
    assert [one["index"] for one in listed] == list(range(len(listed)))[::-1]
    kinds = {one["type"]: one["name"] for one in listed}
    assert kinds["shard.begun"] == "2027-0"
    assert kinds["shard.closed"] == f"2026-{before['index'] + 1}"
    done = run("log", "export", "--to", str(tmp_path / "export"))
    assert done.returncode == 0, done.stderr
    shards = [tmp_path / "export" / year for year in ("2026", "2027")]
    checked = verify(shards, copied / "log.vkey")
    assert checked.returncode == 0, checked.stdout
    assert "begins where" in checked.stdout
    for name, key in (("2026-0", copied / "log.vkey"), ("2027-0", copied / "shards" / "2027" / "log.vkey")):
        path = tmp_path / f"{name}.json"
        assert run("log", "receipt", "--index", name, "--to", str(path)).returncode == 0
        assert json.loads(path.read_text())["index"] == 0
        assert verify([path], key).returncode == 0
    assert "has no such entry" in run("log", "receipt", "--index", "2028-0").stderr


@pytest.mark.parametrize("step", ["prepared", "closed", "begun"])
def test_a_change_that_was_killed_between_two_steps_is_gone_on_with(run, copied, made, tmp_path, step) -> None:
    settings = {"GOLDEN_THREAD_MODE": "demo", "GOLDEN_THREAD_DIRECTORY": str(copied)}
    settings["GOLDEN_THREAD_ISSUER"] = made.settings.issuer
    command = [sys.executable, "-c", BROKEN_OFF, step, NEXT]
    broken = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=False, timeout=300)
    assert broken.returncode == -signal.SIGKILL
    listed = run("log", "list", "--json")
    if step == "closed":
        assert listed.returncode == 1
        assert "service log new-shard" in listed.stderr
    else:
        assert listed.returncode == 0, listed.stderr
    finished = run("log", "new-shard", "--log-name", NEXT)
    assert finished.returncode == 0, finished.stderr
    listed = json.loads(run("log", "list", "--json", "--limit", "1000").stdout)
    kinds = [one["type"] for one in listed]
    assert (kinds.count("shard.closed"), kinds.count("shard.begun")) == (1, 1)
    run("log", "export", "--to", str(tmp_path / "export"))
    checked = verify([tmp_path / "export" / year for year in ("2026", "2027")], copied / "log.vkey")
    assert checked.returncode == 0, checked.stdout


def test_the_service_refuses_to_start_where_the_next_log_is_gone(run, copied) -> None:
    assert run("log", "new-shard", "--log-name", NEXT).returncode == 0
    (copied / "shards").rename(copied / "away")
    refused = run("log", "list")
    assert refused.returncode == 1
    assert "put the folder back" in refused.stderr


def test_the_service_refuses_to_start_where_the_closed_log_was_altered_or_is_gone(run, copied) -> None:
    kept = (copied / "log.db").read_bytes()
    assert run("log", "new-shard", "--log-name", NEXT).returncode == 0
    (copied / "log.db").rename(copied / "log.away")
    gone = run("log", "list")
    assert (gone.returncode, "put it back" in gone.stderr) == (1, True)
    (copied / "log.db").write_bytes(kept)
    older = run("log", "list")  # as it was before it was closed: it would be written to again
    assert older.returncode == 1, older.stdout


def test_a_name_whose_last_part_is_no_plain_word_is_refused(run) -> None:
    for name in ("other.example/log/a-b", "other.example/log/", "other.example/Keys"):
        refused = run("log", "new-shard", "--log-name", name)
        assert (refused.returncode, "letters and digits" in refused.stderr) == (1, True)


def test_on_postgresql_each_shard_has_a_schema_that_the_owner_sets_up(
    run, copied, postgresql, at_postgresql, tmp_path
) -> None:
    name, role = f"log_{uuid.uuid4().hex}", f"role_{uuid.uuid4().hex}"
    at_postgresql(f"CREATE DATABASE {name}")
    at_postgresql(f"CREATE ROLE {role} LOGIN")
    owner = make_url(postgresql).set(database=name)
    (tmp_path / "owner").write_text(owner.render_as_string(hide_password=False))
    (copied / "keys" / "log.key.signed").unlink()  # it remembers the log of the file
    address = owner.set(username=role).render_as_string(hide_password=False)
    log = {"GOLDEN_THREAD_LOG_DATABASE_URL": address}
    try:
        set_up = ("log", "set-up", "--owner", str(tmp_path / "owner"), "--role", role)
        assert run(*set_up, **log).returncode == 0
        assert run("log", "list", **log).returncode == 0
        refused = run("log", "new-shard", "--log-name", NEXT, **log)
        assert (refused.returncode, "service log set-up" in refused.stderr) == (1, True), refused.stderr
        listed = json.loads(run("log", "list", "--json", **log).stdout)
        assert "shard.closed" not in [one["type"] for one in listed]
        assert run(*set_up, **log).returncode == 0
        done = run("log", "new-shard", "--log-name", NEXT, **log)
        assert done.returncode == 0, done.stderr
        listed = json.loads(run("log", "list", "--json", **log).stdout)
        assert {"2026-0", "2027-0"} < {one["name"] for one in listed}
        assert run("log", "export", "--to", str(tmp_path / "export"), **log).returncode == 0
        checked = verify([tmp_path / "export" / year for year in ("2026", "2027")], copied / "log.vkey")
        assert checked.returncode == 0, checked.stdout
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT size FROM audit_2027.head").fetchone()[0] >= 2
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE audit_2027.payload SET wrapped_key = NULL")
    finally:
        at_postgresql(f"DROP DATABASE {name} WITH (FORCE)")
        at_postgresql(f"DROP ROLE {role}")


def test_nothing_is_closed_before_the_witness_policy_names_the_new_key(run, copied, tmp_path) -> None:
    policy = tmp_path / "policy"
    old = (copied / "log.vkey").read_text().strip()
    policy.write_text(f"log {old}\nquorum none\n")
    watched = {"GOLDEN_THREAD_WITNESS_POLICY": str(policy)}
    waits = run("log", "new-shard", "--log-name", NEXT, **watched)
    assert (waits.returncode, "Nothing is closed yet" in waits.stdout) == (1, True), waits.stderr
    new = (copied / "shards" / "2027" / "log.vkey").read_text().strip()
    assert f"log {new}" in waits.stdout
    assert run("log", "list", **watched).returncode == 0
    other = run("log", "new-shard", "--log-name", "demo.golden-thread.example/log/2028", **watched)
    assert (other.returncode, "prepared already" in other.stderr) == (1, True)
    policy.write_text(f"log {old}\nlog {new}\nquorum none\n")
    assert run("log", "new-shard", **watched).returncode == 0
    assert "2027-0" in run("log", "list", **watched).stdout
