"""The processor time of processes below this one is counted, also of those that are gone when the count is asked."""

import subprocess
import sys

from deploy.bench.descendants import Descendants

BURNS = "import time\nwhile time.process_time() < 0.6: pass"
STARTS_ONE = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURNS!r}])"


def test_a_process_and_the_one_that_it_started_are_counted_after_they_ended() -> None:
    with Descendants() as others:
        subprocess.run([sys.executable, "-c", STARTS_ONE], check=True)
    assert others.seconds > 0.4


def test_nothing_is_counted_where_nothing_was_started() -> None:
    with Descendants() as others:
        pass
    assert others.seconds < 0.05
