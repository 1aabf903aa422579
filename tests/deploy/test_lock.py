"""The verb `lock`: what it asks uv for, in which order, and that a failure leaves the locks as they are."""

import sys
from pathlib import Path

import pytest

UV = """\
#!{python}
import pathlib, sys
with open({calls!r}, "a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
if {code} == 0:
    pathlib.Path(sys.argv[sys.argv.index("-o") + 1]).write_text("pinned==1\\n")
sys.exit({code})
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    return tmp_path / "calls"


@pytest.fixture
def uv(checkout: Path, tmp_path: Path, calls: Path, deploy):
    """An environment whose uv writes one pin, or fails: no test asks a package index."""

    def make(code: int = 0) -> None:
        place = tmp_path / "bin"
        place.mkdir()
        (place / "uv").write_text(f"#!{sys.executable}\n")
        (place / "uv").chmod(0o755)
        assert deploy("lock", "--help", PATH=str(place)).returncode == 0
        own = checkout / ".venv" / "bin" / "uv"
        own.write_text(UV.format(python=sys.executable, calls=str(calls), code=code))
        own.chmod(0o755)

    return make


def test_it_pins_for_every_platform_with_hashes_and_no_index(uv, deploy, calls: Path, checkout: Path):
    uv()
    told = deploy("lock")
    assert told.returncode == 0, told.stderr
    names = ("bootstrap", "run", "test", "bench", "spark")
    assert told.stdout.splitlines() == [f"{name}.txt: 1 packages" for name in names]
    for call in calls.read_text().splitlines():
        assert {"--universal", "--python-version=3.11", "--generate-hashes", "--no-emit-index-url"} <= set(call.split())
        assert {"--no-header", "--no-annotate"} <= set(call.split())
        assert "--upgrade" not in call
    assert (checkout / "deploy" / "requirements" / "run.txt").read_text() == "pinned==1\n"


def test_the_tests_are_pinned_within_what_runs(uv, deploy, calls: Path):
    uv()
    deploy("lock", "--upgrade")
    run, *within = calls.read_text().splitlines()[1:]
    assert "-c" not in run.split() and "--upgrade" in run
    assert len(within) == 3
    for other in within:
        assert other.split()[other.split().index("-c") + 1].endswith("run.txt")
        assert "--upgrade" in other


def test_a_failure_leaves_the_locks_as_they_are(uv, deploy, checkout: Path):
    before = (checkout / "deploy" / "requirements" / "run.txt").read_bytes()
    uv(code=1)
    told = deploy("lock")
    assert told.returncode == 1
    assert "left as it is" in told.stderr
    assert (checkout / "deploy" / "requirements" / "run.txt").read_bytes() == before
