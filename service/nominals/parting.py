"""Records leave a golden nominal, with a `never` between them and those they leave; and who was told meanwhile."""

from collections.abc import Sequence

from audit.events import Actor, EventType
from service.errors import NotAcceptable, ReasonCode
from service.nominals.carrying_out import Guard, Intended, carry_out
from service.nominals.making import Making
from service.nominals.notices import collect
from service.nominals.releasing import stand_alone
from service.nominals.rules import bound_to, stands
from service.nominals.shapes import ALWAYS, NEVER, Cause, Parted
from service.runtime import Runtime
from service.store.nominals_rows import MemberRow, OverrideRow
from service.store.rows import State


async def part(records: Sequence[int], reason: str, by: Actor, runtime: Runtime, guard: Guard | None = None) -> Parted:
    """These records leave their golden nominal together: for one of their own, or back to the one that they came from.

    Returns the change with everybody who was told, while they were linked, of one what was the other's.

    Raises:
        NotFound: there is no such record.
        NotAcceptable: LINK_REFUSED, where they are of different golden nominals, or nobody would be left.
        Unavailable: store or log is down. Nothing changed.
    """
    leaving = sorted(set(records))

    async def plan(making: Making) -> None:
        await _plan_parting(making, leaving)

    intended = Intended(Cause.PARTED, EventType.NOMINAL_PARTED, reason, by, guard=guard)
    return await collect(await carry_out(intended, plan, runtime), runtime)


async def never_link(
    one: int, other: int, reason: str, by: Actor, runtime: Runtime, guard: Guard | None = None
) -> Parted:
    """Two records are two people, whatever a model says. Where they are linked, the one that came later leaves.

    A held record becomes live on its own once nobody is left of whom a person has not said so. An `always` between
    the two is withdrawn by this.

    Raises:
        NotFound: there is no such record.
        NotAcceptable: OVERRIDE_STANDS, where it is said already, or where an `always` with others holds them together.
        Unavailable: store or log is down. Nothing changed.
    """
    if one == other:
        raise NotAcceptable(ReasonCode.LINK_REFUSED, "A record cannot be parted from itself. Give two records.")

    async def plan(making: Making) -> None:
        await _plan_never(making, one, other)

    intended = Intended(Cause.OVERRIDE, EventType.NOMINAL_OVERRIDE, reason, by, guard=guard)
    return await collect(await carry_out(intended, plan, runtime), runtime)


async def _plan_parting(making: Making, leaving: Sequence[int]) -> None:
    rows = await making.look_up(leaving)
    goldens = {row.golden for row in rows}
    golden = rows[0].golden if rows and len(goldens) == 1 else None
    if golden is None:
        raise _refused("Give records that belong to one golden nominal now.")
    left = [row for row in await making.members(golden) if row.record not in leaving]
    if not left:
        raise _refused("Nobody would be left. Give only the records that do not belong to the others.")
    between = _between(leaving, left, await making.membership.overrides_of(leaving))
    await making.withdraw(each for each in between if each.kind == ALWAYS)
    said = {(each.one, each.other) for each in between if each.kind == NEVER}
    for record in leaving:
        for row in left:
            if (min(record, row.record), max(record, row.record)) not in said:
                await making.set_override(record, row.record, NEVER)
    await stand_alone(making, rows, await _back_to(making, leaving, golden))
    await making.settle_shielding()


async def _plan_never(making: Making, one: int, other: int) -> None:
    pair = await making.look_up((one, other))
    standing = _between([one], [pair[1]], await making.membership.overrides_of([one]))
    if any(each.kind == NEVER for each in standing):
        raise stands([each for each in standing if each.kind == NEVER])
    await making.withdraw(standing)
    await making.set_override(one, other, NEVER)
    if pair[0].golden is not None and pair[0].golden == pair[1].golden:
        await _leave(making, pair, pair[0].golden)
    else:
        await _release(making, [row for row in pair if row.state == State.HELD])
    await making.settle_shielding()
    making.concerned |= {row.golden for row in pair if row.golden is not None}


async def _leave(making: Making, pair: Sequence[MemberRow], golden: int) -> None:
    """The one that came later goes, with whoever a person has said is the same."""
    later, earlier = await _by_coming(making, pair, golden)
    members = await making.members(golden)
    overrides = await making.membership.overrides_of([row.record for row in members])
    going = bound_to(later.record, (row.record for row in members), overrides)
    if earlier.record in going:
        raise stands([each for each in overrides if each.kind == ALWAYS and {each.one, each.other} <= going])
    rows = [row for row in members if row.record in going]
    await stand_alone(making, rows, await _back_to(making, sorted(going), golden))


async def _by_coming(making: Making, pair: Sequence[MemberRow], golden: int) -> tuple[MemberRow, MemberRow]:
    """(the later, the earlier) to come to a golden nominal; one that has always been there came first."""
    came = {row.record: 0 for row in pair}
    for move in await making.membership.moves_of_records(sorted(came)):
        if move.to_golden == golden:
            came[move.record] = move.id
    later, earlier = sorted(pair, key=lambda row: (came[row.record], row.record), reverse=True)
    return later, earlier


async def _release(making: Making, held: Sequence[MemberRow]) -> None:
    for row in held:
        await stand_alone(making, [row], None)


async def _back_to(making: Making, leaving: Sequence[int], golden: int) -> int | None:
    """The golden nominal from which all of them came to this one, if nobody has been it since; None for a new one."""
    came: dict[int, int | None] = dict.fromkeys(leaving)
    for move in await making.membership.moves_of_records(leaving):
        if move.to_golden == golden and move.from_golden not in (None, golden):
            came[move.record] = move.from_golden
    origins = set(came.values())
    origin = origins.pop() if len(origins) == 1 else None
    if origin is None or await making.membership.members([origin]):
        return None
    return origin


def _between(leaving: Sequence[int], left: Sequence[MemberRow], overrides: Sequence[OverrideRow]) -> list[OverrideRow]:
    """The overrides with one end on either side."""
    going, staying = set(leaving), {row.record for row in left}
    return [
        each
        for each in overrides
        if (each.one in going and each.other in staying) or (each.other in going and each.one in staying)
    ]


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.LINK_REFUSED, advice)
