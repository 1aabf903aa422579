"""Runs each contender in a process of its own, with a time limit: one that fails or stalls does not stop the others."""

import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from deploy.bench.match.child import Outcome
from deploy.bench.prepared import say
from deploy.bench.processes import ROOT

_SIGN_OF_LIFE = 20.0
"""Seconds."""
_TAIL = 400


@dataclass(frozen=True)
class Ran:
    """How a contender's process went."""

    contender: str
    data: str
    outcome: Outcome | None
    fault: str
    """Why there is no outcome, in a few words; empty where there is one."""
    peak_bytes: int
    """The most memory that the process held."""
    cpu_seconds: float


def run(python: Path, contender: str, data: str, kept: Path, limit: float) -> Ran:
    """Let a contender run for at most `limit` seconds."""
    with tempfile.TemporaryDirectory() as folder:
        out, words = Path(folder) / "outcome.json", Path(folder) / "words"
        command = [str(python), "-m", "deploy.bench.match.child", contender, data, str(kept), str(out)]
        with words.open("wb") as sink:
            process = subprocess.Popen(command, cwd=ROOT, stdout=sink, stderr=sink, start_new_session=True)
        code, usage, late = _waited(process.pid, f"{contender} on {data}", limit)
        process.returncode = code  # it was waited for here, because only wait4 tells what it took
        outcome = msgspec.json.decode(out.read_bytes(), type=Outcome) if out.exists() and code == 0 else None
        fault = "" if outcome else f"stopped after {limit:.0f} s" if late else _last_words(words, code)
    return Ran(contender, data, outcome, fault, usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime)


def _waited(process: int, what: str, limit: float) -> tuple[int, resource.struct_rusage, bool]:
    """Wait for the process with a line now and then; its whole group is ended when the time is up."""
    began = said = time.monotonic()
    late = False
    while True:
        done, status, usage = os.wait4(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage, late
        now = time.monotonic()
        if now - began > limit and not late:
            late = True
            os.killpg(process, signal.SIGKILL)
        if now - said > _SIGN_OF_LIFE:
            said = now
            say(f"  {what}: {now - began:.0f} s")
        time.sleep(0.05)


def _last_words(words: Path, code: int) -> str:
    text = words.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f"ended with {code}: {text[-1][-_TAIL:] if text else 'it said nothing'}"
