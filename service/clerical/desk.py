"""Where the queue is worked: the runtime, the way to golden nominals, and the words that ask for care."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from audit.events import Actor
from isa.vocabulary import load_vocabulary
from service.clerical.worth import Cautions
from service.runtime import Runtime


class Membership(Protocol):
    """Carries a decision out on golden nominals: recorded, reversible, and an entry of the log of its own.

    Each raises NotAcceptable where it may not be done (an override or a hard rule stands against it), and Unavailable.
    """

    async def link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """Two records are one person's. A record that was held becomes findable, as shielded as the other."""
        ...

    async def never_link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """Two records are never one person's. A record that was held becomes findable, on its own."""
        ...

    async def part(self, records: Sequence[int], reason: str, by: Actor, runtime: Runtime) -> object:
        """These records leave their golden nominal, and whoever was told meanwhile is listed for correction."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a use case of the queue needs."""

    runtime: Runtime
    membership: Membership
    cautions: Cautions

    @classmethod
    def over(cls, runtime: Runtime, membership: Membership) -> "Desk":
        """A desk with the words that ship with the product."""
        return cls(runtime, membership, Cautions.of(load_vocabulary()))
