"""The benches run as a person runs them, at tiny sizes, in a folder of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
Bench = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Run one bench with its page and its partnerships in the test's folder."""

    def run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        places = ["--page", str(tmp_path / "page.md"), "--kept", str(tmp_path / "kept")]
        command = [sys.executable, "-m", "deploy.bench", name, *arguments, *places]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=240
        )

    return run


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page that a bench writes."""
    return tmp_path / "page.md"
