"""Draws the sample again from an exported log, and holds it against what a queue says: no key but a public one."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import orjson

from audit.layout import split_bundle, tile_path
from audit.note import Verifier
from audit.report import Outcome
from audit.tree import TILE_WIDTH
from audit.verify import verify_export
from service.leaf import AFTER_ANSWERS
from service.oversight.anomalies.sampling import BLOCK, Drawn, Lot, draw_block


class Check(NamedTuple):
    """What was drawn again, and what is not as it should be, in sentences."""

    size: int
    """Of the blocks that were drawn from."""
    enquiries: int
    """In them."""
    drawn: tuple[Drawn, ...]
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(export: Path, verifier: Verifier, agency: str = "", claimed: Collection[int] | None = None) -> Check:
    """Verify an export (as `python -m audit verify` does) and draw from it.

    Args:
        export: the folder of an exported log.
        verifier: the log's public key.
        agency: whose people's enquiries count; all where it is empty.
        claimed: the entries that a queue says were drawn. It may be of a later time: what it has from beyond the
            export is not held against it.
    """
    report = verify_export(export, verifier)
    if report.outcome is not Outcome.SOUND or report.size is None:
        return Check(0, 0, (), ("The export does not verify: run python -m audit verify on it.",))
    lot, enquiries, drawn = Lot(), 0, list[Drawn]()
    for bodies in _blocks(export, report.size):
        enquiries += sum(_is_of(body, agency) for body in bodies)
        lot, found = draw_block(lot, bodies)
        drawn += [one for one in found if agency in ("", one.agency)]
    faults = tuple(_against(drawn, claimed, lot.size)) if claimed is not None else ()
    return Check(lot.size, enquiries, tuple(drawn), faults)


def _against(drawn: Collection[Drawn], claimed: Collection[int], size: int) -> Iterator[str]:
    entries = {one.entry for one in drawn}
    for entry in sorted(entries - set(claimed)):
        yield f"Entry {entry} was drawn, and the queue does not have it."
    for entry in sorted(one for one in set(claimed) - entries if one < size):
        yield f"Entry {entry} was not drawn, and the queue says so."


def _blocks(export: Path, size: int) -> Iterator[list[bytes]]:
    """The full blocks of an export that was verified."""
    for number in range((size + TILE_WIDTH - 1) // TILE_WIDTH):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        bodies = split_bundle((export / tile_path("entries", number, width)).read_bytes())
        for start in range(0, width - width % BLOCK, BLOCK):
            yield bodies[start : start + BLOCK]


def _is_of(body: bytes, agency: str) -> bool:
    document = orjson.loads(body)
    return document.get("type") in AFTER_ANSWERS and agency in ("", document.get("actor", {}).get("agency", ""))
