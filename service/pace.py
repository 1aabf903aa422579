"""How the interpreter of a process that answers is set: how soon its threads take turns, how often it looks for cycles.

Both were measured on the whole service (decision records 0008 and 0023).
"""

import gc
import sys
from typing import Final

SWITCH_SECONDS: Final = 0.0002
"""Python's own is 5 ms, which the log's writer would wait at every statement to go on: with 16 callers 607 answers a
second, with this 1,008."""
COLLECT_AFTER: Final = (10_000, 20, 20)
"""Containers that were made and not let go, before the youngest are looked through; how often before the next age."""


def for_answering() -> None:
    """Set this process, once all that it keeps for good is there: the collector passes that over from now on.

    At its usual pace it took a third of the processor time of a logged answer: all that belongs to an answer outlives
    two rounds of it while the answer waits for its entry, and then counts as old, and all that is old is walked.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
