"""The score: symmetric, calibrated to the population, and never bought by a household."""

import math

import pytest

from service.matching import comparison as c
from service.matching.model import Model, shipped_model
from service.matching.normalise import person_from_record

SISTER = {"given": "Casey", "dob": (2014, 6, 9), "sex": "female"}
CHANGES = [
    {},
    {"dob": (2011, 2, 4)},
    {"given": "Jordyn"},
    {"place": ("PR4 2AB", "1", "High St")},
    SISTER,
    {"dob": None},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_a_score_is_the_same_both_ways(record, model: Model, changes) -> None:
    a, b = person_from_record(record(**changes)), person_from_record(record())
    assert model.score(a, b) == model.score(b, a)


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [
        ({}, {"given": "Jordyn"}),
        ({"given": "Jordyn"}, {"given": "Casey"}),
        ({}, {"dob": (2011, 2, 4)}),
        ({"dob": (2011, 2, 4)}, {"dob": (1999, 12, 25)}),
        ({}, {"given": "Synth", "family": "Jordan"}),
        ({"place": None}, {"place": ("PR4 2AB", "1", "High St")}),
        ({"sex": "male"}, {"sex": "female"}),
    ],
)
def test_less_agreement_never_scores_more(record, model: Model, surer, less_sure) -> None:
    held = person_from_record(record())
    more, less = (model.score(person_from_record(record(**one)), held).bits for one in (surer, less_sure))
    assert more > less


def test_the_bits_are_the_odds_against_both_strangers_and_the_household(record, model: Model) -> None:
    score = model.score(person_from_record(record()), person_from_record(record()))
    strangers = model.prior_stranger + sum(score.weights)
    expected = -math.log2(2**-strangers + 2**-score.beyond_household)
    assert score.bits == pytest.approx(expected, abs=1e-9)
    assert 0.999 < score.probability < 1


def test_a_sister_in_the_same_house_scores_below_nothing_at_all(record, model: Model) -> None:
    assert model.score(person_from_record(record(**SISTER)), person_from_record(record())).bits < -5


def test_a_rare_name_weighs_more_than_a_common_one(record, model: Model) -> None:
    rare, common = (person_from_record(record("Jack", family, place=None)) for family in ("Zborowski", "Smith"))
    assert model.score(rare, rare).weights[c.FAMILY] > model.score(common, common).weights[c.FAMILY] + 3


def test_a_larger_population_makes_the_same_agreement_less_sure(record, model: Model) -> None:
    person = person_from_record(record(place=None))
    town, country = (model.scaled(size).score(person, person).bits for size in (10_000, 50_000_000))
    assert town > country + 3


def test_scaling_keeps_probabilities_that_sum_to_one(model: Model) -> None:
    for size in (1, 500, 341_000, 60_000_000):
        address = model.scaled(size).source.fields["address"]
        assert sum(address.u) == pytest.approx(1, abs=1e-6)
        assert min(address.u) > 0


def test_two_empty_people_are_not_the_same(record, model: Model) -> None:
    nobody = person_from_record(record("", "", dob=None, place=None, sex="unknown"))
    assert model.score(nobody, nobody).bits < 0


def test_the_shipped_model_says_what_it_was_trained_on_and_how_often_it_errs() -> None:
    model = shipped_model()
    assert len(model.digest) == 64
    assert "ESSnet" in model.source.training["data"]
    assert "assumed" in model.source.fields["phone"].origin
    assert model.thresholds["confirmed"].wrong_rate is not None
    assert model.thresholds["confirmed"].wrong_rate <= 0.003
    assert model.source.errors["by_sex_and_age"]
