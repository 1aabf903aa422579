"""Payloads of the log that are past their time: which they are, and the destruction of their keys."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from audit.errors import AuditError
from audit.events import Actor, Entry, EventType, Operation
from audit.retention import AgreementUnknown, RetentionClass, class_of, kept_until, years_of
from service.entries import log_unavailable
from service.runtime import Runtime

AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Expired:
    """A payload past its time: of which entry, in which class, and for how many years it was kept."""

    index: int
    class_: RetentionClass
    years: int


@dataclass(slots=True)
class Expiry:
    """What is past its time, and the agreements that nobody here knows, whose payloads are kept until somebody does."""

    expired: list[Expired] = field(default_factory=list)
    kept: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    """How many payloads rest on each agreement that is not here."""


async def find_expired(runtime: Runtime, years: Mapping[RetentionClass, int]) -> Expiry:
    """Look at every payload whose key is still there. Raises Unavailable."""
    found = Expiry()
    agreements = audit_years(runtime)
    now = runtime.clock.now() * 1_000_000
    try:
        for start in range(0, runtime.log.size, AT_ONCE):
            for index in await runtime.log.keyed_payloads(start, start + AT_ONCE):
                await _judge(index, runtime, years, agreements, now, found)
    except AuditError:
        raise log_unavailable() from None
    return found


async def _judge(
    index: int,
    runtime: Runtime,
    years: Mapping[RetentionClass, int],
    agreements: Mapping[str, int],
    now: int,
    found: Expiry,
) -> None:
    logged = await runtime.log.entry(index)
    document = orjson.loads(logged.body) if logged else {}
    try:
        kept = years_of(document, years, agreements)
    except AgreementUnknown as unknown:
        id_ = str(unknown.args[0])
        found.unknown[id_] = found.unknown.get(id_, 0) + 1
        return
    if logged is None or kept_until(document["time"], kept) > now:
        found.kept += 1
        return
    found.expired.append(Expired(index, class_of(document), kept))


async def expire(runtime: Runtime, expired: list[Expired], actor: Actor) -> int:
    """Destroy the keys of these payloads; how many. After a fault, it can be run again. Raises Unavailable."""
    try:
        for start in range(0, len(expired), AT_ONCE):
            await asyncio.gather(
                *(runtime.log.shred(one.index, _entry(one, actor)) for one in expired[start : start + AT_ONCE])
            )
    except AuditError:
        raise log_unavailable() from None
    return len(expired)


def _entry(one: Expired, actor: Actor) -> Entry:
    return Entry(
        type=EventType.PAYLOAD_SHREDDED,
        request_id=f"expired-{one.index}",
        actor=actor,
        operation=Operation.ERASURE,
        details={"because": "retention", "class": one.class_.value, "years": one.years},
    )


def audit_years(runtime: Runtime) -> dict[str, int]:
    """For how many years each agreement's audit is kept; of several versions, the longest."""
    found: dict[str, int] = {}
    for one in runtime.agreements.register.listed:
        if one.verified is not None:
            agreement = one.verified.agreement
            found[agreement.isa_id] = max(found.get(agreement.isa_id, 0), agreement.retention.audit_years)
    return found
