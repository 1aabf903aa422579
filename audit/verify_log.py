"""Checks the files of an exported log: every entry, tile, payload and the manifest, against one signed checkpoint."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from audit.export_files import everything_in, file_content
from audit.layout import tile_path
from audit.merkle import extend, root_of_peaks
from audit.note import Checkpoint, Verifier
from audit.report import Outcome, Report
from audit.tree import TILE_HEIGHT, TILE_WIDTH
from audit.verify_bundles import read_all, read_bundle, widths
from audit.verify_contents import ALTERED, INTACT, MISSING, NO_PAYLOAD, Contents, EntryReader
from audit.verify_hashing import Row, leaf_row, peaks_of, tile_root
from audit.verify_locate import locate
from audit.verify_manifest import check_manifest

MOST_MISSING = 65_536
"""Files of entries, of 256 entries each."""
_PAYLOAD_NAME = re.compile(r"payload/(0|[1-9]\d*)")
_NOT_READ = (
    "That what the entries say is in order, and that their sealed payloads are as they were: verify without --quick "
    "for that."
)


@dataclass(slots=True)
class Found:
    """What the entries of an export came to."""

    roots: list[bytes | None] = field(default_factory=list)
    """The root over each full bundle, None where it cannot be read whole."""
    edge: Row | None = b""
    odd: list[int] = field(default_factory=list)
    contents: list[Contents] = field(default_factory=list)

    def rows(self) -> list[Row] | None:
        """The partial row at each tile level, as the entries lead to them; None where entries are missing."""
        if self.edge is None or None in self.roots:
            return None
        return [self.edge, *(row[len(row) - len(row) % (TILE_WIDTH * 32) :] for row in self.levels())]

    def levels(self) -> list[Row]:
        """The whole row at each tile level from 1 on, as far as the entries lead to them."""
        rows, row = [], b"".join(root or b"" for root in self.roots)
        while row:
            rows.append(row)
            step = TILE_WIDTH * 32
            row = b"".join(tile_root(row[i : i + step]) for i in range(0, len(row) - step + 1, step))
        return rows


def check_log(
    directory: Path,
    checkpoint: Checkpoint,
    verifier: Verifier,
    known: Sequence[Checkpoint],
    report: Report,
    deep: bool = True,
    processes: int | None = None,
    erased: Collection[int] = (),
) -> None:
    """Add to `report` everything that is wrong with the export; not `deep`: without reading what entries say.

    `erased`: the entries whose payload a later shard of the log says is shredded.
    """
    if (missing := _missing_bundles(directory, checkpoint.size)) > MOST_MISSING:
        report.add(Outcome.ALTERED, f"{missing} files of entries are missing: too many to look for each.")
        return
    found = Found()
    for run in read_all(directory, checkpoint.size, deep, processes):
        found.roots += run.roots
        found.edge = run.edge
        found.odd += run.odd
        found.contents += [run.contents] if run.contents else []
    rows = found.rows()
    signed = rows is not None and root_of_rows(rows) == checkpoint.root
    if signed:
        report.facts.append(f"All {checkpoint.size} entries lead to the root that the log signed.")
        _check_tiles(directory, checkpoint.size, found, report)
    else:
        locate(directory, checkpoint, found.roots, found.edge, report)
    _check_known(directory, checkpoint, known, found if signed else None, report)
    states = bytearray().join(part.payloads for part in found.contents)
    if deep:
        if signed:  # of entries that were moved about it would only say that they were
            _check_contents(directory, checkpoint.size, found.contents, report)
        _count_payloads(found.contents, erased, report)
    else:
        report.limits.append(_NOT_READ)
    check_manifest(directory, checkpoint, verifier, report)
    _check_strays(directory, checkpoint.size, states if deep and len(states) == checkpoint.size else None, report)


def _missing_bundles(directory: Path, size: int) -> int:
    """How many there are too few. A checkpoint can be signed over more entries than any disk could hold."""
    folder = directory / "tile" / "entries"
    there = sum(plain for _, plain in everything_in(folder)) if folder.is_dir() else 0
    return (size + TILE_WIDTH - 1) // TILE_WIDTH - there


def root_of_rows(rows: Sequence[Row]) -> bytes:
    """The root that the partial rows of all tile levels lead to, the lowest level first."""
    return root_of_peaks([peak for row in reversed(rows) for peak in peaks_of(row)])


def _check_known(
    directory: Path, checkpoint: Checkpoint, known: Sequence[Checkpoint], found: Found | None, report: Report
) -> None:
    """`found`: nothing where the entries are not what was signed. They say nothing of the log then: two signatures that
    contradict each other are proof of a fork, a file that was damaged on its way is none."""
    for earlier in known:
        if earlier.size > checkpoint.size:
            report.add(
                Outcome.ROLLED_BACK,
                f"The log holds {checkpoint.size} entries, and had signed {earlier.size} before: it was rolled back.",
            )
        elif earlier.size == checkpoint.size and earlier.root != checkpoint.root:
            report.add(Outcome.ROLLED_BACK, f"The log has signed two different trees of {earlier.size} entries.")
        elif found is None:
            report.limits.append(
                f"Whether it begins with the {earlier.size} entries that you know: "
                "its entries are not what was signed. Ask for another export."
            )
        elif (root := _root_at(directory, checkpoint.size, earlier.size, found)) == earlier.root:
            before = f"the {earlier.size} entries" if earlier.size != 1 else "the one entry"
            report.facts.append(f"It begins with {before} that the log had signed before, as you know them.")
        elif root is not None:
            report.add(
                Outcome.ROLLED_BACK,
                f"The first {earlier.size} entries are not those that the log had signed before: it was forked.",
            )


def _root_at(directory: Path, size: int, at: int, found: Found) -> bytes | None:
    """The root over the first `at` entries, or None when some of them cannot be read."""
    full, rest = divmod(at, TILE_WIDTH)
    before = [root for root in found.roots[:full] if root is not None]
    if len(before) != full:
        return None
    peaks = extend(0, (), before)
    if rest:
        entries, _ = read_bundle(directory, full, min(TILE_WIDTH, size - full * TILE_WIDTH))
        if entries is None or len(entries) < rest:
            return None
        peaks += tuple(peaks_of(leaf_row(entries[:rest])))
    return root_of_peaks(peaks)


def _check_tiles(directory: Path, size: int, found: Found, report: Report) -> None:
    """Compare every tile with what the entries lead to, when these are sound themselves."""
    wrong = [tile_path("0", n, min(TILE_WIDTH, size - n * TILE_WIDTH)) for n in found.odd]
    for level, row in enumerate(found.levels(), 1):
        for number, width in widths(size >> TILE_HEIGHT * level):
            name = tile_path(str(level), number, width)
            start = number * TILE_WIDTH * 32
            if file_content(directory / name) != row[start : start + width * 32]:
                wrong.append(name)
    for name in wrong:
        report.add(Outcome.ALTERED, f"{name} is missing or altered; the entries themselves are sound.")


def _check_contents(directory: Path, size: int, parts: list[Contents], report: Report) -> None:
    newest = 0
    for part in parts:
        if part.first_time is not None and part.first_time < newest:
            report.add(Outcome.ALTERED, f"Entry {part.start} is older than the one before it.", part.start)
        newest = max(newest, part.newest)
        for index, text in part.wrong:
            report.add(Outcome.ALTERED, text, index)
    for index in _repeated(directory, size, parts):
        report.add(Outcome.ALTERED, f"Entry {index} has the request id of an earlier entry.", index)


def _repeated(directory: Path, size: int, parts: list[Contents]) -> list[int]:
    """The entries whose request id an earlier one has. Only where 64 bits of two are alike are both read again."""
    count = sum(len(part.ids) - part.ids.count(0) for part in parts)
    alike = set(chain.from_iterable(part.ids for part in parts))
    alike.discard(0)
    if len(alike) == count:
        return []
    once: set[int] = set()
    twice: set[int] = set()
    for identifier in chain.from_iterable(part.ids for part in parts):
        (twice if identifier in once else once).add(identifier)
    seen: set[bytes] = set()
    repeated = []
    reader = EntryReader(directory)
    for index in (
        p.start + i for p in parts for i, identifier in enumerate(p.ids) if identifier and identifier in twice
    ):
        number, place = divmod(index, TILE_WIDTH)
        entries, _ = read_bundle(directory, number, min(TILE_WIDTH, size - number * TILE_WIDTH))
        said = reader.read(entries[place]) if entries else None
        if said is None:
            continue
        request_id = said[1]
        if request_id in seen:
            repeated.append(index)
        seen.add(request_id)
    return repeated


def _count_payloads(parts: list[Contents], erased: Collection[int], report: Report) -> None:
    """How many payloads are intact, shredded, missing and altered. One that was shredded may be gone as well."""
    shredded = {*erased, *chain.from_iterable(part.shredded for part in parts)}
    counts = dict.fromkeys(("intact", "shredded", "missing", "altered"), 0)
    for part in parts:
        for state, name in ((INTACT, "intact"), (MISSING, "missing"), (ALTERED, "altered")):
            counts[name] += part.payloads.count(state)
        for index in (i for i in shredded if part.start <= i < part.start + len(part.payloads)):
            state = part.payloads[index - part.start]
            if state in (INTACT, MISSING):
                counts["intact" if state == INTACT else "missing"] -= 1
                counts["shredded"] += 1
        for name, state in (("missing", MISSING), ("altered", ALTERED)):
            for index in _places(part, state):
                if state == ALTERED or index not in shredded:
                    report.add(Outcome.ALTERED, f"The sealed payload of entry {index} is {name}.", index)
    report.payloads = counts
    report.facts.append(
        f"Sealed payloads: {counts['intact']} intact, {counts['shredded']} shredded (the key was destroyed, and the "
        f"log says so), {counts['missing']} missing, {counts['altered']} altered."
    )


def _places(part: Contents, state: int) -> list[int]:
    found, place = [], part.payloads.find(state)
    while place >= 0:
        found.append(part.start + place)
        place = part.payloads.find(state, place + 1)
    return found


def _check_strays(directory: Path, size: int, states: bytearray | None, report: Report) -> None:
    """Whatever does not belong to the export could be taken for part of it."""
    expected = {"checkpoint", "manifest.json"}
    for kind, count in chain([("entries", size)], _tile_levels(size)):
        expected.update(tile_path(kind, number, width) for number, width in widths(count))
    for path, plain in everything_in(directory):
        if not plain:
            report.add(Outcome.ALTERED, f"{path!a} is not a plain file: an export has no others.")
        elif path not in expected and not _is_payload(path, size, states):
            report.add(Outcome.ALTERED, f"{path!a} does not belong to this export.")


def _tile_levels(size: int) -> list[tuple[str, int]]:
    levels: list[tuple[str, int]] = []
    while size >> TILE_HEIGHT * len(levels):
        levels.append((str(len(levels)), size >> TILE_HEIGHT * len(levels)))
    return levels


def _is_payload(path: str, size: int, states: bytearray | None) -> bool:
    match = _PAYLOAD_NAME.fullmatch(path)
    if match is None or len(match[1]) > 18 or int(match[1]) >= size:
        return False
    return states is None or states[int(match[1])] != NO_PAYLOAD
