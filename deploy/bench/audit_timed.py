"""Runs one command and says what it took: seconds, processor seconds, and the largest resident memory of one process.

`python -m deploy.bench.audit_timed COMMAND...`, in a small process of its own: on Linux the memory of whoever starts a
command counts as that command's too, until it has more itself, and the bench has just made a log of a million entries.
"""

import json
import os
import subprocess
import sys
import time


def timed(command: list[str]) -> dict[str, float]:
    """Seconds, processor seconds of the process and all that it starts, largest memory of one in bytes, exit code."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "seconds": seconds,
        "processor_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "exit": process.returncode,
    }


if __name__ == "__main__":
    print(json.dumps(timed(sys.argv[1:])))
