"""Which enquiries are drawn by lot: it follows from what is published, so that nobody chooses and anyone can check.

The log is cut into blocks of 64 entries. Where witnesses watch it, a block is drawn from by the cosignatures under the
first cosigned end of a block that covers it (`audit.witness.lots`). Where nobody does, the root (RFC 6962) of the tree
that ends with the block draws: entry `i` where SHA-256 of its 32 bytes and `i` in 8 bytes, big-endian, leaves no
remainder by the "one in so many" of the asker's agency. What each of them stops is in decision record 0016.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

import orjson

from audit.merkle import extend, leaf_hash, root_of_peaks
from audit.witness.lots import BLOCK
from audit.witness.lots import Lot as CosignedLot
from service.leaf import AFTER_ANSWERS
from service.oversight.anomalies.terms import AllTerms
from service.oversight.anomalies.terms_logged import terms_in


class Blocks(NamedTuple):
    """How far lots were drawn: the blocks so far as a tree, and the thresholds that hold after them."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()
    terms: AllTerms = AllTerms()

    @property
    def root(self) -> bytes:
        """Of the blocks so far."""
        return root_of_peaks(self.peaks)


class Drawn(NamedTuple):
    """An entry that was drawn, and by which lot."""

    entry: int
    agency: str
    size: int
    """Of the tree whose root is the lot, or was cosigned."""
    root: bytes
    one_in: int
    by: tuple[str, ...] = ()
    """The witnesses whose cosignatures drew it; none where the root itself is the lot."""


def is_drawn(root: bytes, entry: int, one_in: int) -> bool:
    """Whether an entry is drawn by a root, where there are no witnesses."""
    return int.from_bytes(sha256(root + entry.to_bytes(8, "big")).digest(), "big") % one_in == 0


def add_block(blocks: Blocks, bodies: Sequence[bytes]) -> Blocks:
    """How far it is after the next block, but for the thresholds.

    Args:
        blocks: how far it was; its size is a multiple of BLOCK.
        bodies: the stored bytes of the next BLOCK entries.
    """
    if blocks.size % BLOCK or len(bodies) != BLOCK:
        raise ValueError("lots are drawn block by block")
    peaks = extend(blocks.size, blocks.peaks, [leaf_hash(body) for body in bodies])
    return blocks._replace(size=blocks.size + BLOCK, peaks=peaks)


def draw_block(blocks: Blocks, bodies: Sequence[bytes], lot: CosignedLot | None = None) -> tuple[Blocks, list[Drawn]]:
    """Draw from the next block.

    Args:
        blocks: how far lots were drawn.
        bodies: as for `add_block`.
        lot: the cosignatures that draw, of a checkpoint that covers the block; without them its own root does.

    Returns:
        How far lots were drawn then, and what was drawn. For an entry hold the thresholds that stand before it.
    """
    after = add_block(blocks, bodies)
    if lot is not None and lot.size < after.size:
        raise ValueError("what draws from a block covers it")
    draw = _by_cosignatures(lot) if lot else _by_root(after)
    terms = blocks.terms
    drawn: list[Drawn] = []
    for entry, body in enumerate(bodies, blocks.size):
        terms = terms_in(body) or terms
        drawn += _drawn(entry, body, terms, draw)
    return after._replace(terms=terms), drawn


_Draw = Callable[[int, str, int], Drawn | None]
"""Draws an entry of an agency, one in so many, or does not."""


def _by_cosignatures(lot: CosignedLot) -> _Draw:
    def draw(entry: int, agency: str, one_in: int) -> Drawn | None:
        by = lot.drawn_by(entry, one_in)
        return Drawn(entry, agency, lot.size, lot.root, one_in, by) if by else None

    return draw


def _by_root(blocks: Blocks) -> _Draw:
    root = blocks.root

    def draw(entry: int, agency: str, one_in: int) -> Drawn | None:
        return Drawn(entry, agency, blocks.size, root, one_in) if is_drawn(root, entry, one_in) else None

    return draw


def _drawn(entry: int, body: bytes, terms: AllTerms, draw: _Draw) -> Iterator[Drawn]:
    document = orjson.loads(body)
    if document.get("type") not in AFTER_ANSWERS:
        return
    agency = document.get("actor", {}).get("agency", "")
    if (one := draw(entry, agency, terms.of(agency).sample_one_in)) is not None:
        yield one
