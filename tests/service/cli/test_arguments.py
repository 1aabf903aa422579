"""What was typed and cannot be used is told in a sentence, before anything is done: no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = ("enquire", "--purpose", "safeguard_child", "--case", "X1", "--relationship", "open_case")
REFUSED = [
    ([*ASK, "--save-receipt", "/nodir/x"], "There is no folder /nodir"),
    ([*ASK, "--level", "9"], "--level must be 1"),
    ([*ASK, "--identifier", "9990000018"], "--identifier must be written as SCHEME:NUMBER"),
    ([*ASK[:1], "--purpose", "curiosity", *ASK[3:]], "--purpose must be one of: "),
    ([*ASK, "--url", "http://127.0.0.1:9"], "The service at http://127.0.0.1:9 does not answer"),
    (["log", "receipt", "--index", "0", "--to", "/nodir/x"], "There is no folder /nodir"),
    (["log", "export", "--to", "/proc/x"], "cannot be made"),
    (["sandbox", "write", "{place}/new", "--people", "5"], "--people must be from 200 to 5,000,000"),
    (["sandbox", "write", "/proc/x"], "cannot be made"),
    (["sandbox", "write", "{place}/file"], "is a file. Name a folder."),
    (["serve", "--port", "99999"], "--port must be from 1 to 65535"),
]


@pytest.mark.parametrize(("command", "sentence"), REFUSED, ids=lambda part: " ".join(part)[-30:])
def test_what_cannot_be_used_is_told_in_a_sentence(run, tmp_path, command, sentence) -> None:
    (tmp_path / "file").write_text("")
    done = run(*[part.format(place=tmp_path) for part in command])
    assert done.returncode == 1
    assert done.stderr.count(sentence) == 1
    assert "9990000018" not in done.stderr


def test_a_log_name_that_cannot_be_used_is_refused(run, tmp_path) -> None:
    done = run("init", "--log-name", "a b", "--agency", "police:04", GOLDEN_THREAD_DIRECTORY=str(tmp_path / "new"))
    assert done.returncode == 1
    assert "The log's name cannot be used" in done.stderr


def test_keys_are_made_before_anything_else_is_set(tmp_path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
    done = subprocess.run(
        [sys.executable, "-m", "service", "init", "--log-name", "fylde.example/log/2026", "--agency", "police:04"],
        cwd=ROOT, check=False, timeout=300, capture_output=True, text=True,
        env=kept | {"GOLDEN_THREAD_DIRECTORY": str(tmp_path / "new")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "bundle.pub.pem").is_file()


def test_a_port_that_is_taken_is_refused_before_it_is_said_to_serve(run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Stop what uses it, or choose another with --port" in done.stderr
    assert "serving" not in done.stdout + done.stderr


def test_without_settings_it_says_how_to_use_those_of_the_demo(copied: Path) -> None:
    assert (copied / "demo.env").is_file()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
    done = subprocess.run(
        [sys.executable, "-m", "service", "status"], cwd=ROOT, check=False, timeout=300, capture_output=True, text=True,
        env=kept | {"GOLDEN_THREAD_DIRECTORY": str(copied)},
    )  # fmt: skip
    assert done.returncode == 1
    assert f"To use the demo's data: set -a; . {copied}/demo.env; set +a" in done.stderr


def test_the_log_is_listed_whole_in_80_columns(run) -> None:
    shown = run("log", "list", COLUMNS="80").stdout
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "record.loaded" in shown
    assert "agency_system" in shown
    assert "gss:E06000009" in shown
