"""One family enquiry over HTTP as the demo's social worker: the answer, and its receipts, checked offline."""

import asyncio
import json
import sys
from pathlib import Path

from rich.console import Console

from audit.log import AuditLog
from connectors.sandbox import cast
from deploy.demo.partnership import Demo
from deploy.demo.sign_in import browser_of
from service.cli.answer import show_answer
from service.cli.enquire import ask_over_http
from service.identity.client import person_token
from service.runtime import Runtime
from service.settings import Settings

ASKER = "social-worker"
ROOT = Path(__file__).resolve().parents[2]


async def ask_once(demo: Demo, runtime: Runtime) -> int:
    """Sign in, ask, print, verify. 0 only when something was found and its receipts are sound."""
    console, settings = Console(), runtime.settings
    token = await person_token(settings.issuer, settings.cli_client_id, settings.audience, browser_of(ASKER))
    reply = await ask_over_http(demo.url, token, _question())
    console.rule("Who else is working with this family?")
    show_answer(reply, console)
    receipt = demo.directory / "receipt.json"
    receipt.write_text(json.dumps(reply["receipt"], ensure_ascii=False), encoding="utf-8")
    console.rule("Is the receipt sound? Checked with the log's public key alone")
    faults = await _verify(receipt, settings)
    console.rule("Did the agencies' own witnesses see the same log? The receipt, fetched again a moment later")
    cosigned = demo.directory / "receipt-cosigned.json"
    cosigned.write_text(await _cosigned(reply["receipt"]["index"], runtime.log.serving), encoding="utf-8")
    faults += await _verify(cosigned, settings, "--witness-policy", str(settings.witness_policy))
    return faults or (0 if reply["answer"]["outcome"] == "found" else 1)


async def _cosigned(index: int, log: AuditLog) -> str:
    """The receipt of an entry, once enough witnesses have cosigned it."""
    await log.cosigned_soon(index + 1)
    receipt = await log.receipt(index)
    return receipt.to_json() if receipt else ""


async def _verify(receipt: Path, settings: Settings, *more: str) -> int:
    key = str(settings.verification_key_path)
    command = [sys.executable, "-m", "audit", "verify", str(receipt), "--key", key, *more]
    return await (await asyncio.create_subprocess_exec(*command, cwd=ROOT)).wait()


def _question() -> dict[str, object]:
    """The child of the demo family, as a social worker with an open case would ask."""
    jordan = cast.JORDAN
    return {
        "purpose": "safeguard_child",
        "case_reference": "SC-20418",
        "relationship": "open_case",
        "scope": "family",
        "person": {
            "family_name": jordan.family,
            "given_name": jordan.given,
            "date_of_birth": jordan.dob,
            "postcode": cast.HOMES[jordan.household].postcode,
        },
    }
