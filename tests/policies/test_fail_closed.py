"""An engine that is down, slow, failing, undefined, stale or answers nonsense discloses nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest

from policies.bundle import Bundle
from policies.embedded import EmbeddedEngine
from policies.engine import MOST_CANDIDATES, PolicyUnavailable
from policies.memory import RememberingEngine
from policies.opa import OpaEngine
from policies.question import Candidate, Question

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
Ask = Callable[..., Question]


@asynccontextmanager
async def _server(status: int, body: bytes, delay: float = 0) -> AsyncIterator[str]:
    """A small real HTTP server that always answers the same."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(delay)
            head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


GOOD = {
    "effect": "allow",
    "level": 2,
    "fields": ["service"],
    "obligations": [],
    "agreement": "ISA",
    "version": "1.0.0",
    "agreement_digest": "sha256:isa",
    "rules": ["R1"],
    "gateways": [],
    "reasons": [],
}
DIGEST = "sha256:expected"


def _reply(*rulings: object, bundle: object = DIGEST, **more: object) -> bytes:
    return json.dumps({"result": {"bundle": bundle, "rulings": list(rulings), **more}}).encode()


async def _asked(url: str, ask: Ask, seconds: float = 2, **how: object) -> object:
    engine = OpaEngine(url, DIGEST, timeout=seconds, patience=0.1, **how)  # type: ignore[arg-type]
    try:
        return await engine.decide(ask(POLICE))
    finally:
        await engine.close()


async def test_a_good_reply_is_taken_so_that_the_refusals_below_mean_something(ask: Ask) -> None:
    async with _server(200, _reply(GOOD)) as url:
        decision = await _asked(url, ask)
    assert decision.bundle == DIGEST  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"code": "internal_error"}'),
        (503, b""),
        (401, b"{}"),
        (200, b""),
        (200, b"<html>proxy</html>"),
        (200, b"[]"),
        (200, b'"yes"'),
        (200, b"{}"),
        (200, b'{"result": null}'),
        (200, b'{"result": true}'),
        (200, b'{"result": {}}'),
        (200, _reply()),
        (200, _reply(GOOD, GOOD)),
        (200, _reply(GOOD, bundle="sha256:stale")),
        (200, _reply(GOOD, bundle=None)),
        (200, _reply(GOOD, extra=1)),
        (200, _reply({**GOOD, "level": 4})),
        (200, _reply({**GOOD, "level": 0})),
        (200, _reply({**GOOD, "level": "2"})),
        (200, _reply({**GOOD, "level": 2.5})),
        (200, _reply({**GOOD, "effect": "Allow"})),
        (200, _reply({**GOOD, "fields": []})),
        (200, _reply({**GOOD, "fields": "service"})),
        (200, _reply({**GOOD, "agreement": ""})),
        (200, _reply({**GOOD, "rules": []})),
        (200, _reply({**GOOD, "effect": "deny"})),
        (200, _reply({**GOOD, "surprise": True})),
        (200, _reply({**GOOD, "reasons": ["because"]})),
        (200, _reply({"effect": "deny", "level": 0, "fields": ["service"]})),
        (200, _reply({"level": 2})),
        (200, _reply({**GOOD, "level": 2}).replace(b'"level": 2', b'"level": NaN')),
        (200, _reply({**GOOD, "level": 2}).replace(b'"level": 2', b'"level": 1e400')),
        (200, _reply({**GOOD, "level": 10**30})),
        (200, _reply({**GOOD, "level": True})),
        (200, _reply({**GOOD, "level": -2})),
        (200, _reply(GOOD)[:-1]),
        (200, _reply(GOOD)[:40]),
        (200, _reply(GOOD) + b"{}"),
        (200, b"\xff\xfe" + _reply(GOOD)),
        (200, bytes(range(256))),
        (200, b"[" * 100_000),
        (200, b'{"result":' * 5_000),
        (200, _reply([GOOD])),
        (200, _reply(None)),
        (200, _reply("allow")),
        (200, _reply({**GOOD, "fields": [1]})),
        (200, _reply({**GOOD, "fields": {"service": True}})),
        (200, _reply(GOOD).replace(b"service", b"\xc3\x28")),
        (201, _reply(GOOD)),
        (204, b""),
        (404, _reply(GOOD)),
        (429, _reply(GOOD)),
        (500, _reply(GOOD)),
    ],
)
async def test_anything_but_one_well_formed_decision_is_a_refusal(status: int, body: bytes, ask: Ask) -> None:
    async with _server(status, body) as url:
        with pytest.raises(PolicyUnavailable):
            await _asked(url, ask)


async def test_an_engine_that_is_down_is_a_refusal(ask: Ask) -> None:
    async with _server(200, _reply(GOOD)) as url:
        pass
    with pytest.raises(PolicyUnavailable, match="did not answer"):
        await _asked(url, ask)


async def test_an_engine_that_is_slow_is_a_refusal_in_time(ask: Ask) -> None:
    async with _server(200, _reply(GOOD), delay=5) as url:
        with pytest.raises(PolicyUnavailable, match="did not answer"):
            async with asyncio.timeout(2):
                await _asked(url, ask, seconds=0.1)


async def test_a_real_server_with_another_bundle_is_a_refusal(opa_url: str, ask: Ask) -> None:
    with pytest.raises(PolicyUnavailable, match="another bundle"):
        await _asked(opa_url, ask)


async def test_a_message_never_carries_the_reply(ask: Ask) -> None:
    async with _server(200, _reply({**GOOD, "effect": "Jane Example"})) as url:
        with pytest.raises(PolicyUnavailable) as refused:
            await _asked(url, ask)
    assert "Example" not in str(refused.value)


@pytest.mark.parametrize("url", ["opa.internal:8181", "unix:///opa.sock", "http://"])
def test_an_address_that_is_none_is_refused_at_start(url: str) -> None:
    with pytest.raises(PolicyUnavailable, match="http:// or https://"):
        OpaEngine(url, DIGEST)


async def test_rego_that_does_not_compile_is_refused_at_start(bundle: Bundle) -> None:
    broken = Bundle(bundle.digest, bundle.head, bundle.day, (("x.rego", "package x\n\na := {"),), bundle.agreed, False)
    with pytest.raises(PolicyUnavailable, match="does not compile"):
        EmbeddedEngine(broken)


async def test_rego_that_decides_nothing_is_a_refusal(bundle: Bundle, ask: Ask) -> None:
    empty = "package golden_thread.disclosure\n\nimport data.golden_thread.agreed\n\ndecision := 1 if agreed.nothing\n"
    engine = EmbeddedEngine(Bundle(bundle.digest, "", 0, (("x.rego", empty),), bundle.agreed, False))
    with pytest.raises(PolicyUnavailable):
        await engine.decide(ask(POLICE))


async def test_rego_that_contradicts_itself_is_a_refusal(bundle: Bundle, ask: Ask) -> None:
    two = 'package golden_thread.disclosure\n\ndecision := {"bundle": "a"}\n\ndecision := {"bundle": "b"}\n'
    with pytest.raises(PolicyUnavailable):
        await EmbeddedEngine(Bundle(bundle.digest, "", 0, (("x.rego", two),), bundle.agreed, False)).decide(ask(POLICE))


@pytest.mark.parametrize(
    "around",
    [
        "f(x) := y if { y := f(x) }\n\ndecision := f(1)\n",
        "f(x) := y if { y := f(x + 1) }\n\ndecision := f(1)\n",
        "a := b\n\nb := a\n\ndecision := a\n",
    ],
)
async def test_a_walk_without_end_is_a_refusal(around: str, bundle: Bundle, ask: Ask) -> None:
    modules = (("x.rego", f"package golden_thread.disclosure\n\n{around}"),)
    with pytest.raises(PolicyUnavailable):
        await EmbeddedEngine(Bundle(bundle.digest, "", 0, modules, bundle.agreed, False)).decide(ask(POLICE))


async def test_a_question_that_is_too_large_is_not_evaluated(embedded: EmbeddedEngine, ask: Ask) -> None:
    """rego-cpp has no time limit: what it is given is bounded instead."""
    several = tuple(msgspec.structs.replace(POLICE, area=f"A{number}") for number in range(MOST_CANDIDATES + 1))
    with pytest.raises(PolicyUnavailable, match="too much"):
        await embedded.decide(ask(*several))
    with pytest.raises(PolicyUnavailable, match="too much"):
        await embedded.decide(ask(msgspec.structs.replace(POLICE, classes=("MENTAL_HEALTH",) * 10_000)))


async def test_a_failure_is_not_remembered(embedded: EmbeddedEngine, ask: Ask) -> None:
    class Flaky:
        calls = 0

        async def decide(self, question: Question) -> object:
            self.calls += 1
            if self.calls == 1:
                raise PolicyUnavailable("down")
            return await embedded.decide(question)

    engine = RememberingEngine(Flaky(), embedded.digest)  # type: ignore[arg-type]
    with pytest.raises(PolicyUnavailable):
        await engine.decide(ask(POLICE))
    assert (await engine.decide(ask(POLICE))).rulings[0].effect == "allow"
