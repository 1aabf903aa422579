"""`python3 -m deploy run`: a demo partnership, loaded through its connectors and served; --once asks and verifies.

The sign-in and the witnesses of the log are separate processes on their own ports, as they would be elsewhere.
"""

import argparse
import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import uvloop

from connectors.sandbox.partnership import LARGEST, SMALLEST
from deploy.demo.once import ask_once
from deploy.demo.partnership import FILES, Demo, set_up
from deploy.demo.provider.people import load_cast
from deploy.demo.witnesses import witnesses
from service.app import serve
from service.cli.places import check_port, make_folder
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.runtime import Runtime, open_runtime
from service.settings import Settings
from service.telemetry import configure

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run the demo until it is stopped; 1 when something refuses, with a sentence that says what to do."""
    options = _options()
    demo = Demo(options.directory.absolute(), options.port, options.sign_in_port, options.people)
    try:
        check_port("127.0.0.1", demo.port)
        check_port("127.0.0.1", demo.provider_port, "--sign-in-port")
        if not SMALLEST <= demo.people <= LARGEST:
            sys.exit(f"--people must be from {SMALLEST:,} to {LARGEST:,}.")
        make_folder(demo.directory)
        settings = set_up(demo, say)
        return uvloop.run(_run(demo, settings, once=options.once))
    except GoldenThreadError as fault:
        print(fault.advice, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy run", description="Run the demo partnership.")
    parser.add_argument("--once", action="store_true", help="ask one enquiry over HTTP, verify its receipt, stop")
    parser.add_argument("--people", type=int, default=2000, help="how many people to invent, on the first run (2000)")
    parser.add_argument("--port", type=int, default=8000, help="the service's port (8000)")
    parser.add_argument("--sign-in-port", type=int, default=8001, help="the demo sign-in's port (8001)")
    parser.add_argument("--directory", type=Path, default=ROOT / ".golden-thread", help="where it is kept")
    return parser.parse_args()


def say(line: str) -> None:
    """One plain line of progress."""
    print(line, flush=True)


async def _run(demo: Demo, settings: Settings, *, once: bool) -> int:
    configure(settings.log_format)
    with witnesses(settings) as witnessed:
        async with open_runtime(witnessed) as runtime:
            await _load(demo, runtime)
            with _sign_in(demo):
                if once:
                    async with _served(runtime, demo.port):
                        return await ask_once(demo, runtime)
                _say_who_can_sign_in(demo)
                await serve(runtime, "127.0.0.1", demo.port)
    return 0


async def _load(demo: Demo, runtime: Runtime) -> None:
    """Through the connectors, like anyone's; a file that was loaded before changes nothing."""
    for name, file in FILES:
        summary = await load_file(runtime, name, demo.files / file, None, "")
        say("\n".join(summary.lines()))


@contextlib.contextmanager
def _sign_in(demo: Demo) -> Iterator[None]:
    """The demo's sign-in, in a process of its own for as long as the block runs."""
    command = [
        sys.executable, "-m", "deploy.demo.provider", "--demo", "--directory", str(demo.provider_directory),
        "--while-stdin-is-open", "--port", str(demo.provider_port), "--web-redirect", f"{demo.url}/sign-in/complete",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(demo.provider_port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    sys.exit(f"The demo's sign-in did not start on port {port}.")


@contextlib.asynccontextmanager
async def _served(runtime: Runtime, port: int) -> AsyncIterator[None]:
    """The service, answering for as long as the block runs."""
    serving = asyncio.create_task(serve(runtime, "127.0.0.1", port))
    try:
        while not serving.done():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.02)
        yield
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def _say_who_can_sign_in(demo: Demo) -> None:
    say(f"\nGolden Thread is on {demo.url} (demo: everybody in it is invented). These can sign in:")
    for person in load_cast().people.values():
        say(f"  {person.name:<16} {person.title}")
    say("Ask about Jordan Synth, born 2 April 2011, for example. Stop with Ctrl-C.\n")


if __name__ == "__main__":
    os.umask(0o077)  # the demo's databases and files are for the account that runs it alone
    sys.exit(main())
