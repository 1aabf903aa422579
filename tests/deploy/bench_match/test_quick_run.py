"""`deploy bench match --quick`: ours alone on a tiny sandbox, into a page of its own."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def bench(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = ["--page", str(tmp_path / "page.md"), "--kept", str(tmp_path / "kept")]
    command = [sys.executable, "-m", "deploy.bench", "match", *arguments, *places]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)


def test_it_links_measures_and_writes_its_page(tmp_path: Path):
    told = bench(tmp_path, "--quick")
    assert told.returncode == 0, told.stderr
    page = (tmp_path / "page.md").read_text()
    assert "<!-- measured: match -->" in page and "after competition, or clusters" in page and "by name origin" in page
    kept = json.loads((tmp_path / "kept" / "match.json").read_text())
    assert kept["ran"][0]["outcome"]["measured"]["one to one"]["precision"] > 0.97


def test_what_is_not_known_is_refused_before_anything_runs(tmp_path: Path):
    told = bench(tmp_path, "--quick", "--data", "census1801", "--contenders", "ours,oracle")
    assert told.returncode == 2
    assert "census1801" in told.stderr and "oracle" in told.stderr
    assert not (tmp_path / "kept").exists()


def test_the_bench_is_listed_with_its_question():
    told = subprocess.run([sys.executable, "-m", "deploy.bench"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "match" in told.stdout and "from their sister" in told.stdout
