"""kill -9 at any moment of an enquiry: every receipt that a client got is in the log, and verifies against it.

And a disk that fills up while enquiries are answered: no more answers, in plain words; all that was given is there.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from audit.note import open_checkpoint, parse_vkey
from audit.receipt import read_receipt

SERVING = Path(__file__).with_name("serving_process.py")
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 6


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(directory: Path, port: int, issuer: str, *limit: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, str(SERVING), str(directory), str(port), issuer, *limit]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


@contextlib.asynccontextmanager
async def served(directory: Path, issuer: str, *limit: str):
    """The service in a process of its own; (process, address)."""
    port = free_port()
    process = start(directory, port, issuer, *limit)
    try:
        await answering(port, process)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


async def answering(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.02)
    raise AssertionError(process.communicate()[1].decode())


async def hammer(
    address: str, headers: dict, body: dict, got: list[dict], refused: list[httpx.Response], first: asyncio.Event
) -> None:
    """Ask again and again, and keep every receipt, until the service is gone or refuses."""
    async with httpx.AsyncClient(base_url=address, timeout=10) as client:
        with contextlib.suppress(httpx.TransportError):
            while not refused:
                reply = await client.post("/v1/enquiries", json=body, headers=headers)
                if reply.status_code == 200:
                    got.append(reply.json()["receipt"])
                    first.set()
                else:
                    refused.append(reply)


async def all_are_in_the_log(houses, directory: Path, got: list[dict]) -> int:
    """Open the log again and look for every receipt; how many entries there are."""
    async with houses(directory=directory) as house:
        log = house.runtime.log
        assert log.frozen == ""
        verifier = parse_vkey(house.runtime.settings.verification_key_path.read_text().strip())
        newest = open_checkpoint(log.checkpoint, verifier)
        for one in got:
            receipt = read_receipt(json.dumps(one, ensure_ascii=False))
            receipt.verify(verifier)
            assert receipt.size <= newest.size
            assert (await log.entry(receipt.index)).body == receipt.entry
            assert (await log.payload(receipt.index)) is not None
        (again,) = [await log.receipt(one["index"]) for one in got[-1:]]
        assert again.verify(verifier).root == newest.root
        assert (await house.ask("social-worker"))["answer"]["outcome"] == "found"
        return int(log.size)


def verify_export(directory: Path, key: Path, got: list[dict], folder: Path) -> int:
    receipt = folder / "receipt.json"
    receipt.write_text(json.dumps(got[-1], ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "audit", "verify", str(directory), "--key", str(key), "--known", str(receipt)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


async def test_every_receipt_that_a_client_got_is_in_the_log_after_a_kill(
    houses, copied, made, tokens, question, known_of, people, tmp_path
) -> None:
    got: list[dict] = []
    headers = {"Authorization": f"Bearer {tokens('social-worker')}"}
    bodies = [question(person=known_of(people[key])) for key in ("jordan", "zofia", "isla", "nadia")]
    for _ in range(ROUNDS):
        first = asyncio.Event()
        async with served(copied, made.settings.issuer) as (process, address):
            refused: list[httpx.Response] = []
            clients = [asyncio.create_task(hammer(address, headers, body, got, refused, first)) for body in bodies]
            await first.wait()
            await asyncio.sleep(random.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(*clients)
            assert not refused
    size = await all_are_in_the_log(houses, copied, got)
    assert len({one["index"] for one in got}) == len(got) > ROUNDS
    assert size >= len(got)
    async with houses(directory=copied) as house:
        await house.runtime.log.export(tmp_path / "export")
        key = house.runtime.settings.verification_key_path
    assert await asyncio.to_thread(verify_export, tmp_path / "export", key, got, tmp_path) == 0


async def test_on_a_full_disk_enquiries_are_refused_in_words_and_what_was_answered_is_kept(
    houses, copied, made, tokens, question
) -> None:
    got: list[dict] = []
    refused: list[httpx.Response] = []
    headers = {"Authorization": f"Bearer {tokens('social-worker')}"}
    async with served(copied, made.settings.issuer, "600000") as (process, address):
        await hammer(address, headers, question(), got, refused, asyncio.Event())
        assert process.poll() is None
    assert len(got) > 3
    assert refused[0].status_code == 503
    assert refused[0].json()["code"] == "log_unavailable"
    assert "nothing can be shown" in refused[0].json()["detail"]
    assert "Jordan" not in refused[0].text
    assert await all_are_in_the_log(houses, copied, got) >= len(got)
