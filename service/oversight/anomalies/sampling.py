"""Which enquiries are drawn by lot: it follows from the log alone, so that nobody chooses and anyone can check.

The log is cut into blocks of 64 entries. The lot of a block is the root (RFC 6962) of the tree that ends with it: every
later checkpoint, and whoever cosigns one, commits to it. Entry `i` is drawn when SHA-256 of the 32 bytes of that root
and `i` in 8 bytes, big-endian, leaves no remainder by the "one in so many" of the asker's agency. The block is not
closed while its entries are written, so whoever asks cannot know. What this does not stop is in decision record 0016.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

import orjson

from audit.merkle import extend, leaf_hash, root_of_peaks
from service.leaf import AFTER_ANSWERS
from service.oversight.anomalies.terms import AllTerms
from service.oversight.anomalies.terms_logged import terms_in

BLOCK: Final = 64


class Lot(NamedTuple):
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
    """Of the tree whose root is the lot."""
    root: bytes
    one_in: int


def is_drawn(root: bytes, entry: int, one_in: int) -> bool:
    """Whether an entry is drawn by a lot."""
    return int.from_bytes(sha256(root + entry.to_bytes(8, "big")).digest(), "big") % one_in == 0


def draw_block(lot: Lot, bodies: Sequence[bytes]) -> tuple[Lot, list[Drawn]]:
    """Draw from the next block.

    Args:
        lot: how far lots were drawn; its size is a multiple of BLOCK.
        bodies: the stored bytes of the next BLOCK entries.

    Returns:
        How far lots were drawn then, and what was drawn. For an entry hold the thresholds that stand before it.
    """
    if lot.size % BLOCK or len(bodies) != BLOCK:
        raise ValueError("lots are drawn block by block")
    peaks = extend(lot.size, lot.peaks, [leaf_hash(body) for body in bodies])
    root, terms = root_of_peaks(peaks), lot.terms
    drawn: list[Drawn] = []
    for entry, body in enumerate(bodies, lot.size):
        terms = terms_in(body) or terms
        drawn += _drawn(entry, body, lot.size + BLOCK, root, terms)
    return Lot(lot.size + BLOCK, peaks, terms), drawn


def _drawn(entry: int, body: bytes, size: int, root: bytes, terms: AllTerms) -> Iterator[Drawn]:
    document = orjson.loads(body)
    if document.get("type") not in AFTER_ANSWERS:
        return
    agency = document.get("actor", {}).get("agency", "")
    one_in = terms.of(agency).sample_one_in
    if is_drawn(root, entry, one_in):
        yield Drawn(entry, agency, size, root, one_in)
