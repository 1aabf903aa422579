"""Hashes the entries of an export: a bundle to the row of its leaf hashes, a row to the root of its tile.

The same arithmetic as `audit.merkle` (RFC 6962 section 2.1), over whole rows at once, because a verification of a
million entries spends its time here. A row is the hashes of neighbours at one level, 32 bytes each, joined.
"""

from hashlib import sha256

from audit.merkle import HASH_BYTES, parent_row
from audit.tree import TILE_HEIGHT, TILE_WIDTH

Row = bytes
FULL_ROW = TILE_WIDTH * HASH_BYTES
_leaf = sha256(b"\x00").copy
"""A copy of a hash that was begun costs less than putting a byte before what is hashed."""


def split_leniently(content: bytes) -> tuple[list[bytes], bool]:
    """The entries of a bundle as far as their lengths fit, and whether they took up all of it."""
    entries: list[bytes] = []
    position, size = 0, len(content)
    while position + 2 <= size:
        start = position + 2
        position = start + (content[position] << 8 | content[position + 1])
        if position > size:
            return entries, False
        entries.append(content[start:position])
    return entries, position == size


def leaf_row(entries: list[bytes]) -> Row:
    """The leaf hashes of these entries."""
    leaves = []
    begin = _leaf
    for entry in entries:
        leaf = begin()
        leaf.update(entry)
        leaves.append(leaf.digest())
    return b"".join(leaves)


def hash_bundle(content: bytes, width: int) -> Row | None:
    """The leaf hashes of a bundle of exactly `width` entries; None if it is not one."""
    leaves = []
    begin = _leaf
    position, size = 0, len(content)
    while position + 2 <= size:
        start = position + 2
        position = start + (content[position] << 8 | content[position + 1])
        leaf = begin()
        leaf.update(content[start:position])
        leaves.append(leaf.digest())
    return b"".join(leaves) if position == size and len(leaves) == width else None


def tile_root(row: Row) -> bytes:
    """The root over a full row of 256."""
    for _ in range(TILE_HEIGHT):
        row = parent_row(row)
    return row


def peaks_of(row: Row) -> list[bytes]:
    """The peaks of a row that begins at a tile's first place, largest first."""
    peaks = []
    while row:
        count = len(row) // HASH_BYTES
        if count & 1:
            peaks.append(row[-HASH_BYTES:])
        row = parent_row(row)
    return peaks[::-1]


def hashes(row: Row) -> list[bytes]:
    """The hashes of a row, one by one."""
    return [row[i : i + HASH_BYTES] for i in range(0, len(row), HASH_BYTES)]
