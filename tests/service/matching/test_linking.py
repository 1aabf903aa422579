"""A new record joins, founds, asks, or is held."""

import pytest

from connectors.records import Identifier
from service.matching.linking import Asks, Founds, Holds, Joins, choose
from service.matching.model import Model
from service.matching.normalise import person_from_record
from service.matching.ranking import scored

HEALTH = "ods:RXL"
HUB = "gss:E06000009"


@pytest.fixture
def chosen(model: Model):
    def judge(new, *held, repeats=frozenset()):
        person = person_from_record(new)
        opened = [(f"r{at}", golden, person_from_record(one)) for at, (golden, one) in enumerate(held)]
        return choose(person, scored(person, opened, model), model, repeats=repeats)

    return judge


def test_the_first_record_founds(record, chosen) -> None:
    assert chosen(record()) == Founds()


def test_the_same_person_in_another_agency_joins(record, chosen) -> None:
    choice = chosen(record(provider=HEALTH), ("g1", record()), ("g2", record("Casey", dob=(2014, 6, 9))))
    assert isinstance(choice, Joins)
    assert choice.golden == "g1"
    assert choice.score.bits > 8


def test_a_twin_founds_or_asks_but_never_joins(record, chosen) -> None:
    choice = chosen(record("Casey", provider=HEALTH), ("g1", record()))
    assert isinstance(choice, Asks)
    assert [known.golden for known in choice.pairs] == ["g1"]


def test_a_sister_founds(record, chosen) -> None:
    assert chosen(record("Casey", dob=(2014, 6, 9), sex="female", provider=HEALTH), ("g1", record())) == Founds()


def test_two_equal_candidates_are_asked_about(record, chosen) -> None:
    choice = chosen(record(provider=HEALTH), ("g1", record()), ("g2", record(provider=HUB)))
    assert isinstance(choice, Asks)
    assert {known.golden for known in choice.pairs} == {"g1", "g2"}


def test_a_rival_that_has_its_record_of_this_source_already_leaves_the_other(record, chosen) -> None:
    choice = chosen(record(provider=HEALTH), ("g1", record()), ("g2", record(provider=HEALTH)))
    assert isinstance(choice, Joins)
    assert choice.golden == "g1"


def test_a_source_has_one_record_a_person_unless_it_says_otherwise(record, chosen) -> None:
    again = record(ref="2")
    assert chosen(again, ("g1", record())) == Founds()
    choice = chosen(again, ("g1", record()), repeats=frozenset({"police:04"}))
    assert isinstance(choice, Joins)


def test_a_verified_identifier_joins_two_records_of_one_source(record, chosen) -> None:
    verified = (Identifier("nhs", "9990000018", "verified_pds"),)
    choice = chosen(record(ref="2", identifiers=verified), ("g1", record(identifiers=verified)))
    assert isinstance(choice, Joins)


def test_a_record_that_may_be_a_shielded_childs_is_held(record, chosen) -> None:
    """Scenario 5: a new feed for a shielded child with the birth surname."""
    choice = chosen(record(family="Birthname", provider=HEALTH), ("g1", record(shielded=True)))
    assert isinstance(choice, Holds)
    assert choice.pairs[0].golden == "g1"


def test_a_shielded_childs_own_record_joins(record, chosen) -> None:
    choice = chosen(record(provider=HEALTH), ("g1", record(shielded=True)))
    assert isinstance(choice, Joins)


def test_the_sister_of_a_shielded_child_is_not_held(record, chosen) -> None:
    sister = record("Casey", dob=(2014, 6, 9), sex="female", provider=HEALTH)
    assert chosen(sister, ("g1", record(shielded=True))) == Founds()


def test_a_second_record_of_one_source_for_a_shielded_child_is_held_not_founded(record, chosen) -> None:
    choice = chosen(record(ref="2"), ("g1", record(shielded=True)))
    assert isinstance(choice, Holds)


def test_a_verified_number_joins_however_far_apart_the_rest_scores(record, chosen, model: Model) -> None:
    verified = (Identifier("nhs", "9990000018", "verified_pds"),)
    moved = record("Jordan", "Jones", dob=(2011, 4, None), place=("PR4 2AB", "1", "High St"), sex="female")
    held = record(identifiers=verified)
    new = record("Jordan", "Jones", dob=(2011, 4, None), provider=HEALTH, identifiers=verified, sex="female")
    assert isinstance(chosen(new, ("g1", held)), Joins)
    assert not isinstance(chosen(moved, ("g1", held)), Joins)
