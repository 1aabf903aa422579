"""A command's module is imported when it is named, and not before; the overview says what each says of itself."""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli.agreements import ACTIONS
from service.cli.commands import VERBS

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("fastapi", "sqlalchemy", "aiohttp", "numpy", "regopy")


@pytest.mark.parametrize("listed", [VERBS, ACTIONS], ids=["verbs", "actions"])
def test_the_overview_says_of_each_command_what_its_module_says(listed) -> None:
    for name, command in listed.items():
        commands = argparse.ArgumentParser().add_subparsers()
        importlib.import_module(f"service.cli.{command.module}").add_to(commands)
        assert {one.dest: one.help for one in commands._choices_actions}[name] == command.told


def test_every_file_of_an_action_is_listed() -> None:
    def has_action(path: Path) -> bool:
        return "def add_to(" in path.read_text(encoding="utf-8")

    files = (ROOT / "service" / "cli").glob("agreements_*.py")
    assert {path.stem for path in files if has_action(path)} == {one.module for one in ACTIONS.values()}


@pytest.mark.parametrize("words", [["--help"], ["agreements", "--help"], ["agreements", "check", "--help"]])
def test_whoever_only_asks_how_loads_no_engine_no_database_and_no_web(words) -> None:
    program = (
        "import sys\nfrom service.cli.commands import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr.strip() == "[]"
    assert "usage: python -m service" in done.stdout


def test_a_command_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    for words in (["lst"], ["agreements", "lst"]):
        done = subprocess.run(
            [sys.executable, "-m", "service", *words],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 2
        assert "invalid choice: 'lst'" in done.stderr
