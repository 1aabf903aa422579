"""Finds which entries of an export are not what was signed, by the stored hashes that the root still vouches for.

Trust goes from the top down: the partial tiles of all levels together lead to the signed root or do not; a full tile
is believed when its root stands in a believed tile above it. Where the hashes of single entries can be believed, the
report says what happened to each; elsewhere it says among which entries the altered ones are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from audit.differences import name_differences
from audit.export_files import file_content
from audit.layout import tile_path
from audit.merkle import root_of_peaks
from audit.note import Checkpoint
from audit.report import Outcome, Report
from audit.tree import TILE_HEIGHT, TILE_WIDTH
from audit.verify_bundles import read_bundle
from audit.verify_hashing import FULL_ROW, Row, hashes, leaf_row, peaks_of, tile_root

Computed = Sequence[bytes | None]


def locate(directory: Path, checkpoint: Checkpoint, roots: Computed, edge: Row | None, report: Report) -> None:
    """Add a finding for each entry, or range of entries, that is not what was signed."""
    search = _Search(directory, checkpoint, roots, edge, report)
    search.run()
    if not any(finding.outcome is Outcome.ALTERED for finding in report.findings):
        report.add(Outcome.ALTERED, "The entries do not lead to the root that the log signed.", 0)


@dataclass(slots=True)
class _Stretch:
    """Neighbouring odd bundles: from which index, the leaf hashes that were signed, and those of what is there."""

    start: int
    was: list[bytes]
    now: list[bytes]


class _Search:
    """One search through the tiles of one export."""

    def __init__(
        self, directory: Path, checkpoint: Checkpoint, roots: Computed, edge: Row | None, report: Report
    ) -> None:
        self._directory, self._size, self._root = directory, checkpoint.size, checkpoint.root
        self._report = report
        self._computed = _levels(roots, edge)
        self._stretches: list[_Stretch] = []

    def run(self) -> None:
        rows = self._believed_edge()
        if rows is None:
            self._say_range(0, self._size, "the hashes above them do not lead to the signed root either")
            return
        for level in reversed(range(len(rows))):
            first = (self._size >> TILE_HEIGHT * level) // TILE_WIDTH * TILE_WIDTH
            self._descend(level, first, rows[level])
        signed = {h: part.start + i for part in self._stretches for i, h in enumerate(part.was)}
        for part in self._stretches:
            for index, text in name_differences(part.was, part.now, part.start, signed):
                self._report.add(Outcome.ALTERED, text, index)

    def _believed_edge(self) -> list[Row] | None:
        """The partial row at each level, stored or computed from the entries, that together lead to the signed root."""
        choices = []
        for level in range(len(self._computed)):
            count = self._size >> TILE_HEIGHT * level
            number, width = divmod(count, TILE_WIDTH)
            stored = self._tile(level, number, width) if width else b""
            places = self._computed[level][number * TILE_WIDTH : count]
            computed = b"".join(h for h in places if h is not None)
            found = [row for row in (stored, computed) if row is not None and len(row) == width * 32]
            choices.append(found)
        for rows in product(*choices):
            if root_of_peaks([peak for row in reversed(rows) for peak in peaks_of(row)]) == self._root:
                return list(rows)
        return None

    def _descend(self, level: int, first: int, row: Row) -> None:
        """Compare a believed row, whose first hash has number `first` at its level, with what the entries lead to."""
        if level == 0:
            self._compare(first, row)
            return
        for number, believed in enumerate(hashes(row), first):
            if self._computed[level][number] == believed:
                continue
            below = self._tile(level - 1, number, TILE_WIDTH)
            if below is not None and len(below) == FULL_ROW and tile_root(below) == believed:
                self._descend(level - 1, number * TILE_WIDTH, below)
            else:
                span = 1 << TILE_HEIGHT * level
                name = tile_path(str(level - 1), number, TILE_WIDTH)
                self._say_range(number * span, (number + 1) * span, f"{name} is missing or altered too")

    def _compare(self, first: int, row: Row) -> None:
        """Keep a bundle's signed and present hashes if they differ, joined to those of the odd bundle before it."""
        was = hashes(row)
        entries, whole = read_bundle(self._directory, first // TILE_WIDTH, len(was))
        now = hashes(leaf_row(entries)) if entries is not None else []
        if now != was:
            if not self._stretches or self._stretches[-1].start + len(self._stretches[-1].was) != first:
                self._stretches.append(_Stretch(first, [], []))
            self._stretches[-1].was += was
            self._stretches[-1].now += now
        elif not whole:
            name = tile_path("entries", first // TILE_WIDTH, len(was))
            self._report.add(Outcome.ALTERED, f"{name} holds something after its last entry.", first + len(was) - 1)

    def _say_range(self, start: int, end: int, why: str) -> None:
        self._report.add(Outcome.ALTERED, f"One or more of entries {start} to {end - 1} were altered ({why}).", start)

    def _tile(self, level: int, number: int, width: int) -> Row | None:
        return file_content(self._directory / tile_path(str(level), number, width))


def _levels(roots: Computed, edge: Row | None) -> list[list[bytes | None]]:
    """The hash of each place at each tile level as the entries lead to it; at level 0 only those of the edge."""
    places: list[bytes | None] = list(hashes(edge)) if edge else []
    levels: list[list[bytes | None]] = [[*[None] * (len(roots) * TILE_WIDTH), *places]]
    row = list(roots)
    while row:
        levels.append(row)
        row = [_root(row[i : i + TILE_WIDTH]) for i in range(0, len(row) - TILE_WIDTH + 1, TILE_WIDTH)]
    return levels


def _root(places: Computed) -> bytes | None:
    known = [place for place in places if place is not None]
    return tile_root(b"".join(known)) if len(known) == TILE_WIDTH else None
