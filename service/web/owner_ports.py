"""What the pages of owners and supervisors need: requests to answer, samples to review, notices, pairs to decide."""

from dataclasses import dataclass
from typing import Protocol

from service.clerical.deciding import Decision
from service.clerical.looking import Listing, Look
from service.follow_up.agreed import RuleThere
from service.follow_up.answering import Answering
from service.follow_up.following import Followed
from service.identity.principal import Principal
from service.oversight.notices import Told
from service.oversight.review_findings import Finding
from service.oversight.reviews import Listed, Opened
from service.store.clerical_rows import PairState
from service.store.follow_up import FollowUpRow


class Names(Protocol):
    """Our codes in the words of the agreements."""

    def agency_name(self, agency: str) -> str:
        """An agency as its agreements call it."""

    def purpose_label(self, purpose: str) -> str:
        """A purpose in words."""

    def record_type(self, code: str) -> str:
        """A kind of record in words."""

    def agencies(self) -> frozenset[str]:
        """Every agency that an agreement names."""


class PairQueue(Protocol):
    """Pairs of records for a person to decide. Raises the errors of `service.clerical`; every reading is an entry."""

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


class SampledReviews(Protocol):
    """What was drawn by lot of colleagues' enquiries. Raises the errors of `service.oversight.reviews`."""

    async def waiting(self, principal: Principal) -> list[Listed]:
        """What is to be reviewed, what is due first."""

    async def decided(self, principal: Principal) -> list[Listed]:
        """What was decided, the newest first."""

    async def claim(self, principal: Principal, number: int) -> Opened:
        """Claim one for half an hour, and read it. Raises NotFound, NotAcceptable, Overtaken."""

    async def decide(self, principal: Principal, number: int, finding: Finding) -> None:
        """Decide it. Raises NotFound, NotAcceptable, Overtaken."""


class RequestsToUs(Protocol):
    """What other agencies ask of the principal's. Raises the errors of `service.follow_up`; a reading is an entry."""

    async def to_answer(self, principal: Principal, *, answered: bool) -> list[FollowUpRow]:
        """What waits, what is due first; or what was answered. Raises NotFound."""

    async def one(self, principal: Principal, reference: str) -> Followed:
        """One of them: who asks, and why. Raises NotFound."""

    def rules(self, row: FollowUpRow) -> list[RuleThere]:
        """The rules in force under which anything may be told in answer to it. Raises Unavailable."""

    async def answer(self, principal: Principal, reference: str, typed: Answering) -> FollowUpRow:
        """Answer it: all, part or no. Raises NotFound, NotAcceptable, Overtaken."""


class Notices(Protocol):
    """What an agency's IG lead is told. Raises the errors of `service.oversight.notices`; every reading is an entry."""

    async def told(self, principal: Principal, limit: int, after: int, *, seen: bool) -> list[Told]:
        """Notices above a number, oldest first: those not read yet, or those read."""

    async def mark_seen(self, principal: Principal, number: int) -> None:
        """This person has read it. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class OwnerPorts:
    """Everything that these pages need."""

    names: Names
    pairs: PairQueue
    samples: SampledReviews
    notices: Notices
    requests: RequestsToUs
