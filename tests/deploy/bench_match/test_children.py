"""Each contender runs in a process of its own: bounded, and no trouble to the others."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.bench.match.bounds import VARIABLE
from deploy.bench.match.children import run

ROOT = Path(__file__).resolve().parents[3]
PYTHON = Path(sys.executable)


def stand_in(folder: Path, program: str) -> Path:
    """A Python that runs this program whatever it is asked to."""
    path = folder / "python"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{program}\n")
    path.chmod(0o755)
    return path


def test_ours_links_a_tiny_sandbox_and_is_measured(tmp_path: Path):
    ran = run(PYTHON, "ours", "sandbox-400", tmp_path, 120)
    assert ran.fault == ""
    assert ran.outcome is not None and ran.outcome.blocking_recall > 0.95
    assert ran.outcome.measured["one to one"].precision > 0.97
    assert ran.outcome.measured["one to one"].recall > 0.8
    assert {"train", "link"} <= ran.outcome.wall.keys()
    assert ran.peak_bytes > 2**24 and ran.cpu_seconds > 0


def test_a_contender_that_stalls_is_stopped_and_said_so(tmp_path: Path):
    ran = run(stand_in(tmp_path, "time.sleep(60)"), "ours", "essnet", tmp_path, 0.5)
    assert ran.outcome is None and ran.fault == "stopped after 0 s"


def test_a_contender_that_fails_leaves_its_last_words(tmp_path: Path):
    ran = run(stand_in(tmp_path, "sys.exit('it broke')"), "splink", "essnet", tmp_path, 30)
    assert ran.outcome is None and ran.fault == "ended with 1: it broke"


def test_data_that_is_not_there_is_a_sentence(tmp_path: Path):
    command = [PYTHON, "-m", "deploy.bench.match.child", "ours", "essnet", str(tmp_path), str(tmp_path / "out")]
    environment = os.environ | {"GOLDEN_THREAD_SHARED": str(tmp_path / "nowhere")}
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert "GOLDEN_THREAD_SHARED" in told.stderr and "Traceback" not in told.stderr


def test_a_contender_cannot_take_all_memory():
    greedy = "from deploy.bench.match.bounds import hold; hold(2**30); x = bytearray(2**31)"
    told = subprocess.run([PYTHON, "-c", greedy], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "MemoryError" in told.stderr


def test_a_peers_process_holds_none_of_our_engines():
    """The allocator that regopy brings breaks DuckDB in the same process: its memory grows without end."""
    words = "import sys, deploy.bench.match.child, deploy.bench.match.one_by_one; print(*sys.modules)"
    told = subprocess.run([PYTHON, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"regopy", "fastapi", "pandas", "sklearn"} & {name.split(".")[0] for name in told.stdout.split()}


def test_the_bound_is_told_to_the_contenders_in_gib():
    told = subprocess.run(
        [PYTHON, "-c", "from deploy.bench.match.bounds import hold; hold(); x = bytearray(2**31)"],
        cwd=ROOT, env=os.environ | {VARIABLE: "1.5"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "MemoryError" in told.stderr
