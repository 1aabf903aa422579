"""While questions are asked without a pause: how soon does a new agreement decide, and a suspension everywhere?"""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.bench.policy_opa import free_port, running_opa
from deploy.bench.policy_partnership import COUNCIL, Later, Signed, question
from deploy.bench.processes import ROOT
from isa.register import Suspended, resume, suspend
from policies.bundle_signing import BundleKey, read_bundle_key
from policies.engine import PolicyUnavailable
from policies.question import Question
from service.agreements import Agreements, open_agreements
from service.api.policy_bundle import create_policy_bundle
from service.clock import SystemClock
from service.settings import Settings

SECRET = "of-this-bench-alone-0123456789abcdef"  # noqa: S105 - it protects nothing
LONGEST = 120.0
"""Seconds until a measurement is given up."""
PROCESSES = 2
WATCH = "deploy.bench.policy_watch"
KINDS = 5
"""A small question, so that many are asked while a change is made."""


async def measure_activation(signed: Signed, later: Later, engine: str, opa: str) -> dict[str, Any]:
    """Seconds until the first decision under the new bundle, and what became of the requests meanwhile."""
    async with _deciding(signed, engine, opa) as agreements:
        asked = question(signed.register, KINDS)
        before = (await _first(agreements, asked)).bundle
        asking = asyncio.create_task(_ask_until_changed(agreements, asked, before))
        await asyncio.sleep(0.3)
        began = time.monotonic()
        later.place()
        try:
            found = await asking
            return {**found, "seconds": found["decided"] - began}
        finally:
            later.take_back()


async def _ask_until_changed(agreements: Agreements, asked: Question, before: str) -> dict[str, Any]:
    answered, failed, longest, until = 0, 0, 0.0, time.monotonic() + LONGEST
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            decision = await agreements.decide(asked)
        except PolicyUnavailable:
            failed += 1
            continue
        finally:
            longest = max(longest, time.monotonic() - began)
        answered += 1
        if decision.bundle != before:
            return {"decided": time.monotonic(), "answered": answered, "failed": failed, "longest_ms": longest * 1e3}
        await asyncio.sleep(0)
    raise RuntimeError("the new agreement did not decide in time")


async def measure_suspension(signed: Signed) -> dict[str, Any]:
    """Of the decisions that processes began after the suspension was written, how many still told something: 0."""
    state = signed.directory / "suspensions.json"
    watching = [await _watch(signed.directory) for _ in range(PROCESSES)]
    for one in watching:
        assert one.stdout is not None  # noqa: S101 - it was asked for
        await one.stdout.readline()  # it asks
    await asyncio.sleep(0.5)
    suspend(state, Suspended(subject="agency", name=COUNCIL, since=int(time.time()), by="bench", reason="measured"))
    written = time.monotonic()
    told = []
    for one in watching:
        output, _ = await asyncio.wait_for(one.communicate(), LONGEST)
        told.append(json.loads(output.splitlines()[-1]))
    resume(state, "agency", COUNCIL)
    if len(told) != PROCESSES:
        raise RuntimeError("a process of the bench did not say what it saw")
    late = [sum(1 for began, allowed in one["asked"] if began > written and allowed) for one in told]
    after = [sum(1 for began, _ in one["asked"] if began > written) for one in told]
    seen = [min((ended for ended in one["refused"] if ended > written), default=float("inf")) for one in told]
    return {
        "processes": PROCESSES,
        "asked_after": after,
        "told_after": late,
        "first_refusal_ms": [(one - written) * 1e3 for one in seen],
    }


async def _watch(directory: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", WATCH, str(directory), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )


def settings_of(directory: Path, engine: str = "embedded", url: str = "http://127.0.0.1:9") -> Settings:
    """The settings of a service over the signed partnership."""
    given: dict[str, Any] = {"policy_engine": engine, "opa_url": url, "opa_token": SecretStr(SECRET)}
    return Settings(mode="demo", directory=directory, **given)


@asynccontextmanager
async def _deciding(signed: Signed, engine: str, opa: str) -> AsyncIterator[Agreements]:
    port = free_port()
    settings = settings_of(signed.directory, engine, f"http://127.0.0.1:{port}")
    agreements = open_agreements(settings, SystemClock())
    try:
        if engine == "embedded":
            yield agreements
            return
        if not settings.bundle_key_path.exists():
            settings.bundle_key_path.parent.mkdir(parents=True, exist_ok=True)
            BundleKey.fresh().save(settings.bundle_key_path)
        async with _serving(settings, agreements) as service, _deployed_opa(opa, settings, service, port):
            yield agreements
    finally:
        await agreements.close()


@asynccontextmanager
async def _serving(settings: Settings, agreements: Agreements) -> AsyncIterator[str]:
    """The one route that OPA fetches from."""
    app = FastAPI()
    runtime: Any = SimpleNamespace(settings=settings, agreements=agreements)
    app.include_router(create_policy_bundle(runtime))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def _deployed_opa(opa: str, settings: Settings, service: str, port: int) -> AsyncIterator[None]:
    """OPA as deploy/opa has it."""
    public = settings.bundle_public_key_path
    public.write_bytes(read_bundle_key(settings.bundle_key_path).public)
    deployed = ROOT / "deploy" / "opa"
    arguments = [
        "--authentication", "token", "--authorization", "basic", "--config-file", str(deployed / "config.yaml"),
        "--set-file", f"keys.golden-thread-bundle.key={public}", str(deployed / "authz.rego"),
    ]  # fmt: skip
    environment = {**os.environ, "GOLDEN_THREAD_URL": service, "GOLDEN_THREAD_OPA_TOKEN": SECRET}
    async with running_opa(opa, arguments, public, port, environment):
        yield


async def _first(agreements: Agreements, asked: Question) -> Any:
    until = time.monotonic() + LONGEST
    while True:
        try:
            return await agreements.decide(asked)
        except PolicyUnavailable:
            if time.monotonic() > until:
                raise RuntimeError("OPA did not fetch the bundle in time") from None
            await asyncio.sleep(0.1)
