"""What a page says at its head after something was done: left by the form, shown once by the page that follows.

Pattern: GOV.UK Design System, notification banner. Kept in this process by the session's form token, never in a URL: an
address may be kept in a history. A banner holds our own sentence and at most a reference, nothing of a person.
"""

from collections import OrderedDict
from dataclasses import dataclass

CAPACITY = 2_000


@dataclass(frozen=True, slots=True)
class Banner:
    """One sentence, and whether it reports a success or only something to know."""

    text: str
    success: bool = True


class Banners:
    """The banners that wait; beyond `capacity` the oldest is not shown."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._waiting: OrderedDict[str, Banner] = OrderedDict()

    def leave(self, session: str, banner: Banner) -> None:
        """For the next page of this session."""
        self._waiting[session] = banner
        self._waiting.move_to_end(session)
        if len(self._waiting) > self._capacity:
            self._waiting.popitem(last=False)

    def take(self, session: str) -> Banner | None:
        """What waits for this session; it waits no longer."""
        return self._waiting.pop(session, None)
