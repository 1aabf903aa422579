"""What the pages of oversight need of the service: one person's history, access packs, corrections, reviews, alerts.

Every reading is an entry of the log first. All raise NotPermitted and Unavailable, besides what is said.
"""

from collections.abc import Sequence
from typing import Protocol

from service.identity.principal import Principal
from service.oversight.access.assembling import Gathered
from service.oversight.access.reviewing import Decided
from service.oversight.alerts import Alerts
from service.oversight.anomalies.measuring import Measured, Sampled
from service.oversight.review_findings import Finding
from service.oversight.reviews import Listed, Opened
from service.oversight.subject_history import SubjectHistory
from service.store.access_rows import RequestRow
from service.store.nominals_rows import NoticeRow


class AccessRequests(Protocol):
    """What was told of one person, and what they are told of it."""

    async def history(self, principal: Principal, subject: str, why: str) -> SubjectHistory:
        """Everything that was told of a person. Raises NotFound."""

    async def listed(self, principal: Principal, state: str) -> list[RequestRow]:
        """Requests to the reader's agency: `review` or `released`."""

    async def gather(self, principal: Principal, subject: str, received: str) -> Gathered:
        """Gather a pack for a request of a day (`YYYY-MM-DD`). Raises NotFound and NotAcceptable."""

    async def shown(self, principal: Principal, number: int) -> Gathered:
        """One request with its items. Raises NotFound."""

    async def decide(self, principal: Principal, number: int, version: int, decided: Sequence[Decided]) -> Gathered:
        """Decide items. Raises NotFound, NotAcceptable and Overtaken."""

    async def release(self, principal: Principal, number: int, version: int, says_withheld: bool) -> bytes:
        """The pack as JSON, once. Raises NotFound, NotAcceptable and Overtaken."""

    def page(self, pack: bytes) -> str:
        """A pack as a page of HTML that needs nothing else."""


class Corrections(Protocol):
    """Who must be told that what they were told of one person was another's."""

    async def listed(self, principal: Principal, state: str, after: int, limit: int) -> list[NoticeRow]:
        """Notices in a state (`to_tell`, `told`) with a number above `after`, oldest first."""

    async def told(self, principal: Principal, notice: int) -> None:
        """The recipient has been told. Raises NotFound and NotAcceptable."""


class ReviewQueue(Protocol):
    """Reviews and alerts about the reader's agency's people."""

    def grounds(self) -> dict[str, str]:
        """Every ground of an emergency in words. Reads nothing."""

    async def listed(self, principal: Principal, state: str, kind: str) -> list[Listed]:
        """`open` ones by when they are due, `decided` ones newest first."""

    async def claim(self, principal: Principal, number: int) -> Opened:
        """Take one for half an hour and read it. Raises NotFound, NotAcceptable and Overtaken."""

    async def decide(self, principal: Principal, number: int, finding: Finding) -> None:
        """Decide it. Raises NotFound, NotAcceptable and Overtaken."""

    async def sampled(self, principal: Principal) -> list[Sampled]:
        """What was drawn by lot."""

    async def measured(self, principal: Principal, weeks: int) -> list[Measured]:
        """How many reviews each kind made."""

    async def alerts(self, principal: Principal, after: int, limit: int) -> Alerts:
        """Enquiries that showed their asker nothing, and that nobody has looked into."""

    async def alerts_seen(self, principal: Principal, up_to: int) -> int:
        """The reader has looked into the alerts up to an entry. How many those were."""
