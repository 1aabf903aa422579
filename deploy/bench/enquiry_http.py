"""The HTTP part of the enquiry bench: the real server in its own process, and this process as the agencies' systems."""

import gc
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from audit.note import Verifier, parse_vkey
from audit.report import Outcome
from audit.verify import verify_receipt
from deploy.bench import wire
from deploy.bench.machine import cpu_seconds, peak_memory, resident_memory
from deploy.bench.people import Sought, question
from deploy.bench.prepared import Prepared
from deploy.bench.processes import server

LINES = 16
EMPTY_REQUESTS = 3000
WARM_UP = 200
RECEIPTS = 200
SEED = 72


def ask_over_http(
    prepared: Prepared, token: str, found: Mapping[str, Sequence[Sought]], seconds: float
) -> dict[str, Any]:
    """All that is measured over HTTP. `found`, by scope, are people of whom something is told."""
    asks = {scope: [request_of(one, scope, token) for one in people] for scope, people in found.items()}
    both = [request for scope in asks for request in asks[scope]]
    random.Random(SEED).shuffle(both)
    empty = [wire.get("/healthz")] * min(EMPTY_REQUESTS, 2 * len(both))
    port = prepared.demo.port
    with server(prepared.demo, prepared.settings) as process:
        wire.one_at_a_time(port, [*empty[:WARM_UP], *both[:WARM_UP]])
        gc.collect()
        gc.disable()
        try:
            nothing = _run(process, lambda: wire.one_at_a_time(port, empty))
            single = {scope: _run(process, _one_by_one(port, requests)) for scope, requests in asks.items()}
            busy = _run(process, lambda: wire.many_at_once(port, both, LINES, seconds, keep=True))
            ceiling = _run(process, lambda: wire.many_at_once(port, empty, LINES, min(seconds, 3.0)))
        finally:
            gc.enable()
        memory = {"peak_bytes": peak_memory(process), "resident_bytes": resident_memory(process)}
    return {
        "empty": _spread(nothing),
        "single": {scope: _answers(run) for scope, run in single.items()},
        "at_once": {"lines": LINES, "different": len(both), **_answers(busy)},
        "empty_at_once": _spread(ceiling),
        "memory": memory,
        "databases": sizes(prepared.settings.directory),
        "receipts": _check_receipts(
            [*busy.timed.bodies, *(body for run in single.values() for body in run.timed.bodies)],
            parse_vkey(prepared.settings.verification_key_path.read_text(encoding="utf-8").strip()),
        ),
    }


class _Run(NamedTuple):
    """A run, and the processor time that the server took for it, in seconds."""

    timed: wire.Timed
    cpu: float


def _run(process: int, ask: Callable[[], wire.Timed]) -> _Run:
    before = cpu_seconds(process)
    timed = ask()
    return _Run(timed, cpu_seconds(process) - before)


def _one_by_one(port: int, requests: Sequence[bytes]) -> Callable[[], wire.Timed]:
    return lambda: wire.one_at_a_time(port, requests, keep=True)


def sizes(directory: Path) -> dict[str, int]:
    """The bytes of each database with its write-ahead log."""
    return {
        path.name: sum(one.stat().st_size for one in directory.glob(path.name + "*"))
        for path in sorted(directory.glob("*.db"))
    }


def request_of(sought: Sought, scope: str, token: str) -> bytes:
    """One question as an agency's system sends it."""
    return wire.post("/v1/enquiries", json.dumps(question(sought, scope)).encode(), token)


def _spread(run: _Run) -> dict[str, Any]:
    timed = run.timed
    return {
        "server_cpu_ms": run.cpu * 1e3 / max(len(timed.seconds), 1),
        "requests": len(timed.seconds),
        "per_second": timed.rate,
        "median_ms": timed.quantile(0.5) * 1e3,
        "p95_ms": timed.quantile(0.95) * 1e3,
        "p99_ms": timed.quantile(0.99) * 1e3,
        "worst_ms": max(timed.seconds, default=0.0) * 1e3,
        "statuses": {str(status): times for status, times in timed.statuses.items()},
    }


def _answers(run: _Run) -> dict[str, Any]:
    timed, outcomes = run.timed, Counter[str]()
    cards = length = 0
    for body in timed.bodies:
        answer = json.loads(body).get("answer", {})
        outcomes[answer.get("outcome", "refused")] += 1
        cards += sum(len(person.get("services", ())) for person in answer.get("people", ()))
        length += len(body)
    told = max(len(timed.bodies), 1)
    return {**_spread(run), "outcomes": dict(outcomes), "cards": cards / told, "body_bytes": length / told}


def _check_receipts(bodies: Sequence[bytes], verifier: Verifier) -> dict[str, int]:
    """Check a sample offline, with the public key alone."""
    sample = random.Random(SEED).sample(list(bodies), min(RECEIPTS, len(bodies)))
    sound = sum(_is_sound(receipt, verifier) for receipt in _receipts(sample))
    return {"checked": len(sample), "sound": sound}


def _receipts(bodies: Iterable[bytes]) -> Iterable[bytes]:
    for body in bodies:
        at = body.rfind(b',"receipt":')
        yield body[at + len(b',"receipt":') : -1]


def _is_sound(receipt: bytes, verifier: Verifier) -> bool:
    return verify_receipt(receipt, verifier).outcome is Outcome.SOUND
