"""An IG lead asks who would see what: now, without an agreement, or with a document in the place of its other versions.

The real policy engine answers, in a process of its own: it takes many seconds, in which this one answers enquiries. One
simulation runs at a time, and its outcome waits in memory for whoever asked.
"""

import asyncio
import json
import os
import secrets
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from isa.agreement import Agreement, AgreementRefused
from isa.jws import SignatureRefused, payload_of, read_envelope
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary
from service.errors import FieldFault, NotAcceptable, NotFound, ReasonCode, Unavailable
from service.identity.principal import Principal
from service.oversight import simulated
from service.oversight.leads import check_lead
from service.oversight.simulated import Asked, Row
from service.runtime import Runtime

MOST_KEPT: Final = 20
LONGEST_SECONDS: Final = 300.0
ROOT: Final = Path(__file__).resolve().parents[2]
PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
"""Of the environment; settings, which may hold secrets, stay here."""
ENGINE_FAILED: Final = "The policy engine could not simulate this. Tell whoever runs this service."
TOO_LONG: Final = "This took longer than 5 minutes. Narrow it down to one role and one purpose, and start it again."
NOT_IN_FORCE: Final = "No agreement of this reference is in force. Choose one from the list."
BUSY: Final = "Another simulation is running. Wait until it has ended, at most 5 minutes, and start yours again."


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be simulated. At most one of `without` and `document`; with neither, who sees what as things stand."""

    only: tuple[str, str, str, str, str] = ("", "", "", "", "")
    """Recipient, role, purpose, provider, record type; empty is every one."""
    without: str = ""
    """An agreement in force, as if it were not."""
    document: bytes = field(default=b"", repr=False)
    """An agreement, signed or not, as if it were in force."""


@dataclass(slots=True)
class Simulation:
    """One simulation, running or done."""

    id: str
    staff: str
    title: str
    began: int
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)
    changes: tuple[Row, ...] | None = None
    """None while it runs, and where it failed."""
    failed: str = ""


class Simulations:
    """The simulations of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: OrderedDict[str, Simulation] = OrderedDict()

    def start(self, wish: Wish, principal: Principal) -> str:
        """Begin one; returns its id.

        Raises:
            NotPermitted: the principal is no IG lead.
            NotAcceptable: the document does not hold together.
            NotFound: no such agreement is in force.
            Unavailable: another one runs.
        """
        check_lead(principal)
        if any(one.task is not None and not one.task.done() for one in self._kept.values()):
            raise Unavailable(ReasonCode.POLICY_UNAVAILABLE, BUSY)
        standing = [one.agreement for one in self._runtime.agreements.register.in_force]
        title, before, after = _sides(wish, standing, self._runtime.agreements.words)
        made = Simulation(secrets.token_hex(8), principal.staff, title, self._runtime.clock.now())
        asked = Asked(
            before=[one.model_dump_json() for one in before],
            after=[one.model_dump_json() for one in after],
            day=self._runtime.clock.today().isoformat(),
            only=list(wish.only),
        )
        made.task = asyncio.ensure_future(_run(made, asked))
        self._kept[made.id] = made
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return made.id

    async def outcome(self, simulation: str, principal: Principal, patience: float) -> Simulation:
        """One that this person began, once it is done, or after so many seconds as it is.

        Raises:
            NotPermitted: the principal is no IG lead.
            NotFound: they began no such one, or it is not kept any more.
        """
        check_lead(principal)
        found = self._kept.get(simulation)
        if found is None or found.staff != principal.staff:
            raise NotFound(ReasonCode.NOT_FOUND, "This simulation is not kept any more. Start it again.")
        if found.task is not None and not found.task.done():
            await asyncio.wait([found.task], timeout=patience)
        return found


def _sides(wish: Wish, standing: list[Agreement], words: Vocabulary) -> tuple[str, list[Agreement], list[Agreement]]:
    """The title, and the agreements before and after."""
    if wish.without:
        after = [one for one in standing if one.isa_id != wish.without]
        if len(after) == len(standing):
            raise NotFound(ReasonCode.NOT_FOUND, NOT_IN_FORCE)
        return f"If {wish.without} were not in force", standing, after
    if wish.document:
        new = _read(wish.document, words)
        after = [*(one for one in standing if one.isa_id != new.isa_id), new]
        return f"If {new.isa_id} version {new.version} were in force", standing, after
    return "Who may see what today", [], standing


def _read(document: bytes, words: Vocabulary) -> Agreement:
    """A document by itself or in its envelope; signatures are not looked at."""
    try:
        if b'"signatures"' in document and b'"payload"' in document:
            document = payload_of(read_envelope(document))
        return read_agreement(document, words)
    except AgreementRefused as refused:
        first = "; ".join(str(one) for one in refused.faults[:3])
        advice = f"The document does not hold together. Mend this and choose it again: {first}."
    except SignatureRefused as fault:
        advice = f"The document cannot be read: {fault.advice}."
    raise NotAcceptable(
        ReasonCode.AGREEMENT_REFUSED, advice, (FieldFault("document", ReasonCode.AGREEMENT_REFUSED, advice),)
    )


async def _run(made: Simulation, asked: Asked) -> None:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", simulated.__name__, cwd=ROOT, env=environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            written, _ = await process.communicate(json.dumps(asked).encode())
        made.changes = tuple(json.loads(written)) if process.returncode == 0 else None
        made.failed = "" if process.returncode == 0 else ENGINE_FAILED
    except TimeoutError:
        made.failed = TOO_LONG
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
