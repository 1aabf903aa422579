"""The real ports of the pages of owners and supervisors, over one runtime."""

from service.clerical.claims import claim, give_back
from service.clerical.deciding import Decision, decide
from service.clerical.desk import Desk
from service.clerical.looking import Listing, Look, look, waiting
from service.clerical.refused import from_the_queue
from service.follow_up import answering
from service.follow_up.agreed import RuleThere, place_of, rules_at
from service.follow_up.answering import Answering
from service.follow_up.following import Followed
from service.follow_up.words import State
from service.identity.principal import Principal
from service.oversight import notices, reviews
from service.oversight.anomalies.words import ReviewKind
from service.oversight.notices import Told
from service.oversight.review_findings import Finding
from service.oversight.reviews import Listed, Opened
from service.runtime import Runtime
from service.store.clerical_rows import PairState
from service.store.follow_up import FollowUpRow
from service.store.oversight_rows import DECIDED, OPEN
from service.web.owner_ports import OwnerPorts


class RuntimeNames:
    """Codes in the words of the agreements."""

    def __init__(self, runtime: Runtime) -> None:
        self._agreements = runtime.agreements

    def agency_name(self, agency: str) -> str:
        """See `Names.agency_name`."""
        return self._agreements.agency_name(agency)

    def purpose_label(self, purpose: str) -> str:
        """See `Names.purpose_label`."""
        return self._agreements.purpose_label(purpose)

    def record_type(self, code: str) -> str:
        """See `Names.record_type`."""
        known = self._agreements.words.record_types.get(code)
        return known.title if known else code

    def agencies(self) -> frozenset[str]:
        """See `Names.agencies`."""
        return self._agreements.agencies


class RuntimePairs:
    """The clerical queue."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._desk = Desk.over(runtime)

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


class RuntimeSamples:
    """Reviews that were drawn by lot."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def waiting(self, principal: Principal) -> list[Listed]:
        """See `SampledReviews.waiting`."""
        return await reviews.listed(OPEN, principal, self._runtime, ReviewKind.SAMPLE)

    async def decided(self, principal: Principal) -> list[Listed]:
        """See `SampledReviews.decided`."""
        return await reviews.listed(DECIDED, principal, self._runtime, ReviewKind.SAMPLE)

    async def claim(self, principal: Principal, number: int) -> Opened:
        """See `SampledReviews.claim`."""
        return await reviews.claim(number, principal, self._runtime)

    async def decide(self, principal: Principal, number: int, finding: Finding) -> None:
        """See `SampledReviews.decide`."""
        await reviews.decide(number, finding, principal, self._runtime)


class RuntimeNotices:
    """Notices of oversight."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def told(self, principal: Principal, limit: int, after: int, *, seen: bool) -> list[Told]:
        """See `Notices.told`."""
        return await notices.notices(seen, after, limit, principal, self._runtime)

    async def mark_seen(self, principal: Principal, number: int) -> None:
        """See `Notices.mark_seen`."""
        await notices.mark_seen(number, principal, self._runtime)


class RuntimeRequests:
    """What other agencies ask."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def to_answer(self, principal: Principal, *, answered: bool) -> list[FollowUpRow]:
        """See `RequestsToUs.to_answer`."""
        state = State.ANSWERED if answered else State.WAITING
        return await answering.to_answer(principal, self._runtime, state)

    async def one(self, principal: Principal, reference: str) -> Followed:
        """See `RequestsToUs.one`."""
        return await answering.one_to_answer(reference, principal, self._runtime)

    def rules(self, row: FollowUpRow) -> list[RuleThere]:
        """See `RequestsToUs.rules`."""
        return rules_at(place_of(row), self._runtime)

    async def answer(self, principal: Principal, reference: str, typed: Answering) -> FollowUpRow:
        """See `RequestsToUs.answer`."""
        return await answering.answer(reference, typed, principal, self._runtime)


def owner_ports_of(runtime: Runtime) -> OwnerPorts:
    """Everything that these pages need."""
    return OwnerPorts(
        names=RuntimeNames(runtime),
        pairs=RuntimePairs(runtime),
        samples=RuntimeSamples(runtime),
        notices=RuntimeNotices(runtime),
        requests=RuntimeRequests(runtime),
    )
