"""A change is taken back: every record of it stands again exactly as before, and what it decided is undecided.

A taking back is itself a change, and can be taken back. Later changes of the same records are taken back first.
"""

from collections.abc import Mapping, Sequence

from audit.events import Actor, EventType
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.nominals.carrying_out import Guard, Intended, carry_out
from service.nominals.making import Making, changed_meanwhile
from service.nominals.notices import collect
from service.nominals.rules import stands
from service.nominals.shapes import ALWAYS, NEVER, Cause, Parted, Progress, Standing
from service.runtime import Runtime
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, MemberRow, MoveRow, OverrideRow


async def take_back(
    change: int, by: Actor, runtime: Runtime, reason: str = "taken_back", guard: Guard | None = None
) -> Parted:
    """Undo a change, by number. Returns the change that undid it, with everybody who was told meanwhile.

    Raises:
        NotFound: there is no such change.
        NotAcceptable: MEMBERSHIP_CHANGED, where it was taken back already, or later changes must be taken back first.
        Unavailable: store or log is down. Nothing changed.
    """
    held = await Membership(runtime.store.database).change(change)
    if held is None or held.state not in (Progress.DONE, Progress.TAKEN_BACK):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no change of this number that was made.")

    async def plan(making: Making) -> None:
        await _plan(making, change)

    intended = Intended(Cause.TAKEN_BACK, EventType.NOMINAL_TAKEN_BACK, reason, by, undoes=change, guard=guard)
    return await collect(await carry_out(intended, plan, runtime), runtime)


async def _plan(making: Making, number: int) -> None:
    change = await making.membership.change(number)
    if change is None or change.state != Progress.DONE:
        raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, "This change was taken back already.")
    making.note(undoes=number, relates=change.entry)
    moves = await making.membership.moves_of_change(number)
    rows = await _unmoved_since(making, change, moves)
    for move in moves:
        await making.restore(rows[move.record], Standing(move.from_golden, move.from_state, bool(move.from_hidden)))
    await _undecide(making, change, {move.record: move.from_golden for move in moves})
    await _check_bonds(making, moves)
    edges = await making.membership.kept_edges(number)
    await making.writer.restore_edges(number, edges)
    if change.undoes:
        making.cuts_for = change.undoes
    await _turn(making, change)


async def _turn(making: Making, change: ChangeRow) -> None:
    """What it had taken back holds again, what that had taken back does not, and so on."""
    turned: ChangeRow | None = change
    state = Progress.TAKEN_BACK
    while turned is not None:
        await making.writer.set_state(turned.id, state.value)
        turned = await making.membership.change(turned.undoes) if turned.undoes else None
        state = Progress.DONE if state is Progress.TAKEN_BACK else Progress.TAKEN_BACK


async def _unmoved_since(making: Making, change: ChangeRow, moves: Sequence[MoveRow]) -> dict[int, MemberRow]:
    """The records of a change, each still standing where the change left it, and moved by nothing since."""
    records = sorted({move.record for move in moves})
    rows = {row.record: row for row in await making.look_up(records)}
    later = sorted({each for each in await _later(making, change.id, records) if each is not None})
    if later:
        numbers = ", ".join(str(each) for each in later)
        advice = f"Some of these records were changed again since. Take back change {numbers} first, the newest first."
        raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, advice)
    await making.wardrobe.preload(list(rows.values()))
    for move in moves:
        standing = await making.wardrobe.standing(rows[move.record])
        if standing != (move.to_golden, move.to_state, bool(move.to_hidden)):
            raise changed_meanwhile()
    return rows


async def _later(making: Making, change: int, records: Sequence[int]) -> list[int | None]:
    """The changes that moved any of these records after this one did and still hold."""
    moves = await making.membership.moves_of_records(records)
    mine = {move.record: move.id for move in moves if move.change == change}
    after = [move for move in moves if move.change not in (None, change) and move.id > mine[move.record]]
    rows = await making.membership.changes_in(sorted({move.change for move in after if move.change is not None}))
    standing = {number for number, row in rows.items() if row.state == Progress.DONE and not _undone(row, rows)}
    return [move.change for move in after if move.change in standing]


def _undone(row: ChangeRow, rows: dict[int, ChangeRow]) -> bool:
    """A taking back that restored what a later change had done is no change of its own."""
    target = rows.get(row.undoes)
    return target is not None and target.state == Progress.TAKEN_BACK


async def _undecide(making: Making, change: ChangeRow, goes: Mapping[int, int | None]) -> None:
    """What it decided is withdrawn, and what it withdrew stands again."""
    ruled = await making.membership.ruled_by(change.id)
    for number, stands_since in sorted(ruled, key=lambda each: not each[1]):  # what it withdrew, it put something over
        override = await making.membership.override(number)
        if override is None or (override.withdrawn == 0) != stands_since:
            advice = f"What it decided (override {number}) was changed again since. Take back that change first."
            raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, advice)
        if stands_since:
            await making.withdraw([override])
        else:
            await _reinstate(making, override, goes)


async def _reinstate(making: Making, override: OverrideRow, goes: Mapping[int, int | None]) -> None:
    """Let it stand again, where nothing contradicts it. `goes` says where this taking back moves records."""
    standing = await making.membership.overrides_of([override.one])
    clash = [each for each in standing if (each.one, each.other) == (override.one, override.other)]
    if clash:
        raise stands(clash)
    ends = await making.membership.records([override.one, override.other])
    one, other = (goes.get(end, ends[end].golden) for end in (override.one, override.other))
    if override.kind == NEVER and one is not None and one == other:
        advice = "What it withdrew kept two records apart that were brought together since. Part them first."
        raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, advice)
    await making.writer.reinstate_override(override.id, making.row.id)


async def _check_bonds(making: Making, moves: Sequence[MoveRow]) -> None:
    """What a person has said is one since then does not fall apart by the way."""
    goes = {move.record: move.from_golden for move in moves}
    bonds = [each for each in await making.membership.overrides_of(sorted(goes)) if each.kind == ALWAYS]
    ends = await making.membership.records(sorted({end for each in bonds for end in (each.one, each.other)}))
    torn = [
        each
        for each in bonds
        if ends[each.one].golden == ends[each.other].golden
        and goes.get(each.one, ends[each.one].golden) != goes.get(each.other, ends[each.other].golden)
    ]
    if torn:
        raise stands(torn)
