"""One family enquiry over HTTP as the demo's social worker: the answer, and its receipt, checked offline."""

import asyncio
import json
import sys
from pathlib import Path

from rich.console import Console

from connectors.sandbox import cast
from deploy.demo.partnership import Demo
from deploy.demo.sign_in import browser_of
from service.cli.answer import show_answer
from service.cli.enquire import ask_over_http
from service.identity.client import person_token
from service.settings import Settings

ASKER = "social-worker"
ROOT = Path(__file__).resolve().parents[2]


async def ask_once(demo: Demo, settings: Settings) -> int:
    """Sign in, ask, print, verify. 0 only when something was found and its receipt is sound."""
    console = Console()
    token = await person_token(settings.issuer, settings.cli_client_id, settings.audience, browser_of(ASKER))
    reply = await ask_over_http(demo.url, token, _question())
    console.rule("Who else is working with this family?")
    show_answer(reply, console)
    receipt = demo.directory / "receipt.json"
    receipt.write_text(json.dumps(reply["receipt"], ensure_ascii=False), encoding="utf-8")
    console.rule("Is the receipt sound? Checked with the log's public key alone")
    verifier = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "audit", "verify", str(receipt), "--key", str(settings.verification_key_path), cwd=ROOT
    )
    return await verifier.wait() or (0 if reply["answer"]["outcome"] == "found" else 1)


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
