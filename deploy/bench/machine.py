"""What machine is this? Figures mean nothing without it: processor, memory, versions, and how long the disk takes.

The disk is measured in the same run, because every answer waits until its entry is on it.
"""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

SYNCS = 200
BLOCK = 8192


def machine(directory: Path) -> dict[str, str]:
    """What the figures were measured on, as words by heading; `directory` is on the disk that is measured."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count() or 0),
        "memory": f"{_memory_bytes() / 2**30:.1f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "fdatasync of 8 KiB": f"median {sync_seconds(directory) * 1e3:.2f} ms",
    }


def sync_seconds(directory: Path) -> float:
    """The median time that the disk takes to make 8 KiB durable, in seconds."""
    taken = []
    with tempfile.TemporaryFile(dir=directory) as file:
        for _ in range(SYNCS):
            file.write(bytes(BLOCK))
            file.flush()
            began = time.perf_counter()
            sync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def sync(descriptor: int) -> None:
    """fdatasync, or fsync where the system has no such call (macOS)."""
    getattr(os, "fdatasync", os.fsync)(descriptor)


def peak_memory(process: int) -> int:
    """The most memory that a process has held, in bytes (VmHWM); 0 where the system does not say."""
    return _status(process).get("VmHWM", 0)


def resident_memory(process: int) -> int:
    """The memory that a process holds now, in bytes (VmRSS); 0 where the system does not say."""
    return _status(process).get("VmRSS", 0)


def cpu_seconds(process: int) -> float:
    """The processor time that a process has taken, all its threads, in seconds; 0 where the system does not say."""
    try:
        line = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    fields = line.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status(process: int) -> dict[str, int]:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines if line.endswith(" kB"))
    return {name: int(value.split()[0]) * 1024 for name, _, value in pairs}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
