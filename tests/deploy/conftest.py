"""A copy of `deploy` in a folder of its own, so that a set-up there touches nothing here."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Deploy = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The verbs and the locks, without an environment."""
    place = tmp_path / "checkout"
    shutil.copytree(ROOT / "deploy", place / "deploy", ignore=shutil.ignore_patterns("__pycache__", "demo", "bench"))
    return place


@pytest.fixture
def deploy(checkout: Path) -> Deploy:
    """Run `python3 -m deploy` in the copy, as a newcomer whose machine has nothing of ours, and no network."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        bare = {"PATH": "/nowhere", "HOME": str(checkout.parent), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
        command = [getattr(sys, "_base_executable", sys.executable), "-m", "deploy", *arguments]
        return subprocess.run(
            command, cwd=checkout, env=bare | environment, capture_output=True, text=True, check=False, timeout=120
        )

    return run
