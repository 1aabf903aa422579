"""Applies a proposed re-linking, or shows it again: refused when anything that it rests on has changed since."""

from collections.abc import Sequence

import msgspec

from audit.events import Actor, EventType
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.nominals.carrying_out import Intended, carry_out
from service.nominals.making import Making
from service.nominals.notices import collect
from service.nominals.relink_difference import Difference, digest_of
from service.nominals.relink_proposal import touched
from service.nominals.shapes import Cause, Movement, Parted, Progress, Standing
from service.nominals.taking_back import take_back
from service.runtime import Runtime
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, MoveRow
from service.store.rows import State


async def apply(run: int, by: Actor, runtime: Runtime) -> Parted:
    """Make a proposal true, all of it at once. Returns the change, with everybody who must be told of a correction.

    Raises:
        NotFound: there is no such proposal.
        NotAcceptable: MEMBERSHIP_CHANGED, where golden nominals that it touches, or what people decided, changed since.
        Unavailable: store or log is down. Nothing changed; the proposal is still there.
    """
    proposal = await _proposal(run, runtime)
    if proposal.state != Progress.PROPOSED:
        raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, "This re-linking was applied already.")

    async def plan(making: Making) -> None:
        await _plan(making, run, proposal)

    intended = Intended(Cause.RELINKED, EventType.NOMINAL_RELINKED, "relinked", by, model=proposal.model, run=run)
    return await collect(await carry_out(intended, plan, runtime), runtime)


async def undo(run: int, by: Actor, runtime: Runtime) -> Parted:
    """Take an applied re-linking back.

    Raises:
        NotFound: there is no such re-linking, or it was not applied.
        NotAcceptable, Unavailable: see `take_back`.
    """
    await _proposal(run, runtime)
    return await take_back(run, by, runtime, "relinking_taken_back")


async def difference_of(run: int, runtime: Runtime) -> tuple[ChangeRow, Difference]:
    """A proposal that is not applied yet, and the difference that it would make.

    Raises:
        NotFound: there is no such proposal.
    """
    proposal = await _proposal(run, runtime)
    if proposal.state != Progress.PROPOSED:
        raise _no_such()
    return proposal, msgspec.json.decode(proposal.counts, type=Difference)


async def _proposal(run: int, runtime: Runtime) -> ChangeRow:
    proposal = await Membership(runtime.store.database).change(run)
    if proposal is None or proposal.cause != Cause.RELINKED:
        raise _no_such()
    return proposal


async def _plan(making: Making, run: int, proposal: ChangeRow) -> None:
    moves = await making.membership.moves_of_change(run)
    await _check_standing(making, moves, msgspec.json.decode(proposal.counts, type=Difference))
    rows = {row.record: row for row in await making.look_up([move.record for move in moves])}
    making.concerned_records.clear()  # the entry tells how many, and to which model they are due
    await making.wardrobe.preload(list(rows.values()))
    founded: dict[int, int] = {}
    for move in moves:
        golden = move.to_golden
        if golden is not None and golden < 0:
            if golden not in founded:
                founded[golden] = await making.found()
            golden = founded[golden]
        await making.move(rows[move.record], golden, State(move.to_state))
    await making.settle_shielding()
    making.brings = await making.membership.kept_edges(run, brought=True)
    await making.writer.drop_moves(run)
    making.note(model=proposal.model, founded=len(founded), proposed=proposal.entry)


async def _check_standing(making: Making, moves: Sequence[MoveRow], difference: Difference) -> None:
    """What a proposal rests on must be as it was: it would else undo what somebody has done since."""
    found = [
        Movement(
            move.record,
            Standing(move.from_golden, move.from_state, bool(move.from_hidden)),
            Standing(move.to_golden, move.to_state, bool(move.to_hidden)),
        )
        for move in moves
    ]
    goldens = await making.membership.goldens(touched(found))
    overrides = [each.id for each in await making.membership.overrides()]
    if digest_of(goldens, overrides) != difference.standing:
        advice = "Records were loaded or decided on since this was proposed. Propose it again, and look at it again."
        raise NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, advice)


def _no_such() -> NotFound:
    return NotFound(ReasonCode.NOT_FOUND, "There is no proposed re-linking of this number.")
