"""At whom an IG lead is looking, and why, under a reference that may stand in an address.

A pseudonym means one person for good, so it stands in no address, history or bookmark: the address has a reference
that means something to this session alone, for an hour, and is kept in this process only.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from service.errors import NotFound, ReasonCode

KEPT_SECONDS = 3600
CAPACITY = 10_000
GONE = "This look at a person is over. Choose the person and your reason again."


@dataclass(frozen=True, slots=True)
class Look:
    """Whom it is at, and why (a code of `service.oversight.why_look`)."""

    subject: str = field(repr=False)
    why: str


class KeptLooks:
    """The looks that are open; beyond `capacity` the oldest ends."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._looks: OrderedDict[tuple[str, str], tuple[Look, float]] = OrderedDict()

    def keep(self, session: str, look: Look, now: float) -> str:
        """Open one for this session; its reference."""
        reference = secrets.token_urlsafe(12)
        self._looks[session, reference] = (look, now + KEPT_SECONDS)
        if len(self._looks) > self._capacity:
            self._looks.popitem(last=False)
        return reference

    def of(self, session: str, reference: str, now: float) -> Look:
        """The look of this reference. Raises NotFound for another session, an older one, and any other text."""
        look, until = self._looks.get((session, reference), (None, 0.0))
        if look is None or now >= until:
            raise NotFound(ReasonCode.NOT_FOUND, GONE)
        return look
