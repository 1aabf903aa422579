"""Environments of their own for peers and Spark: made once, made again when their lock changed, beside `.venv`."""

import subprocess
import sys
from pathlib import Path

import pytest

UV = """\
#!{python}
import pathlib, sys
with pathlib.Path({calls!r}).open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
sys.exit({code})
"""
PREPARE = """
import sys
from deploy import apart
from deploy.environment import SetUpFailed
try:
    print(apart.prepare("bench"))
except SetUpFailed as fault:
    sys.exit(str(fault))
"""


@pytest.fixture
def prepare(checkout: Path, tmp_path: Path):
    """Prepare the bench's environment with a uv that only notes that it was called: nothing is downloaded."""

    def run(code: int = 0) -> subprocess.CompletedProcess[str]:
        place = tmp_path / "bin"
        place.mkdir(exist_ok=True)
        (place / "uv").write_text(UV.format(python=sys.executable, calls=str(tmp_path / "calls"), code=code))
        (place / "uv").chmod(0o755)
        return subprocess.run(
            [sys.executable, "-c", PREPARE], cwd=checkout, capture_output=True, text=True, check=False,
            env={"PATH": str(place), "HOME": str(tmp_path), "PIP_NO_INDEX": "1"},
        )  # fmt: skip

    return run


def test_it_is_made_by_hash_beside_the_projects_own(prepare, checkout: Path, tmp_path: Path):
    told = prepare()
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip() == str(checkout / ".venv-bench" / "bin" / "python")
    assert "--require-hashes" in (tmp_path / "calls").read_text()
    assert f"{checkout}/deploy/requirements/bench.txt" in (tmp_path / "calls").read_text()
    assert not (checkout / ".venv").exists()


def test_the_second_time_it_calls_no_installer_until_the_lock_changes(prepare, checkout: Path, tmp_path: Path):
    prepare()
    prepare()
    assert len((tmp_path / "calls").read_text().splitlines()) == 1
    with (checkout / "deploy" / "requirements" / "bench.txt").open("a") as lock:
        lock.write("# changed\n")
    prepare()
    assert len((tmp_path / "calls").read_text().splitlines()) == 2


def test_one_that_could_not_be_made_is_made_again(prepare, checkout: Path):
    told = prepare(code=1)
    assert told.returncode == 1 and "could not be installed" in told.stderr
    assert not (checkout / ".venv-bench" / "golden-thread.json").exists()
    assert prepare().returncode == 0
