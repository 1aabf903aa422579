"""Our proofs against the published vectors of transparency-dev/merkle and RFC 6962."""

import base64
import json
from pathlib import Path

import pytest

from audit.merkle import (
    EMPTY_ROOT,
    ProofRefused,
    extend,
    leaf_hash,
    node_hash,
    root_of_leaves,
    verify_consistency,
    verify_inclusion,
)


def cases(folder: Path) -> list[dict]:
    return [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def accepted(verify, *arguments) -> bool:
    try:
        verify(*arguments)
    except ProofRefused:
        return False
    return True


def test_all_98_inclusion_cases_are_accepted_or_refused_as_published(vectors):
    found = cases(vectors / "merkle-proofs" / "inclusion")
    assert len(found) == 98
    for case in found:
        proof = [raw(h) for h in case["proof"] or []]
        result = accepted(
            verify_inclusion, case["leafIdx"], case["treeSize"], raw(case["leafHash"]), proof, raw(case["root"])
        )
        assert result is not case["wantErr"], case["desc"]


def test_all_98_consistency_cases_are_accepted_or_refused_as_published(vectors):
    found = cases(vectors / "merkle-proofs" / "consistency")
    assert len(found) == 98
    wrong = []
    for case in found:
        proof = [raw(h) for h in case["proof"] or []]
        result = accepted(
            verify_consistency, case["size1"], case["size2"], raw(case["root1"]), raw(case["root2"]), proof
        )
        if result is case["wantErr"]:
            wrong.append(case["desc"])
    assert not wrong


def test_the_eight_leaf_tree_has_the_published_nodes_and_roots(vectors):
    tree = json.loads((vectors / "rfc6962-basic" / "tree8.json").read_text())
    leaves = [leaf_hash(bytes.fromhex(text)) for text in tree["leaf_inputs_hex"]]
    made: dict[tuple[int, int], bytes] = {}
    extend(0, (), leaves, made)
    for level, row in enumerate(tree["node_hashes_hex_by_level"]):
        assert [made[level, n].hex() for n in range(len(row))] == row
    for size, root in enumerate(tree["root_hashes_hex_by_size_from_0"]):
        assert root_of_leaves(leaves[:size]).hex() == root


def test_leaf_node_and_empty_hashes_are_as_published(vectors):
    hashes = {c["desc"]: c for c in json.loads((vectors / "rfc6962-basic" / "tree8.json").read_text())["hasher"]}
    assert EMPTY_ROOT.hex() == hashes["empty root"]["want"]
    for name in ("empty leaf", "leaf"):
        assert leaf_hash(hashes[name]["leaf_utf8"].encode()).hex() == hashes[name]["want"]
    node = hashes["node"]
    assert node_hash(node["left_utf8"].encode(), node["right_utf8"].encode()).hex() == node["want"]


@pytest.mark.parametrize("old", [0, -1])
def test_an_old_size_of_nothing_proves_nothing(old):
    with pytest.raises(ProofRefused, match="positive"):
        verify_consistency(old, 1, EMPTY_ROOT, leaf_hash(b""), [])
