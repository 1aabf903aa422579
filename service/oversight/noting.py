"""That somebody queries the log is an entry of the log, whoever they are and whatever for, before anything is shown."""

import secrets
from collections.abc import Sequence

from audit.events import Entry, EventType, Operation
from service.entries import actor_of, append_entry
from service.identity.principal import Principal
from service.runtime import Runtime


async def note_query(
    what: str,
    principal: Principal,
    runtime: Runtime,
    *,
    filters: Sequence[str] = (),
    subject: str = "",
    relates_to: int | None = None,
    why: str = "",
) -> None:
    """Append it.

    Args:
        what: a code, such as `list`.
        filters: the names of the filters that were set.
        subject: the pseudonym of the person whom it is about.
        why: why one person is looked at, as a code (`service.oversight.why_look`).

    Raises:
        Unavailable: the log did not take it, so nothing may be shown.
    """
    entry = Entry(
        type=EventType.LOG_QUERIED,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        subject=subject,
        recipients=(principal.agency,),
        relates_to=relates_to,
        details={"what": what, **({"filters": list(filters)} if filters else {}), **({"why": why} if why else {})},
    )
    await append_entry(entry, None, runtime)
