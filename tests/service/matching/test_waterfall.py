"""The waterfall of a pair sums to the score that the model gave, whatever the two people look like."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.matching.model import Model, Score, shipped_model
from service.matching.person import Person
from service.matching.waterfall import entropy, waterfall

MODEL = shipped_model()
NAMES = ("muhammad", "anna", "ana", "david", "dave", "jordan", "jourdan", "oskar", "x")
FAMILIES = ("smith", "smyth", "nowak", "zielinski", "obrien", "synth")

forenames = st.lists(st.sampled_from(NAMES), max_size=2, unique=True).map(tuple)
places = st.sampled_from(
    [(), (("FY1", "3XX", "22", "windsor", ""),), (("FY1", "3XX", "24", "windsor", ""),), (("LA1", "1AA", "1", "", ""),)]
)
identifiers = st.lists(
    st.tuples(st.sampled_from(["nhs", "pnc", "upn"]), st.sampled_from(["1", "2"]), st.booleans()), max_size=2
).map(tuple)
people = st.builds(
    Person,
    forenames=forenames,
    middles=forenames,
    families=st.lists(st.sampled_from(FAMILIES), max_size=2, unique=True).map(tuple),
    year=st.sampled_from([None, 1980, 2011]),
    month=st.sampled_from([None, 4, 12]),
    day=st.sampled_from([None, 2, 12]),
    sex=st.sampled_from(["", "m", "f"]),
    places=places,
    phones=st.sampled_from([(), ("7700900123",), ("7700900124",)]),
    identifiers=identifiers,
)


@given(people, people, st.sampled_from([100, 2_000, 341_000, 60_000_000]))
def test_the_steps_sum_to_the_score(a: Person, b: Person, population: int) -> None:
    model = MODEL.scaled(population)
    score = model.score(a, b)
    found = waterfall(score, model)
    assert abs(sum(step.bits for step in found.steps) - score.bits) <= 1e-9
    assert abs(found.steps[-1].total - score.bits) <= 1e-9
    assert found.probability == score.probability
    assert found.steps[0].bits == model.prior_stranger
    assert found.steps[-1].bits <= 0


@given(people, people)
def test_without_a_household_class_nothing_is_taken_off(a: Person, b: Person) -> None:
    model = two_classes()
    found = waterfall(model.score(a, b), model)
    assert found.steps[-1].kind == "household"
    assert found.steps[-1].bits == 0


def two_classes() -> Model:
    """The shipped weights without the third class."""
    apart = tuple((0.0,) * len(weights) for weights in MODEL.against_household)
    return replace(MODEL, against_household=apart, prior_household=1000.0, weighed={})


def test_what_makes_a_sister_look_alike_is_taken_off_again_as_the_households() -> None:
    home = (("FY1", "3XX", "22", "windsor", ""),)
    jordan = Person(forenames=("jordan",), families=("synth",), year=2011, month=4, day=2, places=home)
    sister = Person(forenames=("anna",), families=("synth",), year=2009, month=12, day=12, places=home)
    found = waterfall(MODEL.score(jordan, sister), MODEL)
    alike = sum(step.bits for step in found.steps if step.field in ("family", "address"))
    assert alike > 10
    assert found.steps[-1].bits < -10
    assert found.bits < -10


def test_only_what_was_compared_has_a_step_and_a_rare_name_one_of_its_own() -> None:
    rare = Person(forenames=("zuzanna",), families=("zielinski",))
    found = waterfall(MODEL.score(rare, rare), MODEL)
    assert [(step.kind, step.field) for step in found.steps] == [
        ("prior", ""), ("field", "given"), ("rarity", "given"), ("field", "family"), ("rarity", "family"),
        ("household", ""),
    ]  # fmt: skip
    assert all(step.bits > 0 for step in found.steps if step.kind == "rarity")


def test_the_score_of_another_model_is_refused() -> None:
    jordan = Person(forenames=("jordan",), families=("synth",), year=2011, month=4, day=2)
    score = MODEL.score(jordan, jordan)
    with pytest.raises(ValueError, match="another model"):
        waterfall(score, MODEL.scaled(60_000_000))
    with pytest.raises(ValueError, match="another model"):
        waterfall(Score(score.bits + 1e-6, score.levels, score.weights, score.beyond_household), MODEL)


@pytest.mark.parametrize(("probability", "bits"), [(0.0, 0.0), (0.5, 1.0), (1.0, 0.0), (0.25, 0.8112781244591328)])
def test_entropy_is_shannons(probability: float, bits: float) -> None:
    assert entropy(probability) == pytest.approx(bits)
