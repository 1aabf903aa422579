"""What `python -m audit` tells somebody who gave it something else than it needs, or more than it can compare."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.__main__ import main

VECTORS = Path(__file__).parents[1] / "vectors"
ROOT = Path(__file__).parents[2]
PLACES = ("receipt.json", "earlier.json", "extract.json", "log.vkey", "extract.vkey", "gone")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A receipt of a log of 5 entries, one of a log of 1, an extract, and the key of both."""
    receipts, extracts = (json.loads((VECTORS / f"{name}.json").read_text()) for name in ("receipts", "extracts"))
    by_name = {one["name"]: one["file"] for one in receipts["cases"]}
    (tmp_path / "receipt.json").write_text(by_name["as the log issued it"])
    (tmp_path / "earlier.json").write_text(by_name["a log of one entry"])
    (tmp_path / "extract.json").write_text(extracts["cases"][0]["file"])
    (tmp_path / "log.vkey").write_text(receipts["key"] + "\n")
    (tmp_path / "extract.vkey").write_text(extracts["key"])
    return tmp_path


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        code = main([str(folder / one) if one in PLACES else one for one in arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_what_was_given_as_known_but_could_not_be_compared_is_named(told) -> None:
    code, said = told("verify", "receipt.json", "--key", "log.vkey", "--known", "earlier.json")
    assert code == 0
    assert "That it agrees with the log of 1 entries that you gave with --known: only an export" in said


def test_what_could_be_compared_is_not_said_to_be_missing(told) -> None:
    _, said = told("verify", "receipt.json", "--key", "log.vkey", "--known", "receipt.json")
    assert "you gave with --known" not in said


def test_an_entry_says_who_and_when_before_its_json(told, folder: Path) -> None:
    _, said = told("verify", "receipt.json", "--key", "log.vkey")
    entry = json.loads(json.loads((folder / "receipt.json").read_text())["entry"])
    line = next(line for line in said.splitlines() if line.startswith("- It is "))
    assert entry["type"] in line
    assert entry["actor"]["agency"] in line
    assert line.endswith(" UTC.")
    assert said.index(line) < said.index("- The entry reads: ")


def test_a_filter_is_told_in_words(told) -> None:
    _, said = told("verify", "extract.json", "--key", "extract.vkey")
    assert "- Each meets the filter: agency " in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("receipt.json", "--key", "receipt.json"), "receipt.json holds no public key of a log: it is one line"),
        (("receipt.json", "--key", "log.vkey", "--known", "gone"), "gone, given with --known, cannot be read"),
        (("receipt.json", "--key", "log.vkey", "--key-chain", "gone"), "gone cannot be read: put the log's file"),
        (("gone", "--key", "log.vkey"), "gone cannot be read: No such file or directory. Give a receipt"),
    ],
)
def test_a_wrong_file_is_named_once_and_without_an_error_number(told, arguments, sentence: str) -> None:
    code, said = told("verify", *arguments)
    assert code == 3
    assert said.count(sentence) == 1
    assert "Errno" not in said


def test_a_recipient_whose_file_is_missing_is_told_which(folder: Path) -> None:
    command = [sys.executable, "-m", "audit.openings", "open", "whole", "gone", "--secret", "none", "--to", "opened"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "none: No such file or directory.\n"
