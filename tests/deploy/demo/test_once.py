"""`deploy.demo.run --once`: from nothing to an answer with a receipt that verifies offline; and a second run after it.

A proxy is set that leads nowhere: what runs on this machine is never asked by way of the network.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NOWHERE = "http://127.0.0.1:9"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(directory: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable, "-m", "deploy.demo.run", "--directory", str(directory), "--people", "200",
        "--port", str(free_port()), "--sign-in-port", str(free_port()), *more,
    ]  # fmt: skip
    proxied = {"HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE, "http_proxy": NOWHERE, "ALL_PROXY": NOWHERE}
    kept = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    return subprocess.run(
        command, cwd=ROOT, env=kept | proxied | {"COLUMNS": "200"}, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


def test_once_asks_prints_and_verifies_and_again_loads_nothing_twice(tmp_path: Path) -> None:
    first = run(tmp_path / "demo", "--once")
    assert first.returncode == 0, first.stdout + first.stderr
    for word in (
        "Jordan Synth",
        "Alex Morgan",
        "Another service is involved",
        "Receipt: entry",
        "SOUND",
        "Enough witnesses cosigned",
    ):
        assert word in first.stdout
    assert (tmp_path / "demo" / "receipt.json").exists()
    second = run(tmp_path / "demo", "--once")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "new 0, changed 0" in second.stdout


def test_a_port_that_is_taken_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(tmp_path / "demo", "--once", "--port", str(port))
    assert done.returncode == 1
    assert f"Nothing can listen on 127.0.0.1 port {port}" in done.stderr
    assert "Traceback" not in done.stderr
