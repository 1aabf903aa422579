"""How long the check of an exported log takes, as an IG lead would run it, and how much memory."""

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.sqlite import SqliteStorage
from deploy.bench.audit_filled import filled
from deploy.bench.audit_load import ENTRY_BYTES
from deploy.bench.prepared import say
from deploy.bench.processes import ROOT


def verifying(folder: Path, entries: int) -> dict[str, Any]:
    """Make a log of that many entries of 983 bytes, export it, and check it: that it is what was signed, and deeply."""
    say(f"Making and exporting a log of {entries:,} entries")
    place = filled(folder / "verified", entries, ENTRY_BYTES)
    export = folder / "export"
    key, seconds = asyncio.run(_export(place, export))
    found: dict[str, Any] = {"entries": entries, "export_seconds": seconds}
    known = _options()
    for name, option in (("check", "--quick"), ("deep", "--deep")):
        say(f"Verifying {entries:,} entries ({name})")
        given = [option] if option in known else []
        found[name] = _timed([sys.executable, "-m", "audit", "verify", str(export), "--key", key, *given])
    return found


async def _export(place: Path, export: Path) -> tuple[str, float]:
    log = await AuditLog.open(SqliteStorage(place / "log.db"), Signer.load(place / "key"))
    began = time.perf_counter()
    await log.export(export)
    seconds = time.perf_counter() - began
    key = log.verifier.vkey
    await log.close()
    return key, seconds


def _options() -> str:
    """What the verifier says that it can be told."""
    command = [sys.executable, "-m", "audit", "verify", "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _timed(command: list[str]) -> dict[str, Any]:
    """What it took, measured by a small process: this one's memory would count as the command's."""
    measure = [sys.executable, "-m", "deploy.bench.audit_timed", *command]
    done = subprocess.run(measure, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
