"""The disclosure log as an IG lead reads it. Every reading is itself an entry, written before anything is shown."""

import secrets
from dataclasses import dataclass

from audit.errors import AuditError
from audit.events import Entry, EventType, Operation
from audit.log import Logged
from service.entries import actor_of, append_entry, log_unavailable
from service.errors import NotFound, NotPermitted, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.leaf import Leaf, read_leaf
from service.runtime import Runtime

MOST_ROWS = 200
_SCAN = 1000
"""How many entries are read at once while looking for those that fit."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries are wanted; an empty text wants all."""

    type: str = ""
    agency: str = ""
    purpose: str = ""
    staff: str = ""
    subject: str = ""


async def disclosures(
    filters: Filters, before: int | None, limit: int, principal: Principal, runtime: Runtime
) -> list[Leaf]:
    """At most `limit` entries with an index below `before`, newest first, that fit the filters.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log does not answer, or did not take the entry of this reading.
    """
    _check_ig_lead(principal)
    await _note_reading(principal, "list", runtime)
    wanted: list[Leaf] = []
    try:
        while len(wanted) < min(limit, MOST_ROWS):
            page = await runtime.log.entries(limit=_SCAN, before=before)
            for logged in page:
                leaf = read_leaf(logged)
                if _fits(leaf, filters) and len(wanted) < limit:
                    wanted.append(leaf)
            if len(page) < _SCAN:
                break
            before = page[-1].index
    except AuditError:
        raise log_unavailable() from None
    return wanted


async def disclosure(index: int, principal: Principal, runtime: Runtime) -> tuple[Leaf, bytes]:
    """One entry and its receipt as JSON.

    Raises:
        NotFound: the log has no such entry.
        NotPermitted, Unavailable: as `disclosures`.
    """
    _check_ig_lead(principal)
    await _note_reading(principal, "entry", runtime, relates_to=index if 0 <= index < runtime.log.size else None)
    try:
        receipt = await runtime.log.receipt(index)
    except AuditError:
        raise log_unavailable() from None
    if receipt is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log has no entry with this number.")
    return read_leaf(Logged(index, receipt.entry)), receipt.to_json().encode()


def _check_ig_lead(principal: Principal) -> None:
    if principal.kind is not PrincipalKind.IG_LEAD:
        raise NotPermitted(
            ReasonCode.ROLE_NOT_PERMITTED, "Only an information governance lead may read the disclosure log."
        )


def _fits(leaf: Leaf, filters: Filters) -> bool:
    return (
        leaf.type.startswith(filters.type)
        and filters.agency in ("", leaf.agency, *leaf.providers)
        and filters.purpose in ("", leaf.purpose)
        and filters.staff in ("", leaf.staff)
        and filters.subject in ("", leaf.subject)
    )


async def _note_reading(principal: Principal, what: str, runtime: Runtime, relates_to: int | None = None) -> None:
    entry = Entry(
        type=EventType.LOG_QUERIED,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        recipients=(principal.agency,),
        relates_to=relates_to,
        details={"what": what},
    )
    await append_entry(entry, None, runtime)
