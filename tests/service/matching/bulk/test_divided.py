"""Work that is divided among processes comes to what it would have come to in one."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from service.matching.bulk.columns import of_persons
from service.matching.bulk.divided import divided
from service.matching.bulk.judged import Judge
from service.matching.bulk.pairs import Shared
from service.matching.model import Model
from service.matching.person import Person

ROOT = Path(__file__).resolve().parents[4]


def test_parts_come_back_in_their_order_each_from_a_process_of_its_own() -> None:
    found = divided(lambda part: (part, os.getpid()), 3)
    assert [part for part, _ in found] == [0, 1, 2]
    assert found[0][1] == os.getpid()
    assert len({process for _, process in found}) == 3


def test_a_part_whose_process_is_killed_is_done_here() -> None:
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part * 10

    assert divided(work, 3) == [0, 10, 20]


def test_an_error_of_a_part_is_raised_as_if_there_were_one_process() -> None:
    def work(part: int) -> int:
        return 1 // (part - 1)

    with pytest.raises(ZeroDivisionError):
        divided(work, 2)


def test_no_process_is_left_behind_where_this_ones_part_fails() -> None:
    def work(part: int) -> int:
        if part == 0:
            raise ValueError(part)
        signal.pause()
        return part

    before = {child.pid for child in multiprocessing.active_children()}
    with pytest.raises(ValueError, match="0"):
        divided(work, 2)
    assert {child.pid for child in multiprocessing.active_children()} <= before


def test_a_part_leaves_when_the_process_that_began_it_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, signal, sys\n"
        "from service.matching.bulk.divided import divided\n"
        "def work(part):\n"
        "    pathlib.Path(sys.argv[1], str(part)).write_text(str(os.getpid()))\n"
        "    signal.pause()\n"
        "divided(work, 3)\n"
    )
    begun = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT)
    try:
        files = [tmp_path / str(part) for part in range(3)]
        assert _soon(lambda: all(file.exists() and file.read_text() for file in files))
    finally:
        begun.kill()
        begun.wait()
    assert _soon(lambda: not any(_runs(int(file.read_text())) for file in files))


def _soon(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not (found := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def _runs(process: int) -> bool:
    """Whether a process is there and not merely waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("processes", [0, 1, 2, 5])
def test_pairs_are_judged_alike_by_any_number_of_processes(processes: int, the_model: Callable[[], Model]) -> None:
    draw = np.random.default_rng(5)
    names = ("jordan", "jordyn", "bob", "robert", "millie")
    people = [
        Person(
            forenames=(names[draw.integers(5)],),
            families=(names[draw.integers(5)],),
            year=2000 + int(draw.integers(3)),
            month=1,
            day=1 + int(draw.integers(3)),
            places=(("FY1", "3XX", str(draw.integers(4)), "highst", ""),),
            provider=("police:04", "ods:RXL")[draw.integers(2)],
        )
        for _ in range(60)
    ]
    one, other = (end.astype(np.int32) for end in np.triu_indices(len(people), 1))
    shared = Shared(one, other, np.ones(one.size, np.uint8))
    wanted = Judge(of_persons(people), the_model()).judged(shared)
    found = Judge(of_persons(people), the_model(), block=200).judged(shared, processes=processes)
    assert wanted.one.size > 100
    for column, as_wanted in zip(found, wanted, strict=True):
        assert np.array_equal(column, as_wanted)
