"""How a record, or a golden nominal, came to be what it is: every step that was kept, oldest first.

A record that founded its golden nominal at a load has no step for it: it has stood there since its load.
"""

from collections.abc import Iterable, Mapping, Sequence

from service.errors import NotFound, ReasonCode
from service.nominals.shapes import Cause, History, Progress, Step
from service.runtime import Runtime
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, MoveRow
from service.store.rows import State


async def history_of_record(record: int, runtime: Runtime) -> History:
    """The steps of one record.

    Raises:
        NotFound: there is no such record.
    """
    membership = Membership(runtime.store.database)
    row = (await membership.records([record])).get(record)
    if row is None:
        raise NotFound(ReasonCode.NOT_FOUND, "There is no record of this number.")
    moves = await membership.moves_of_records([record])
    changes = await _changes(membership, moves)
    steps = [_step(move, changes, move.to_golden, 0) for move in _made(moves, changes)]
    pseudonym, version = await _name(membership, row.golden)
    return History(row.golden, pseudonym, version, (record,), tuple(steps))


async def history_of_golden(golden: int, runtime: Runtime) -> History:
    """The steps of one golden nominal; the version of each is the one that it made.

    Raises:
        NotFound: there is no such golden nominal.
    """
    membership = Membership(runtime.store.database)
    pseudonym, version = await _name(membership, golden)
    if not pseudonym:
        raise NotFound(ReasonCode.NOT_FOUND, "There is no golden nominal of this number.")
    members = [row.record for row in await membership.members([golden])]
    former = [move.record for move in await membership.moves_from([golden])]
    moves = await membership.moves_of_records(sorted({*members, *former}))
    changes = await _changes(membership, moves)
    own = [move for move in _made(moves, changes) if golden in (move.from_golden, move.to_golden)]
    first = version - len(own) + 1
    steps = tuple(_step(move, changes, golden, first + at) for at, move in enumerate(own))
    into = await membership.goldens(sorted(await membership.aliases_into([golden])))
    return History(golden, pseudonym, version, tuple(members), steps, tuple(name for name, _ in into.values()))


async def resolve(pseudonym: str, runtime: Runtime) -> int:
    """The golden nominal that a pseudonym of the log means today, through every link since.

    Raises:
        NotFound: no golden nominal ever had it.
    """
    membership = Membership(runtime.store.database)
    try:
        golden = await membership.golden_of(bytes.fromhex(pseudonym))
    except ValueError:
        golden = None
    if golden is None:
        raise NotFound(ReasonCode.NOT_FOUND, "No golden nominal has had this pseudonym.")
    seen = {golden}
    while (into := (await membership.aliases([golden])).get(golden)) is not None and into not in seen:
        golden = into
        seen.add(golden)
    return golden


async def _name(membership: Membership, golden: int | None) -> tuple[str, int]:
    return (await membership.goldens([golden])).get(golden, ("", 0)) if golden is not None else ("", 0)


async def _changes(membership: Membership, moves: Iterable[MoveRow]) -> Mapping[int, ChangeRow]:
    return await membership.changes_in(sorted({move.change for move in moves if move.change is not None}))


def _made(moves: Sequence[MoveRow], changes: Mapping[int, ChangeRow]) -> list[MoveRow]:
    """Not those of a proposal."""
    done = {number for number, row in changes.items() if row.state in (Progress.DONE, Progress.TAKEN_BACK)}
    return [move for move in moves if move.change is None or move.change in done]


def _step(move: MoveRow, changes: Mapping[int, ChangeRow], golden: int | None, version: int) -> Step:
    change = changes.get(move.change) if move.change is not None else None
    return Step(
        at=move.at,
        record=move.record,
        what=_what(move, golden),
        cause=change.cause if change else Cause.LOAD.value,
        from_golden=move.from_golden,
        to_golden=move.to_golden,
        version=version,
        change=move.change,
        load=move.load,
        entry=change.entry if change else None,
        by=change.staff if change else "",
        reason=change.reason if change else "",
    )


def _what(move: MoveRow, golden: int | None) -> str:
    """What a move was, seen from a golden nominal or, for a record's own history, from where it led."""
    if move.from_golden == move.to_golden and move.to_golden is not None:
        return "hidden" if move.to_hidden else "shown"
    if move.to_golden is None:
        return "held" if move.to_state == State.HELD else "left"
    if move.to_golden != golden:
        return "left"
    return "joined" if move.from_golden is None else "moved"
