"""What the log says of what follows an answer: codes and pseudonyms. Of a service that was not named, not which."""

import secrets
from collections.abc import Mapping

from audit.events import Entry, EventType, Operation
from audit.receipt import Receipt
from audit.release import SealedPayload
from service.entries import actor_of, append_entry
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store.follow_up import FollowUpRow


async def note(
    kind: EventType,
    details: Mapping[str, object],
    principal: Principal,
    runtime: Runtime,
    *,
    row: FollowUpRow | None = None,
    purpose: str = "",
    relates_to: int | None = None,
    operation: Operation = Operation.CONSULTATION,
    fields: tuple[str, ...] = (),
) -> Receipt:
    """Append one entry. `row` is the request that it is about.

    Raises:
        Unavailable: the log did not take it, so that what it would say may not be done.
    """
    entry = Entry(
        type=kind,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        operation=operation,
        purpose=row.purpose if row else purpose,
        subject=row.subject if row and row.named else "",
        fields=fields,
        recipients=(row.agency,) if row and operation is Operation.DISCLOSURE else (principal.agency,),
        providers=(row.provider,) if row and row.named else (),
        relates_to=relates_to,
        details=_plain({**details, **({"kind": row.kind} if row else {})}),
    )
    return await append_entry(entry, None, runtime)


async def note_sealed(
    kind: EventType, text: bytes, details: Mapping[str, object], principal: Principal, runtime: Runtime
) -> str:
    """Append one entry with something that a person wrote, sealed beside it. Returns the id of the entry.

    Raises:
        Unavailable: the log did not take it.
    """
    request = secrets.token_hex(16)
    payload = SealedPayload(*runtime.sealer.seal_payload(request.encode(), text))
    entry = Entry(
        type=kind,
        request_id=request,
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        recipients=(principal.agency,),
        payload=payload.commitment(),
        details=_plain(details),
    )
    await append_entry(entry, payload, runtime)
    return request


def _plain(details: Mapping[str, object]) -> dict[str, object]:
    """Codes as plain texts: an entry takes no other."""
    return {name: str(one) if isinstance(one, str) else one for name, one in details.items()}
