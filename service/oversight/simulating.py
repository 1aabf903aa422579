"""An IG lead asks who would see what: now, without an agreement, or with a document in the place of its other versions.

The real policy engine answers, in a process of its own: it takes many seconds, in which this one answers enquiries. One
simulation runs at a time, and its outcome waits in memory for whoever asked.
"""

import asyncio
import json
import multiprocessing
import secrets
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from isa.agreement import Agreement, AgreementRefused
from isa.jws import SignatureRefused, payload_of, read_envelope
from isa.reading import read_agreement
from isa.vocabulary import load_vocabulary
from policies.drafts import Draft, SimulatedEngine
from policies.simulated_words import how_in_words, what_in_words, when_in_words, who_in_words, why_in_words
from policies.simulation import Change, Only, compare
from service.errors import FieldFault, NotAcceptable, NotFound, ReasonCode, Unavailable
from service.identity.principal import Principal
from service.oversight.leads import check_lead
from service.runtime import Runtime

MOST_KEPT: Final = 20
LONGEST_SECONDS: Final = 300.0
BUSY: Final = "Another simulation is running. Wait until it has ended, at most 5 minutes, and start yours again."


@dataclass(frozen=True, slots=True)
class SimulatedChange:
    """One row of the outcome, in words."""

    kind: str
    """`opens`, `closes`, `opens and closes` or `duties`."""
    rule: str
    who: str
    what: str
    why: str
    how: str
    when: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be simulated. At most one of `without` and `document`; with neither, who sees what as things stand."""

    only: Only
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
    changes: tuple[SimulatedChange, ...] | None = None
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
        title, before, after = _sides(wish, standing)
        made = Simulation(secrets.token_hex(8), principal.staff, title, self._runtime.clock.now())
        made.task = asyncio.ensure_future(_run(made, before, after, self._runtime.clock.today(), wish.only))
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


def _sides(wish: Wish, standing: list[Agreement]) -> tuple[str, list[Agreement], list[Agreement]]:
    """The title, and the agreements before and after."""
    if wish.without:
        after = [one for one in standing if one.isa_id != wish.without]
        if len(after) == len(standing):
            raise NotFound(ReasonCode.NOT_FOUND, "No agreement of this reference is in force. Choose one from the list.")
        return f"If {wish.without} were not in force", standing, after
    if wish.document:
        new = _read(wish.document)
        after = [*(one for one in standing if one.isa_id != new.isa_id), new]
        return f"If {new.isa_id} version {new.version} were in force", standing, after
    return "Who may see what today", [], standing


def _read(document: bytes) -> Agreement:
    """A document by itself or in its envelope; signatures are not looked at."""
    try:
        if b'"signatures"' in document and b'"payload"' in document:
            document = payload_of(read_envelope(document))
        return read_agreement(document, load_vocabulary())
    except AgreementRefused as refused:
        first = "; ".join(str(one) for one in refused.faults[:3])
        advice = f"The document does not hold together. Mend this and choose it again: {first}."
    except SignatureRefused as fault:
        advice = f"The document cannot be read: {fault.advice}."
    raise NotAcceptable(
        ReasonCode.AGREEMENT_REFUSED, advice, (FieldFault("document", ReasonCode.AGREEMENT_REFUSED, advice),)
    )


async def _run(made: Simulation, before: list[Agreement], after: list[Agreement], day: date, only: Only) -> None:
    written = [[one.model_dump_json() for one in side] for side in (before, after)]
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver"))
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            rows = await asyncio.get_running_loop().run_in_executor(pool, simulated, written[0], written[1], day, only)
        made.changes = tuple(rows)
    except (TimeoutError, BrokenProcessPool):
        made.failed = "The simulation did not end. Narrow it down to one role and one purpose, and start it again."
    except Exception as fault:
        made.failed = f"The policy engine could not simulate this ({type(fault).__name__}). Tell whoever runs this."
    finally:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


def simulated(before: list[str], after: list[str], day: date, only: Only) -> list[SimulatedChange]:
    """What changes, in words. Runs in the other process, on documents as JSON."""
    words = load_vocabulary()
    old, new = ([Agreement.model_validate(json.loads(text)) for text in side] for side in (before, after))
    engines = [SimulatedEngine([Draft(one) for one in side], day, words) for side in (old, new)]
    names = {party.org_id: party.name for one in (*old, *new) for party in one.parties}
    changes = asyncio.run(compare(engines[0], engines[1], words, only))
    return [
        SimulatedChange(
            _kind(one), one.difference.rule, who_in_words(one, names, words), what_in_words(one, names, words),
            why_in_words(one, words), how_in_words(one, words), when_in_words(one, words),
        )
        for one in changes
    ]  # fmt: skip


def _kind(one: Change) -> str:
    found = one.difference
    if found.opens:
        return "opens and closes" if found.closes else "opens"
    return "closes" if found.closes else "duties"
