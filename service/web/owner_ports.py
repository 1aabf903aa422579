"""What the pages of owners and supervisors need of the service: pairs of records to decide, as small protocols."""

from dataclasses import dataclass
from typing import Protocol

from service.clerical.deciding import Decision
from service.clerical.looking import Listing, Look
from service.identity.principal import Principal
from service.store.clerical_rows import PairState


class PairQueue(Protocol):
    """Pairs of records for a person to decide. Raises the errors of `service.clerical`; every reading is an entry."""

    def agency_name(self, agency: str) -> str:
        """An agency as its agreements call it."""

    async def waiting(self, principal: Principal, limit: int, *, drawn: bool) -> Listing:
        """The pairs that wait for this person; `drawn`: only those of a quality check. Raises NotFound."""

    async def claim(self, principal: Principal, number: int) -> PairState:
        """Claim a pair for half an hour. Raises NotFound, NotAcceptable, Overtaken."""

    async def give_back(self, principal: Principal, number: int) -> PairState:
        """Give it back. Raises NotFound, Overtaken."""

    async def look(self, principal: Principal, number: int) -> Look:
        """Both records of a pair that this person has claimed. Raises NotFound, Overtaken, Unavailable."""

    async def decide(self, principal: Principal, number: int, decision: Decision) -> PairState:
        """Decide about it. Raises NotFound, NotAcceptable, Overtaken, Unavailable."""


@dataclass(frozen=True, slots=True)
class OwnerPorts:
    """Everything that these pages need."""

    pairs: PairQueue
