"""What a load changed in who belongs to whom: a row for every record that joined, left or moved.

A record that founds a golden nominal of its own has no row: until its first row it has stood where that row says it
came from, or where it stands now, since its load.
"""

from collections.abc import Iterable

from service.intake.linking import Linked
from service.store.nominals_rows import MoveRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State
from service.store.writing import KnownRecord, Writer


async def record_history(writer: Writer, before: Iterable[KnownRecord], linked: Linked, load: int, now: int) -> None:
    """Write the moves of a chunk, and count the golden nominals that they touched.

    `before` are the changed records of the chunk as they were.
    """
    moves = [*_joined(linked, {each.id for each in before}, load, now), *_moved(before, linked, load, now)]
    if not moves:
        return
    await MembershipWriter(writer.transaction).add_moves(moves)
    touched = [golden for move in moves for golden in {move.from_golden, move.to_golden}]
    founded = {golden for golden, _, _ in linked.goldens}
    first = {move.record for move in moves if move.to_golden in founded} - {edge.record for edge in linked.edges}
    founding = [move.to_golden for move in moves if move.record in first]
    for golden in founding:
        touched.remove(golden)  # its founder made its first version
    await writer.count_goldens([golden for golden in touched if golden is not None])


def _joined(linked: Linked, changed: set[int], load: int, now: int) -> Iterable[MoveRow]:
    """New records that joined somebody: each has an edge that says why."""
    for edge in linked.edges:
        if edge.record not in changed:
            place = linked.places[edge.record]
            yield MoveRow(
                0, edge.record, None, load, now, None, State.LIVE.value, 0, place.golden, place.state.value, 0
            )


def _moved(before: Iterable[KnownRecord], linked: Linked, load: int, now: int) -> Iterable[MoveRow]:
    """Changed records that stand elsewhere now."""
    for each in before:
        place = linked.places.get(each.id)
        if place is not None and (place.golden, place.state) != (each.golden, each.state):
            yield MoveRow(0, each.id, None, load, now, each.golden, each.state, 0, place.golden, place.state.value, 0)
