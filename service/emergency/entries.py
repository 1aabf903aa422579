"""What the log says of emergencies: declared, answered by a second person. Codes and pseudonyms; no reason, no name."""

import secrets
from collections.abc import Mapping

from audit.events import Entry, EventType, Operation
from audit.receipt import Receipt
from service.entries import actor_of, append_entry
from service.identity.principal import Principal
from service.runtime import Runtime


async def note(
    kind: EventType,
    details: Mapping[str, object],
    principal: Principal,
    runtime: Runtime,
    *,
    purpose: str = "",
    relates_to: int | None = None,
) -> Receipt:
    """Append one entry about an emergency, a review or a reading of them.

    Raises:
        Unavailable: the log did not take it, so that what it would say may not be done.
    """
    entry = Entry(
        type=kind,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        purpose=purpose,
        break_glass=kind is EventType.EMERGENCY_DECLARED,
        recipients=(principal.agency,),
        relates_to=relates_to,
        details=dict(details),
    )
    return await append_entry(entry, None, runtime)
