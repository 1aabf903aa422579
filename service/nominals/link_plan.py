"""What a bulk linking will write, worked out and kept whole before the first chunk is written.

So a run that was killed goes on with the very same plan and ends where it would have ended. A plan holds only for the
store that it was made of: once anything else was loaded or linked, it is thrown away and made anew.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.judged import Judged
from service.matching.bulk.settled import Settled
from service.store.writing import AskRow, PairRow

CHUNK_RECORDS: Final = 200_000
"""Records of one transaction; the records of one person are never parted."""
_MICRO: Final = 1_000_000
_DIGITS: Final = 48
"""The character code of 0: levels are written one digit each."""

Whole = NDArray[np.int64]


class Tally(msgspec.Struct, frozen=True):
    """The counts of a run. `shut` are records that stay waiting because their agency's keys are withdrawn."""

    waited: int = 0
    founded: int = 0
    """Golden nominals that came about."""
    linked: int = 0
    """Records that came to somebody who was there or to one another, but for the first of each."""
    asked: int = 0
    held: int = 0
    pairs: int = 0
    shut: dict[str, int] = {}


class Position(msgspec.Struct, frozen=True):
    """How far a plan is carried out, and the state of the store in which it may go on."""

    chunks: int
    loads: list[tuple[int, str, int]]
    goldens: tuple[int, int]


class Rows(msgspec.Struct, frozen=True):
    """Pairs to be written, in the order of the record that each is written with. Arrays as their bytes."""

    record: bytes
    other: bytes
    score: bytes
    levels: bytes
    asks: bytes


class Plan(msgspec.Struct, frozen=True):
    """Everything that will be written. `record` is in the order of writing; arrays as their bytes (int64)."""

    model: str
    at: int
    run: str
    record: bytes
    person: bytes
    """For each record a number that it shares with those who are the same person, ascending."""
    golden: bytes
    """For each record the golden nominal that it comes to; 0 where its person founds one, -1 where it is held."""
    edges: Rows
    asks: Rows
    tally: Tally


class Chunk(NamedTuple):
    """What one transaction writes."""

    people: list[tuple[int, list[int]]]
    """(golden nominal or 0, records) of each person."""
    held: list[int]
    edges: list[PairRow]
    asks: list[AskRow]


def plan_of(settled: Settled, record: Whole, fixed: Whole, tally: Tally, about: tuple[str, int, str]) -> Plan:
    """The plan of a settling. `record` gives the store's numbers; `about` is the model's digest, the time, the run."""
    model, at, run = about
    free = np.flatnonzero(fixed == 0)
    golden = _goldens(settled, fixed)[free]
    order = np.lexsort((free, settled.cluster[free]))
    free, golden = free[order], golden[order]
    place = np.full(record.size, -1, dtype=np.int64)
    place[free] = np.arange(free.size)
    return Plan(
        model=model,
        at=at,
        run=run,
        record=record[free].tobytes(),
        person=settled.cluster[free].astype(np.int64).tobytes(),
        golden=golden.tobytes(),
        edges=_rows([(settled.edges, "")], record, place),
        asks=_rows([(settled.asks, "b"), (settled.holds, "s")], record, place),
        tally=tally,
    )


def tally_of(settled: Settled, fixed: Whole, pairs: int, shut: dict[str, int]) -> Tally:
    """The counts of a settling."""
    free = fixed == 0
    placed = free & ~settled.held
    rests = np.zeros(fixed.size, dtype=np.bool_)
    rests[settled.cluster[~free]] = True
    founds = np.zeros(fixed.size, dtype=np.bool_)
    founds[settled.cluster[placed & ~rests[settled.cluster]]] = True
    founded = int(founds.sum())
    return Tally(
        waited=int(free.sum()),
        founded=founded,
        linked=int(placed.sum()) - founded,
        asked=int(np.unique(settled.asks.one).size),
        held=int(settled.held.sum()),
        pairs=pairs,
        shut=shut,
    )


def chunks(plan: Plan, largest: int = CHUNK_RECORDS) -> Iterator[Chunk]:
    """The plan cut into transactions; always in the same places."""
    record, person, golden = (np.frombuffer(part, np.int64) for part in (plan.record, plan.person, plan.golden))
    edges, asks = _Cut(plan.edges, plan), _Cut(plan.asks, plan)
    start = 0
    while start < record.size:
        end = min(start + largest, record.size)
        while end < record.size and person[end] == person[end - 1]:
            end += 1
        held = golden[start:end] == -1
        yield Chunk(
            _people(record[start:end][~held], person[start:end][~held], golden[start:end][~held]),
            record[start:end][held].tolist(),
            [PairRow(*row) for row, _ in edges.between(start, end)],
            [AskRow(*row, reason) for row, reason in asks.between(start, end)],
        )
        start = end


def _goldens(settled: Settled, fixed: Whole) -> Whole:
    """For each record the golden nominal of its person, 0 where it is yet to be founded, -1 where it is held."""
    of_person = np.zeros(fixed.size, dtype=np.int64)
    known = fixed > 0
    of_person[settled.cluster[known]] = fixed[known]
    return np.where(settled.held, -1, of_person[settled.cluster])


def _rows(parts: Sequence[tuple[Judged, str]], record: Whole, place: Whole) -> Rows:
    one = np.concatenate([part.one for part, _ in parts]).astype(np.int64)
    order = np.argsort(place[one], kind="stable")
    other = np.concatenate([part.other for part, _ in parts])
    bits = np.concatenate([part.bits for part, _ in parts])
    levels = np.concatenate([part.levels for part, _ in parts])
    reasons = "".join(reason * part.one.size for part, reason in parts)
    return Rows(
        record=place[one][order].tobytes(),
        other=record[other][order].tobytes(),
        score=np.rint(bits * _MICRO).astype(np.int64)[order].tobytes(),
        levels=(levels[order] + np.uint8(_DIGITS)).tobytes(),
        asks="".join(reasons[at] for at in order.tolist()).encode() if reasons else b"",
    )


_REASONS: Final = {"b": "between_bands", "s": "perhaps_shielded", "": ""}


class _Cut:
    """Pairs of a plan, cut where its records are cut."""

    def __init__(self, rows: Rows, plan: Plan) -> None:
        self._place, self._other, self._score = (
            np.frombuffer(part, np.int64) for part in (rows.record, rows.other, rows.score)
        )
        self._record = np.frombuffer(plan.record, np.int64)
        self._levels = rows.levels.decode()
        self._width = len(self._levels) // self._place.size if self._place.size else 0
        self._asks = rows.asks.decode()
        self._model, self._at = plan.model, plan.at

    def between(self, start: int, end: int) -> Iterator[tuple[tuple[int, int, int, str, str, int], str]]:
        """The rows that are written with the records from `start` to `end`, each with its reason."""
        first, last = np.searchsorted(self._place, (start, end)).tolist()
        record = self._record[self._place[first:last]].tolist()
        other, score = self._other[first:last].tolist(), self._score[first:last].tolist()
        for at, (mine, theirs, bits) in enumerate(zip(record, other, score, strict=True), first):
            levels = self._levels[at * self._width : (at + 1) * self._width]
            yield (mine, theirs, bits, levels, self._model, self._at), _REASONS[self._asks[at : at + 1]]


def _people(record: Whole, person: Whole, golden: Whole) -> list[tuple[int, list[int]]]:
    if not record.size:
        return []
    starts = np.flatnonzero(np.concatenate(([True], person[1:] != person[:-1])))
    ends = [*starts[1:].tolist(), record.size]
    numbers = record.tolist()
    return [
        (which, numbers[start:end])
        for which, start, end in zip(golden[starts].tolist(), starts.tolist(), ends, strict=True)
    ]
