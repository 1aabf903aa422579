"""Which state of the agreements decides at this moment, and how does another take its place?

Looked at before every decision. A suspension and another day are read at once, so that the very next decision goes by
them. Changed files are read beside, in a thread with an engine of its own, while decisions go on by what stands; then
one decision is the last of the old state and the next the first of the new. No request fails for it.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from isa.register import Register, RegisterUnreadable, read_suspensions, register_of
from isa.vocabulary import Vocabulary
from policies.bundle import Bundle, Known, build
from policies.decision import Decision
from policies.engine import PolicyEngine, PolicyUnavailable
from policies.memory import RememberingEngine
from policies.modules import BundleRefused
from policies.question import Question
from service.agreement_files import AgreementFiles, Given
from service.clock import Clock
from service.telemetry import place_of

StartEngine = Callable[[Bundle], PolicyEngine]
PATIENCE_SECONDS = 1.0
"""How long after a change of the files decisions still go by what stood before; later ones wait for the new state."""
IN_FLIGHT_SECONDS = 10.0
"""How long an answer may have been on its way when an agreement was brought into force."""
MOST_RETIRED = 4
_Stamp = tuple[date, int, int, int]
_Reply = TypeVar("_Reply")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """One state of the agreements: replaced whole when anything changes."""

    stamp: _Stamp
    given: Given
    register: Register
    bundle: Bundle
    engine: RememberingEngine
    behind: PolicyEngine
    """The engine without its memory."""
    names: dict[str, str]
    """What each party of a verified agreement is called."""

    @property
    def ids(self) -> frozenset[str]:
        """The agreements that share something."""
        return frozenset(verified.agreement.isa_id for verified in self.register.in_force)

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate. The asker's pseudonym goes along only where a suspension names somebody."""
        if not self.bundle.names_users:
            question = msgspec.structs.replace(question, user="")
        return await self.engine.decide(question)


class Present:
    """What is in force now. One for a process; its methods are called from one thread, the event loop's."""

    def __init__(
        self, files: AgreementFiles, suspensions: Path, words: Vocabulary, clock: Clock, start: StartEngine
    ) -> None:
        """Read everything for the first time.

        Raises:
            RegisterUnreadable: the suspensions cannot be read.
            SignatureRefused: the trust list is refused.
            OSError: a file cannot be read.
        """
        self._files = files
        self._suspensions = suspensions
        self._words = words
        self._clock = clock
        self._start = start
        self._known: Known = {}
        self.latest = self._compose(files.first(), self._stamp())
        """The state that decided last, without another look."""
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="agreements")
        self._next: Future[InForce] | None = None
        self._replaced: dict[str, tuple[_Stamp, float]] = {}
        self._retired: list[RememberingEngine] = []

    def now(self) -> InForce:
        """What is in force now, for a page or a command. Where something was stopped, this builds the state at once.

        Raises:
            PolicyUnavailable: the state cannot be read.
        """
        stamp = self._look()
        if stamp != self.latest.stamp:
            self._swap(self._composed(self.latest.given, stamp))
        elif self._next is not None and self._overdue():
            self._next.exception()
            self._look()
        return self.latest

    async def ready(self) -> InForce:
        """What may decide at this moment. A new state is built beside: this decision waits for it, others go on.

        Raises:
            PolicyUnavailable: the state cannot be read.
        """
        while len(self._retired) > MOST_RETIRED:  # nothing is on its way any more that so old an engine decides
            await self._retired.pop(0).close()
        while True:
            stamp = self._look()
            if self._next is None or (stamp == self.latest.stamp and not self._overdue()):
                return self.latest
            await self._built(self._next)

    async def ask(self, question: Callable[[InForce], Awaitable[_Reply]]) -> _Reply:
        """Ask what is in force.

        Raises:
            PolicyUnavailable: the state cannot be read, or the engine gave no well-formed reply.
        """
        current = await self.ready()
        try:
            return await question(current)
        except PolicyUnavailable:
            if self._next is not None:
                await self._built(self._next)
            newer = await self.ready()
            if newer is current:
                raise
            return await question(newer)  # its bundle may have been loaded a moment before this process took it up

    def stands(self, digest: str) -> bool:
        """Whether what this bundle decided a moment ago may still leave. Whatever was stopped since stops it too."""
        if self._look() != self.latest.stamp:
            return False
        if digest == self.latest.bundle.digest:
            return True
        stamp, until = self._replaced.get(digest, (None, 0.0))
        return stamp == self.latest.stamp and time.monotonic() < until

    async def close(self) -> None:
        """Close the engines."""
        await asyncio.to_thread(self._beside.shutdown, cancel_futures=True)
        for engine in (*self._retired, self.latest.engine):
            await engine.close()

    def _look(self) -> _Stamp:
        """Take up the state that was built, and have another built where something is no longer as it was."""
        stamp = self._stamp()
        if self._next is not None and self._next.done():
            built, self._next = self._next, None
            self._take_over(built, stamp)
        if self._next is None and (stamp != self.latest.stamp or self._files.changed(self.latest.given)):
            self._next = self._beside.submit(self._prepare, self.latest, stamp)
        return stamp

    def _overdue(self) -> bool:
        """Whether the files changed so long ago that nothing may be decided by what stood before."""
        return time.time() - self._files.changed_at() > PATIENCE_SECONDS

    async def _built(self, following: "Future[InForce]") -> None:
        try:
            await asyncio.shield(asyncio.wrap_future(following))
        except RegisterUnreadable as fault:
            raise PolicyUnavailable("the suspensions cannot be read") from fault
        except BundleRefused as fault:
            raise PolicyUnavailable("the agreements in force contradict themselves") from fault

    def _prepare(self, last: InForce, stamp: _Stamp) -> InForce:
        """Build a state, beside: in a thread of its own, with an engine of its own.

        Files that cannot be made a state of leave what is in force; a suspension that cannot be read leaves nothing.
        """
        given = self._files.next(last.given)
        if stamp != last.stamp:
            return self._compose(given, stamp)
        if given.same_as(last.given):
            return replace(last, given=given)
        try:
            return self._compose(given, stamp)
        except (BundleRefused, PolicyUnavailable) as fault:
            log.error("agreements.not_changed", **place_of(fault))
            return replace(last, given=replace(last.given, stamp=given.stamp, settled=given.settled))

    def _take_over(self, built: "Future[InForce]", stamp: _Stamp) -> None:
        """Let what was built decide from now on, unless something was stopped meanwhile: then it is built again."""
        if built.exception() is not None or built.result().stamp != stamp:
            return
        found, before = built.result(), self.latest
        if found.bundle.digest == before.bundle.digest:
            self.latest = replace(found, engine=before.engine, behind=before.behind)
            return
        self._swap(found)
        if before.ids <= found.ids and before.stamp == found.stamp:
            self._replaced[before.bundle.digest] = (before.stamp, time.monotonic() + IN_FLIGHT_SECONDS)

    def _swap(self, found: InForce) -> None:
        self._retired.append(self.latest.engine)
        self._replaced = {name: kept for name, kept in self._replaced.items() if kept[1] > time.monotonic()}
        self.latest = found
        code = "trust_list_refused" if found.given.refused else "in_use"
        log.info("agreements.changed", bundle=found.bundle.digest, code=code)

    def _stamp(self) -> _Stamp:
        """What changes at once when something must stop: the day, and the file of suspensions."""
        try:
            seen = os.stat(self._suspensions)  # noqa: PTH116 - three times as fast, and asked before every decision
        except FileNotFoundError:
            return self._clock.today(), 0, 0, 0
        return self._clock.today(), seen.st_mtime_ns, seen.st_size, seen.st_ino

    def _composed(self, given: Given, stamp: _Stamp) -> InForce:
        try:
            return self._compose(given, stamp)
        except RegisterUnreadable as fault:
            raise PolicyUnavailable("the suspensions cannot be read") from fault

    def _compose(self, given: Given, stamp: _Stamp) -> InForce:
        stopped = read_suspensions(self._suspensions)
        register = register_of(given.held, self._words, stamp[0], stopped)
        bundle = build(register.in_force, stopped, stamp[0], self._words, self._known)
        behind = self._start(bundle)
        engine = RememberingEngine(behind, bundle.digest)
        return InForce(stamp, given, register, bundle, engine, behind, _names(register))


def _names(register: Register) -> dict[str, str]:
    verified = [one.verified for one in register.listed if one.verified is not None]
    return {party.org_id: party.name for one in verified for party in one.agreement.parties}
