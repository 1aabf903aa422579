"""The growing edge of the log's tree, in memory: enough to add leaves, to fill tiles and to reach any older node.

Tiles are those of C2SP tlog-tiles: tile `(k, n)` holds the 256 hashes at tree level `8 * k` from number `256 * n` on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.merkle import (
    HASH_BYTES,
    NodeId,
    extend,
    inclusion_proof,
    parent_row,
    peak_ids,
    root_of_leaves,
    root_of_peaks,
)

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

TileId = tuple[int, int]
Tiles = Callable[[int, int], bytes | None]
"""Gives a full tile by level and number, or None."""


Rows = Sequence[bytes]
"""The hashes of each level inside a tile, joined: its own first, the two below its root last."""


class TileMissing(Exception):
    """A full tile that the tree needs is not stored, or has the wrong length."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of `size` leaves: its peaks, and at each tile level the hashes that do not fill a tile yet."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()
    partial: tuple[tuple[bytes, ...], ...] = ()

    @property
    def root(self) -> bytes:
        """The root hash."""
        return root_of_peaks(self.peaks)


@dataclass(frozen=True, slots=True)
class Growth:
    """What adding leaves leads to: the new tree, the tiles that became full, and every node on the way."""

    tree: Tree
    tiles: list[tuple[int, int, bytes]]
    nodes: dict[NodeId, bytes]

    def proof(self, index: int) -> tuple[bytes, ...]:
        """The inclusion proof of one of the leaves just added."""
        return inclusion_proof(index, self.tree.size, lambda level, n: self.nodes[level, n])


def grow(tree: Tree, leaves: Sequence[bytes]) -> Growth:
    """Add leaves to a tree; the old one stays as it was."""
    nodes = dict(zip(peak_ids(tree.size), tree.peaks, strict=True))
    peaks = extend(tree.size, tree.peaks, leaves, nodes)
    tiles: list[tuple[int, int, bytes]] = []
    partial = list(tree.partial)
    level, coming = 0, tuple(leaves)
    while coming:
        row = partial[level] + coming if level < len(partial) else coming
        number, coming = tree.size >> TILE_HEIGHT * (level + 1), ()
        while len(row) >= TILE_WIDTH:
            tiles.append((level, number, b"".join(row[:TILE_WIDTH])))
            coming += (nodes[TILE_HEIGHT * (level + 1), number],)
            row, number = row[TILE_WIDTH:], number + 1
        partial[level : level + 1] = [row]
        level += 1
    return Growth(Tree(tree.size + len(leaves), peaks, tuple(partial)), tiles, nodes)


def load(size: int, edge: Sequence[bytes], tiles: Tiles) -> Tree:
    """The tree of `size` leaves, from the leaves beyond the last full tile (`edge`) and the full tiles.

    Raises TileMissing.
    """
    partial: list[tuple[bytes, ...]] = [tuple(edge)] if size else []
    level = 1
    while size >> TILE_HEIGHT * level:
        count = size >> TILE_HEIGHT * level
        start = count - count % TILE_WIDTH
        partial.append(tuple(root_of_leaves(split(_tile(tiles, level - 1, n))) for n in range(start, count)))
        level += 1
    tree = Tree(size, (), tuple(partial))
    node = reader(tree, tiles)
    return Tree(size, tuple(node(*peak) for peak in peak_ids(size)), tree.partial)


class Subtrees:
    """The nodes inside tiles, remembered where many proofs go through: in the full tiles above the lowest level, and
    over the hashes that do not fill a tile yet.

    Full tiles never change, and a node over some hashes is found by those hashes themselves: nothing here can go out of
    date. One of these may be shared by threads and outlives the reader that it is given to.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: dict[TileId, Rows] = {}
        self._over: dict[tuple[bytes, ...], bytes] = {}

    def of(self, tiles: Tiles, level: int, n: int) -> Rows:
        """The nodes of a full tile: at place `h` those `h` levels above its own hashes. Raises TileMissing."""
        rows = self._kept.get((level, n))
        if rows is None:
            rows = _rows(_tile(tiles, level, n))
            if level:
                if len(self._kept) >= self._most:
                    self._kept.clear()
                self._kept[level, n] = rows
        return rows

    def over(self, hashes: tuple[bytes, ...]) -> bytes:
        """The root over some neighbours of a tile that is not full."""
        root = self._over.get(hashes)
        if root is None:
            root = root_of_leaves(hashes)
            if len(self._over) >= self._most:
                self._over.clear()
            self._over[hashes] = root
        return root


def _rows(tile: bytes) -> Rows:
    rows = [tile]
    while len(rows[-1]) > 2 * HASH_BYTES:
        rows.append(parent_row(rows[-1]))
    return rows


def reader(tree: Tree, tiles: Tiles, known: Subtrees | None = None) -> Callable[[int, int], bytes]:
    """A way to any complete node of the tree. It remembers the tiles that it read. Raises TileMissing."""
    subtrees = known or Subtrees()
    read: dict[TileId, Rows] = {}
    peaks = dict(zip(peak_ids(tree.size), tree.peaks, strict=False))

    def node(level: int, n: int) -> bytes:
        if (level, n) in peaks:
            return peaks[level, n]
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = n << height
        number, offset = divmod(first, TILE_WIDTH)
        if (number + 1) * TILE_WIDTH > tree.size >> TILE_HEIGHT * tile_level:
            hashes = tree.partial[tile_level][offset : offset + (1 << height)]
            if len(hashes) != 1 << height:
                raise TileMissing(f"tile {tile_level}/{number}")
            return subtrees.over(hashes)
        rows = read.get((tile_level, number))
        if rows is None:
            rows = read[tile_level, number] = subtrees.of(tiles, tile_level, number)
        place = (n & (TILE_WIDTH >> height) - 1) * HASH_BYTES
        return rows[height][place : place + HASH_BYTES]

    return node


def split(tile: bytes) -> tuple[bytes, ...]:
    """The hashes of a tile."""
    return tuple(tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES))


def _tile(tiles: Tiles, level: int, n: int) -> bytes:
    found = tiles(level, n)
    if found is None or len(found) != TILE_WIDTH * HASH_BYTES:
        raise TileMissing(f"tile {level}/{n}")
    return found
