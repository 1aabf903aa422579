"""Asks until it was refused and often after that, then says when each decision began and whether it told anything."""

import asyncio
import json
import sys
import time
from pathlib import Path

from deploy.bench.policy_changes import KINDS, settings_of
from deploy.bench.policy_partnership import question
from service.agreements import open_agreements
from service.clock import SystemClock

PAUSE_SECONDS = 0.001
REFUSALS = 500
"""After so many it is sure that nothing more is told."""


async def _watch(directory: Path) -> None:
    agreements = open_agreements(settings_of(directory), SystemClock())
    asked = question(agreements.register, KINDS)
    decisions: list[tuple[float, bool]] = []
    refused: list[float] = []
    await agreements.decide(asked)
    print("asking", flush=True)
    while sum(not allowed for _, allowed in decisions) < REFUSALS:
        began = time.monotonic()
        allowed = any(ruling.effect == "allow" for ruling in (await agreements.decide(asked)).rulings)
        decisions.append((began, allowed))
        if not allowed and not refused:
            refused.append(time.monotonic())
        await asyncio.sleep(PAUSE_SECONDS)
    await agreements.close()
    print(json.dumps({"asked": decisions, "refused": refused}))


if __name__ == "__main__":
    asyncio.run(_watch(Path(sys.argv[1])))
