"""Carries one change out: no change without its entry in the log, and no entry without its change, or the log says so.

Records and log are two databases. First the intent is committed; then, in one transaction of the records, the change
is written, its entry appended, and the change marked done with the entry's index. A crash between the entry and the
commit leaves an intent whose entry is in the log: whoever makes the next change, or asks, reports it as
`nominal.not_done`. Entries are appended only by whoever holds the one writer, so nobody else can still be at it.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from audit.errors import AuditError
from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry, log_unavailable
from service.errors import GoldenThreadError
from service.nominals.making import Making
from service.nominals.shapes import Cause, Change, Progress, check_reason
from service.runtime import Runtime
from service.store.database import Reader
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow
from service.store.nominals_writing import MembershipWriter

_STALE_SECONDS: Final = 86_400
_MOST_LISTED: Final = 200
"""Record numbers in an entry; beyond them only their count."""
_OPERATION: Final = {
    EventType.NOMINAL_LINKED: Operation.COMBINATION,
    EventType.NOMINAL_RELINKED: Operation.COMBINATION,
}
Plan = Callable[[Making], Awaitable[None]]
Guard = Callable[[Reader], Awaitable[None]]
"""Asked first, within the transaction of the change, so that nothing moves between: raises where it may not be."""


@dataclass(frozen=True, slots=True)
class Intended:
    """What somebody is about to change, and why."""

    cause: Cause
    event: EventType
    reason: str
    by: Actor
    undoes: int = 0
    model: str = ""
    run: int = 0
    """The proposal that becomes true, or 0 for a change that is new."""
    details: dict[str, object] = field(default_factory=dict)
    guard: Guard | None = None


async def carry_out(intended: Intended, plan: Plan, runtime: Runtime) -> Change:
    """Plan and make one change, with its entry.

    Raises:
        NotFound, NotAcceptable: the guard or the plan refused it. Nothing changed.
        Unavailable: store or log is down. Nothing changed.
    """
    check_reason(intended.reason)
    row = await _begin(intended, runtime)
    try:
        return await _make(row, intended, plan, runtime)
    except GoldenThreadError:
        await _give_up(row, runtime)
        raise


async def _begin(intended: Intended, runtime: Runtime) -> ChangeRow:
    """Commit the intent, once whatever a crash left behind is told."""
    async with runtime.store.database.transaction() as transaction:
        writer = MembershipWriter(transaction)
        await _report(Membership(transaction), writer, runtime)
        by = intended.by
        row = ChangeRow(
            id=intended.run or await writer.number("change"),
            cause=intended.cause.value,
            state=Progress.INTENDED.value,
            reason=intended.reason,
            staff=by.staff,
            agency=by.agency,
            role=by.role,
            at=runtime.clock.now(),
            request=f"change-{secrets.token_hex(16)}",
            entry=None,
            undoes=intended.undoes,
            model=intended.model,
            counts="",
        )
        await (writer.begin_again(row) if intended.run else writer.add_change(row))
    return row


async def _make(row: ChangeRow, intended: Intended, plan: Plan, runtime: Runtime) -> Change:
    async with runtime.store.database.transaction() as transaction:
        if intended.guard is not None:
            await intended.guard(transaction)
        making = Making(row, transaction, runtime)
        await plan(making)
        await making.apply()
        receipt = await append_entry(await _entry(row, intended, making), None, runtime)
        entry = runtime.log.number_of(receipt)
        await making.writer.set_change(row.id, Progress.DONE.value, entry)
    return Change(row.id, intended.cause, entry, making.movements(), making.overrides_set())


async def _entry(row: ChangeRow, intended: Intended, making: Making) -> Entry:
    """Pseudonyms, numbers and codes: what moved, from which golden nominals to which."""
    moves = making.movements()
    out = sorted({move.before.golden for move in moves if move.before.golden is not None})
    into = sorted({move.after.golden for move in moves if move.after.golden is not None})
    touched = sorted({*out, *into, *making.concerned})
    names = {golden: name for golden, (name, _) in (await making.membership.goldens(touched)).items()}
    listed = sorted({move.record for move in moves} | making.concerned_records)[:_MOST_LISTED]
    details: dict[str, object] = {
        "change": row.id,
        "cause": row.cause,
        "reason": row.reason,
        "moved": len(moves),
        "records": listed,
        "from": [names[golden] for golden in out[:_MOST_LISTED] if golden in names],
        "to": [names[golden] for golden in into[:_MOST_LISTED] if golden in names],
        **making.noted(),
        **intended.details,
    }
    subject = next((names[golden] for golden in (*out, *into, *sorted(making.concerned)) if golden in names), "")
    return Entry(
        type=intended.event,
        request_id=row.request,
        actor=intended.by,
        operation=_OPERATION.get(intended.event, Operation.ALTERATION),
        subject=subject if len(touched) <= 2 else "",
        providers=making.providers(),
        details={name: value for name, value in details.items() if value not in ([], "")},
    )


async def report_unfinished(runtime: Runtime) -> int:
    """Tell in the log of every change whose entry is there and which was never made. Returns how many there were.

    Raises:
        Unavailable: store or log is down.
    """
    async with runtime.store.database.transaction() as transaction:
        return await _report(Membership(transaction), MembershipWriter(transaction), runtime)


async def _report(membership: Membership, writer: MembershipWriter, runtime: Runtime) -> int:
    reported = 0
    for row in await membership.in_state(Progress.INTENDED.value):
        logged = await _logged(row, runtime)
        if logged is not None:
            await _say_not_done(row, logged, writer, runtime)
            reported += 1
        elif runtime.clock.now() - row.at >= _STALE_SECONDS:  # until then somebody may be waiting for the writer
            await _forget(row, writer)
    return reported


async def _forget(row: ChangeRow, writer: MembershipWriter) -> None:
    """Nothing came of it, and the log knows nothing of it: a proposal is a proposal still."""
    if row.cause == Cause.RELINKED:
        await writer.set_state(row.id, Progress.PROPOSED.value)
    else:
        await writer.drop_change(row.id)


async def _give_up(row: ChangeRow, runtime: Runtime) -> None:
    """Settle a change that failed; what cannot be settled now is told by whoever comes next."""
    try:
        async with runtime.store.database.transaction() as transaction:
            held, writer = await Membership(transaction).change(row.id), MembershipWriter(transaction)
            if held is None or held.state != Progress.INTENDED:
                return
            logged = await _logged(row, runtime)
            if logged is None:
                await _forget(row, writer)
            else:
                await _say_not_done(row, logged, writer, runtime)
    except GoldenThreadError:
        return


async def _logged(row: ChangeRow, runtime: Runtime) -> int | None:
    """The index of a change's entry, if the log has it."""
    try:
        logged = await runtime.log.find(row.request)
    except AuditError:
        raise log_unavailable() from None
    return None if logged is None else logged.index


async def _say_not_done(row: ChangeRow, index: int, writer: MembershipWriter, runtime: Runtime) -> None:
    entry = Entry(
        type=EventType.NOMINAL_NOT_DONE,
        request_id=f"{row.request}-not-done",
        actor=Actor(row.staff, row.agency, row.role),
        operation=Operation.ALTERATION,
        relates_to=index,
        details={"change": row.id, "cause": row.cause},
    )
    await append_entry(entry, None, runtime)
    still = Progress.PROPOSED if row.cause == Cause.RELINKED else Progress.ABANDONED
    await writer.set_state(row.id, still.value)
