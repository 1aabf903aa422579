"""Asks in this process, by the use case itself: policy, log and receipts as in the server, without HTTP."""

import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from audit.receipt import read_receipt
from deploy.bench.people import Sought, question
from deploy.bench.processes import free_port, sign_in
from deploy.demo.partnership import Demo
from deploy.demo.sign_in import browser_of
from service.api.bodies import EnquiryBody
from service.enquiry.append import Kept
from service.enquiry.enquire import enquire
from service.enquiry.shapes import Answer, Disclosed
from service.identity.client import person_token
from service.identity.principal import Principal
from service.runtime import Runtime, open_runtime
from service.settings import Settings

ASKER = "social-worker"
_OUTCOME = b'"outcome":"'


@dataclass(frozen=True, slots=True)
class Asker:
    """A runtime, and somebody who signed in to ask."""

    runtime: Runtime
    principal: Principal
    token: str

    async def ask(self, sought: Sought, scope: str) -> Disclosed:
        """Ask about one person."""
        typed = EnquiryBody.model_validate(question(sought, scope)).typed()
        return await enquire(typed, self.principal, self.runtime)

    async def kept(self, disclosed: Disclosed) -> Kept:
        """What the log keeps of an enquiry, sealed, for the IG lead: whom the match found, told or not."""
        receipt = read_receipt(disclosed.receipt)
        enquiry = answer_of(disclosed).enquiry.encode()
        sealed = await self.runtime.log.payload(self.runtime.log.number_of(receipt))
        if sealed is None:
            raise LookupError("The log has no payload of an enquiry that it took.")
        opened = self.runtime.sealer.open_payload(enquiry, sealed.ciphertext, sealed.wrapped_key)
        return msgspec.json.decode(opened, type=Kept)


def answer_of(disclosed: Disclosed) -> Answer:
    """The answer as a value."""
    return disclosed.decoded()


def told_of(answer: Answer) -> list[str]:
    """The outcome, how many cards, the highest level of them, and whether any names its service or agency."""
    cards = [card for person in answer.people for card in person.services]
    named = any(card.service or card.agency for card in cards)
    highest = str(max(card.level for card in cards)) if cards else ""
    return [answer.outcome, str(len(cards)), highest, "yes" if named else "no"]


def outcome_of(disclosed: Disclosed) -> str:
    """The answer's outcome, read from its bytes: decoding it whole would stand in the times."""
    at = disclosed.answer.find(_OUTCOME) + len(_OUTCOME)
    return disclosed.answer[at : disclosed.answer.find(b'"', at)].decode()


def demo_at(directory: Path, people: int) -> Demo:
    """A demo partnership in a directory, on ports that are free now."""
    return Demo(directory, free_port(), free_port(), people)


@asynccontextmanager
async def asker(demo: Demo, settings: Settings, **changed: Any) -> AsyncIterator[Asker]:
    """Open the runtime, sign in as the demo's social worker through the real provider, and be ready to ask.

    An empty answer waits for its fixed time in the server; here it does not, since nobody looks at a clock.
    """
    with sign_in(demo):
        token = await token_of(settings)
        async with open_runtime(settings.model_copy(update={"empty_answer_ms": 0, **changed})) as runtime:
            yield Asker(runtime, await runtime.gate.bearer.principal(token), token)


async def token_of(settings: Settings) -> str:
    """An access token of the demo's social worker."""
    return await person_token(settings.issuer, settings.cli_client_id, settings.audience, browser_of(ASKER))


def watched(asking: Asker, **parts: Any) -> Asker:
    """The same asker over a runtime of which some parts are replaced."""
    return dataclasses.replace(asking, runtime=dataclasses.replace(asking.runtime, **parts))
