"""A whole model from people without labels: what it takes from them, what it keeps, and what it refuses."""

import random
from collections import Counter
from collections.abc import Sequence

import msgspec
import pytest

from service.matching.calibration import CONFIRMED_FLOOR, LIKELY_FLOOR, calibrated
from service.matching.learning import CannotLearn, Learnt, learnt, material_of, shares_of
from service.matching.model import Model, model_of, ready
from service.matching.person import Person

FORENAMES = ("jack", "amy", "oliver", "grace", "harry", "lucy", "tomasz", "zainab", "noah", "ruby", "freya", "bilal")
FAMILIES = ("smith", "jones", "nowak", "khan", "taylor", "brown", "popescu", "hussain", "walker", "clegg", "bamber")


def seen(source: str, people: Sequence[Person], seed: int) -> list[Person]:
    """The people as a source has them: one in eight with a slip in the forename, one in ten moved."""
    draw = random.Random(seed)
    found = []
    for person in people:
        changes: dict[str, object] = {"provider": source}
        if draw.random() < 0.125:
            changes["forenames"] = (person.forenames[0][:-1] + "x",)
        if draw.random() < 0.1:
            changes["places"] = (("LA1", "1AA", str(draw.randint(1, 99)), "", ""),)
        found.append(msgspec.structs.replace(person, **changes))
    return found


def households(count: int, size: int, seed: int = 4) -> list[Person]:
    draw = random.Random(seed)
    people = []
    for house in range(count):
        family = draw.choice(FAMILIES)
        place = (f"FY{house % 9 + 1}", f"{house % 10}{'ABDEFGHJLN'[house // 10 % 10]}X", str(house // 100 + 1), "", "")
        for forename in draw.sample(FORENAMES, size):
            day = draw.randint(2, 28)
            people.append(
                Person(
                    forenames=(forename,),
                    families=(family if size > 1 else draw.choice(FAMILIES),),
                    year=draw.randint(1940, 2020),
                    month=draw.randint(1, 12),
                    day=day,
                    sex=draw.choice("mf"),
                    places=(place,),
                )
            )
    return people


@pytest.fixture(scope="module")
def families() -> Learnt:
    people = households(400, 3)
    material = material_of([seen("a", people, 1), seen("b", people, 2)])
    return learnt(material, _shipped().source, name="families", about={"data": "made up"})


def _shipped() -> Model:
    from service.matching.model import shipped_model

    return shipped_model()


def test_households_are_learnt_where_there_are_any(families: Learnt) -> None:
    assert families.source.household_class
    assert 1.5 < families.source.household_others < 3.5
    assert families.source.coverage == pytest.approx(1, abs=0.05)


def test_the_household_class_is_off_where_nobody_shares_a_house() -> None:
    people = households(900, 1)
    found = learnt(material_of([seen("a", people, 1), seen("b", people, 2)]), _shipped().source, name="x", about={})
    assert not found.source.household_class
    assert found.source.coverage == pytest.approx(1, abs=0.05)


def test_a_source_that_holds_people_twice_teaches_by_itself() -> None:
    people = households(700, 1)
    twice = [*seen("a", people, 1), *seen("a", people, 2)]
    found = learnt(material_of([twice]), _shipped().source, name="x", about={})
    assert found.source.coverage == pytest.approx(1, abs=0.1)


def test_what_strangers_share_is_learnt_without_those_who_are_one(families: Learnt) -> None:
    house = families.source.fields["address"].levels.index("house")
    assert families.source.fields["address"].u[house] < 2e-4
    assert families.source.fields["birth"].u[0] < 2e-4


def test_swapped_names_weigh_as_much_as_the_two_names_and_no_more(families: Learnt) -> None:
    for name in ("given", "family"):
        field = families.source.fields[name]
        swapped = field.levels.index("swapped")
        assert field.m[swapped] / field.u[swapped] == pytest.approx(field.m[0] / field.u[0], rel=0.01)


def test_a_field_that_nobody_has_is_kept_as_assumed_and_said_so(families: Learnt) -> None:
    kept = families.source.fields["nhs"]
    assert kept.m == _shipped().source.fields["nhs"].m
    assert "assumed as fylde-1 has it: no pair compared it" in kept.origin
    assert families.source.fields["birth"].origin.startswith("em, ")


def test_the_file_that_comes_of_it_can_be_loaded_and_judges(families: Learnt) -> None:
    source = calibrated(families)
    model = model_of(msgspec.json.encode(source), "families.json")
    people = households(400, 3)
    assert model.score(people[0], people[0]).bits > CONFIRMED_FLOOR
    assert model.score(people[0], people[1]).bits < 0


def test_thresholds_are_expected_rates_with_a_floor_and_say_so(families: Learnt) -> None:
    thresholds = calibrated(families).thresholds
    assert thresholds["confirmed"].bits >= CONFIRMED_FLOOR
    assert 0 <= (thresholds["confirmed"].wrong_rate or 0) <= 0.0005
    assert "not measured" in thresholds["confirmed"].measured_on


def test_a_threshold_rises_where_the_floor_would_let_too_many_wrong_ones_through(families: Learnt) -> None:
    unsure = Counter({p: n for p, n in families.patterns.items() if ready(families.source, "").bits_of(p) < 20})
    source = msgspec.structs.replace(families.source, household_others=0.02)
    ordinary = calibrated(Learnt(source, families.trained, unsure)).thresholds
    crowded = Counter(dict.fromkeys(unsure, 1))
    stricter = calibrated(Learnt(source, families.trained, crowded)).thresholds
    assert stricter["likely"].bits >= ordinary["likely"].bits >= LIKELY_FLOOR
    bits = sorted(ready(source, "").bits_of(p) for p in crowded)
    above = [1 / (1 + 2.0**b) for b in bits if b >= stricter["confirmed"].bits]
    assert not above or sum(above) / len(above) <= 0.0005


def bearing(name: str, count: int, **changes: object) -> list[Person]:
    """So many people of one family name, each of another day of birth."""
    born = [{"year": 1950 + at // 12, "month": at % 12 + 1, "day": 7} for at in range(count)]
    return [Person(forenames=("amy",), families=(name,), **{**day, **changes}) for day in born]


def listed(*sources: Sequence[Person]) -> set[str]:
    """The family names that a model of these sources would list, among many who bear a common one."""
    crowd = bearing("smith", 300)
    names = material_of([[*crowd, *source] for source in sources]).names
    return set(shares_of(names["family"], _shipped().source.frequencies["family"]).names) - {"smith"}


def test_names_of_few_people_are_not_written_down() -> None:
    people = [Person(forenames=("jack",), families=(f"rare{at}",)) for at in range(500)]
    people += bearing("smith", 20)
    names = material_of([people, people]).names
    shares = shares_of(names["family"], _shipped().source.frequencies["family"])
    assert set(shares.names) == {"smith"}
    assert shares.names["smith"] == pytest.approx(20 / 520)
    assert shares.default == pytest.approx(2 / 1040, rel=0.01)


def test_five_people_in_three_sources_are_five_people() -> None:
    assert listed(*[bearing("rarely", 5)] * 3) == set()
    assert listed(*[bearing("rarely", 9)] * 3) == set()
    assert listed(bearing("rarely", 5), bearing("rarely", 10), []) == {"rarely"}


def test_five_people_whom_one_source_holds_three_times_are_five_people() -> None:
    assert listed(bearing("rarely", 5) * 3) == set()
    assert listed(bearing("rarely", 40, year=None)) == set()


def test_shielded_people_are_not_counted() -> None:
    rest = bearing("rarely", 9)
    assert listed([*rest, *bearing("rarely", 30, shielded=True)]) == set()
    assert listed([*rest, *bearing("rarely", 10)[9:]]) == {"rarely"}


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        ([], "Load at least two sources"),
        ([[]], "Load at least two sources"),
        ([[Person()]], "Load at least two sources"),
        ([[Person(), Person()]], "No two records share a token"),
        ([[Person()] * 50, [Person()] * 50], "No two records share a token"),
        ([households(60, 1)], "holds people twice"),
    ],
)
def test_people_who_teach_nothing_are_refused_with_what_to_do(sources: list[list[Person]], says: str) -> None:
    with pytest.raises(CannotLearn, match=says):
        learnt(material_of(sources), _shipped().source, name="x", about={})


def test_sources_that_know_different_people_are_refused() -> None:
    one, other = households(200, 3, seed=1), households(200, 3, seed=2)
    with pytest.raises(CannotLearn, match="Too few of the records seem to be of one person"):
        learnt(material_of([one, other]), _shipped().source, name="x", about={})


def test_columns_that_are_empty_throughout_teach_nothing_and_spoil_nothing() -> None:
    people = [msgspec.structs.replace(person, sex="", places=()) for person in households(300, 3)]
    found = learnt(material_of([seen("a", people, 1), seen("b", people, 2)]), _shipped().source, name="x", about={})
    assert "assumed" in found.source.fields["sex"].origin
    assert found.source.coverage == pytest.approx(1, abs=0.1)
