"""`python -m deploy.bench`: lists what has a `main`, imports only what is asked for, and passes its exit code on."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with two benches, one of which cannot be imported, and a part that is no bench."""
    place = tmp_path / "deploy" / "bench"
    place.mkdir(parents=True)
    (tmp_path / "deploy" / "__init__.py").write_text("")
    for name in ("__init__.py", "__main__.py"):
        shutil.copy(ROOT / "deploy" / "bench" / name, place)
    (place / "speed.py").write_text('"""How fast.\n\nMore."""\ndef main(arguments): return len(arguments)\n')
    (place / "broken.py").write_text('"""How broken."""\nimport nowhere\ndef main(arguments): ...\n')
    (place / "machine.py").write_text('"""What machine this is."""\n')
    return tmp_path


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deploy.bench", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_alone_it_lists_the_benches_and_not_their_parts(folder: Path):
    told = bench(folder)
    assert told.returncode == 0
    assert "speed" in told.stdout and "How fast." in told.stdout and "How broken." in told.stdout
    assert "More." not in told.stdout and "machine" not in told.stdout


def test_a_bench_gets_its_arguments_and_its_result_is_the_exit_code(folder: Path):
    assert bench(folder, "speed").returncode == 0
    assert bench(folder, "speed", "--a", "--b", "--c").returncode == 3


def test_a_bench_that_is_not_there_exits_2_with_the_list(folder: Path):
    told = bench(folder, "machine")
    assert told.returncode == 2
    assert "There is no bench 'machine'." in told.stderr and "speed" in told.stderr
