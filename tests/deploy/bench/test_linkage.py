"""Links against the truth: pairs counted by hand."""

from deploy.bench.held import Held, HeldRecord, linkage
from deploy.bench.people import Truth


def record(person: str, household: str) -> HeldRecord:
    return HeldRecord("police:04", Truth(person, household, ()))


def test_a_missed_link_a_link_within_a_household_and_one_beyond_are_told_apart():
    goldens = {
        1: [record("a", "h1"), record("a", "h1")],
        2: [record("a", "h1")],
        3: [record("b", "h1"), record("c", "h1")],
        4: [record("d", "h2"), record("e", "h3")],
    }
    links = linkage(Held(goldens, {}, [], 0))
    assert (links.records, links.goldens, links.true_pairs) == (7, 4, 3)
    assert (links.linked_true, links.false_within, links.false_beyond) == (1, 1, 1)
    assert links.recall == 1 / 3
    assert links.precision == 1 / 3


def test_a_record_that_is_held_for_review_is_a_link_missed():
    links = linkage(Held({1: [record("a", "h1")]}, {}, [record("a", "h1")], 0))
    assert links.true_pairs == 1
    assert links.recall == 0.0
    assert links.precision == 1.0


def test_whoever_is_known_to_the_log_by_a_pseudonym_is_found_by_it():
    held = Held({7: [record("a", "h1")]}, {"beef": 7}, [record("z", "h9")], 0)
    assert held.of("beef") == [record("a", "h1")]
    assert held.of("dead") == []
    assert held.everybody() == {"a": {"police:04"}, "z": {"police:04"}}
