"""Takes one prepared chunk into the store, inside the caller's transaction: all of it or nothing.

A record that is there already is skipped when nothing of it changed, and written anew when something did. It is linked
again only when what the matcher sees of it changed. A reference that comes twice in one load is a fault of the file:
the first record stands and the others go to quarantine, because nobody can tell which of them is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from connectors.connector import Chunk
from service.intake.hiding import hide_again
from service.intake.history import record_history
from service.intake.linking import Arrival, Linked, Linker, Place
from service.intake.opened import Opened
from service.intake.prepare import PreparedChunk, PreparedFault, PreparedRecord, Preparer
from service.intake.summary import Tally
from service.intake.waiting import Link, leave_waiting
from service.matching.nearness import Nearness
from service.matching.person import Person, decode
from service.matching.tokens import IndexKey, tokens_of
from service.sealing.keys import CannotOpen
from service.sealing.seal import MATCH_OF_RECORD, Sealer
from service.store.rows import State
from service.store.writing import KnownRecord, QuarantineRow, Writer


class Became(StrEnum):
    """What has become of a record that was sent."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Taking:
    """What taking a chunk needs besides the transaction."""

    load: int
    provider: str
    preparer: Preparer | None
    """Reads a chunk again to tell of its repeats; nothing where there can be none."""
    sealer: Sealer
    opened: Opened
    index_key: IndexKey
    near: Nearness
    now: int
    link: Link = Link.NOW
    once: bool = True
    """A reference may come once only in this load: so it is with a file, which is of one moment."""


@dataclass
class Sorted:
    """The records of a chunk, by what has become of them."""

    new: list[tuple[int, PreparedRecord]] = field(default_factory=list)
    changed: list[tuple[KnownRecord, PreparedRecord]] = field(default_factory=list)
    unchanged: list[tuple[int, int, int]] = field(default_factory=list)
    became: dict[bytes, Became] = field(default_factory=dict)
    """What has become of each record, by its reference token."""
    repeated: list[int] = field(default_factory=list)
    """Positions of those whose reference came before in this load: the first of them stands."""


class Taker:
    """Takes the chunks of one transaction. Their postings wait until `finish`, to go into the tree in its order."""

    def __init__(self, writer: Writer, taking: Taking) -> None:
        self._writer = writer
        self._taking = taking
        self._linker = Linker(writer, taking.opened, taking.near, taking.now)
        self._found_by: list[bytes] = []
        self._to_find: list[int] = []

    async def take(self, chunk: Chunk, prepared: PreparedChunk, tally: Tally) -> Sorted:
        """Write one chunk and count what came of it. Returns what has become of each record."""
        writer, taking = self._writer, self._taking
        found = await _sort(writer, taking, prepared.records)
        moved = await _withdraw_moved(writer, taking, self._linker, found.changed)
        linked = await self._link(moved, found.new)
        await _write(writer, taking, found, linked)
        await record_history(writer, [before for before, _ in found.changed], linked, taking.load, taking.now)
        self._index(found, linked)
        repeated = taking.preparer.repeated(chunk, found.repeated) if found.repeated and taking.preparer else []
        await _quarantine(writer, taking, [*prepared.faults, *repeated], tally)
        tally.read += prepared.read
        tally.rows += len(chunk.rows)
        tally.new += len(found.new)
        tally.changed += len(found.changed)
        tally.unchanged += len(found.unchanged)
        tally.linked += linked.linked
        tally.asked += linked.asked
        tally.held += linked.held
        tally.waiting += linked.waiting
        return found

    async def finish(self) -> None:
        """Index what was taken."""
        await self._writer.add_packed_postings(self._found_by, self._to_find)
        self._found_by, self._to_find = [], []
        await hide_again(self._writer, self._taking.sealer, self._taking.index_key)

    async def _link(self, moved: Sequence[Arrival], new: Sequence[tuple[int, PreparedRecord]]) -> Linked:
        if self._taking.link is Link.LATER:
            return leave_waiting(moved, [number for number, _ in new])
        return await self._linker.link([*moved, *(self._arrival(number, each) for number, each in new)])

    def _arrival(self, number: int, each: PreparedRecord) -> Arrival:
        person = decode(each.person)
        self._taking.opened.remember(each.ref_token, bytes(each.match_key), person)
        return Arrival(number, person, each.tokens, None, False)

    def _index(self, found: Sorted, linked: Linked) -> None:
        """Index whoever may be found, now or once linked; a held record is not."""
        written = [*found.new, *((before.id, each) for before, each in found.changed)]
        places = linked.places
        kept = [one for one in written if one[0] in places and places[one[0]].state is not State.HELD]
        self._to_find += [number for number, _ in kept]
        self._found_by += [each.packed_tokens for _, each in kept]


async def _sort(writer: Writer, taking: Taking, records: Sequence[PreparedRecord]) -> Sorted:
    known = await writer.known([each.ref_token for each in records])
    numbers = await writer.numbers("record")
    found = Sorted()
    became = found.became
    for position, each in enumerate(records):
        before = known.get(each.ref_token)
        if each.ref_token in became or (before is not None and before.load == taking.load and taking.once):
            found.repeated.append(position)
        elif before is None:
            became[each.ref_token] = Became.NEW
            found.new.append((next(numbers), each))
        elif before.digest != each.digest or before.state == State.SHREDDED:
            became[each.ref_token] = Became.CHANGED
            found.changed.append((before, each))
        else:
            became[each.ref_token] = Became.UNCHANGED
            found.unchanged.append((max(each.as_of, before.as_of), taking.load, before.id))
    return found


async def _withdraw_moved(
    writer: Writer, taking: Taking, linker: Linker, changed: Sequence[tuple[KnownRecord, PreparedRecord]]
) -> list[Arrival]:
    """Of the changed records, those that look different to the matcher: taken out of the index, to be linked again."""
    arrivals: list[Arrival] = []
    stale: list[tuple[int, int]] = []
    for before, after in changed:
        old, new = _open(taking.sealer, before), decode(after.person)
        if old == new:
            continue
        if old is not None:
            stale += [(token, before.id) for token in tokens_of(old, taking.index_key)]
        alone = before.golden is not None and await writer.members(before.golden) == 1
        arrivals.append(Arrival(before.id, new, after.tokens, before.golden, alone))
    linker.withdraw(stale)
    await writer.drop_postings(stale)
    await writer.unlink([each.record for each in arrivals])
    return arrivals


def _open(sealer: Sealer, known: KnownRecord) -> Person | None:
    try:
        return decode(
            sealer.open_one(known.provider, MATCH_OF_RECORD, known.ref_token, known.match_key, known.match_sealed)
        )
    except CannotOpen:
        return None


async def _write(writer: Writer, taking: Taking, found: Sorted, linked: Linked) -> None:
    await writer.add_goldens(linked.goldens)
    new = [_row(taking, number, each, linked.places[number]) for number, each in found.new]
    changed = [_row(taking, before.id, each, _place_of(before, linked)) for before, each in found.changed]
    await (writer.add_waiting(new) if taking.link is Link.LATER else writer.add_records(new))
    await writer.replace_records(changed)
    await writer.refresh_records(found.unchanged)
    written = [*found.new, *((before.id, each) for before, each in found.changed)]
    await writer.add_involvements([(number, *one) for number, each in written for one in each.involvements])
    await writer.add_ties([(number, *tie) for number, each in written for tie in each.ties])
    await writer.add_edges(linked.edges)
    await writer.add_asks(linked.asks)


def _place_of(before: KnownRecord, linked: Linked) -> Place:
    return linked.places.get(before.id) or Place(before.golden, State(before.state))


def _row(taking: Taking, number: int, each: PreparedRecord, place: Place) -> tuple[Any, ...]:
    """A row of `record`, in the order of its columns."""
    golden, state = place
    shielded = 1 if state is State.HELD else each.shielded
    return (number, *each.whose, golden, state.value, shielded, each.as_of, taking.load, *each.sealed)


async def _quarantine(writer: Writer, taking: Taking, faults: Sequence[PreparedFault], tally: Tally) -> None:
    for each in faults:
        tally.quarantined[each.code] = tally.quarantined.get(each.code, 0) + 1
    await writer.add_quarantine(
        [
            QuarantineRow(
                each.token,
                taking.provider,
                taking.load,
                each.row,
                each.code,
                each.field,
                taking.now,
                each.raw_key,
                each.raw_sealed,
            )
            for each in faults
        ]
    )
