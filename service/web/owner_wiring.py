"""The real ports of the pages of owners and supervisors, over one runtime."""

from service.clerical.claims import claim, give_back
from service.clerical.deciding import Decision, decide
from service.clerical.desk import Desk
from service.clerical.looking import Listing, Look, look, waiting
from service.clerical.refused import from_the_queue
from service.identity.principal import Principal
from service.runtime import Runtime
from service.store.clerical_rows import PairState
from service.web.owner_ports import OwnerPorts


class RuntimePairs:
    """The clerical queue."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._desk = Desk.over(runtime)

    def agency_name(self, agency: str) -> str:
        """See `PairQueue.agency_name`."""
        return self._runtime.agreements.agency_name(agency)

    async def waiting(self, principal: Principal, limit: int, *, drawn: bool) -> Listing:
        """See `PairQueue.waiting`."""
        return await waiting(limit, principal, self._desk, drawn=drawn)

    async def claim(self, principal: Principal, number: int) -> PairState:
        """See `PairQueue.claim`."""
        return await claim(number, principal, self._desk)

    async def give_back(self, principal: Principal, number: int) -> PairState:
        """See `PairQueue.give_back`."""
        return await give_back(number, principal, self._desk)

    async def look(self, principal: Principal, number: int) -> Look:
        """See `PairQueue.look`."""
        return await look(number, principal, self._desk)

    async def decide(self, principal: Principal, number: int, decision: Decision) -> PairState:
        """See `PairQueue.decide`; why golden nominals refuse is told in neutral words."""
        outcome = decide(number, decision, principal, self._desk)
        return await from_the_queue(number, outcome, principal, self._runtime)


def owner_ports_of(runtime: Runtime) -> OwnerPorts:
    """Everything that these pages need."""
    return OwnerPorts(pairs=RuntimePairs(runtime))
