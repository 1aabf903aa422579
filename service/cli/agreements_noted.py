"""The log's entry of a change to what is in force, written by a command beside or instead of a running service.

Where a running service holds the log, the change holds all the same, and it is said that the entry is missing.
"""

import secrets
import sys
from collections.abc import Mapping

from audit.events import Entry, EventType
from service.cli.log import OPERATOR
from service.entries import append_entry
from service.errors import GoldenThreadError, ReasonCode
from service.runtime import open_runtime
from service.settings import Settings

IN_FORCE = "It holds from the next decision on, in a service that runs too."


async def note(done: str, details: Mapping[str, str], settings: Settings) -> None:
    """Say what was done, and put it into the log."""
    print(done, file=sys.stderr)
    entry = Entry(
        type=EventType.AGREEMENT_CHANGED,
        request_id=secrets.token_hex(16),
        actor=OPERATOR,
        details=dict(details),
    )
    try:
        async with open_runtime(settings) as runtime:
            await append_entry(entry, None, runtime)
    except GoldenThreadError as fault:
        in_use = fault.code is ReasonCode.STORE_IN_USE
        why = "a running service holds it. Note the change yourself" if in_use else fault.advice.rstrip(".")
        print(f"The disclosure log could not be opened and has no entry of this change: {why}.", file=sys.stderr)
