"""`deploy run` tells in a sentence what it cannot use, and writes the settings that other commands need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
REFUSED = [
    (["--port", "99999"], "--port must be from 1 to 65535"),
    (["--sign-in-port", "0"], "--sign-in-port must be from 1 to 65535"),
    (["--port", "18090", "--sign-in-port", "18091", "--people", "5"], "--people must be from 200 to 5,000,000"),
    (["--port", "18090", "--sign-in-port", "18091", "--directory", "/proc/x"], "The folder /proc/x cannot be made"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED, ids=lambda part: " ".join(part)[-25:])
def test_what_cannot_be_used_is_told_in_a_sentence(tmp_path: Path, arguments, sentence) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "deploy.demo.run", "--once", "--directory", str(tmp_path / "demo"), *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_settings_that_it_writes_are_those_that_a_shell_takes(made) -> None:
    script = f'set -a; . "{made.demo.directory}/demo.env"; set +a; "{sys.executable}" -c '
    script += '"from service.settings import read_settings as r; s = r(); print(s.mode, s.directory, s.issuer)"'
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLDEN_THREAD_")}
    done = subprocess.run(["sh", "-c", script], cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["demo", str(made.demo.directory), made.demo.issuer], done.stderr
