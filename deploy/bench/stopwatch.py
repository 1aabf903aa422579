"""Times the steps of the product from outside, in this process alone: the product itself has no timers.

A step is wrapped where its caller finds it (a name in a module, a method of a class, an attribute of the runtime) and
put back afterwards. A wrapped call costs about two microseconds, which are in the figures.
"""

import contextlib
import inspect
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any


class Stopwatch:
    """Seconds by step, summed within each lap (one enquiry, one load): by the clock, and of this thread's processor."""

    def __init__(self) -> None:
        self._now: dict[str, tuple[float, float]] = {}
        self.laps: dict[str, list[float]] = {}
        self.processor: dict[str, float] = {}

    def lap(self) -> None:
        """End one lap and begin the next."""
        for step, (seconds, processor) in self._now.items():
            self.laps.setdefault(step, []).append(seconds)
            self.processor[step] = self.processor.get(step, 0.0) + processor
        self._now = {}

    def drop(self) -> None:
        """Forget what was taken since the last lap."""
        self._now = {}

    def add(self, step: str, seconds: float, processor: float) -> None:
        """Count time that was taken by a step."""
        before = self._now.get(step, (0.0, 0.0))
        self._now[step] = before[0] + seconds, before[1] + processor

    def median(self, step: str, laps: int) -> float:
        """The median time of a step over this many laps, in seconds; a lap without it counts as nothing."""
        taken = self.laps.get(step, [])
        return statistics.median([*taken, *[0.0] * (laps - len(taken))] or [0.0])

    def mean(self, step: str, laps: int) -> float:
        """The mean time of a step over this many laps, in seconds."""
        return sum(self.laps.get(step, [])) / laps if laps else 0.0

    def mean_processor(self, step: str, laps: int) -> float:
        """The mean processor time of a step in this thread over this many laps, in seconds."""
        return self.processor.get(step, 0.0) / laps if laps else 0.0

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed; a coroutine function stays one."""
        if inspect.iscoroutinefunction(function):

            async def waits(*given: Any, **named: Any) -> Any:
                with self._counting(step):
                    return await function(*given, **named)

            return waits

        def runs(*given: Any, **named: Any) -> Any:
            with self._counting(step):
                return function(*given, **named)

        return runs

    def _counting(self, step: str) -> "_Counting":
        return _Counting(self, step)

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


class _Counting:
    """Counts a block as one call of a step, also where it fails."""

    __slots__ = ("_began", "_processor", "_step", "_watch")

    def __init__(self, watch: Stopwatch, step: str) -> None:
        self._watch = watch
        self._step = step

    def __enter__(self) -> None:
        self._processor = time.thread_time()
        self._began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        taken = time.perf_counter() - self._began
        self._watch.add(self._step, taken, time.thread_time() - self._processor)


class Watched:
    """Stands before an object of the runtime and times the methods that are named; everything else goes through."""

    def __init__(self, inner: Any, watch: Stopwatch, **steps: str) -> None:
        self._inner = inner
        for name, step in steps.items():
            setattr(self, name, watch.timed(step, getattr(inner, name)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)
