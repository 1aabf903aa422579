"""Stopped by Ctrl-C or by a pipe that nobody reads on, a command ends quietly: no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INTERRUPTED = """
import runpy, sys

class Impatient:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Impatient())
sys.argv = ["service", "status"]
runpy.run_module("service", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["service.cli.commands", "uvloop", "service.runtime"])
def test_ctrl_c_while_modules_are_loading_is_told_in_a_sentence(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED.format(module=module)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 130
    assert done.stderr == "Stopped. Run the same command again to go on.\n"


@pytest.mark.parametrize("command", [["log", "list", "--json"], ["log", "list"], ["match", "told"]], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_is_closed_ends_the_command_quietly(copied, made, command: list[str], unbuffered: str) -> None:
    settings = {
        "GOLDEN_THREAD_MODE": "demo",
        "GOLDEN_THREAD_DIRECTORY": str(copied),
        "GOLDEN_THREAD_ISSUER": made.settings.issuer,
        "PYTHONUNBUFFERED": unbuffered,
    }
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "service", *command],
            cwd=ROOT, env=os.environ | settings, stdout=write, stderr=subprocess.PIPE, text=True, check=False,
            timeout=300,
        )  # fmt: skip
    finally:
        os.close(write)
    assert done.returncode in (1, 141)
    assert "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr, done.stderr
