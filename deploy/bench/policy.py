"""How long does a decision take under 60 agreements: remembered, embedded, over OPA; and a change of what is in force?

Options: --agreements 60  --kinds 30  --rounds 200  --opa PROGRAM  --json  --page docs/benchmarks.md
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.bench import policy_page
from deploy.bench.machine import machine
from deploy.bench.page import write_into
from deploy.bench.policy_changes import measure_activation, measure_suspension
from deploy.bench.policy_decisions import measure_decisions
from deploy.bench.policy_opa import OpaDidNotStart
from deploy.bench.policy_partnership import sign_partnership
from deploy.bench.processes import ROOT


def main(arguments: list[str]) -> int:
    """Measure and write the page; 1 where something cannot be measured."""
    options = _options(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="golden-thread-policy-") as place:
            found = asyncio.run(_measure(Path(place), options))
    except (OpaDidNotStart, RuntimeError) as fault:
        print(fault, file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found, indent=1))
    page = policy_page.figures_of(found)
    page.show(apart=options.json)
    write_into(options.page, "policy", page.markdown())
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 -m deploy bench policy", description=__doc__.splitlines()[0])
    parser.add_argument("--agreements", type=int, default=60, help="how many are in force (60)")
    parser.add_argument("--kinds", type=int, default=30, help="different kinds of record in a question (30)")
    parser.add_argument("--rounds", type=int, default=200, help="how often each engine is asked (200)")
    parser.add_argument("--opa", default=_opa(), help="the opa program (GOLDEN_THREAD_OPA, PATH); empty leaves it out")
    parser.add_argument("--json", action="store_true", help="print the figures for a program to read")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="the page to write into")
    return parser.parse_args(arguments)


def _opa() -> str:
    return os.environ.get("GOLDEN_THREAD_OPA") or shutil.which("opa") or ""


async def _measure(place: Path, options: argparse.Namespace) -> dict[str, Any]:
    signed = sign_partnership(place / "partnership", options.agreements + 1, datetime.now(UTC).date())
    later = signed.hold_one_back(options.agreements)
    found: dict[str, Any] = {
        "agreements": options.agreements,
        "kinds": options.kinds,
        "rounds": options.rounds,
        "machine": machine(place),
        "decisions": await measure_decisions(signed, options.kinds, options.rounds, options.opa),
    }
    engines = ["embedded", "opa"] if options.opa else ["embedded"]
    found["activation"] = {name: await measure_activation(signed, later, name, options.opa) for name in engines}
    found["suspension"] = await measure_suspension(signed)
    return found
