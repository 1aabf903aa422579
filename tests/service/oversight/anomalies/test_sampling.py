"""Lots follow from the log alone: the same for everybody, about one in so many, and other for another log."""

import json
from hashlib import sha256

import pytest

from audit.merkle import leaf_hash, root_of_leaves
from audit.witness.lots import BLOCK
from service.oversight.anomalies.sampling import Blocks, draw_block, is_drawn
from service.oversight.anomalies.terms import AllTerms, Terms

AGENCY = "police:04"


def body(entry: int, salt: str = "", kind: str = "enquiry.answered") -> bytes:
    return json.dumps({"actor": {"agency": AGENCY}, "request_id": f"{salt}{entry}", "type": kind}).encode()


def log(blocks: int, salt: str = "", **changes: str) -> list[bytes]:
    return [body(entry, salt, **changes) for entry in range(blocks * BLOCK)]


def drawn(bodies: list[bytes], lot: Blocks = Blocks()) -> list:  # noqa: B008 - a value that never changes
    found = []
    for start in range(0, len(bodies), BLOCK):
        lot, some = draw_block(lot, bodies[start : start + BLOCK])
        found += some
    return found


ONE_IN_FOUR = Blocks(terms=AllTerms(default=Terms(sample_one_in=4)))


def test_the_lot_is_the_root_of_the_tree_that_ends_with_the_block() -> None:
    bodies = log(3)
    for one in drawn(bodies, ONE_IN_FOUR):
        assert one.size == (one.entry // BLOCK + 1) * BLOCK
        assert one.root == root_of_leaves([leaf_hash(body) for body in bodies[: one.size]])
        assert int.from_bytes(sha256(one.root + one.entry.to_bytes(8, "big")).digest(), "big") % 4 == 0


def test_whoever_draws_draws_the_same_and_of_another_log_another() -> None:
    assert drawn(log(4), ONE_IN_FOUR) == drawn(log(4), ONE_IN_FOUR)
    assert {one.entry for one in drawn(log(4), ONE_IN_FOUR)} != {one.entry for one in drawn(log(4, "x"), ONE_IN_FOUR)}


def test_an_entry_that_is_written_otherwise_changes_the_lot_of_its_whole_block_and_of_all_after_it() -> None:
    one, other = log(3), log(3)
    other[BLOCK + 5] = body(BLOCK + 5, "other")
    roots, others = ({d.size: d.root for d in drawn(bodies, ONE_IN_FOUR)} for bodies in (one, other))
    assert roots[BLOCK] == others[BLOCK]
    assert roots[2 * BLOCK] != others[2 * BLOCK]
    assert roots[3 * BLOCK] != others[3 * BLOCK]


def test_about_one_in_so_many_is_drawn() -> None:
    """Of 6,400, one in 4: 1,600, and 35 is one standard deviation."""
    assert 1600 - 5 * 35 < len(drawn(log(100), ONE_IN_FOUR)) < 1600 + 5 * 35


def test_every_enquiry_is_drawn_by_one_in_one_and_nothing_else_ever() -> None:
    every = Blocks(terms=AllTerms(default=Terms(sample_one_in=1)))
    assert len(drawn(log(2), every)) == 2 * BLOCK
    assert len(drawn(log(1, kind="enquiry.empty"), every)) == BLOCK
    assert not drawn(log(2, kind="log.queried"), every)


def test_how_many_follows_from_the_thresholds_that_stand_in_the_log_before_the_entry() -> None:
    bodies = log(2)
    terms = AllTerms(agencies={AGENCY: Terms(sample_one_in=1)}).document()
    bodies[10] = json.dumps({"details": {"terms": terms, "what": "review_terms"}, "type": "policy.changed"}).encode()
    found = {one.entry for one in drawn(bodies, Blocks(terms=AllTerms(default=Terms(sample_one_in=1_000_000))))}
    assert found == set(range(11, 2 * BLOCK))


@pytest.mark.parametrize("bodies", [log(1)[:-1], log(2)])
def test_lots_are_drawn_block_by_block_alone(bodies: list[bytes]) -> None:
    with pytest.raises(ValueError, match="block by block"):
        draw_block(Blocks(), bodies)


def test_a_published_vector_so_that_anyone_can_write_it_again() -> None:
    root = bytes(range(32))
    assert [entry for entry in range(200) if is_drawn(root, entry, 50)] == VECTOR


VECTOR = [12, 50, 53, 88, 186]
