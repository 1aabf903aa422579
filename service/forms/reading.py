"""An IG lead reads the log in a standard form. Each reading is an entry of it, written before anything is shown."""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from audit.errors import AuditError
from audit.events import Entry, EventType, Operation
from service.entries import actor_of, append_entry, log_unavailable
from service.errors import NotFound, ReasonCode
from service.forms.finding import Found, find
from service.forms.recorded import Recorded, read_recorded
from service.forms.wanted import FOREVER, Wanted
from service.identity.principal import Principal
from service.oversight.leads import check_lead
from service.runtime import Runtime

MOST_SEARCHED: Final = 200
MOST_EXPORTED: Final = 2000
_PSEUDONYM: Final = re.compile(r"staff-[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an IG lead asks of the log."""

    wanted: Wanted
    before: int | None
    """Only entries with a lower index; None begins with the newest."""
    count: int


async def read_page(asked: Asked, form: str, kind: EventType, principal: Principal, runtime: Runtime) -> Found:
    """One page of the log, to be shown in a form (`fhir`, `prov` or `csv`).

    `kind` is LOG_QUERIED, or LOG_EXPORTED for a file that is taken away.

    The entry of this reading is not in it, so that what pages come to is what there was when the first was asked for.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: log or store does not answer, or the log did not take the entry of this reading.
    """
    check_lead(principal)
    entry = Entry(
        type=kind,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        subject=asked.wanted.subject,
        recipients=(principal.agency,),
        details={"what": form, **_words(asked)},
    )
    receipt = await append_entry(entry, None, runtime)
    newest = runtime.log.number_of(receipt)
    before = newest if asked.before is None else min(asked.before, newest)
    return await find(asked.wanted, before, asked.count, runtime)


async def read_one(name: int | str, principal: Principal, runtime: Runtime) -> Recorded:
    """One entry, by its number or its name (`2027-1041`).

    Raises:
        NotFound: the log has no such entry.
        NotPermitted, Unavailable: as `read_page`.
    """
    check_lead(principal)
    index = runtime.log.numbering.read(str(name))
    there = index is not None and index < runtime.log.size
    entry = Entry(
        type=EventType.LOG_QUERIED,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        recipients=(principal.agency,),
        relates_to=index if there else None,
        details={"what": "fhir"},
    )
    await append_entry(entry, None, runtime)
    try:
        logged = await runtime.log.entry(index) if there and index is not None else None
    except AuditError:
        raise log_unavailable() from None
    if logged is None:
        raise NotFound(ReasonCode.NOT_FOUND, "The log has no entry with this number.")
    return read_recorded(logged, runtime.log.verifier.name)


def _words(asked: Asked) -> dict[str, object]:
    """What the log says of the question. A pseudonym only where it is one: whatever else is typed may be a name."""
    wanted = asked.wanted
    said: dict[str, object] = {"count": asked.count}
    if asked.before is not None:
        said["before"] = asked.before
    if _PSEUDONYM.fullmatch(wanted.staff):
        said["staff"] = wanted.staff
    if wanted.since > -FOREVER:
        said["since"] = wanted.since
    if wanted.until < FOREVER:
        said["until"] = wanted.until
    return said
