"""`python3 -m deploy` as a person meets it: the list, a word that is no verb, and an old Python."""

import subprocess
import sys
from pathlib import Path

import pytest

VERBS = ("run", "test", "check", "bench", "lock")


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_alone_it_lists_the_verbs_one_line_each(deploy, arguments):
    told = deploy(*arguments)
    assert told.returncode == 0
    lines = [line.split() for line in told.stdout.splitlines() if line.startswith("  ")]
    assert tuple(line[0] for line in lines) == VERBS
    assert all(len(line) > 3 for line in lines)


def test_listing_the_verbs_sets_nothing_up(deploy, checkout: Path):
    deploy()
    assert not (checkout / ".venv").exists()


def test_a_word_that_is_no_verb_exits_2_and_lists_the_verbs(deploy, checkout: Path):
    told = deploy("rnu")
    assert told.returncode == 2
    assert told.stdout == ""
    assert "There is no verb 'rnu'." in told.stderr
    assert all(f"  {verb}" in told.stderr for verb in VERBS)
    assert not (checkout / ".venv").exists()


def test_an_older_python_is_told_which_one_is_needed(checkout: Path):
    pretend = "import sys, runpy; sys.version_info = (3, 10, 4); sys.version = '3.10.4 (x)'; "
    command = [sys.executable, "-c", pretend + "runpy.run_module('deploy', run_name='__main__')"]
    told = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.strip() == "Golden Thread needs Python 3.11 or newer; this one is 3.10.4."
