"""Since when records that are now apart stood under one golden nominal: read backwards from their moves.

They may have stood under one and then another, because golden nominals are linked too. Each stretch has a golden
nominal, and where in the log it begins and ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from service.nominals.shapes import Movement, Progress
from service.store.nominals_rows import ChangeRow, MoveRow


class Moment(NamedTuple):
    """A moment that the log can be held against: just after an entry, or a time in microseconds where there is none."""

    entry: int | None
    micros: int

    def before(self, entry: int, micros: int) -> bool:
        """Whether an entry of the log came after this moment."""
        return entry > self.entry if self.entry is not None else micros >= self.micros


class Stretch(NamedTuple):
    """From when until when records that do not belong together stood under one golden nominal; `until` None is now."""

    golden: int
    since: Moment
    until: Moment | None

    def ending(self, until: Moment | None) -> "Stretch":
        """The same, but where it lasts until now it lasts until then."""
        return self._replace(until=until) if self.until is None else self

    def holds(self, entry: int, micros: int) -> bool:
        """Whether an entry of the log came within it."""
        return self.since.before(entry, micros) and not (self.until and self.until.before(entry, micros))


def separated(moves: Iterable[Movement], remaining: Mapping[int, Iterable[int]]) -> dict[int, list[frozenset[int]]]:
    """For each golden nominal that a change split: its sides, the records that remained among them."""
    sides: dict[int, dict[object, set[int]]] = {}
    for move in moves:
        golden = move.before.golden
        if golden is not None and move.after.golden != golden:
            alone = ("alone", move.record) if move.after.golden is None else move.after.golden
            sides.setdefault(golden, {}).setdefault(alone, set()).add(move.record)
    for golden, found in sides.items():
        stayed = set(remaining.get(golden, ()))
        if stayed:
            found.setdefault(golden, set()).update(stayed)
    return {golden: [frozenset(side) for side in found.values()] for golden, found in sides.items() if len(found) > 1}


def stretches(
    golden: int,
    sides: Sequence[frozenset[int]],
    moves: Sequence[MoveRow],
    changes: Mapping[int, ChangeRow],
    earliest: int,
) -> list[Stretch]:
    """When records of different sides stood together, from now back to when they first came together.

    Args:
        golden: the golden nominal that they stood under last.
        moves: every move of these records before they were parted, oldest first.
        changes: the changes of those moves.
        earliest: Unix seconds; from when they stood together where no move says how they came to.
    """
    side_of = {record: at for at, side in enumerate(sides) for record in side}
    stands: dict[int, int | None] = dict.fromkeys(side_of, golden)
    until: dict[int, Moment | None] = {golden: None}
    found: list[Stretch] = []
    for moment, event in _events(moves, changes):
        for move in event:
            stands[move.record] = move.from_golden
        shared = _shared(stands, side_of)
        found += [Stretch(one, moment, until.pop(one)) for one in sorted(until.keys() - shared)]
        if not shared:
            return found
        until |= dict.fromkeys(shared - until.keys(), moment)
    return found + [Stretch(one, Moment(None, earliest * 1_000_000), end) for one, end in sorted(until.items())]


def _events(moves: Sequence[MoveRow], changes: Mapping[int, ChangeRow]) -> Iterable[tuple[Moment, list[MoveRow]]]:
    """Newest first: the moves of one change happened at once."""
    made = [move for move in moves if move.change is None or _was_made(changes[move.change])]
    made.sort(key=lambda move: -move.id)
    for _, event in groupby(made, key=lambda move: (move.change, move.id if move.change is None else 0)):
        together = list(event)
        change = changes.get(together[0].change or 0)
        entry = change.entry if change is not None else None
        yield Moment(entry, together[0].at * 1_000_000), together


def _was_made(change: ChangeRow) -> bool:
    return change.state in (Progress.DONE, Progress.TAKEN_BACK)


def _shared(stands: Mapping[int, int | None], side_of: Mapping[int, int]) -> set[int]:
    """The golden nominals under which records of more than one side stand."""
    sides: dict[int, set[int]] = {}
    for record, golden in stands.items():
        if golden is not None:
            sides.setdefault(golden, set()).add(side_of[record])
    return {golden for golden, found in sides.items() if len(found) > 1}
