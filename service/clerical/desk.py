"""Where the queue is worked: the runtime, the way to golden nominals, and the words that ask for care."""

from dataclasses import dataclass
from typing import Protocol

from audit.events import Actor
from isa.vocabulary import load_vocabulary
from service.clerical.worth import Cautions
from service.nominals.linking import link
from service.nominals.parting import never_link
from service.runtime import Runtime


class Membership(Protocol):
    """Carries a decision out on golden nominals: recorded, reversible, and an entry of the log of its own.

    Each raises NotAcceptable where it may not be done (an override or a hard rule stands against it), and Unavailable.
    """

    async def link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """Two records are one person's. A record that was held becomes findable, as shielded as the other."""
        ...

    async def never_link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """Two records are two people's. Where they are linked they are parted, and whoever was told is listed.

        A record that was held becomes findable once this is said of everybody for whose sake it is held.
        """
        ...


class GoldenNominals:
    """The real ones."""

    async def link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """See `Membership.link`."""
        return await link(one, other, reason, by, runtime)

    async def never_link(self, one: int, other: int, reason: str, by: Actor, runtime: Runtime) -> object:
        """See `Membership.never_link`."""
        return await never_link(one, other, reason, by, runtime)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a use case of the queue needs."""

    runtime: Runtime
    membership: Membership
    cautions: Cautions

    @classmethod
    def over(cls, runtime: Runtime, membership: Membership | None = None) -> "Desk":
        """A desk with the words that ship with the product."""
        return cls(runtime, membership or GoldenNominals(), Cautions.of(load_vocabulary()))
