"""Correction notices: who must hear that what they were told of one person was another's, and whether they have.

UK GDPR Art 16 and 19, DPA 2018 s.46 to 48. A notice is kept until somebody says that the recipient was told; saying
so is an entry of the log. Notices are worked out when a separating change is done; a crash before that is made good by
whoever asks for them next.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from audit.errors import AuditError, EntryRefused
from audit.events import Actor, Entry, EventType, Operation
from service.entries import log_unavailable
from service.errors import NotAcceptable, NotFound, ReasonCode, Unavailable
from service.leaf import read_leaf
from service.nominals.shapes import Change, Movement, Parted, Progress, Standing
from service.nominals.together import Moment, Stretch, separated, stretches
from service.nominals.told import Told, told_within
from service.runtime import Runtime
from service.store.nominals_reading import Membership
from service.store.nominals_rows import ChangeRow, MoveRow, NoticeRow
from service.store.nominals_writing import MembershipWriter

MOST: Final = 1000
_SOON_MICROS: Final = 2_000_000
_TO_TELL, _TOLD = "to_tell", "told"


class Counted(msgspec.Struct, frozen=True):
    """What working out the notices of a change came to."""

    notices: int = 0
    unreadable: int = 0


async def collect(change: Change, runtime: Runtime) -> Parted:
    """Work out who was told of what this change parted, and write it down, once.

    Raises:
        Unavailable: the log or the store does not answer. The change stands; the notices are made good later.
    """
    told, counted = await _collect(change.id, None, runtime)
    return Parted(
        change.id, change.cause, change.entry, change.moves, change.overrides, tuple(told), counted.unreadable
    )


async def outstanding(state: str, limit: int, after: int, runtime: Runtime) -> list[NoticeRow]:
    """The notices in one state (`to_tell`, `told`), oldest first; those that a crash left unmade are made first."""
    if state not in (_TO_TELL, _TOLD):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, "Ask for notices that are to_tell, or for those told.")
    membership = Membership(runtime.store.database)
    for change in await membership.uncounted():
        await _collect(change.id, await _soon_after(change, runtime), runtime)
    return await membership.notices(state, min(limit, MOST), after)


async def mark_told(notice: int, by: Actor, runtime: Runtime) -> NoticeRow:
    """Somebody has told the recipient of a notice. Saying it again changes nothing.

    Raises:
        NotFound: there is no such notice.
        NotAcceptable: somebody else has said so already.
        Unavailable: store or log is down; say it again.
    """
    held = await Membership(runtime.store.database).notice(notice)
    if held is None:
        raise NotFound(ReasonCode.NOT_FOUND, "There is no correction notice of this number.")
    if held.state == _TOLD:
        if held.corrected_by != by.staff:
            raise _said_already()
        return held
    try:
        await runtime.log.append(_entry(held, by), None)
    except EntryRefused:  # the same notice under another name: somebody was quicker
        raise _said_already() from None
    except AuditError:
        raise log_unavailable() from None
    async with runtime.store.database.transaction() as transaction:
        await MembershipWriter(transaction).correct_notice(notice, runtime.clock.now(), by.staff)
    return held._replace(state=_TOLD, corrected_at=runtime.clock.now(), corrected_by=by.staff)


def _said_already() -> NotAcceptable:
    return NotAcceptable(ReasonCode.MEMBERSHIP_CHANGED, "Somebody else has told this recipient already.")


def _entry(notice: NoticeRow, by: Actor) -> Entry:
    return Entry(
        type=EventType.NOTICE_TOLD,
        request_id=f"notice-{notice.change}-{notice.entry}-told",
        actor=by,
        operation=Operation.ALTERATION,
        subject=notice.subject,
        recipients=(notice.agency,),
        relates_to=notice.entry,
        details={"notice": notice.id, "change": notice.change},
    )


async def _soon_after(change: ChangeRow, runtime: Runtime) -> Moment:
    """By when nothing was told any more on what a change had parted: it is committed right after its entry."""
    try:
        logged = await runtime.log.entry(change.entry or 0)
    except AuditError:
        raise log_unavailable() from None
    return Moment(None, _SOON_MICROS + (read_leaf(logged).time if logged else 0))


async def _collect(number: int, until: Moment | None, runtime: Runtime) -> tuple[list[NoticeRow], Counted]:
    membership = Membership(runtime.store.database)
    change = await membership.change(number)
    if change is None or change.state not in (Progress.DONE, Progress.TAKEN_BACK):
        raise Unavailable(ReasonCode.STORE_UNAVAILABLE, "The record store does not answer. Ask for the notices later.")
    if change.counts:
        return await membership.notices_of(number), msgspec.json.decode(change.counts, type=Counted)
    named = [(name, stretch.ending(until)) for name, stretch in await _named(change, membership)]
    told, unreadable = await told_within(named, runtime)
    return await _write(change, told, unreadable, runtime)


async def _write(
    change: ChangeRow, told: Sequence[Told], unreadable: int, runtime: Runtime
) -> tuple[list[NoticeRow], Counted]:
    async with runtime.store.database.transaction() as transaction:
        writer, membership = MembershipWriter(transaction), Membership(transaction)
        known = await membership.notices_of(change.id)
        if not known:
            known = [_notice(await writer.number("notice"), change.id, each) for each in told]
            await writer.add_notices(known)
        counted = Counted(len(known), unreadable)
        await writer.count_change(change.id, msgspec.json.encode(counted).decode())
    return known, counted


def _notice(number: int, change: int, told: Told) -> NoticeRow:
    leaf = told.leaf
    return NoticeRow(
        number, change, leaf.index, leaf.request, told.subject, told.told_as, leaf.staff, leaf.agency, leaf.role,
        leaf.purpose, told.level, leaf.time, _TO_TELL, 0, "",
    )  # fmt: skip


async def _named(change: ChangeRow, membership: Membership) -> list[tuple[str, Stretch]]:
    """The stretches of what a change parted, each with the pseudonym of its golden nominal."""
    moves = await membership.moves_of_change(change.id)
    left = sorted({move.from_golden for move in moves if move.from_golden not in (None, move.to_golden)}, key=str)
    remaining: dict[int, list[int]] = defaultdict(list)
    moved = {move.record for move in moves}
    for row in await membership.members([golden for golden in left if golden is not None]):
        if row.golden is not None and row.record not in moved:
            remaining[row.golden].append(row.record)
    return await stretches_of(separated(map(_movement, moves), remaining), change, membership)


async def stretches_of(
    parted: Mapping[int, Sequence[frozenset[int]]], change: ChangeRow | None, membership: Membership
) -> list[tuple[str, Stretch]]:
    """Since when sides of golden nominals stood together, with pseudonyms; before a change, or until now."""
    found: list[Stretch] = []
    for golden, sides in parted.items():
        found += await _stretches(golden, sides, change, membership)
    names = await membership.goldens(sorted({stretch.golden for stretch in found}))
    return [(names[stretch.golden][0], stretch) for stretch in found]


async def _stretches(
    golden: int, sides: Sequence[frozenset[int]], change: ChangeRow | None, membership: Membership
) -> list[Stretch]:
    records = sorted(record for side in sides for record in side)
    moves = await membership.moves_of_records(records)
    first = min((move.id for move in moves if change is not None and move.change == change.id), default=1 << 62)
    before = [move for move in moves if move.id < first]
    numbers = sorted({move.change for move in before if move.change is not None})
    kept = await (membership.kept_edges(change.id) if change is not None else membership.edges_of(records))
    side_of = {record: at for at, side in enumerate(sides) for record in side}
    crossing = [e.at for e in kept if side_of.get(e.record) != side_of.get(e.other) and e.record in side_of]
    return stretches(golden, sides, before, await membership.changes_in(numbers), min(crossing, default=0))


def _movement(row: MoveRow) -> Movement:
    return Movement(
        row.record,
        Standing(row.from_golden, row.from_state, bool(row.from_hidden)),
        Standing(row.to_golden, row.to_state, bool(row.to_hidden)),
    )
