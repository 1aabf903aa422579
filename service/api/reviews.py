"""The queue of reviews, and for IG leads the notices to their agency and the alerts about its people."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query

from service.api.callers import signed_in
from service.api.oversight_bodies import AlertsReply, LeadNoticeReply, SeenReply, UpToBody
from service.api.replies import OVERTAKEN, PROBLEMS
from service.api.reviews_bodies import FindingBody, MeasuredReply, ReviewReply, SampledReply
from service.identity.principal import Principal
from service.oversight import alerts, notices, reviews
from service.oversight.anomalies import measuring
from service.oversight.anomalies.words import ReviewKind
from service.oversight.review_findings import Finding
from service.runtime import Runtime

MOST = 500
Number = Annotated[int, Path(ge=1, le=2**53)]


def create_reviews(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime. Every reading is an entry of the log."""
    router = APIRouter(prefix="/v1", tags=["oversight"], responses=PROBLEMS)
    _add_reviews(router, runtime)
    _add_figures(router, runtime)
    _add_notices(router, runtime)
    _add_alerts(router, runtime)
    return router


def _add_reviews(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]
    now = runtime.clock.now

    @router.get("/reviews", summary="What is to be reviewed, what is due first")
    async def listing(
        principal: caller, state: Literal["open", "decided"] = "open", kind: ReviewKind | None = None
    ) -> list[ReviewReply]:
        """Of your agency's people: emergencies, what a rule has reviewed, what is odd, what was drawn by lot.

        And emergencies of others that opened your agency's records. Supervisors: what was drawn by lot of colleagues.
        """
        found = await reviews.listed(state, principal, runtime, kind or "")
        return [ReviewReply.listed(one, now(), principal.agency) for one in found]

    @router.post("/reviews/{number}/claim", summary="Claim a review for half an hour, and read it", responses=OVERTAKEN)
    async def claimed(number: Number, principal: caller) -> ReviewReply:
        """One person at a time. Nobody reviews what they did or agreed to."""
        return ReviewReply.opened(await reviews.claim(number, principal, runtime), now(), principal.agency)

    @router.post("/reviews/{number}/decision", summary="Decide a review that you have claimed", responses=OVERTAKEN)
    async def decided(number: Number, body: FindingBody, principal: caller) -> ReviewReply:
        """The other agencies that it concerns are told what you found, not your note."""
        finding = Finding(body.verdict, body.note, body.version)
        return ReviewReply.decided(await reviews.decide(number, finding, principal, runtime))


def _add_figures(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]

    @router.get("/reviews/measure", summary="How many reviews each kind makes a week, and what came of them")
    async def measured(principal: caller, weeks: Annotated[int, Query(ge=1, le=260)] = 4) -> list[MeasuredReply]:
        """A kind that is cleared nearly every time wants a higher threshold."""
        return [MeasuredReply.of(one) for one in await measuring.measured(weeks, principal, runtime)]

    @router.get("/reviews/sample", summary="What was drawn by lot, and by which lot")
    async def sampled(principal: caller) -> list[SampledReply]:
        """Anyone with an export of the log draws the same again: `service reviews sample --check`."""
        return [
            SampledReply(entry=row.entry, name=name, review=row.id, state=row.state, verdict=row.verdict, why=why)
            for row, why, name in await measuring.sampled(principal, runtime)
        ]


def _add_notices(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]

    @router.get("/notices", summary="What your agency is told")
    async def told(
        principal: caller,
        state: Literal["new", "seen"] = "new",
        after: Annotated[int, Query(ge=0, description="Only notices with a higher number.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    ) -> list[LeadNoticeReply]:
        """Emergencies, disclosures that a rule has you told of, suspensions, reviews that are due; oldest first."""
        found = await notices.notices(state == "seen", after, limit, principal, runtime)
        return [LeadNoticeReply.of(one) for one in found]

    @router.post("/notices/{number}/seen", summary="You have seen a notice")
    async def seen(number: Number, principal: caller) -> LeadNoticeReply:
        """Says who, and when."""
        return LeadNoticeReply.marked(await notices.mark_seen(number, principal, runtime))


def _add_alerts(router: APIRouter, runtime: Runtime) -> None:
    caller = Annotated[Principal, Depends(signed_in(runtime))]

    @router.get("/alerts", summary="Enquiries that showed their asker nothing, and that you should know of")
    async def listing(
        principal: caller,
        after: Annotated[int, Query(ge=0, description="Only of entries with a higher index.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    ) -> AlertsReply:
        """Counts and pseudonyms; nothing of whom anybody asked about."""
        return AlertsReply.of(await alerts.alerts(after, limit, principal, runtime))

    @router.post("/alerts/seen", summary="You have looked into the alerts up to an entry")
    async def seen(body: UpToBody, principal: caller) -> SeenReply:
        """They are not counted again."""
        return SeenReply(seen=await alerts.mark_seen(body.up_to, principal, runtime))
