"""The product's own endpoint twice: enquiries as they are answered, and with a log that keeps nothing.

`python -m deploy.bench.audit_enquiry PORT` is the server without the log: all else is the service's own, and what
stands in for a receipt proves nothing. It serves nobody but this bench, from the demo's invented people.
"""

import asyncio
import random
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from audit.events import Entry
from audit.receipt import Receipt, issue
from audit.release import SealedPayload
from audit.template import template
from audit.whole_log import WholeLog
from deploy.bench import wire
from deploy.bench.asking import token_of
from deploy.bench.enquiry_http import request_of
from deploy.bench.machine import cpu_seconds
from deploy.bench.people import draw
from deploy.bench.prepared import Prepared, people_for, prepare, say
from deploy.bench.processes import SERVE, server, sign_in
from deploy.demo.partnership import FILES
from service.app import serve
from service.runtime import open_runtime
from service.settings import read_settings

RECORDS = 20_000
PEOPLE = 600
LINES = 16
ROUNDS = 5
SEED = 78
SERVERS = {"logged": SERVE, "unlogged": ("deploy.bench.audit_enquiry",)}


class Unlogged:
    """Answers appends at once and keeps nothing; reads from the real log."""

    def __init__(self, log: WholeLog) -> None:
        self._log = log

    async def append(self, entry: Entry, payload: SealedPayload | None = None) -> Receipt:
        """What looks like a receipt, of the entry as it would have been written."""
        return issue(0, 1, template(entry).at(time.time_ns() // 1000), (), self._log.checkpoint)

    def __getattr__(self, name: str) -> Any:
        """All else is the log's."""
        return getattr(self._log, name)


def enquiries(kept: Path, seconds: float) -> dict[str, Any]:
    """Answers a second with and without the log, in turns, each from a server of its own."""
    prepared = prepare(f"records-{RECORDS}", people_for(RECORDS), fresh=False, kept=kept)
    people = draw(prepared.demo.files, FILES, PEOPLE, prepared.records, SEED)
    rounds: list[dict[str, dict[str, Any]]] = []
    with sign_in(prepared.demo):
        token = asyncio.run(token_of(prepared.settings))
        requests = [request_of(one, "person", token) for one in people]
        random.Random(SEED).shuffle(requests)
        for number in range(ROUNDS):
            say(f"Enquiries with and without the log, round {number + 1} of {ROUNDS}")
            rounds.append({name: _run(prepared, module, requests, seconds) for name, module in SERVERS.items()})
    shares = [one["logged"]["per_second"] / one["unlogged"]["per_second"] for one in rounds]
    processor = [one["unlogged"]["server_us"] / one["logged"]["server_us"] for one in rounds]
    middle = rounds[shares.index(statistics.median_low(shares))]
    found = {"lines": LINES, "share": statistics.median(shares), "of_processor": statistics.median(processor)}
    return found | middle


def _run(prepared: Prepared, module: tuple[str, ...], requests: list[bytes], seconds: float) -> dict[str, Any]:
    port = prepared.demo.port
    with server(prepared.demo, prepared.settings, module) as process:
        wire.many_at_once(port, requests, LINES, min(seconds, 1.0))
        before = cpu_seconds(process)
        timed = wire.many_at_once(port, requests, LINES, seconds)
        used = cpu_seconds(process) - before
    if set(timed.statuses) != {200}:
        raise wire.NoAnswer
    return {
        "per_second": timed.rate,
        "median_ms": timed.quantile(0.5) * 1e3,
        "p99_ms": timed.quantile(0.99) * 1e3,
        "server_us": used / len(timed.seconds) * 1e6,
    }


async def _serve(port: int) -> None:
    async with open_runtime(read_settings()) as runtime:
        await serve(replace(runtime, log=cast(WholeLog, Unlogged(runtime.log))), "127.0.0.1", port)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
