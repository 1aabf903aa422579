"""Proposes a re-linking of the whole store under a model: worked out from nothing, kept as moves, changing nothing."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec

from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry
from service.matching.bands import band
from service.matching.model import Model
from service.matching.person import Person, decode
from service.nominals.notices import stretches_of
from service.nominals.regrouping import Freed, Progress, Regrouped, regrouped
from service.nominals.relink_difference import Difference, ToldOf, counted, digest_of, movements
from service.nominals.shapes import ALWAYS, NEVER, Cause, Movement
from service.nominals.shapes import Progress as State
from service.nominals.together import separated
from service.nominals.told import told_within
from service.runtime import Runtime
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, EdgeRow, MemberRow, MoveRow
from service.store.nominals_writing import MembershipWriter

MOST_TOLD: Final = 100


async def propose(
    model: Model, by: Actor, runtime: Runtime, progress: Progress | None = None
) -> tuple[int, Difference]:
    """Work out who would be one person under `model`, and keep it. Returns the run's number and the difference.

    Held and waiting records keep waiting. A golden nominal of which a record cannot be opened stays as it is.

    Raises:
        Unavailable: store or log is down. Nothing changed.
    """
    membership = Membership(runtime.store.database)
    rows, people, unopened = await _open(membership, runtime)
    fitted = model.scaled(max(model.population, len({row.golden for row in rows})))
    overrides = await membership.overrides()
    outcome = regrouped(
        [Freed(row.record, people[row.record]) for row in rows],
        [(each.one, each.other) for each in overrides if each.kind == NEVER],
        [(each.one, each.other) for each in overrides if each.kind == ALWAYS],
        fitted,
        runtime.index_key,
        progress or _silent,
    )
    moves = movements(rows, outcome, await membership.hidden([row.record for row in rows]))
    shielded = {row.golden for row in rows if row.shielded and row.golden is not None}
    difference = counted(rows, moves, shielded, _bands(moves, outcome, people, fitted))
    told, in_all = await _told(moves, rows, membership, runtime)
    resting = await membership.goldens(touched(moves))
    difference = msgspec.structs.replace(
        difference,
        unopened=unopened,
        told=told,
        told_in_all=in_all,
        standing=digest_of(resting, [each.id for each in overrides]),
    )
    edges = _edges(moves, outcome, model.digest, runtime.clock.now())
    return await _keep(moves, edges, difference, model, by, runtime), difference


def touched(moves: Sequence[Movement]) -> list[int]:
    """The golden nominals that moves lead out of or into, but for those yet to be founded."""
    ends = {golden for move in moves for golden in (move.before.golden, move.after.golden)}
    return sorted(golden for golden in ends if golden is not None and golden > 0)


async def _open(membership: Membership, runtime: Runtime) -> tuple[list[MemberRow], dict[int, Person], int]:
    """The live records as the matcher sees them, without the golden nominals of which one does not open."""
    people: dict[int, Person] = {}
    shut: set[int | None] = set()
    unopened = 0
    rows = await membership.everyone()
    for row in rows:
        try:
            people[row.record] = decode(
                runtime.sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, row.match_key, row.match_sealed)
            )
        except CannotOpen:
            shut.add(row.golden)
            unopened += 1
    return [row for row in rows if row.golden not in shut], people, unopened


def _bands(moves: Sequence[Movement], outcome: Regrouped, people: dict[int, Person], model: Model) -> dict[int, str]:
    """For each record that would move: the band of the edge that says so."""
    moved = {move.record for move in moves}
    found: dict[int, str] = {}
    for why in outcome.edges:
        if why.record in moved or why.other in moved:
            one, other = people[why.record], people[why.other]
            reached = band(model.score(one, other), one, other, model).value
            for record in moved & {why.record, why.other}:
                found.setdefault(record, reached)
    return found


def _edges(moves: Sequence[Movement], outcome: Regrouped, digest: str, now: int) -> list[EdgeRow]:
    moved = {move.record for move in moves}
    return [EdgeRow(*why, digest, now) for why in outcome.edges if why.record in moved or why.other in moved]


async def _told(
    moves: Sequence[Movement], rows: Sequence[MemberRow], membership: Membership, runtime: Runtime
) -> tuple[list[ToldOf], int]:
    """Who has been told of golden nominals that would be split: the first of them, and how many in all."""
    moved = {move.record for move in moves}
    left = {move.before.golden for move in moves}
    remaining: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.golden in left and row.golden is not None and row.record not in moved:
            remaining[row.golden].append(row.record)
    named = await stretches_of(separated(moves, remaining), None, membership)
    found, _ = await told_within(named, runtime)
    told = [ToldOf(one.leaf.index, one.leaf.staff, one.leaf.agency, one.leaf.role, one.told_as) for one in found]
    return told[:MOST_TOLD], len(told)


async def _keep(
    moves: Sequence[Movement],
    edges: Sequence[EdgeRow],
    difference: Difference,
    model: Model,
    by: Actor,
    runtime: Runtime,
) -> int:
    """The entry first: a proposal that nobody finds is no harm."""
    request = f"proposal-{secrets.token_hex(16)}"
    counts = {"moved": difference.moved, "split": difference.split, "merged": difference.merged}
    entry = Entry(
        type=EventType.NOMINAL_PROPOSED,
        request_id=request,
        actor=by,
        operation=Operation.CONSULTATION,
        details={"model": model.digest, "standing": difference.standing, **counts},
    )
    receipt = await append_entry(entry, None, runtime)
    now = runtime.clock.now()
    async with runtime.store.database.transaction() as transaction:
        writer = MembershipWriter(transaction)
        number = await writer.number("change")
        await writer.add_change(
            ChangeRow(
                number,
                Cause.RELINKED.value,
                State.PROPOSED.value,
                "relinked",
                by.staff,
                by.agency,
                by.role,
                now,
                request,
                runtime.log.number_of(receipt),
                0,
                model.digest,
                msgspec.json.encode(difference).decode(),
            )
        )
        await writer.add_moves([_row(move, number, now) for move in moves])
        await writer.propose_edges(number, edges)
    return number


def _row(move: Movement, change: int, now: int) -> MoveRow:
    before, after = move.before, move.after
    return MoveRow(
        0, move.record, change, None, now,
        before.golden, before.state, int(before.hidden), after.golden, after.state, int(after.hidden),
    )  # fmt: skip


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
