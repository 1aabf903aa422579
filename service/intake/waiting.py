"""Records that are taken in without being linked: a large load is many times faster so, and is linked whole afterwards.

Whoever waits is sealed and indexed and belongs to nobody, so no enquiry and no other record's linking finds them. A
record that an earlier load had linked, and that looks different now, leaves its golden nominal and waits as well: what
linked it was the old look.
"""

from collections.abc import Sequence
from enum import StrEnum

from service.intake.linking import Arrival, Linked, Place
from service.store.rows import State


class Link(StrEnum):
    """When the records of a load are linked."""

    NOW = "now"
    """One after the other, as they come: found at once."""
    LATER = "later"
    """By `service match link`, all together: found by nobody until then."""


def leave_waiting(arrivals: Sequence[Arrival]) -> Linked:
    """What to write for arrivals that nobody links yet."""
    return Linked(
        places={each.record: Place(None, State.WAITING) for each in arrivals},
        regrouped={each.golden for each in arrivals if each.golden is not None},
        waiting=len(arrivals),
    )
