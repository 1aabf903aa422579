"""Takes one prepared chunk into the store, inside the caller's transaction: all of it or nothing.

A record that is there already is skipped when nothing of it changed, and written anew when something did. It is linked
again only when what the matcher sees of it changed. A reference that comes twice in one load is a fault of the file:
the first record stands and the others go to quarantine, because nobody can tell which of them is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.connector import Chunk
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
from service.store.writing import InvolvementRow, KnownRecord, QuarantineRow, RecordRow, TieRow, Writer


@dataclass(frozen=True)
class Taking:
    """What taking a chunk needs besides the transaction."""

    load: int
    provider: str
    preparer: Preparer
    sealer: Sealer
    opened: Opened
    index_key: IndexKey
    near: Nearness
    now: int
    link: Link = Link.NOW


@dataclass
class _Sorted:
    """The records of a chunk, by what has become of them."""

    new: list[tuple[int, PreparedRecord]] = field(default_factory=list)
    changed: list[tuple[KnownRecord, PreparedRecord]] = field(default_factory=list)
    unchanged: list[tuple[int, int, int]] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    """Positions of those whose reference came before in this load: the first of them stands."""


class Taker:
    """Takes the chunks of one transaction. Their postings wait until `finish`, to go into the tree in its order."""

    def __init__(self, writer: Writer, taking: Taking) -> None:
        self._writer = writer
        self._taking = taking
        self._linker = Linker(writer, taking.opened, taking.near, taking.now)
        self._postings: list[tuple[int, int]] = []

    async def take(self, chunk: Chunk, prepared: PreparedChunk, tally: Tally) -> None:
        """Write one chunk and count what came of it."""
        writer, taking = self._writer, self._taking
        found = await _sort(writer, taking, prepared.records)
        moved = await _withdraw_moved(writer, taking, self._linker, found.changed)
        arrivals = [*moved, *(self._arrival(number, each) for number, each in found.new)]
        linked = leave_waiting(arrivals) if taking.link is Link.LATER else await self._linker.link(arrivals)
        await _write(writer, taking, found, linked)
        self._index(arrivals, linked)
        repeated = taking.preparer.repeated(chunk, found.repeated) if found.repeated else []
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

    async def finish(self) -> None:
        """Index what was taken."""
        await self._writer.add_postings(self._postings)
        self._postings = []

    def _arrival(self, number: int, each: PreparedRecord) -> Arrival:
        person = decode(each.person)
        self._taking.opened.remember(each.ref_token, each.match_key, person)
        return Arrival(number, person, each.tokens, None, False)

    def _index(self, arrivals: Sequence[Arrival], linked: Linked) -> None:
        """Index whoever may be found, now or once linked; a held record is not."""
        for each in arrivals:
            if linked.places[each.record].state is not State.HELD:
                self._postings += [(token, each.record) for token in each.tokens]


async def _sort(writer: Writer, taking: Taking, records: Sequence[PreparedRecord]) -> _Sorted:
    known = await writer.known([each.ref_token for each in records])
    found, seen = _Sorted(), set[bytes]()
    for position, each in enumerate(records):
        before = known.get(each.ref_token)
        if each.ref_token in seen or (before is not None and before.load == taking.load):
            found.repeated.append(position)
        elif before is None:
            found.new.append((await writer.number("record"), each))
        elif before.digest != each.digest or before.state == State.SHREDDED:
            found.changed.append((before, each))
        else:
            found.unchanged.append((max(each.as_of, before.as_of), taking.load, before.id))
        seen.add(each.ref_token)
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


async def _write(writer: Writer, taking: Taking, found: _Sorted, linked: Linked) -> None:
    await writer.add_goldens(linked.goldens)
    await writer.count_goldens(linked.regrouped)
    new = [_row(taking, number, each, linked.places[number]) for number, each in found.new]
    changed = [_row(taking, before.id, each, _place_of(before, linked)) for before, each in found.changed]
    await writer.add_records(new)
    await writer.replace_records(changed)
    await writer.refresh_records(found.unchanged)
    written = [*found.new, *((before.id, each) for before, each in found.changed)]
    await writer.add_involvements(
        [InvolvementRow(number, *one) for number, each in written for one in each.involvements]
    )
    await writer.add_ties([TieRow(number, *tie) for number, each in written for tie in each.ties])
    await writer.add_edges(linked.edges)
    await writer.add_asks(linked.asks)


def _place_of(before: KnownRecord, linked: Linked) -> Place:
    return linked.places.get(before.id) or Place(before.golden, State(before.state))


def _row(taking: Taking, number: int, each: PreparedRecord, place: Place) -> RecordRow:
    shielded = 1 if place.state is State.HELD else each.shielded
    return RecordRow(
        number,
        each.provider,
        each.ref_token,
        each.digest,
        each.regime,
        each.area,
        place.golden,
        place.state.value,
        shielded,
        each.as_of,
        taking.load,
        each.index_version,
        each.match_key,
        each.match_sealed,
        each.disclose_key,
        each.shown_sealed,
        each.detail_key,
        each.detail_sealed,
    )


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
