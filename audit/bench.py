"""How fast this log appends on this machine, beside the bare flush of the same disk in the same run."""

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from audit.events import Actor, AgreementVersion, Entry, EventType, MatchSummary, Operation, Verdict
from audit.log import AuditLog
from audit.request_id import new_request_id

_DIGEST = "sha256:" + "0" * 64


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in microseconds, rates in entries a second."""

    flush_median: float
    """One write of 4 KiB and its fdatasync."""
    append_median: float
    append_p99: float
    append_cpu: float
    """Processor time of one append, both threads."""
    rate: float
    """Closed loop: every caller waits for its own entry before its next."""
    callers: int
    entry_bytes: int

    @property
    def ratio(self) -> float:
        """One append, in flushes of the disk."""
        return self.append_median / self.flush_median


def sample_entry() -> Entry:
    """An entry of about the size that a disclosure has (1 KB)."""
    return Entry(
        EventType.ENQUIRY_ANSWERED,
        new_request_id(),
        Actor("staff:" + "0" * 16, "blackpool-children", "social_worker", "mfa"),
        Operation.DISCLOSURE,
        "safeguarding_s47",
        ("ca1989.s47", "ukgdpr.6.1.e", "dpa2018.sch1.18"),
        (AgreementVersion("fylde-coast-01", "3", _DIGEST),),
        Verdict("allow", ("social_care_contact",), _DIGEST, _DIGEST, ("log", "review")),
        "gn:" + "0" * 32,
        "open_case",
        match=MatchSummary(987_654, _DIGEST, 3, "confirmed"),
        fields=("agency", "team", "phone"),
        recipients=("blackpool-children",),
        providers=("lancashire-police", "blackpool-teaching-hospitals"),
    )


async def measure(log: AuditLog, folder: Path, alone: int = 1000, callers: int = 256, each: int = 40) -> Figures:
    """Append `alone` entries one at a time, then `each` from each of `callers`. `folder` is on the log's disk."""
    flush = _flush_median(folder)
    for _ in range(50):
        await log.append(sample_entry())
    cpu, times = time.process_time(), []
    for _ in range(alone):
        entry = sample_entry()
        start = time.perf_counter()
        receipt = await log.append(entry)
        times.append(time.perf_counter() - start)
    cpu = time.process_time() - cpu
    start = time.perf_counter()
    await asyncio.gather(*(_caller(log, each) for _ in range(callers)))
    rate = callers * each / (time.perf_counter() - start)
    times.sort()
    return Figures(
        flush_median=flush * 1e6,
        append_median=times[alone // 2] * 1e6,
        append_p99=times[alone * 99 // 100] * 1e6,
        append_cpu=cpu / alone * 1e6,
        rate=rate,
        callers=callers,
        entry_bytes=len(receipt.entry),
    )


async def _caller(log: AuditLog, count: int) -> None:
    for _ in range(count):
        await log.append(sample_entry())


def _flush_median(folder: Path, count: int = 300) -> float:
    path = folder / f"flush-{token_hex(4)}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    times = []
    try:
        os.pwrite(descriptor, bytes(65536), 0)
        os.fsync(descriptor)
        for n in range(count):
            start = time.perf_counter()
            os.pwrite(descriptor, bytes(4096), n % 16 * 4096)
            os.fdatasync(descriptor)
            times.append(time.perf_counter() - start)
    finally:
        os.close(descriptor)
        path.unlink()
    return sorted(times)[count // 2]
