"""One question, asked again and again: of the memory, the engine in process, and OPA, each beside an empty call."""

import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from regopy import Interpreter

from deploy.bench.policy_opa import running_opa
from deploy.bench.policy_partnership import Signed, question
from policies.bundle import ROOT, Bundle, build
from policies.bundle_signing import BundleKey, signed_tar
from policies.embedded import EmbeddedEngine
from policies.memory import RememberingEngine
from policies.opa import OpaEngine
from policies.question import Question

OFTEN = 5000
"""How often what takes microseconds is asked."""
WARM = 10


async def measure_decisions(signed: Signed, kinds: int, rounds: int, opa: str) -> dict[str, Any]:
    """Milliseconds by engine, median and p99; and what making the bundle and the engine took."""
    began = time.process_time()
    bundle = build(signed.register.in_force, (), signed.register.day)
    built = time.process_time()
    embedded = EmbeddedEngine(bundle)
    compiled = time.process_time()
    asked = question(signed.register, kinds)
    remembering = RememberingEngine(embedded, bundle.digest)
    found: dict[str, Any] = {
        "bundle_bytes": len(bundle.agreed),
        "build_processor_ms": (built - began) * 1e3,
        "compile_processor_ms": (compiled - built) * 1e3,
        "allowed": sum(ruling.effect == "allow" for ruling in (await embedded.decide(asked)).rulings),
        "remembered": await _timed(lambda: remembering.decide(asked), OFTEN),
        "embedded": await _timed(lambda: embedded.decide(asked), rounds),
        "embedded, empty": await _timed(_empty_engine(bundle), rounds),
    }
    if opa:
        found |= await _over_opa(bundle, asked, rounds, opa)
    return found


async def _over_opa(bundle: Bundle, asked: Question, rounds: int, opa: str) -> dict[str, Any]:
    key = BundleKey.fresh()
    with tempfile.TemporaryDirectory() as place:
        packed, public = Path(place) / "bundle.tar.gz", Path(place) / "key.pem"
        packed.write_bytes(signed_tar(bundle, key))
        public.write_bytes(key.public)
        async with running_opa(opa, ["--bundle", str(packed)], public) as url:
            engine = OpaEngine(url, bundle.digest, timeout=10)
            try:
                whole = await _timed(lambda: engine.decide(asked), rounds)
            finally:
                await engine.close()
            async with aiohttp.ClientSession() as session:

                async def empty() -> None:
                    async with session.post(f"{url}/v1/data/{ROOT}/agreed/digest", json={"input": {}}) as reply:
                        await reply.read()

                return {"opa": whole, "opa, empty": await _timed(empty, rounds)}


def _empty_engine(bundle: Bundle) -> Callable[[], Awaitable[None]]:
    """A query of the same library that looks one word up."""
    interpreter = Interpreter()
    interpreter.add_data_json(f'{{"{ROOT}":{{"agreed":{bundle.agreed}}}}}')
    query = interpreter.build(f"data.{ROOT}.agreed.digest")

    async def ask() -> None:
        interpreter.query_bundle(query)

    return ask


async def _timed(ask: Callable[[], Awaitable[object]], rounds: int) -> dict[str, float]:
    """Milliseconds by the clock, and of processor time of this process."""
    for _ in range(WARM):
        await ask()
    taken = []
    processor = time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1e3)
    processor = (time.process_time() - processor) * 1e3 / rounds
    return {
        "median_ms": statistics.median(taken),
        "p99_ms": sorted(taken)[int(len(taken) * 0.99)],
        "processor_ms": processor,
    }
