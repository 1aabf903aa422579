"""Times the steps of the product from outside, in this process alone: the product itself has no timers.

A step is wrapped where its caller finds it (a name in a module, a method of a class, an attribute of the runtime) and
put back afterwards. A wrapped call costs about a microsecond, which is in the figures.
"""

import contextlib
import inspect
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any


class Stopwatch:
    """Seconds by step, summed within each lap (one enquiry, one load)."""

    def __init__(self) -> None:
        self._now: dict[str, float] = {}
        self.laps: dict[str, list[float]] = {}

    def lap(self) -> None:
        """End one lap and begin the next."""
        for step, seconds in self._now.items():
            self.laps.setdefault(step, []).append(seconds)
        self._now = {}

    def drop(self) -> None:
        """Forget what was taken since the last lap."""
        self._now = {}

    def add(self, step: str, seconds: float) -> None:
        """Count time that was taken by a step."""
        self._now[step] = self._now.get(step, 0.0) + seconds

    def median(self, step: str, laps: int) -> float:
        """The median time of a step over this many laps, in seconds; a lap without it counts as nothing."""
        taken = self.laps.get(step, [])
        return statistics.median([*taken, *[0.0] * (laps - len(taken))] or [0.0])

    def mean(self, step: str, laps: int) -> float:
        """The mean time of a step over this many laps, in seconds."""
        return sum(self.laps.get(step, [])) / laps if laps else 0.0

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed; a coroutine function stays one."""
        clock = time.perf_counter
        if inspect.iscoroutinefunction(function):

            async def waits(*given: Any, **named: Any) -> Any:
                began = clock()
                try:
                    return await function(*given, **named)
                finally:
                    self.add(step, clock() - began)

            return waits

        def runs(*given: Any, **named: Any) -> Any:
            began = clock()
            try:
                return function(*given, **named)
            finally:
                self.add(step, clock() - began)

        return runs

    @contextlib.contextmanager
    def on(self, owner: Any, **steps: str) -> Iterator[None]:
        """Time `owner.name` as `step` for each `name=step`, for as long as the block runs."""
        before = {name: getattr(owner, name) for name in steps}
        for name, step in steps.items():
            setattr(owner, name, self.timed(step, before[name]))
        try:
            yield
        finally:
            for name, function in before.items():
                setattr(owner, name, function)


class Watched:
    """Stands before an object of the runtime and times the methods that are named; everything else goes through."""

    def __init__(self, inner: Any, watch: Stopwatch, **steps: str) -> None:
        self._inner = inner
        for name, step in steps.items():
            setattr(self, name, watch.timed(step, getattr(inner, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
