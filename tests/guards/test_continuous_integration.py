"""`.ci/run` does what the README promises, and nothing that could have run is skipped unseen."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASE = '<testsuites><testsuite><testcase classname="tests.x" name="test_y">{}</testcase></testsuite></testsuites>'


def skipped(root: Path, report: Path, shared: str = "/somewhere") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"GOLDEN_THREAD_SHARED": shared}
    command = [sys.executable, root / ".ci" / "skipped", report]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_runs_the_commands_of_the_readme(root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")
    for command in ("python3 -m deploy check", "python3 -m deploy test", "python3 -m deploy run --once"):
        assert command in script
        assert command in readme


def test_it_is_a_script_that_bash_can_read(root: Path) -> None:
    assert subprocess.run(["bash", "-n", root / ".ci" / "run"], check=False).returncode == 0
    assert os.access(root / ".ci" / "run", os.X_OK)


def test_a_run_without_skips_is_fine(root: Path, tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(CASE.format(""))
    assert skipped(root, report).returncode == 0


@pytest.mark.parametrize("why", ["no OPA here", "Chromium is not installed", "no PostgreSQL", "../shared is not there"])
def test_a_skip_is_named_and_fails(root: Path, tmp_path: Path, why: str) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(CASE.format(f'<skipped type="pytest.skip" message="{why}">x.py:1</skipped>'))
    told = skipped(root, report)
    assert told.returncode == 1
    assert f"tests.x.test_y: {why}" in told.stdout


def test_only_the_shared_folder_may_be_missing(root: Path, tmp_path: Path) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(CASE.format('<skipped type="pytest.skip" message="../shared is not there">x.py:1</skipped>'))
    assert skipped(root, report, shared="").returncode == 0
    report.write_text(CASE.format('<skipped type="pytest.skip" message="no OPA">x.py:1</skipped>'))
    assert skipped(root, report, shared="").returncode == 1


@pytest.mark.parametrize("text", ["", "<testsuites></testsuites>", "<testsuites>"])
def test_a_report_without_tests_fails(root: Path, tmp_path: Path, text: str) -> None:
    report = tmp_path / "tests.xml"
    report.write_text(text)
    assert skipped(root, report).returncode == 1
