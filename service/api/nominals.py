"""Golden nominals for those who answer for them: histories, links, partings, overrides and correction notices."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import HTTPAuthorizationCredentials

from service.api.callers import Credentials, signed_in
from service.api.histories import golden_history, moves_seen, overrides_seen, record_history
from service.api.nominal_bodies import (
    ChangeReply,
    HistoryReply,
    NoticeReply,
    OverrideReply,
    PairBody,
    PartBody,
    ReasonBody,
)
from service.api.refusals import Attempt, attempted
from service.api.replies import PROBLEMS
from service.clerical.desk import Desk
from service.clerical.holders import check_change, check_holder, check_override, check_pair
from service.entries import actor_of
from service.identity.principal import Principal, PrincipalKind
from service.nominals.carrying_out import Guard
from service.nominals.linking import link
from service.nominals.notices import MOST, mark_told, outstanding
from service.nominals.overriding import withdraw
from service.nominals.parting import never_link, part
from service.nominals.permission import check_may_keep_apart, check_may_link
from service.nominals.reading import note_reading
from service.nominals.shapes import Change
from service.nominals.taking_back import take_back
from service.runtime import Runtime
from service.store.database import Reader

Caller = Callable[[HTTPAuthorizationCredentials | None], Awaitable[Principal]]
T = TypeVar("T")
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
    lead, desk = _allowed(check_may_link, runtime), Desk.over(runtime)

    @router.get("/records/{record}/history", summary="How a record came to its golden nominal")
    async def of_record(record: Number, principal: Annotated[Principal, Depends(lead)]) -> HistoryReply:
        """Of a record of your own agency. Every reading is itself an entry."""
        what, found = "history_of_record", record_history(record, principal, desk)
        history = await attempted(Attempt(what, [record]), found, principal, runtime)
        await note_reading(what, record, actor_of(principal), runtime)
        return HistoryReply.of(history)

    @router.get("/nominals/{golden}/history", summary="How a golden nominal came to be what it is")
    async def of_golden(golden: Number, principal: Annotated[Principal, Depends(lead)]) -> HistoryReply:
        """Of somebody of whom your agency holds a record. Every reading is itself an entry."""
        what, found = "history_of_golden", golden_history(golden, principal, desk)
        history = await attempted(Attempt(what, [golden]), found, principal, runtime)
        await note_reading(what, golden, actor_of(principal), runtime)
        return HistoryReply.of(history)

    @router.get("/overrides", summary="What people have decided, above every model")
    async def overrides(principal: Annotated[Principal, Depends(lead)]) -> list[OverrideReply]:
        """Those that stand about your agency's records, oldest first. Every reading is itself an entry."""
        await note_reading("overrides", 0, actor_of(principal), runtime)
        return [OverrideReply.of(row) for row in await overrides_seen(principal, desk)]


def _add_decisions(router: APIRouter, runtime: Runtime) -> None:
    lead, keeper = _allowed(check_may_link, runtime), _allowed(check_may_keep_apart, runtime)
    desk = Desk.over(runtime)

    async def carried(attempt: Attempt, change: Awaitable[Change], principal: Principal) -> ChangeReply:
        return await _reply(await attempted(attempt, change, principal, runtime), principal, desk)

    @router.post("/nominals/links", summary="Two records are one person")
    async def links(body: PairBody, principal: Annotated[Principal, Depends(lead)]) -> ChangeReply:
        """Their golden nominals become one, now and at every re-linking, where one person alone may decide so."""
        pair = (body.one, body.other)
        change = link(*pair, body.reason, actor_of(principal), runtime, _guard(check_pair, pair, principal, desk))
        return await carried(Attempt("link", pair), change, principal)

    @router.post("/nominals/partings", summary="Records leave their golden nominal")
    async def partings(body: PartBody, principal: Annotated[Principal, Depends(keeper)]) -> ChangeReply:
        """Whoever was told meanwhile of one what was the other's must be told of the correction."""
        guard = _guard(check_holder, body.records, principal, desk)
        change = part(body.records, body.reason, actor_of(principal), runtime, guard)
        return await carried(Attempt("part", body.records), change, principal)

    @router.post("/overrides/never", summary="Two records are never one person")
    async def never(body: PairBody, principal: Annotated[Principal, Depends(keeper)]) -> ChangeReply:
        """Where they are linked, the one that came later leaves."""
        pair = (body.one, body.other)
        change = never_link(*pair, body.reason, actor_of(principal), runtime, _guard(check_pair, pair, principal, desk))
        return await carried(Attempt("never", pair), change, principal)

    @router.post("/overrides/{override}/withdrawal", summary="What was decided of two records stands no longer")
    async def withdrawal(
        override: Number, body: ReasonBody, principal: Annotated[Principal, Depends(lead)]
    ) -> ChangeReply:
        """Nothing moves until a record of theirs arrives again, or the store is linked anew."""
        guard = _guard(check_override, override, principal, desk)
        change = withdraw(override, body.reason, actor_of(principal), runtime, guard)
        return await carried(Attempt("withdraw", [override]), change, principal)

    @router.post("/nominals/changes/{change}/taking-back", summary="Take a change back")
    async def back(change: Number, body: ReasonBody, principal: Annotated[Principal, Depends(lead)]) -> ChangeReply:
        """Every record of it stands again exactly as before."""
        guard = _guard(check_change, change, principal, desk)
        undone = take_back(change, actor_of(principal), runtime, body.reason, guard)
        return await carried(Attempt("take_back", [change]), undone, principal)


def _guard(
    check: Callable[[T, Principal, Reader, Desk], Awaitable[object]], about: T, principal: Principal, desk: Desk
) -> Guard:
    """Who may, asked within the transaction of the change."""

    async def guard(reader: Reader) -> None:
        await check(about, principal, reader, desk)

    return guard


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


async def _reply(change: Change, principal: Principal, desk: Desk) -> ChangeReply:
    seen = replace(change, moves=await moves_seen(change, principal, desk))
    return ChangeReply.of(seen, with_told=principal.kind is PrincipalKind.IG_LEAD)
