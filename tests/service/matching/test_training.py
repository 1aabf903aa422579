"""Learning without labels: the classes come apart, and bad data is said to be bad."""

import random
from collections import Counter

import pytest

from connectors.records import Address, Name, NominalRecord, PartialDate
from service.matching.comparison import FIELDS
from service.matching.normalise import person_from_record
from service.matching.person import Person
from service.matching.training import Trained, blocked, expectation_maximisation, strangers

FORENAMES = (
    "jack",
    "amy",
    "oliver",
    "grace",
    "harry",
    "lucy",
    "tomasz",
    "zainab",
    "noah",
    "ruby",
    "freya",
    "bilal",
    "ewa",
)
FAMILIES = (
    "smith",
    "jones",
    "nowak",
    "khan",
    "taylor",
    "brown",
    "popescu",
    "hussain",
    "walker",
    "clegg",
    "bamber",
    "kay",
)


def _person(draw: random.Random, source: str, forename: str, family: str, dob: PartialDate, house: int) -> Person:
    if draw.random() < 0.1:
        forename = forename[:-1] + "x"
    if draw.random() < 0.1:
        dob = PartialDate(
            dob.year,
            dob.day if (dob.day or 0) <= 12 else dob.month,
            dob.month if dob.day and dob.day <= 12 else dob.day,
        )
    place = Address(f"FY{house % 5 + 1} {house % 9}AB", str(house), "High Street")
    return person_from_record(
        NominalRecord(source, "1", "part2", 0, (Name(family, (forename,)),), dob, addresses=(place,))
    )


@pytest.fixture(scope="module")
def sources() -> tuple[list[Person], list[Person]]:
    """300 households of three, seen by two sources."""
    draw = random.Random(11)
    people = []
    for house in range(300):
        family = draw.choice(FAMILIES)
        for forename in draw.sample(FORENAMES, 3):
            born = PartialDate(draw.randint(1940, 2020), draw.randint(1, 12), draw.randint(2, 28))
            people.append((forename, family, born, house))
    return tuple([_person(draw, source, *one) for one in people] for source in ("a", "b"))


@pytest.fixture(scope="module")
def trained(sources: tuple[list[Person], list[Person]]) -> Trained:
    return expectation_maximisation(blocked(*sources), strangers(*sources))


def test_the_match_class_has_the_size_of_the_truth(trained: Trained, sources) -> None:
    assert trained.classes[0] * trained.pairs == pytest.approx(len(sources[0]), rel=0.1)


def test_the_household_is_not_taken_for_the_match(trained: Trained) -> None:
    given, birth, address = (list(FIELDS[name][1:]) for name in ("given", "birth", "address"))
    assert trained.household_class
    assert trained.m["given"][given.index("exact")] > 0.75
    assert trained.h["given"][given.index("exact")] < 0.1
    assert trained.h["birth"][birth.index("exact")] < 0.05
    assert trained.h["address"][address.index("house")] > 0.5


def test_it_converges_and_reports_each_round(sources) -> None:
    seen: list[tuple[int, float]] = []
    found = expectation_maximisation(blocked(*sources), strangers(*sources), report=lambda n, c: seen.append((n, c)))
    assert seen[-1] == (found.rounds, found.change)
    assert found.rounds < 200
    assert found.change <= 1e-5


def test_every_distribution_sums_to_one(trained: Trained) -> None:
    for shares in (trained.m, trained.h, trained.u):
        for name in FIELDS:
            assert sum(shares[name]) == pytest.approx(1, abs=1e-6)
            assert min(shares[name]) > 0


def test_a_field_that_nobody_has_is_reported_as_not_compared(trained: Trained) -> None:
    assert trained.compared["phone"] == 0
    assert trained.compared["birth"] > 0


def test_sources_that_share_nobody_are_said_to_teach_nothing() -> None:
    with pytest.raises(ValueError, match="two sources that overlap"):
        expectation_maximisation(Counter(), {})


def test_one_name_repeated_without_end_is_bounded() -> None:
    same = [Person(forenames=("jack",), families=("smith",), year=1980, provider="a")] * 3000
    assert blocked(same, same) == Counter()
