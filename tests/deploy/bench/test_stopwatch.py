"""The stopwatch: times what is called, sums within a lap, and puts back what it wrapped."""

import asyncio
from types import SimpleNamespace

import pytest

from deploy.bench.stopwatch import Stopwatch, Watched


async def slowly(given: int) -> int:
    await asyncio.sleep(0.01)
    return given + 1


def quickly(given: int) -> int:
    return given + 1


async def test_a_step_called_twice_in_a_lap_counts_once_with_both_times():
    watch, module = Stopwatch(), SimpleNamespace(slowly=slowly, quickly=quickly)
    with watch.on(module, slowly="slow", quickly="quick"):
        assert await module.slowly(1) == 2
        assert await module.slowly(2) == 3
        assert module.quickly(1) == 2
        watch.lap()
    assert module.slowly is slowly and module.quickly is quickly
    assert len(watch.laps["slow"]) == 1 and watch.laps["slow"][0] >= 0.02
    assert watch.median("quick", 1) < watch.median("slow", 1)


async def test_a_lap_that_is_dropped_leaves_nothing():
    watch, module = Stopwatch(), SimpleNamespace(slowly=slowly)
    with watch.on(module, slowly="slow"):
        await module.slowly(1)
        watch.drop()
        watch.lap()
    assert watch.laps == {} and watch.median("slow", 0) == 0.0 and watch.mean("slow", 0) == 0.0


def test_a_step_that_fails_is_timed_and_still_fails():
    def breaks() -> None:
        raise ValueError

    watch, module = Stopwatch(), SimpleNamespace(breaks=breaks)
    with pytest.raises(ValueError), watch.on(module, breaks="break"):
        module.breaks()
    watch.lap()
    assert module.breaks is breaks and len(watch.laps["break"]) == 1


def test_a_watched_object_is_timed_where_asked_and_else_itself():
    inner = SimpleNamespace(run=quickly, size=7)
    watch = Stopwatch()
    watched = Watched(inner, watch, run="run")
    assert (watched.run(1), watched.size) == (2, 7)
    watch.lap()
    assert len(watch.laps["run"]) == 1
