"""What a re-linking would change, in numbers, codes and record numbers: to be read before it is applied."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from service.nominals.regrouping import Regrouped
from service.nominals.shapes import Movement, Standing
from service.store.nominals_rows import MemberRow
from service.store.rows import State

EXAMPLES: Final = 20


class ToldOf(msgspec.Struct, frozen=True):
    """A disclosure about a golden nominal that would change: to whom, by its entry in the log."""

    entry: int
    staff: str
    agency: str
    role: str
    told_as: str


class Difference(msgspec.Struct, frozen=True):
    """The difference between the store as it is and as it would be."""

    records: int = 0
    goldens_before: int = 0
    goldens_after: int = 0
    unchanged: int = 0
    """Golden nominals that keep exactly their records."""
    split: int = 0
    """Golden nominals whose records would belong to more than one."""
    merged: int = 0
    """Golden nominals that would go into another."""
    moved: int = 0
    shielded: int = 0
    """Records that would move into or out of the golden nominal of somebody shielded."""
    held: int = 0
    """Records that would be held, because each may be a shielded person's."""
    bands: dict[str, int] = {}
    """The records that would come to somebody else, by the band of their best edge there."""
    examples: list[int] = []
    shielded_examples: list[int] = []
    unopened: int = 0
    """Records that could not be opened; they and their golden nominals stay as they are."""
    told: list[ToldOf] = []
    told_in_all: int = 0
    standing: str = ""
    """The digest of everything that it rests on: applied only while that is so."""


def movements(rows: Sequence[MemberRow], regrouped: Regrouped, hidden: Mapping[int, object]) -> list[Movement]:
    """What would move. A group keeps the golden nominal of most of its records; groups that get none are numbered
    from -1 downwards, to be founded.
    """
    stands = {row.record: Standing(row.golden, row.state, row.record in hidden) for row in rows}
    goldens = _kept_goldens(regrouped.groups, {row.record: row.golden for row in rows})
    moves: list[Movement] = []
    for group, golden in zip(regrouped.groups, goldens, strict=True):
        for record in group:
            before = stands[record]
            if before.golden != golden:
                moves.append(Movement(record, before, before._replace(golden=golden)))
    for record in regrouped.held:
        moves.append(Movement(record, stands[record], Standing(None, State.HELD.value, False)))
    return sorted(moves)


def _kept_goldens(groups: Sequence[Sequence[int]], golden_of: Mapping[int, int | None]) -> list[int]:
    """A golden nominal for each group: largest share first, then the older golden nominal."""
    claims = []
    for at, group in enumerate(groups):
        for golden, share in Counter(golden_of[record] for record in group).items():
            if golden is not None:
                claims.append((-share, golden, at))
    kept: dict[int, int] = {}
    taken: set[int] = set()
    for _, golden, at in sorted(claims):
        if at not in kept and golden not in taken:
            kept[at] = golden
            taken.add(golden)
    founded = iter(range(-1, -len(groups) - 1, -1))
    return [kept[at] if at in kept else next(founded) for at in range(len(groups))]


def counted(
    rows: Sequence[MemberRow], moves: Sequence[Movement], shielded: set[int], bands: Mapping[int, str]
) -> Difference:
    """Count the difference. `shielded` are golden nominals of somebody shielded; `bands` are by record."""
    goes = {move.record: move.after.golden for move in moves}
    into: dict[int | None, set[int | None]] = defaultdict(set)
    of: dict[int | None, set[int | None]] = defaultdict(set)
    for row in rows:
        target = goes.get(row.record, row.golden)
        into[row.golden].add(target)
        of[target].add(row.golden)
    touching = [m.record for m in moves if {m.before.golden, m.after.golden} & shielded]
    return Difference(
        records=len(rows),
        goldens_before=len(into),
        goldens_after=len(of.keys() - {None}),
        unchanged=sum(1 for golden, targets in into.items() if targets == {golden} and of[golden] == {golden}),
        split=sum(1 for targets in into.values() if len(targets) > 1),
        merged=sum(1 for golden, targets in into.items() if golden not in targets and targets != {None}),
        moved=len(moves),
        shielded=len(touching),
        held=sum(1 for move in moves if move.after.golden is None),
        bands=dict(sorted(Counter(bands[m.record] for m in moves if m.record in bands).items())),
        examples=[m.record for m in moves if m.record not in set(touching)][:EXAMPLES],
        shielded_examples=touching[:EXAMPLES],
    )


def digest_of(goldens: Mapping[int, tuple[str, int]], overrides: Sequence[int]) -> str:
    """What a proposal rests on: the version of every golden nominal that it touches, and what people have decided."""
    lines = [f"{golden}:{version}" for golden, (_, version) in sorted(goldens.items())]
    return hashlib.sha256(f"{','.join(lines)}|{sorted(overrides)}".encode()).hexdigest()
