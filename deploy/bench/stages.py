"""Where does the time of one enquiry go? The steps of the one path, timed in this process on the real runtime."""

import contextlib
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deploy.bench.asking import Asker, outcome_of, watched
from deploy.bench.people import Sought
from deploy.bench.stopwatch import Stopwatch, Watched
from service.enquiry import enquire as path
from service.enquiry import match as matching
from service.errors import GoldenThreadError

STEPS = ("ask", "match", "gather", "decide", "minimise", "make_answer", "append")
"""The functions that `service.enquiry.enquire` calls, in its order."""
PARTS_OF_MATCH = {
    "person_from_sought": "normalise",
    "tokens_of": "tokens",
    "tokens_sought": "tokens",
    "rank": "rank",
    "explain": "explain",
}
"""The functions that `service.enquiry.match` calls, by the row in which their time stands."""
WARM_UP = 50


@dataclass(frozen=True, slots=True)
class Stages:
    """The rows of the table (step, median seconds, mean seconds) with the whole first, and who was found."""

    rows: list[tuple[str, float, float]]
    outcomes: Counter[str]
    found: list[Sought]

    @property
    def whole(self) -> float:
        """The median of a whole enquiry without HTTP, in seconds."""
        return self.rows[0][1]


async def time_stages(asking: Asker, people: Sequence[Sought], scope: str) -> Stages:
    """Ask about each of `people`; only the enquiries that found somebody are in the times."""
    watch, outcomes, found, whole = Stopwatch(), Counter[str](), list[Sought](), list[float]()
    runtime = asking.runtime
    timed = watched(
        asking,
        store=Watched(runtime.store, watch, candidates="candidates"),
        log=Watched(runtime.log, watch, append="log"),
    )
    with contextlib.ExitStack() as stack:
        stack.enter_context(watch.on(path, **{step: step for step in STEPS}))
        stack.enter_context(watch.on(matching, **_there(matching, PARTS_OF_MATCH)))
        for place, sought in enumerate([*people[:WARM_UP], *people]):
            began = time.perf_counter()
            outcome = await _outcome(timed, sought, scope)
            taken = time.perf_counter() - began
            if place < WARM_UP or outcome != "found":
                watch.drop()
            else:
                watch.lap()
                whole.append(taken)
                found.append(sought)
            if place >= WARM_UP:
                outcomes[outcome] += 1
    return Stages(_rows(watch, whole), outcomes, found)


async def _outcome(asking: Asker, sought: Sought, scope: str) -> str:
    """What came of one enquiry. One that failed is counted too: a bench that stops there would hide the rest."""
    try:
        return outcome_of(await asking.ask(sought, scope))
    except GoldenThreadError as fault:
        return f"failed: {fault.code.value}"


def _there(owner: object, steps: dict[str, str]) -> dict[str, str]:
    """Those of the parts that there are: where a step does its work otherwise, the time is in the step's rest."""
    return {name: step for name, step in steps.items() if hasattr(owner, name)}


def _rows(watch: Stopwatch, whole: list[float]) -> list[tuple[str, float, float]]:
    laps = len(whole)

    def row(label: str, step: str) -> tuple[str, float, float]:
        return label, watch.median(step, laps), watch.mean(step, laps)

    def rest(label: str, of: str, steps: Sequence[str]) -> tuple[str, float, float]:
        medians = watch.median(of, laps) - sum(watch.median(step, laps) for step in steps)
        return label, medians, watch.mean(of, laps) - sum(watch.mean(step, laps) for step in steps)

    inner = [*dict.fromkeys(PARTS_OF_MATCH.values()), "candidates"]
    rows: list[tuple[str, float, float]] = [
        ("whole enquiry, without HTTP", statistics.median(whole or [0.0]), sum(whole) / max(laps, 1)),
        ("  between the steps", *_between(watch, whole)),
        row("1 ask (check what was typed)", "ask"),
        row("2 match", "match"),
        row("  normalise", "normalise"),
        row("  blind tokens", "tokens"),
        row("  candidates (SQLite)", "candidates"),
        rest("  open and score", "match", inner),
        row("  rank and band", "rank"),
        row("  explain", "explain"),
        row("3 gather", "gather"),
        row("4 decide", "decide"),
        row("5 minimise", "minimise"),
        row("  make the answer", "make_answer"),
        row("6 append", "append"),
        rest("  seal and shape the entry", "append", ["log"]),
        row("  until durable and signed", "log"),
    ]
    return rows


def _between(watch: Stopwatch, whole: Sequence[float]) -> tuple[float, float]:
    """What is left of the whole when every step is taken away: the median by difference, and the mean."""
    laps = len(whole)
    median = statistics.median(whole or [0.0]) - sum(watch.median(step, laps) for step in STEPS)
    return median, sum(whole) / max(laps, 1) - sum(watch.mean(step, laps) for step in STEPS)


def as_values(stages: Stages) -> dict[str, Any]:
    """The same for JSON, in milliseconds."""
    return {
        "outcomes": dict(stages.outcomes),
        "steps": {
            name.strip(): {"median_ms": median * 1e3, "mean_ms": mean * 1e3, "part": name.startswith(" ")}
            for name, median, mean in stages.rows
        },
    }
