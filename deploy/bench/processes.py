"""Runs the real server and the demo's sign-in, each in a process of its own, for as long as a block runs."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.demo.partnership import Demo
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
"""Long, since a machine that measures may be shared; a process that has ended is noticed at once."""
SERVE = ("service", "serve", "--port")


class DidNotStart(Exception):
    """A process that a bench needs did not answer; the message says where its own words are."""


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def sign_in(demo: Demo) -> Iterator[None]:
    """The demo's sign-in."""
    command = [
        sys.executable, "-m", "deploy.demo.provider", "--demo", "--directory", str(demo.provider_directory),
        "--port", str(demo.provider_port), "--web-redirect", f"{demo.url}/sign-in/complete",
    ]  # fmt: skip
    with _running(command, {}, demo.directory / "sign-in.log", demo.provider_port):
        yield


@contextlib.contextmanager
def server(demo: Demo, settings: Settings, module: Sequence[str] = SERVE) -> Iterator[int]:
    """The service, as `python -m service serve` starts it, or another module told the port; gives its process id."""
    command = [sys.executable, "-m", *module, str(demo.port)]
    with _running(command, _environment(settings), demo.directory / "server.log", demo.port) as process:
        yield process


def _environment(settings: Settings) -> dict[str, str]:
    """The settings as a host would give them."""
    return {
        "GOLDEN_THREAD_MODE": settings.mode,
        "GOLDEN_THREAD_DIRECTORY": str(settings.directory),
        "GOLDEN_THREAD_ISSUER": settings.issuer,
        "GOLDEN_THREAD_CLIENT_ID": settings.client_id,
        "GOLDEN_THREAD_CLIENT_KEY": str(settings.client_key),
        "GOLDEN_THREAD_PUBLIC_URL": settings.public_url,
        "GOLDEN_THREAD_DESK_NAME": settings.desk_name,
        "GOLDEN_THREAD_DESK_PHONE": settings.desk_phone,
        "GOLDEN_THREAD_LOG_FORMAT": "json",
    }


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str], words: Path, port: int) -> Iterator[int]:
    with words.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=out, stderr=out)
    try:
        until_it_answers(port, process, words)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until_it_answers(port: int, process: "subprocess.Popen[bytes]", words: Path) -> None:
    """Return once somebody listens on the port. Raises DidNotStart."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise DidNotStart(f"A process of the bench did not start on port {port}. Its own words are in {words}.")
