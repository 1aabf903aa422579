"""Where does the time of one enquiry go? The steps of the one path, timed in this process on the real runtime."""

import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

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
    "wider": "tokens",
    "rank": "rank",
    "explain": "explain",
}
"""The functions that `service.enquiry.match` calls, by the row in which their time stands."""
WARM_UP = 50


class Step(NamedTuple):
    """One row of the table, in seconds: the clock's median and mean, and the mean processor time of this thread."""

    label: str
    median: float
    mean: float
    processor: float


@dataclass(frozen=True, slots=True)
class Stages:
    """The rows of the table with the whole first, what the log's own thread took, and who was found."""

    rows: list[Step]
    beside: float
    """Processor seconds of the process's other threads for one enquiry: the log's, which makes entries durable."""
    outcomes: Counter[str]
    found: list[Sought]


async def time_stages(asking: Asker, people: Sequence[Sought], scope: str) -> Stages:
    """Ask about each of `people`; only the enquiries that found somebody are in the times of the steps."""
    watch, outcomes, found = Stopwatch(), Counter[str](), list[Sought]()
    runtime = asking.runtime
    timed = watched(
        asking,
        store=Watched(runtime.store, watch, candidates="candidates"),
        log=Watched(runtime.log, watch, append="log"),
    )
    ask = watch.timed("whole", _outcome)
    with contextlib.ExitStack() as stack:
        stack.enter_context(watch.on(path, **{step: step for step in STEPS}))
        stack.enter_context(watch.on(matching, **_there(matching, PARTS_OF_MATCH)))
        for sought in people[:WARM_UP]:
            await ask(timed, sought, scope)
        watch.drop()
        before = _beside()
        for sought in people:
            outcome = await ask(timed, sought, scope)
            outcomes[outcome] += 1
            if outcome != "found":
                watch.drop()
                continue
            watch.lap()
            found.append(sought)
    return Stages(_rows(watch, len(found)), (_beside() - before) / max(len(people), 1), outcomes, found)


async def _outcome(asking: Asker, sought: Sought, scope: str) -> str:
    """What came of one enquiry. One that failed is counted too: a bench that stops there would hide the rest."""
    try:
        return outcome_of(await asking.ask(sought, scope))
    except GoldenThreadError as fault:
        return f"failed: {fault.code.value}"


def _beside() -> float:
    """The processor time that all threads but this one have taken."""
    return time.process_time() - time.thread_time()


def _there(owner: object, steps: dict[str, str]) -> dict[str, str]:
    """Those of the parts that there are: where a step does its work otherwise, the time is in the step's rest."""
    return {name: step for name, step in steps.items() if hasattr(owner, name)}


def _rows(watch: Stopwatch, laps: int) -> list[Step]:
    def row(label: str, step: str) -> Step:
        return Step(label, watch.median(step, laps), watch.mean(step, laps), watch.mean_processor(step, laps))

    def rest(label: str, of: str, steps: Sequence[str]) -> Step:
        whole, parts = row(label, of), [row("", step) for step in steps]
        return Step(
            label,
            whole.median - sum(part.median for part in parts),
            whole.mean - sum(part.mean for part in parts),
            whole.processor - sum(part.processor for part in parts),
        )

    inner = [*dict.fromkeys(PARTS_OF_MATCH.values()), "candidates"]
    return [
        row("whole enquiry, without HTTP", "whole"),
        rest("  between the steps", "whole", STEPS),
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


def as_values(stages: Stages) -> dict[str, Any]:
    """The same for JSON, in milliseconds."""
    return {
        "outcomes": dict(stages.outcomes),
        "other_threads_cpu_ms": stages.beside * 1e3,
        "steps": {
            step.label.strip(): {
                "median_ms": step.median * 1e3,
                "mean_ms": step.mean * 1e3,
                "cpu_ms": step.processor * 1e3,
                "part": step.label.startswith(" "),
            }
            for step in stages.rows
        },
    }
