"""`.venv` is made once, made again when it should be, and left alone otherwise."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

UV = """\
#!{python}
import pathlib, sys, time
called = pathlib.Path({calls!r})
with called.open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
time.sleep({seconds})
sys.exit({code})
"""


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """What the stand-in for the machine's uv was called with, a line each."""
    return tmp_path / "calls"


@pytest.fixture
def machine(tmp_path: Path, calls: Path):
    """A machine whose uv only notes that it was called, so that no test downloads anything."""

    def make(seconds: float = 0, code: int = 0) -> str:
        place = tmp_path / "bin"
        place.mkdir(exist_ok=True)
        uv = place / "uv"
        uv.write_text(UV.format(python=sys.executable, calls=str(calls), seconds=seconds, code=code))
        uv.chmod(0o755)
        return str(place)

    return make


@pytest.fixture
def bench(checkout: Path) -> None:
    """The smallest verb to hand over to: it prints which Python it runs in."""
    (checkout / "deploy" / "bench").mkdir()
    (checkout / "deploy" / "bench" / "__init__.py").write_text("")
    (checkout / "deploy" / "bench" / "__main__.py").write_text("import sys; print(sys.prefix, *sys.argv[1:])")


def test_the_first_time_it_installs_by_hash_and_hands_over(deploy, machine, calls: Path, checkout: Path, bench):
    told = deploy("bench", "enquiry", "--quick", PATH=machine())
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == [str(checkout / ".venv"), "enquiry", "--quick"]
    assert "--require-hashes" in calls.read_text()
    assert f"{checkout}/deploy/requirements/test.txt" in calls.read_text()
    assert "set-up: ready after" in told.stderr


def test_the_second_time_it_calls_no_installer(deploy, machine, calls: Path, bench):
    deploy("bench", PATH=machine())
    calls.unlink()
    told = deploy("bench", PATH=machine())
    assert told.returncode == 0
    assert told.stderr == ""
    assert not calls.exists()


def test_a_lock_that_changed_is_installed(deploy, machine, calls: Path, checkout: Path, bench):
    deploy("bench", PATH=machine())
    with (checkout / "deploy" / "requirements" / "test.txt").open("a") as lock:
        lock.write("# changed\n")
    calls.unlink()
    assert deploy("bench", PATH=machine()).returncode == 0
    assert calls.exists()


def test_what_the_tests_need_serves_run_too(deploy, machine, calls: Path, checkout: Path, bench):
    deploy("bench", PATH=machine())
    (checkout / "deploy" / "demo").mkdir()
    (checkout / "deploy" / "demo" / "run.py").write_text("print('served')")
    calls.unlink()
    assert deploy("run", PATH=machine()).stdout == "served\n"
    assert not calls.exists()


def test_a_checkout_that_was_moved_is_set_up_again(deploy, machine, calls: Path, checkout: Path, bench):
    deploy("bench", PATH=machine())
    elsewhere = checkout.with_name("moved")
    checkout.rename(elsewhere)
    shutil.copytree(elsewhere / "deploy", checkout / "deploy")
    shutil.copytree(elsewhere / ".venv", checkout / ".venv", symlinks=True)
    stamp = checkout / ".venv" / "golden-thread.json"
    stamp.write_text(stamp.read_text().replace(str(checkout), str(elsewhere)))
    calls.unlink()
    assert deploy("bench", PATH=machine()).returncode == 0
    assert calls.exists()


def test_an_environment_without_its_python_is_made_again(deploy, machine, checkout: Path, bench):
    deploy("bench", PATH=machine())
    (checkout / ".venv" / "bin" / "python").unlink()
    told = deploy("bench", PATH=machine())
    assert told.returncode == 0
    assert "making .venv" in told.stderr


def test_two_at_once_wait_for_each_other(checkout: Path, machine, calls: Path, bench):
    environment = {"PATH": machine(seconds=1.5), "HOME": str(checkout.parent)}
    command = [sys.executable, "-m", "deploy", "bench"]
    both = [subprocess.Popen(command, cwd=checkout, env=environment, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    told = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("waiting for it" in err for _, err in told) == 1
    assert len(calls.read_text().splitlines()) == 1


def test_ctrl_c_stops_it_plainly_and_the_next_run_starts_over(checkout: Path, machine, calls: Path, deploy, bench):
    environment = {"PATH": machine(seconds=30), "HOME": str(checkout.parent)}
    command = [sys.executable, "-m", "deploy", "bench"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # else a job in the background ignores it
    process = subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=-1, stderr=-1, text=True, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    while not calls.exists():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.rstrip().endswith("Stopped. Run the same command again to go on.")
    assert deploy("bench", PATH=machine()).returncode == 0


def test_without_an_index_it_says_what_to_do_and_leaves_no_stamp(deploy, checkout: Path):
    told = deploy("bench")
    assert told.returncode == 1
    assert "the package index cannot be reached" in " ".join(told.stderr.split())
    assert "Traceback" not in told.stderr
    assert not (checkout / ".venv" / "golden-thread.json").exists()


def test_where_uv_fails_pip_is_tried(deploy, machine, calls: Path):
    told = deploy("bench", PATH=machine(code=2))
    assert calls.exists()
    assert "uv could not; trying pip" in told.stderr
    assert told.returncode == 1


def test_without_pip_ensurepip_or_uv_it_says_what_to_install(deploy, tmp_path: Path):
    for name in ("pip", "ensurepip"):
        (tmp_path / "none").mkdir(exist_ok=True)
        (tmp_path / "none" / f"{name}.py").write_text("raise ImportError")
    told = deploy("bench", PYTHONPATH=str(tmp_path / "none"))
    assert told.returncode == 1
    assert "apt-get install python3-venv" in told.stderr


def test_without_ensurepip_the_pip_beside_it_is_used(deploy, tmp_path: Path):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "ensurepip.py").write_text("raise ImportError")
    told = deploy("bench", PYTHONPATH=str(tmp_path / "none"))
    python = getattr(sys, "_base_executable", sys.executable)
    beside = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    assert ("No matching distribution found for uv" in told.stderr) == beside
    assert ("apt-get install" in told.stderr) != beside
