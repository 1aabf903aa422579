"""The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1: hashing, compact ranges, proofs made and checked.

Everything here is arithmetic on SHA-256 digests: nothing is stored. A node is named `(level, n)`: the root of the
complete subtree over leaves `n << level` up to `(n + 1) << level`. The *peaks* of a tree of `size` leaves are the
complete subtrees that make it up, largest first: one for every bit set in `size`.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from struct import Struct

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
_PAIRS = Struct(f"{2 * HASH_BYTES}s")
_inner = sha256(b"\x01").copy
"""A copy of a hash that was begun costs less than beginning one."""

NodeId = tuple[int, int]
Nodes = Callable[[int, int], bytes]
"""Gives the hash of a complete node, by level and number."""


class ProofRefused(Exception):
    """A proof does not show what it claims; the message says in which way."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry: SHA-256 of a zero byte and the entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of a one byte and its two children."""
    return sha256(b"\x01" + left + right).digest()


def parent_row(row: bytes) -> bytes:
    """The hashes above neighbours at one level, 32 bytes each, joined: one for each whole pair. For whole tiles."""
    above = []
    begin = _inner
    for (pair,) in _PAIRS.iter_unpack(row[: len(row) - len(row) % _PAIRS.size]):
        node = begin()
        node.update(pair)
        above.append(node.digest())
    return b"".join(above)


def peak_ids(size: int) -> list[NodeId]:
    """The complete subtrees of a tree of `size` leaves, largest first."""
    ids = []
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            ids.append((level, start >> level))
            start += 1 << level
    return ids


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root of the tree that these peaks make up, largest first; the empty root for none."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def extend(
    size: int, peaks: Sequence[bytes], leaves: Iterable[bytes], made: dict[NodeId, bytes] | None = None
) -> tuple[bytes, ...]:
    """The peaks after `leaves` (leaf hashes) are added; every complete node on the way is put into `made`."""
    stack = list(peaks)
    for leaf in leaves:
        node, level, n = leaf, 0, size
        if made is not None:
            made[0, n] = node
        while n & 1:
            node, level, n = node_hash(stack.pop(), node), level + 1, n >> 1
            if made is not None:
                made[level, n] = node
        stack.append(node)
        size += 1
    return tuple(stack)


def root_of_leaves(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    return root_of_peaks(extend(0, (), leaves))


def _range_hash(start: int, end: int, node: Nodes) -> bytes:
    """The hash of leaves `start` to `end`, `start` being a multiple of the subtree's width."""
    hashes = []
    while start < end:
        level = (end - start).bit_length() - 1
        hashes.append(node(level, start >> level))
        start += 1 << level
    return root_of_peaks(hashes)


def inclusion_proof(index: int, size: int, node: Nodes) -> tuple[bytes, ...]:
    """The path of RFC 9162 section 2.1.3.1 from leaf `index` to the root of `size` leaves, lowest sibling first."""
    if not 0 <= index < size:
        raise ValueError("index must be in the tree")
    path = []
    last, level = size - 1, 0
    while last >> level:
        sibling = index >> level ^ 1
        if sibling < last >> level:
            path.append(node(level, sibling))
        elif sibling == last >> level:
            path.append(_range_hash(sibling << level, size, node))
        level += 1
    return tuple(path)


def consistency_proof(old: int, size: int, node: Nodes) -> tuple[bytes, ...]:
    """The proof of RFC 9162 section 2.1.4.1 that the tree of `size` leaves begins with the tree of `old` leaves."""
    if not 0 < old <= size:
        raise ValueError("the old size must be positive and no more than the new one")
    if old == size:
        return ()
    level = (old & -old).bit_length() - 1
    number, last = (old - 1) >> level, (size - 1) >> level
    path = [] if number == 0 else [node(level, number)]
    while last:
        if number & 1:
            path.append(node(level, number - 1))
        elif number < last:
            path.append(_range_hash((number + 1) << level, min((number + 2) << level, size), node))
        number, last, level = number >> 1, last >> 1, level + 1
    return tuple(path)


def root_from_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that this proof leads to (RFC 9162 section 2.1.3.2). Raises ProofRefused when its shape is wrong."""
    if not 0 <= index < size:
        raise ProofRefused("the index is not in a tree of that size")
    _check_lengths([leaf, *proof])
    number, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if number & 1 or number == last:
            root = node_hash(sibling, root)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofRefused unless `proof` shows that `leaf` is at `index` in the tree of `size` leaves with `root`."""
    if root_from_inclusion(index, size, leaf, proof) != root:
        raise ProofRefused("the proof leads to another root")


def verify_consistency(old: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofRefused unless `proof` shows that the larger tree begins with the smaller (RFC 9162 section 2.1.4.2).

    An old size of zero is refused: such a proof shows nothing.
    """
    if not 0 < old <= size:
        raise ProofRefused("the old size must be positive and no more than the new one")
    if old == size:
        if proof or old_root != root:
            raise ProofRefused("two trees of one size must have one root and need no proof")
        return
    _check_lengths([old_root, root, *proof])
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        raise ProofRefused("the proof is too short")
    if _roots_of_path(old, size, path) != (old_root, root):
        raise ProofRefused("the proof leads to other roots")


def _roots_of_path(old: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    number, last = old - 1, size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if number & 1 or number == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        number, last = number >> 1, last >> 1
    if last:
        raise ProofRefused("the proof is too short")
    return first, second


def _check_lengths(hashes: Iterable[bytes]) -> None:
    if any(len(h) != HASH_BYTES for h in hashes):
        raise ProofRefused("a hash is not 32 bytes long")
