"""A review as it is queued by a detector or by lot; why, and on which entries it rests, is sealed."""

from typing import Final

import msgspec

from service.emergency.sealed import open_text, seal_text
from service.oversight.anomalies.seen import Seen
from service.oversight.anomalies.words import ReviewKind
from service.runtime import Runtime
from service.sealing.keys import Purpose
from service.sealing.seal import Place
from service.store.oversight_rows import ReviewRow

FACTS: Final = Place(b"watched/facts\0", Purpose.AUDIT)
FOUND: Final = Place(b"review/found\0", Purpose.AUDIT)


class Found(msgspec.Struct, frozen=True):
    """Why something is in the queue, and the entries of the log that it rests on."""

    why: str = ""
    entries: tuple[int, ...] = ()


def review_of(kind: ReviewKind, seen: Seen, once: str, found: Found, hours: int, runtime: Runtime) -> ReviewRow:
    """The review to queue. It is due `hours` after now: whoever decides it can have known of it from now on."""
    sealed = seal_text(FOUND, f"review/{once}", msgspec.json.encode(found).decode(), runtime)
    due = max(seen.at, runtime.clock.now()) + hours * 3600
    return ReviewRow(
        0, 0, seen.entry, seen.staff, seen.agency, seen.role, seen.purpose, seen.at, due,
        kind=kind.value, once=once, found_key=sealed.key, found_sealed=sealed.sealed,
    )  # fmt: skip


def found_of(row: ReviewRow, runtime: Runtime) -> Found:
    """Why a review is in the queue; nothing where it follows from its kind, or where the key was destroyed."""
    text = open_text(FOUND, f"review/{row.once}", row.found_key, row.found_sealed, runtime)
    return msgspec.json.decode(text, type=Found) if text else Found("", (row.entry,))
