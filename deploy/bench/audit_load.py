"""Puts load on one log in this process: every caller waits for its own entry, or entries come at a given rate.

Entries are made before the clock starts: what is timed is the log, from `append` to the receipt in the caller's hand.
"""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from audit.bench import sample_entry
from audit.events import Actor, Entry
from audit.log import AuditLog
from audit.request_id import new_request_id

CALLERS = 512
WARM_UP = 2_000
ENTRY_BYTES = 983
"""The size that the design's figures are for."""


def entries_of(count: int) -> list[Entry]:
    """That many different entries, of 983 bytes each."""
    sample = replace(
        sample_entry(),
        actor=Actor("staff:" + "0" * 15, "blackpool-children", "social_worker", "mfa"),
        fields=("phone",),
        lawful_basis=("ca1989.s47",),
        providers=("lancashire-police",),
        relationship="",
    )
    return [replace(sample, request_id=new_request_id()) for _ in range(count)]


async def closed_loop(log: AuditLog, count: int, callers: int = CALLERS) -> dict[str, Any]:
    """Entries a second when each of `callers` appends its next once it has the receipt of the one before."""
    await _run(log, entries_of(min(WARM_UP, count)), callers)
    entries = entries_of(count)
    with _without_collecting():
        began, processor = time.perf_counter(), time.process_time()
        started_at = time.time()
        size = await _run(log, entries, callers)
        wall, processor = time.perf_counter() - began, time.process_time() - processor
    return {
        "entries": count,
        "callers": callers,
        "entry_bytes": size,
        "per_second": count / wall,
        "processor_us": processor / count * 1e6,
        "started_at": started_at,
        "ended_at": started_at + wall,
    }


async def _run(log: AuditLog, entries: list[Entry], callers: int) -> int:
    """Append them all; gives the length of one of them as it stands in the log."""
    coming = iter(entries)
    lengths = await asyncio.gather(*(_caller(log, coming) for _ in range(callers)))
    return max(lengths)


async def _caller(log: AuditLog, coming: Iterator[Entry]) -> int:
    length = 0
    for entry in coming:
        length = len((await log.append(entry)).entry)
    return length


async def offered(log: AuditLog, per_second: int, seconds: float) -> dict[str, Any]:
    """How long an entry takes when they come at a fixed rate, whether or not the one before is done."""
    count = int(per_second * seconds)
    entries = entries_of(count)
    taken: list[float] = []
    with _without_collecting():
        began, processor = time.perf_counter(), time.process_time()
        tasks = []
        for number, entry in enumerate(entries):
            due = began + number / per_second
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            # from its arrival, so that waiting for a busy loop counts; the loop's timer, late by up to 1 ms, does not
            tasks.append(asyncio.create_task(_timed(log, entry, taken, time.perf_counter())))
        await asyncio.gather(*tasks)
        wall, processor = time.perf_counter() - began, time.process_time() - processor
    return {
        "offered": per_second,
        "entries": count,
        "per_second": count / wall,
        "processor_us": processor / count * 1e6,
        **spread(taken),
    }


async def _timed(log: AuditLog, entry: Entry, taken: list[float], began: float) -> None:
    await log.append(entry)
    taken.append(time.perf_counter() - began)


async def alone(log: AuditLog, count: int) -> dict[str, Any]:
    """How long an entry takes for one caller, nobody else writing."""
    taken: list[float] = []
    processor = time.process_time()
    for entry in entries_of(count):
        await _timed(log, entry, taken, time.perf_counter())
    return {"entries": count, "processor_us": (time.process_time() - processor) / count * 1e6, **spread(taken)}


def spread(taken: list[float]) -> dict[str, float]:
    """Median, p99 and worst of times in seconds, in milliseconds."""
    ordered = sorted(taken)
    return {
        "median_ms": ordered[len(ordered) // 2] * 1e3,
        "p99_ms": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1e3,
        "worst_ms": ordered[-1] * 1e3,
    }


@contextmanager
def _without_collecting() -> Iterator[None]:
    """The entries that wait to be appended are ours, and the collector would walk them again and again."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
