"""Properties of the tree that hold for every size: proofs made are proofs accepted, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.merkle import (
    ProofRefused,
    consistency_proof,
    extend,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peak_ids,
    root_of_leaves,
    root_of_peaks,
    verify_consistency,
    verify_inclusion,
)
from audit.tree import TileMissing, Tree, grow, load, reader

LEAVES = [leaf_hash(str(n).encode()) for n in range(1200)]
sizes = st.integers(1, 1200)


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 section 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(recursive_root(leaves[:half]), recursive_root(leaves[half:]))


def nodes_of(size: int):
    made: dict[tuple[int, int], bytes] = {}
    extend(0, (), LEAVES[:size], made)
    return lambda level, n: made[level, n]


@given(sizes)
@settings(max_examples=60, deadline=None)
def test_the_root_is_that_of_the_definition(size):
    assert root_of_leaves(LEAVES[:size]) == recursive_root(LEAVES[:size])


@given(st.data(), sizes)
@settings(max_examples=100, deadline=None)
def test_every_leaf_has_an_inclusion_proof_that_no_other_place_accepts(data, size):
    index = data.draw(st.integers(0, size - 1))
    root = root_of_leaves(LEAVES[:size])
    proof = inclusion_proof(index, size, nodes_of(size))
    verify_inclusion(index, size, LEAVES[index], proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda n: n != index)) if size > 1 else size
    with pytest.raises(ProofRefused):
        verify_inclusion(other, size, LEAVES[index], proof, root)


@given(st.data(), sizes)
@settings(max_examples=100, deadline=None)
def test_every_older_size_has_a_consistency_proof_and_a_changed_one_is_refused(data, size):
    old = data.draw(st.integers(1, size))
    old_root, root = root_of_leaves(LEAVES[:old]), root_of_leaves(LEAVES[:size])
    proof = consistency_proof(old, size, nodes_of(size))
    verify_consistency(old, size, old_root, root, proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        changed = [leaf_hash(h) if n == place else h for n, h in enumerate(proof)]
        with pytest.raises(ProofRefused):
            verify_consistency(old, size, old_root, root, changed)
    with pytest.raises(ProofRefused):
        verify_consistency(old, size, leaf_hash(old_root), root, proof)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_a_tree_grown_in_batches_and_one_read_from_its_tiles_are_the_same(batches):
    tree, stored, start = Tree(), {}, 0
    for count in batches:
        leaves = [leaf_hash(str(n).encode()) for n in range(start, start + count)]
        growth = grow(tree, leaves)
        for index in (start, start + count - 1):
            verify_inclusion(index, growth.tree.size, leaves[index - start], growth.proof(index), growth.tree.root)
        stored.update({(level, n): content for level, n, content in growth.tiles})
        tree, start = growth.tree, start + count
    edge = tree.partial[0]
    assert load(tree.size, edge, lambda level, n: stored.get((level, n))) == tree


def test_a_tree_of_two_tile_levels_reads_back_and_reaches_every_kind_of_node():
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(66_000)]
    growth = grow(Tree(), leaves)
    stored = {(level, n): content for level, n, content in growth.tiles}
    assert (1, 0) in stored
    tree = load(66_000, growth.tree.partial[0], lambda level, n: stored.get((level, n)))
    assert tree == growth.tree
    node = reader(tree, lambda level, n: stored.get((level, n)))
    assert root_of_peaks([node(*peak) for peak in peak_ids(65_999)]) == root_of_leaves(leaves[:65_999])
    for index in (0, 300, 65_535, 65_536, 65_999):
        verify_inclusion(index, 66_000, leaves[index], inclusion_proof(index, 66_000, node), tree.root)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 65_535, 65_536, 65_792])
def test_trees_that_end_at_or_beside_a_full_tile_read_back(size):
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(size)]
    growth = grow(Tree(), leaves)
    stored = {(level, n): content for level, n, content in growth.tiles}
    tree = load(size, leaves[size - size % 256 :], lambda level, n: stored.get((level, n)))
    assert tree.peaks == growth.tree.peaks
    node = reader(tree, lambda level, n: stored.get((level, n)))
    for index in {0, size // 2, size - 1}:
        verify_inclusion(index, size, leaves[index], inclusion_proof(index, size, node), tree.root)


@pytest.mark.parametrize("damage", [None, b"", b"short"])
def test_a_missing_or_short_tile_is_noticed(damage):
    leaves = [leaf_hash(n.to_bytes(4, "big")) for n in range(300)]
    with pytest.raises(TileMissing, match="tile 0/0"):
        load(300, leaves[256:], lambda level, n: damage)
