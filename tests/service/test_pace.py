"""How a process that answers is set: in a process of its own, since it stays so."""

import json
import subprocess
import sys

SET = """
import gc, json, sys
from service.pace import COLLECT_AFTER, SWITCH_SECONDS, for_answering
kept = [[n] for n in range(50_000)]
for_answering()
class Ring:
    pass
before = gc.get_freeze_count()
for _ in range(30_000):
    ring = Ring(); ring.itself = ring
collected = sum(one["collected"] for one in gc.get_stats())
print(json.dumps([before, gc.get_threshold() == COLLECT_AFTER, abs(sys.getswitchinterval() - SWITCH_SECONDS) < 1e-6,
                  gc.isenabled(), collected]))
"""


def test_what_is_kept_for_good_is_passed_over_and_cycles_made_later_are_still_collected():
    done = subprocess.run([sys.executable, "-c", SET], capture_output=True, text=True, check=True, timeout=120)
    frozen, thresholds, switches, enabled, collected = json.loads(done.stdout)
    assert frozen > 50_000
    assert (thresholds, switches, enabled) == (True, True, True)
    assert collected >= 10_000
