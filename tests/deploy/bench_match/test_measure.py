"""The figures of the bench against counts made by hand."""

import numpy as np
import pytest

from connectors.records import Address, Name, NominalRecord, PartialDate
from deploy.bench.match.material import DataSet, Material, Truth
from deploy.bench.match.measure import SURE, blocking_recall, curve, measure, true_pairs
from deploy.bench.match.scored import NO_PAIRS, Scored
from deploy.bench.match.twins import twin_pairs


def record(source: str, given: str = "Ann", house: str = "1") -> NominalRecord:
    return NominalRecord(
        provider=source,
        ref="",
        regime="part2",
        as_of=0,
        names=(Name("Synth", (given,)),),
        dob=PartialDate(2014, 5, 6),
        addresses=(Address(postcode="FY1 3XX", house=house),),
    )


@pytest.fixture
def of() -> DataSet:
    """Two sources: Ann and Beth of one household in both, Cy in one only, Dee at another place in both."""
    records = [
        record("a", "Ann"), record("a", "Beth"), record("a", "Cy"), record("a", "Dee", "9"),
        record("b", "Ann"), record("b", "Beth"), record("b", "Dee", "9"),
    ]  # fmt: skip
    person, household = list("ABCDABD"), list("hhhxhhx")
    truth = Truth(person, household, {"kind": ["twin", "twin", "one", "one", "twin", "twin", "one"]})
    return DataSet(Material("made", records), truth, "made up")


def scored(*pairs: tuple[int, int, float]) -> Scored:
    a, b, bits = zip(*pairs, strict=True)
    return Scored(np.array(a), np.array(b), np.array(bits))


def test_true_pairs_are_of_different_sources_unless_there_is_one(of: DataSet):
    assert true_pairs(of.material, of.truth) == 3
    assert true_pairs(Material("made", of.material.records, dedupe=True), of.truth) == 3
    assert true_pairs(Material("made", [record("a")] * 3, dedupe=True), Truth("AAA")) == 3
    assert true_pairs(Material("made", [record("a")] * 3), Truth("AAA")) == 0


def test_false_links_are_counted_within_and_beyond_the_household(of: DataSet):
    judged = scored((0, 4, 12.0), (1, 5, 3.0), (0, 5, 9.0), (1, 4, 7.0), (3, 4, 8.0))
    found = measure(judged, of, set())
    assert (found.sure, found.false_within, found.false_beyond) == (4, 2, 1)
    assert found.precision == pytest.approx(1 / 4)
    assert found.recall == pytest.approx(1 / 3)


def test_probability_099_is_a_threshold_in_bits_that_counts_itself(of: DataSet):
    assert measure(scored((0, 4, SURE)), of, set()).sure == 1
    assert measure(scored((0, 4, SURE - 1e-6)), of, set()).sure == 0


def test_best_f1_and_recall_at_precision_look_for_their_thresholds(of: DataSet):
    found = measure(scored((0, 4, 12.0), (1, 5, 3.0), (0, 5, 1.0), (3, 6, 0.0)), of, set())
    assert found.recall_at_999 == pytest.approx(2 / 3)
    assert found.best_f1 == pytest.approx(2 * 0.75 / 1.75)
    assert found.best_f1_bits == 0.0


def test_pairs_of_equal_bits_are_one_threshold():
    recall, precision, bits = curve(np.array([2.0, 2.0, 1.0]), np.array([False, True, True]), 2)
    assert recall.tolist() == [0.5, 1.0] and precision.tolist() == [0.5, pytest.approx(2 / 3)]
    assert bits.tolist() == [2.0, 1.0]


def test_twins_are_found_by_what_the_records_say_and_counted_when_joined(of: DataSet):
    twins = twin_pairs(of)
    assert twins == {(0, 5), (1, 4), (2, 4), (2, 5)}
    found = measure(scored((5, 0, 9.0), (1, 4, 1.0)), of, twins)
    assert (found.twins, found.twins_joined) == (4, 1)


def test_one_person_under_two_forenames_is_no_pair_of_twins(of: DataSet):
    same = DataSet(of.material, Truth(list("ABCDAAD"), of.truth.household), "made up")
    assert (0, 5) not in twin_pairs(same) and (1, 4) in twin_pairs(same)


def test_error_rates_by_group_add_up_to_the_whole(of: DataSet):
    found = measure(scored((0, 4, 12.0), (0, 5, 9.0), (3, 6, 9.0)), of, set())
    assert found.groups["kind"] == {"one": (1, 1, 1, 0), "twin": (2, 1, 2, 1)}


def test_blocking_recall_is_of_all_true_pairs(of: DataSet):
    assert blocking_recall(scored((0, 4, 0.0), (0, 5, 0.0)), of) == pytest.approx(1 / 3)


def test_a_contender_that_finds_nothing_has_figures_too(of: DataSet):
    found = measure(NO_PAIRS, of, set())
    assert (found.precision, found.recall, found.best_f1, found.recall_at_999) == (0.0, 0.0, 0.0, 0.0)
