"""A refused attempt at golden nominals is itself an entry, written before the refusal is told.

Who tries numbers one after the other, or tries to decide what is not theirs, is seen by it afterwards.
"""

import secrets
from collections.abc import Sequence
from typing import Final

from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry
from service.errors import ReasonCode
from service.runtime import Runtime

_MOST_LISTED: Final = 50


async def note_refused(what: str, numbers: Sequence[int], code: ReasonCode, by: Actor, runtime: Runtime) -> None:
    """Append that something was refused: `what` is a code, such as `link`, and `numbers` what was asked about.

    Raises:
        Unavailable: the log did not take the entry, so not even the refusal may be told.
    """
    entry = Entry(
        type=EventType.NOMINAL_REFUSED,
        request_id=secrets.token_hex(16),
        actor=by,
        operation=Operation.CONSULTATION,
        details={"what": what, "numbers": list(numbers[:_MOST_LISTED]), "code": code.value},
    )
    await append_entry(entry, None, runtime)
