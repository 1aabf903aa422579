"""How long does one match take, and each stage of it? Measured in this process: no HTTP, no policy, no log.

Times are of the wall clock and of this thread's processor. On SQLite a match never waits, so on a quiet machine the two
are the same; on PostgreSQL the server's own processor time is only in the wall clock's.
"""

import gc
import math
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from deploy.bench.engine_asked import Question
from deploy.bench.stopwatch import Stopwatch
from service.enquiry import match as path
from service.matching.model import Model
from service.matching.nearness import Nearness
from service.matching.tokens import IndexKey
from service.opening import Opener
from service.store.queries import record
from service.store.sqlite import SqliteDatabase
from service.store.statement import Statement, place
from service.store.store import Store
from service.store.tables import Whole

STAGES = ("normalise", "tokens", "index", "records", "open", "score", "rank")
QUANTILES = {"median": 0.5, "p90": 0.9, "p99": 0.99, "p99_9": 0.999}
BINS_A_DECADE = 20
SEALED_BYTES = 300
BASELINES = 3000
_PRIMARY_KEY = Statement(select(record.golden).where(record.id == place(0, Whole)))


@dataclass(frozen=True, slots=True)
class Ready:
    """The parts that a match needs, opened: an `Engine`."""

    index_key: IndexKey
    store: Store
    opener: Opener
    near: Nearness


@dataclass(slots=True)
class Pass:
    """Some queries asked one after the other: microseconds each by the clock and of this thread's processor."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    candidates: list[int] = field(default_factory=list)


async def ask_all(questions: Sequence[Question], engine: Ready, rounds: int = 1) -> Pass:
    """Ask each question, `rounds` times over, with what is in memory kept out of the collector's way."""
    done = Pass()
    clock, processor = time.perf_counter_ns, time.thread_time_ns
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for kind, sought in questions:
            used = processor()
            began = clock()
            found = await path.match(sought, engine)
            done.wall.append((clock() - began) / 1e3)
            done.processor.append((processor() - used) / 1e3)
            done.kinds.append(kind)
            done.outcomes[found.outcome] += 1
            done.candidates.append(found.candidates)
    gc.unfreeze()
    return done


async def time_stages(questions: Sequence[Question], engine: Ready) -> dict[str, dict[str, float]]:
    """Microseconds of each stage; a wrapped call costs about two of them, so they add up to more than the whole."""
    watch = Stopwatch()
    on_sqlite = isinstance(engine.store.database, SqliteDatabase)
    with ExitStack() as wrapped:
        wrapped.enter_context(watch.on(path, person_from_sought="normalise", tokens_of="tokens", wider="tokens"))
        wrapped.enter_context(watch.on(path, rank="rank"))
        wrapped.enter_context(watch.on(Store, candidates="candidates"))
        wrapped.enter_context(watch.on(Opener, person="open"))
        wrapped.enter_context(watch.on(Model, score="score"))
        wrapped.enter_context(watch.on(Nearness, far="score"))
        if on_sqlite:
            wrapped.enter_context(watch.on(SqliteDatabase, _read="records"))
        for _, sought in questions:
            await path.match(sought, engine)
            watch.lap()
    laps = len(questions)
    parts = {step: _spread([at * 1e6 for at in _padded(watch.laps.get(step, []), laps)]) for step in watch.laps}
    looked_up = watch.laps["candidates"]
    records = _padded(watch.laps.get("records", []), laps)
    parts["index"] = _spread([1e6 * (whole - part) for whole, part in zip(looked_up, records, strict=True)])
    for step, found in parts.items():
        found["processor_mean"] = watch.mean_processor(step if step != "index" else "candidates", laps) * 1e6
    parts["index"]["processor_mean"] -= parts.get("records", {}).get("processor_mean", 0.0)
    return {step: parts[step] for step in STAGES if step in parts}


def _padded(laps: Sequence[float], wanted: int) -> list[float]:
    """A lap without a step took nothing for it. Which lap it was does not matter for a spread."""
    return [*laps, *[0.0] * (wanted - len(laps))]


async def baselines(engine: Ready, records: int, seed: int) -> dict[str, dict[str, float]]:
    """What the same engine takes for one bare look-up, and this machine to open 300 sealed bytes."""
    chance = random.Random(seed)
    numbers = [chance.randint(1, max(records, 1)) for _ in range(BASELINES)]
    database = engine.store.database
    cipher, nonce = AESGCM(AESGCM.generate_key(256)), bytes(12)
    sealed = cipher.encrypt(nonce, bytes(SEALED_BYTES), b"place")

    async def look_up(number: int) -> None:
        await database.rows(_PRIMARY_KEY, (number,))

    async def unseal(_: int) -> None:
        cipher.decrypt(nonce, sealed, b"place")

    found = {}
    for name, once in (("one record by its primary key", look_up), ("AES-GCM open of 300 bytes", unseal)):
        await _timed(once, numbers)
        found[name] = _spread(await _timed(once, numbers))
    return found


async def _timed(once: Callable[[int], Awaitable[None]], numbers: Sequence[int]) -> list[float]:
    clock, taken = time.perf_counter_ns, []
    for number in numbers:
        began = clock()
        await once(number)
        taken.append((clock() - began) / 1e3)
    return taken


def figures(done: Pass) -> dict[str, Any]:
    """A pass for JSON: its spread, by kind too, its histogram, what came of it, and how many candidates there were."""
    kinds = dict.fromkeys(done.kinds)
    return {
        "queries": len(done.wall),
        "wall_us": _spread(done.wall),
        "processor_us": _spread(done.processor),
        "by_kind": {
            kind: _spread([at for at, of in zip(done.wall, done.kinds, strict=True) if of == kind]) for kind in kinds
        },
        "outcomes": dict(done.outcomes),
        "candidates": {"mean": sum(done.candidates) / max(len(done.candidates), 1), "most": max(done.candidates)},
        "histogram_us": histogram(done.wall),
    }


def histogram(taken: Sequence[float]) -> list[tuple[float, int]]:
    """(upper edge in microseconds, how many) with 20 bins a decade, none left out between the first and the last."""
    bins = Counter(math.ceil(BINS_A_DECADE * math.log10(max(each, 0.1))) for each in taken)
    if not bins:
        return []
    return [(10 ** (at / BINS_A_DECADE), bins[at]) for at in range(min(bins), max(bins) + 1)]


def _spread(taken: Sequence[float]) -> dict[str, float]:
    ordered = sorted(taken)
    if not ordered:
        return dict.fromkeys((*QUANTILES, "mean"), 0.0)
    last = len(ordered) - 1
    spread = {name: ordered[min(last, int(share * len(ordered)))] for name, share in QUANTILES.items()}
    return {**spread, "mean": sum(ordered) / len(ordered)}
