"""`service log export`: the whole log, or part of it with its proofs, and the keys to what was disclosed."""

import json
import subprocess
import sys

import pytest

from audit.note import parse_vkey
from audit.openings.__main__ import main as openings
from audit.report import Outcome
from audit.verify import verify_path
from service.cli.log_filter import read_filter
from service.errors import NotAcceptable


@pytest.fixture
def key(copied):
    return parse_vkey((copied / "log.vkey").read_text().strip())


def test_part_of_the_log_is_written_with_its_proofs_and_says_what_it_does_not_prove(run, copied, key, tmp_path):
    part = tmp_path / "part.json"
    done = run("log", "export", "--filter", "type=record.loaded", "--filter", "since=2020-01-01", "--to", str(part))
    assert done.returncode == 0, done.stderr
    report = verify_path(part, key)
    assert report.outcome is Outcome.SOUND
    kinds = {json.loads(row["entry"])["type"] for row in json.loads(part.read_text())["entries"]}
    assert kinds == {"record.loaded"}
    assert "no entry is missing" in report.text()
    again = run("log", "export", "--filter", "type=record.loaded", "--to", str(part))
    assert (again.returncode, "new file" in again.stderr) == (1, True)


def test_an_export_can_be_opened_by_its_recipient_and_the_log_says_who_that_is(run, copied, key, tmp_path, capsys):
    assert openings(["key", str(tmp_path / "secret")]) == 0
    recipient = capsys.readouterr().out.strip()
    given = ("--openings", str(tmp_path / "openings.json"), "--recipient", recipient)
    done = run("log", "export", "--to", str(tmp_path / "whole"), *given)
    assert done.returncode == 0, done.stderr
    assert verify_path(tmp_path / "whole", key).outcome is Outcome.SOUND
    entries = b"".join(path.read_bytes() for path in (tmp_path / "whole" / "tile" / "entries").rglob("*.p/*"))
    assert recipient.encode() in entries
    arguments = ["open", str(tmp_path / "whole"), str(tmp_path / "openings.json"), "--to", str(tmp_path / "opened")]
    assert openings([*arguments, "--secret", str(tmp_path / "secret")]) == 0


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        (["agency"], "NAME=VALUE"),
        (["agency=a", "agency=b"], "once"),
        (["colour=red"], "filtered by type"),
        (["since=yesterday"], "2026-11-20"),
    ],
)
def test_a_condition_that_cannot_be_used_is_refused_in_words(typed, advice):
    with pytest.raises(NotAcceptable, match=advice):
        read_filter(typed)


def test_a_date_without_a_zone_is_utc():
    found = read_filter(["since=2026-11-20", "until=2026-11-20T12:30+00:00", "agency=a=b"])
    assert found.conditions == {"since": 1795132800000000, "until": 1795177800000000, "agency": "a=b"}


def test_a_recipient_without_openings_and_a_key_that_is_none_are_refused(run, tmp_path):
    alone = run("log", "export", "--to", str(tmp_path / "x"), "--recipient", "golden-thread-recipient:AAAA")
    assert (alone.returncode, "--openings FILE" in alone.stderr) == (1, True)
    given = ("--recipient", "AAAA", "--openings", str(tmp_path / "o.json"))
    wrong = run("log", "export", "--to", str(tmp_path / "x"), *given)
    assert (wrong.returncode, "32 bytes" in wrong.stderr) == (1, True)


def test_the_verifier_for_a_browser_is_written_by_a_command(tmp_path):
    command = [sys.executable, "-m", "audit", "browser", str(tmp_path / "verifier.html")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "verifier.html").read_text().startswith("<!doctype html>")
