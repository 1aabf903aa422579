"""A real OPA server, started with exactly the configuration of deploy/opa, beside the real service on a real port."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from service.app import create_app

DEPLOYED = Path(__file__).parents[3] / "deploy" / "opa"
SECRET = "0123456789abcdef0123456789abcdef"

StartOpa = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture(scope="session")
def opa_program() -> str:
    for place in (os.environ.get("GOLDEN_THREAD_OPA"), shutil.which("opa")):
        if place and Path(place).is_file():
            return place
    pytest.skip("no OPA here (GOLDEN_THREAD_OPA, PATH): nothing was asked of a real OPA server")


@pytest.fixture
def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def start_opa(opa_program: str, free_port: int, tmp_path: Path) -> StartOpa:
    """`async with start_opa(service, key) as url`: as README.md says, with another public key where one is given."""

    @asynccontextmanager
    async def started(service: str, key: bytes, token: str = SECRET) -> AsyncIterator[str]:
        public = tmp_path / "bundle.pub.pem"
        public.write_bytes(key)
        url = f"http://127.0.0.1:{free_port}"
        command = [
            opa_program, "run", "--server", "--addr", url.removeprefix("http://"),
            "--authentication", "token", "--authorization", "basic",
            "--config-file", str(DEPLOYED / "config.yaml"), "--set-file", f"keys.golden-thread-bundle.key={public}",
            "--skip-version-check", "--log-level", "error", str(DEPLOYED / "authz.rego"),
        ]  # fmt: skip
        environment = {**os.environ, "GOLDEN_THREAD_URL": service, "GOLDEN_THREAD_OPA_TOKEN": token}
        with _running(command, environment, tmp_path):
            await _until_up(url)
            yield url

    return started


@contextmanager
def _running(command: list[str], environment: dict[str, str], place: Path) -> Iterator[None]:
    with (place / "opa.log").open("ab") as words:
        server = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
    try:
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _until_up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(200):
            try:
                if (await client.get(f"{url}/health")).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    pytest.fail("OPA did not come up in ten seconds")


@pytest.fixture
def serving() -> Callable[..., AbstractAsyncContextManager[str]]:
    """`async with serving(runtime) as url`: the service itself, over HTTP."""

    @asynccontextmanager
    async def served(runtime: object) -> AsyncIterator[str]:
        listening = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(runtime), http="httptools", access_log=False, lifespan="off")  # type: ignore[arg-type]
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task

    return served
