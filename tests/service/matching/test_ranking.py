"""Golden nominals compete: nearly as good is a choice for a person, and a hard rule counts for the whole of one."""

import pytest

from connectors.records import Identifier
from service.matching.bands import Band
from service.matching.model import Model
from service.matching.normalise import person_from_record
from service.matching.ranking import Known, rank, scored


@pytest.fixture
def ranked(model: Model):
    def judge(sought, *held):
        person = person_from_record(sought)
        opened = [(f"r{at}", golden, person_from_record(one)) for at, (golden, one) in enumerate(held)]
        return rank(person, scored(person, opened, model), model)

    return judge


def test_the_best_record_of_a_golden_nominal_speaks_for_it(record, ranked) -> None:
    found = ranked(record(), ("g1", record("J", place=None)), ("g1", record()), ("g2", record("Casey")))
    assert [(one.golden, one.band) for one in found] == [("g1", Band.CONFIRMED), ("g2", Band.POSSIBLE)]
    assert found[0].best.record == "r1"


def test_two_that_are_as_good_as_each_other_are_neither_confirmed(record, ranked) -> None:
    found = ranked(record(), ("g1", record()), ("g2", record()))
    assert [one.band for one in found] == [Band.LIKELY, Band.LIKELY]
    assert all(one.contested for one in found)
    assert all(one.alone is Band.CONFIRMED for one in found)


def test_one_record_with_another_verified_number_rules_the_whole_out(record, ranked) -> None:
    verified, another = (Identifier("nhs", n, "verified_pds") for n in ("9990000018", "9990000026"))
    sought = record(identifiers=(verified,))
    assert ranked(sought, ("g1", record()), ("g1", record("Jo", identifiers=(another,)))) == []


def test_nobody_is_an_empty_answer(record, ranked, model: Model) -> None:
    assert ranked(record()) == []
    assert ranked(record(), ("g1", record("Robin", "Other", dob=(1950, 3, 3), place=None))) == []
    assert scored(person_from_record(record()), [], model) == []
    assert Known._fields == ("record", "golden", "provider", "person", "score")
