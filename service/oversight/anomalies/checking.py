"""Draws the sample again from what is published, and holds it against what a queue says: no key but public ones."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from audit.key_chain import TrustedKey
from audit.layout import split_bundle, tile_path
from audit.note import Verifier
from audit.report import Outcome
from audit.tree import TILE_WIDTH
from audit.verify import verify_export
from audit.witness.lots import BLOCK
from service.leaf import AFTER_ANSWERS
from service.oversight.anomalies.published_lots import Lots, Witnessed
from service.oversight.anomalies.sampling import Blocks, Drawn, add_block, draw_block

WEAKER: Final = (
    "Drawn by the log's own roots, without witnesses: whoever runs the service could write the last entry of a block "
    "in many ways and keep the one whose sample they like. Give --lots and --witness-policy where there are witnesses."
)


class Check(NamedTuple):
    """What was drawn again, what is not as it should be, and what it does not show: in sentences."""

    size: int
    """Of the blocks that were drawn from."""
    waiting: int
    """Full blocks that wait for witnesses."""
    enquiries: int
    """In the blocks that were drawn from."""
    drawn: tuple[Drawn, ...]
    faults: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(
    export: Path,
    verifier: Verifier,
    agency: str = "",
    claimed: Collection[int] | None = None,
    witnessed: Witnessed | None = None,
) -> Check:
    """Verify an export (as `python -m audit verify` does) and draw from it.

    Args:
        export: the folder of an exported log.
        verifier: the log's public key.
        agency: whose people's enquiries count; all where it is empty.
        claimed: the entries that a queue says were drawn. It may be of a later time: what it has from beyond the
            export is not held against it.
        witnessed: whose cosignatures draw; without it the log's own roots do.
    """
    report = verify_export(export, verifier)
    if report.outcome is not Outcome.SOUND or report.size is None:
        return Check(0, 0, 0, (), ("The export does not verify: run python -m audit verify on it.",))
    roots, times = _ends(export, report.size)
    lots = Lots(witnessed, (TrustedKey(verifier),), roots) if witnessed else None
    since = witnessed.since if witnessed else 0
    blocks, enquiries, drawn = Blocks(), 0, list[Drawn]()
    for bodies in _blocks(export, report.size):
        end = blocks.size + BLOCK
        lot = lots.of(end) if lots and end > since else None
        if lots and end > since and lot is None:
            break
        enquiries += sum(_is_of(body, agency) for body in bodies)
        blocks, found = draw_block(blocks, bodies, lot)
        drawn += [one for one in found if agency in ("", one.agency)]
    faults = [*(lots.faults if lots else ()), *(_against(drawn, claimed, blocks.size) if claimed is not None else ())]
    remarks = tuple(lots.remarks(times)) if lots else (WEAKER,)
    waiting = report.size // BLOCK - blocks.size // BLOCK
    return Check(blocks.size, waiting, enquiries, tuple(drawn), tuple(faults), remarks)


def _ends(export: Path, size: int) -> tuple[dict[int, bytes], dict[int, int]]:
    """The roots at the ends of blocks, and when their last entries were taken in (Unix seconds)."""
    blocks, roots, times = Blocks(), dict[int, bytes](), dict[int, int]()
    for bodies in _blocks(export, size):
        blocks = add_block(blocks, bodies)
        roots[blocks.size] = blocks.root
        times[blocks.size] = int(orjson.loads(bodies[-1])["time"]) // 1_000_000
    return roots, times


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
