"""The real ports of oversight over one runtime: the same use-cases as the interface for systems."""

from collections.abc import Sequence

from service.entries import actor_of
from service.identity.principal import Principal
from service.nominals.notices import mark_told, outstanding
from service.nominals.permission import check_may_link
from service.nominals.reading import note_reading
from service.oversight import alerts, reviews
from service.oversight.access import assembling, reviewing
from service.oversight.access.assembling import Gathered
from service.oversight.access.page import page_of
from service.oversight.access.releasing import release_pack
from service.oversight.access.reviewing import Decided
from service.oversight.alerts import Alerts
from service.oversight.anomalies import measuring
from service.oversight.anomalies.measuring import Measured, Sampled
from service.oversight.review_findings import Finding
from service.oversight.reviews import Listed, Opened
from service.oversight.subject_history import SubjectHistory, subject_history
from service.runtime import Runtime
from service.store.access_rows import RequestRow
from service.store.nominals_rows import NoticeRow


class RuntimeAccess:
    """Histories and access packs."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def history(self, principal: Principal, subject: str, why: str) -> SubjectHistory:
        """Everything that was told of a person."""
        return await subject_history(subject, principal, self._runtime, why)

    async def listed(self, principal: Principal, state: str) -> list[RequestRow]:
        """Requests to the reader's agency."""
        return await assembling.listed(state, principal, self._runtime)

    async def gather(self, principal: Principal, subject: str, received: str) -> Gathered:
        """Gather a pack."""
        return await assembling.assemble(subject, received, principal, self._runtime)

    async def shown(self, principal: Principal, number: int) -> Gathered:
        """One request."""
        return await assembling.shown(number, principal, self._runtime)

    async def decide(self, principal: Principal, number: int, version: int, decided: Sequence[Decided]) -> Gathered:
        """Decide items."""
        return await reviewing.decide(number, version, decided, principal, self._runtime)

    async def release(self, principal: Principal, number: int, version: int, says_withheld: bool) -> bytes:
        """The pack, once."""
        return await release_pack(number, version, says_withheld, principal, self._runtime)

    def page(self, pack: bytes) -> str:
        """A pack to read or to print."""
        return page_of(pack)


class RuntimeCorrections:
    """Correction notices."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def listed(self, principal: Principal, state: str, after: int, limit: int) -> list[NoticeRow]:
        """Whoever is to be told, or has been."""
        check_may_link(principal)
        await note_reading("correction_notices", 0, actor_of(principal), self._runtime)
        return await outstanding(state, limit, after, self._runtime)

    async def told(self, principal: Principal, notice: int) -> None:
        """The recipient has been told."""
        check_may_link(principal)
        await mark_told(notice, actor_of(principal), self._runtime)


class RuntimeReviews:
    """The queue of reviews, and alerts."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def grounds(self) -> dict[str, str]:
        """As the agreements name them."""
        return dict(self._runtime.agreements.grounds())

    async def listed(self, principal: Principal, state: str, kind: str) -> list[Listed]:
        """What waits, or was decided."""
        return await reviews.listed(state, principal, self._runtime, kind)

    async def claim(self, principal: Principal, number: int) -> Opened:
        """Take one, and read it."""
        return await reviews.claim(number, principal, self._runtime)

    async def decide(self, principal: Principal, number: int, finding: Finding) -> None:
        """Decide it."""
        await reviews.decide(number, finding, principal, self._runtime)

    async def sampled(self, principal: Principal) -> list[Sampled]:
        """What was drawn by lot."""
        return await measuring.sampled(principal, self._runtime)

    async def measured(self, principal: Principal, weeks: int) -> list[Measured]:
        """How many reviews each kind made."""
        return await measuring.measured(weeks, principal, self._runtime)

    async def alerts(self, principal: Principal, after: int, limit: int) -> Alerts:
        """What nobody has looked into."""
        return await alerts.alerts(after, limit, principal, self._runtime)

    async def alerts_seen(self, principal: Principal, up_to: int) -> int:
        """The reader has looked into them."""
        return await alerts.mark_seen(up_to, principal, self._runtime)
