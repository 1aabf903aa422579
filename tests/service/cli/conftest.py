"""Runs a command as an operator does: in a process of its own, on a copy of the partnership."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(copied, made) -> Run:
    """Run `python -m service ...` on the copy. No command may end in a traceback."""

    def carry_out(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        settings = {
            "GOLDEN_THREAD_MODE": "demo",
            "GOLDEN_THREAD_DIRECTORY": str(copied),
            "GOLDEN_THREAD_ISSUER": made.settings.issuer,
            "COLUMNS": "200",
        }
        done = subprocess.run(
            [sys.executable, "-m", "service", *arguments],
            cwd=ROOT, env=os.environ | settings | environment, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return carry_out
