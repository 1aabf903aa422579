"""The verb `check`: every rule of the house, one after the other, all of them even if one fails.

The rules themselves are in pyproject.toml (ruff, mypy, import-linter) and tests/guards. Standard library only.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable

from deploy import lock
from deploy.paths import PYTHON, ROOT

Check = Callable[[], int]


def run(arguments: list[str]) -> int:
    """Carry out every check and return 0 if all of them passed, else 1."""
    options = argparse.ArgumentParser(prog="python3 -m deploy check", description=__doc__)
    options.parse_args(arguments)
    verdicts = {name: timed(name, check) for name, check in CHECKS.items()}
    failed = [name for name, passed in verdicts.items() if not passed]
    print("\nAll checks passed." if not failed else f"\nFailed: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


def timed(name: str, check: Check) -> bool:
    """Carry out one check under its name, and say how it went and how long it took."""
    print(f"== {name}", flush=True)
    started = time.monotonic()
    passed = check() == 0
    print(f"   {'ok' if passed else 'FAILED'} in {time.monotonic() - started:.1f} s", flush=True)
    return passed


def module(name: str, *arguments: str) -> Check:
    """A check that is `python -m name` in the project's own environment."""
    command = [str(PYTHON), "-m", name, *arguments]
    return lambda: subprocess.run(command, cwd=ROOT, check=False).returncode


def layers() -> int:
    """import-linter, which has no `python -m` of its own; its banner goes, its verdict stays if it is bad."""
    command = [str(PYTHON), "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        print(answer.stdout + answer.stderr, file=sys.stderr, flush=True)
    return answer.returncode


CHECKS: dict[str, Check] = {
    "lint": module("ruff", "check", "--quiet", "."),
    "format": module("ruff", "format", "--check", "--quiet", "."),
    "types": module("mypy"),
    "layers": layers,
    "guards": module("pytest", "tests/guards"),
    "locks": lock.check,
}
