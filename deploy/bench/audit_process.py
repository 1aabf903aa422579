"""One process that writes to a log: starts, says that it is ready, waits for a line, measures, and says what it found.

`python -m deploy.bench.audit_process ORDER`, where ORDER is JSON: `place` (a folder with the key and `log.db`, or the
address of a PostgreSQL server beside the key's folder), `what` to measure and its numbers.
"""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import uvloop

from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.port import Storage
from audit.storage.postgres import PostgresStorage
from audit.storage.sqlite import SqliteStorage
from deploy.bench.audit_load import alone, closed_loop, offered, spread
from deploy.bench.machine import sync_seconds
from service.pace import for_answering

SEED = 55
WARM_UP = 200


def run(order: dict[str, Any]) -> None:
    """Do what was ordered, and print it."""
    for_answering()  # as the server does
    print(json.dumps(uvloop.run(_measure(order))), flush=True)


async def _measure(order: dict[str, Any]) -> dict[str, Any]:
    folder = Path(order["folder"])
    log = await AuditLog.open(storage(order), Signer.load(folder / "key"))
    print("ready", flush=True)
    begins = await asyncio.to_thread(sys.stdin.readline)  # nothing if another process of the run has failed
    try:
        return await _parts(log, folder, order) if begins else {}
    finally:
        await log.close()


async def _parts(log: AuditLog, folder: Path, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"size_before": log.size}
    if entries := order.get("closed"):
        found["closed"] = await closed_loop(log, entries, order["callers"])
    if order.get("alone"):
        found["sync_ms"] = sync_seconds(folder) * 1e3
        found["alone"] = await alone(log, order["alone"])
    for rate in order.get("rates", ()):
        found.setdefault("offered", []).append(await offered(log, rate, order["seconds"]))
    if order.get("proofs"):
        found["proofs"] = await _proofs(log, order["proofs"])
    return found


async def _proofs(log: AuditLog, count: int) -> dict[str, Any]:
    """How long a receipt of an older entry takes with its proof, each time of another entry anywhere in the log."""
    chosen, taken = random.Random(SEED), list[float]()
    processor = time.process_time()
    for number in range(count + WARM_UP):
        index = chosen.randrange(log.size)
        began = time.perf_counter()
        receipt = await log.receipt(index)
        proof = receipt.proof if receipt else ()
        if number >= WARM_UP:
            taken.append(time.perf_counter() - began)
    processor = (time.process_time() - processor) / (count + WARM_UP)
    return {"size": log.size, "proofs": count, "hashes": len(proof), "processor_us": processor * 1e6, **spread(taken)}


def storage(order: dict[str, Any]) -> Storage:
    """Where the log is kept."""
    if order.get("url"):
        return PostgresStorage(order["url"])
    return SqliteStorage(Path(order["folder"]) / "log.db")


if __name__ == "__main__":
    run(json.loads(sys.argv[1]))
