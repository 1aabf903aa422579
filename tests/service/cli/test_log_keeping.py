"""The commands of whoever keeps the log, run as an operator runs them."""

import json
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

ROOT = Path(__file__).resolve().parents[3]


def verify(path: Path, key: str, *more: str) -> int:
    command = [sys.executable, "-m", "audit", "verify", str(path), "--key", key, *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def test_a_key_is_rotated_and_whoever_knows_the_old_one_can_still_check(run, copied, tmp_path) -> None:
    old = (copied / "log.vkey").read_text().strip()
    begun = run("log", "rotate-key")
    assert begun.returncode == 0, begun.stderr
    assert "Both keys sign from now on" in begun.stdout
    assert (copied / "log.vkey").read_text().strip() == old
    within = tmp_path / "within.json"
    run("log", "receipt", "--index", "0", "--to", str(within))
    done = run("log", "rotate-key", "--finish")
    assert done.returncode == 0, done.stderr
    new = (copied / "log.vkey").read_text().strip()
    assert new != old
    assert new in done.stdout
    assert [verify(within, key) for key in (old, new)] == [0, 0]
    run("log", "export", "--to", str(tmp_path / "export"))
    assert verify(tmp_path / "export", new) == 0
    assert verify(tmp_path / "export", old) == 3
    assert verify(tmp_path / "export", old, "--key-chain", str(copied / "log.keys")) == 0
    kinds = [one["type"] for one in json.loads(run("log", "list", "--json").stdout)]
    assert kinds.count("key.rotated") == 2


def test_an_overlap_that_has_not_begun_cannot_be_ended(run, copied) -> None:
    old = (copied / "log.vkey").read_text()
    refused = run("log", "rotate-key", "--finish")
    assert refused.returncode == 1
    assert "make it first" in refused.stderr
    assert (copied / "log.vkey").read_text() == old


def test_a_dry_run_of_an_expiry_destroys_nothing_and_says_what_it_would(run) -> None:
    before = len(json.loads(run("log", "list", "--json").stdout))
    shown = run("log", "expire", "--dry-run", "--years", "disclosure=1")
    assert shown.returncode == 0, shown.stderr
    assert "past their time" in shown.stdout
    assert "destroyed" not in shown.stdout
    assert len(json.loads(run("log", "list", "--json").stdout)) == before + 1  # the listing itself
    assert "0 payloads were destroyed" in run("log", "expire").stdout


@pytest.mark.parametrize("years", ["disclosure=0", "disclosure", "gossip=3", "disclosure=1000"])
def test_years_that_are_none_are_refused(run, years) -> None:
    refused = run("log", "expire", "--years", years)
    assert refused.returncode == 1
    assert "--years takes CLASS=YEARS" in refused.stderr


def test_the_owner_sets_the_log_up_for_the_services_own_role(run, postgresql, tmp_path, at_postgresql) -> None:
    name, role = f"log_{uuid.uuid4().hex}", f"role_{uuid.uuid4().hex}"
    at_postgresql(f"CREATE DATABASE {name}")
    at_postgresql(f"CREATE ROLE {role} LOGIN")
    owner = make_url(postgresql).set(database=name)
    (tmp_path / "owner").write_text(owner.render_as_string(hide_password=False))
    try:
        done = run("log", "set-up", "--owner", str(tmp_path / "owner"), "--role", role)
        assert done.returncode == 0, done.stderr
        address = owner.set(username=role).render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT size FROM audit.head").fetchone() == (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("UPDATE audit.head SET size = 1")
        refused = run("log", "set-up", "--owner", str(tmp_path / "owner"), "--role", "nobody_of_this_name")
        assert refused.returncode == 1
        assert "the role must be there" in refused.stderr
    finally:
        at_postgresql(f"DROP DATABASE {name} WITH (FORCE)")
        at_postgresql(f"DROP ROLE {role}")


def test_a_set_up_without_an_owner_or_a_readable_address_says_what_to_give(run, tmp_path) -> None:
    assert "--owner, a file" in run("log", "set-up", "--role", "app").stderr
    (tmp_path / "owner").write_text("not an address")
    refused = run("log", "set-up", "--owner", str(tmp_path / "owner"), "--role", "app")
    assert "holds no address" in refused.stderr
