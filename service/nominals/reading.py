"""Reading who belongs to whom is itself an entry, written before anything is shown."""

import secrets

from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry
from service.runtime import Runtime


async def note_reading(what: str, number: int, by: Actor, runtime: Runtime) -> None:
    """Append that somebody reads: `what` is a code, such as `history_of_record`, and `number` what it is about.

    Raises:
        Unavailable: the log did not take the entry, so nothing may be shown.
    """
    entry = Entry(
        type=EventType.NOMINAL_READ,
        request_id=secrets.token_hex(16),
        actor=by,
        operation=Operation.CONSULTATION,
        recipients=(by.agency,),
        details={"what": what, "number": number},
    )
    await append_entry(entry, None, runtime)
