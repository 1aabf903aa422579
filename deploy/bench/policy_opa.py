"""A real OPA server for the length of a measurement, which verifies the bundle that it is given."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import aiohttp

from policies.bundle_signing import ALGORITHM, KEY_ID, SCOPE

START_SECONDS = 30.0


class OpaDidNotStart(Exception):
    """The opa program did not come up."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.asynccontextmanager
async def running_opa(
    program: str, arguments: Sequence[str], key: Path, port: int = 0, environment: Mapping[str, str] | None = None
) -> AsyncIterator[str]:
    """Its address, once it is up.

    Raises:
        OpaDidNotStart: it is not, after half a minute.
    """
    address = f"127.0.0.1:{port or free_port()}"
    verifying = ["--verification-key", str(key), "--verification-key-id", KEY_ID, "--signing-alg", ALGORITHM]
    command = [program, "run", "--server", "--addr", address, "--log-level", "error", "--skip-version-check"]
    if "--bundle" in arguments:
        command += [*verifying, "--scope", SCOPE]
    quiet = asyncio.subprocess.DEVNULL
    server = await asyncio.create_subprocess_exec(*command, *arguments, env=environment, stdout=quiet, stderr=quiet)
    try:
        await _until_up(f"http://{address}/health", server)
        yield f"http://{address}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.terminate()
        await server.wait()


async def _until_up(url: str, server: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(int(START_SECONDS / 0.05)):
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(url) as reply:
                    if reply.status == 200:
                        return
            if server.returncode is not None:
                break
            await asyncio.sleep(0.05)
    raise OpaDidNotStart("OPA did not come up: start it by hand with the same options and read what it says.")
