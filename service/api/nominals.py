"""Golden nominals for those who answer for them: histories, links, partings, overrides and correction notices."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials

from service.api.callers import Credentials, signed_in
from service.api.nominal_bodies import (
    ChangeReply,
    HistoryReply,
    NoticeReply,
    OverrideReply,
    PairBody,
    PartBody,
    ReasonBody,
)
from service.api.replies import PROBLEMS
from service.entries import actor_of
from service.identity.principal import Principal, PrincipalKind
from service.nominals.history import history_of_golden, history_of_record
from service.nominals.linking import link
from service.nominals.notices import MOST, mark_told, outstanding
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.permission import check_may_keep_apart, check_may_link
from service.nominals.reading import note_reading
from service.nominals.shapes import Change
from service.nominals.taking_back import take_back
from service.runtime import Runtime
from service.store.nominals_reading import Membership

Caller = Callable[[HTTPAuthorizationCredentials | None], Awaitable[Principal]]
Number = Annotated[int, Path(ge=1, le=2**62)]


def _allowed(check: Callable[[Principal], None], runtime: Runtime) -> Caller:
    """A dependency that lets by whom `check` lets by."""
    anyone = signed_in(runtime)

    async def principal(credentials: Credentials) -> Principal:
        caller = await anyone(credentials)
        check(caller)
        return caller

    return principal


def create_nominals(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["golden nominals"], responses=PROBLEMS)
    _add_readings(router, runtime)
    _add_decisions(router, runtime)
    _add_notices(router, runtime)
    return router


def _add_readings(router: APIRouter, runtime: Runtime) -> None:
    lead = _allowed(check_may_link, runtime)

    @router.get("/records/{record}/history", summary="How a record came to its golden nominal")
    async def of_record(record: Number, principal: Annotated[Principal, Depends(lead)]) -> HistoryReply:
        """Every reading is itself an entry."""
        await note_reading("history_of_record", record, actor_of(principal), runtime)
        return HistoryReply.of(await history_of_record(record, runtime))

    @router.get("/nominals/{golden}/history", summary="How a golden nominal came to be what it is")
    async def of_golden(golden: Number, principal: Annotated[Principal, Depends(lead)]) -> HistoryReply:
        """Every reading is itself an entry."""
        await note_reading("history_of_golden", golden, actor_of(principal), runtime)
        return HistoryReply.of(await history_of_golden(golden, runtime))

    @router.get("/overrides", summary="What people have decided, above every model")
    async def overrides(principal: Annotated[Principal, Depends(lead)]) -> list[OverrideReply]:
        """Those that stand, oldest first. Every reading is itself an entry."""
        await note_reading("overrides", 0, actor_of(principal), runtime)
        return [OverrideReply.of(row) for row in await Membership(runtime.store.database).overrides()]


def _add_decisions(router: APIRouter, runtime: Runtime) -> None:
    lead, keeper = _allowed(check_may_link, runtime), _allowed(check_may_keep_apart, runtime)

    @router.post("/nominals/links", summary="Two records are one person")
    async def links(body: PairBody, principal: Annotated[Principal, Depends(lead)]) -> ChangeReply:
        """Their golden nominals become one, now and at every re-linking."""
        return _reply(await link(body.one, body.other, body.reason, actor_of(principal), runtime), principal)

    @router.post("/nominals/partings", summary="Records leave their golden nominal")
    async def partings(body: PartBody, principal: Annotated[Principal, Depends(keeper)]) -> ChangeReply:
        """Whoever was told meanwhile of one what was the other's must be told of the correction."""
        return _reply(await part(body.records, body.reason, actor_of(principal), runtime), principal)

    @router.post("/overrides/never", summary="Two records are never one person")
    async def never(body: PairBody, principal: Annotated[Principal, Depends(keeper)]) -> ChangeReply:
        """Where they are linked, the one that came later leaves."""
        return _reply(await never_link(body.one, body.other, body.reason, actor_of(principal), runtime), principal)

    @router.post("/overrides/{override}/withdrawal", summary="What was decided of two records stands no longer")
    async def withdrawal(
        override: Number, body: ReasonBody, principal: Annotated[Principal, Depends(lead)]
    ) -> ChangeReply:
        """Nothing moves until a record of theirs arrives again, or the store is linked anew."""
        return _reply(await withdraw(override, body.reason, actor_of(principal), runtime), principal)

    @router.post("/nominals/changes/{change}/taking-back", summary="Take a change back")
    async def back(change: Number, body: ReasonBody, principal: Annotated[Principal, Depends(lead)]) -> ChangeReply:
        """Every record of it stands again exactly as before."""
        return _reply(await take_back(change, actor_of(principal), runtime, body.reason), principal)


def _add_notices(router: APIRouter, runtime: Runtime) -> None:
    lead = _allowed(check_may_link, runtime)

    @router.get("/correction-notices", summary="Who must be told of a correction, or has been")
    async def notices(
        principal: Annotated[Principal, Depends(lead)],
        state: Literal["to_tell", "told"] = "to_tell",
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
        after: Annotated[int, Query(ge=0, description="Only notices with a higher number.")] = 0,
    ) -> list[NoticeReply]:
        """Oldest first (UK GDPR Art 19). Every reading is itself an entry."""
        await note_reading("correction_notices", 0, actor_of(principal), runtime)
        return [NoticeReply.of(row) for row in await outstanding(state, limit, after, runtime)]

    @router.post("/correction-notices/{notice}/told", summary="The recipient has been told")
    async def told(notice: Number, principal: Annotated[Principal, Depends(lead)]) -> NoticeReply:
        """Says who told them, and when."""
        return NoticeReply.of(await mark_told(notice, actor_of(principal), runtime))


def _reply(change: Change, principal: Principal) -> ChangeReply:
    return ChangeReply.of(change, with_told=principal.kind is PrincipalKind.IG_LEAD)
