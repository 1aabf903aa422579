"""The band of a pair: twins, sisters, fathers and sons, and how little is too little."""

from datetime import date

import pytest

from connectors.records import Identifier, Name, PartialDate
from service.matching.bands import Band, band
from service.matching.model import Model
from service.matching.normalise import person_from_record, person_from_sought
from service.matching.sought import Sought

BORN = PartialDate(2011, 4, 2)
VERIFIED = Identifier("nhs", "9990000018", "verified_pds")
ANOTHER = Identifier("nhs", "9990000026", "verified_pds")


@pytest.fixture
def banded(record, model: Model):
    """The band of a record, or of what was sought, against Jordan Synth's record as `held` changes it."""

    def judge(one, held=None, population: int = 341_000) -> Band:
        a = person_from_sought(one) if isinstance(one, Sought) else person_from_record(one)
        b = person_from_record(held or record())
        sized = model.scaled(population)
        found = band(sized.score(a, b), a, b, sized)
        assert found is band(sized.score(b, a), b, a, sized)
        return found

    return judge


@pytest.mark.parametrize(
    "sought",
    [
        Sought("Synth", "Jordan", (), BORN),
        Sought("Synth", "Jordan", (), BORN, "FY1 3XX"),
        Sought("Synth", "Jordan", (), PartialDate(2011, 2, 4), "FY1 3XX", "22"),
        Sought("Jordan", "Synth", (), BORN, "FY1 3XX", "22"),
        Sought("Jones", "Jordan", (), BORN, "FY1 3XX", "22", sex="male"),
    ],
)
def test_a_name_and_a_date_of_birth_confirm(banded, sought: Sought) -> None:
    assert banded(sought) is Band.CONFIRMED


@pytest.mark.parametrize(
    "sought",
    [
        Sought("Synth", "Jordan", postcode="FY1 3XX"),
        Sought("Synth", "Jordan", postcode="FY1 3XX", house="22"),
        Sought("Synth", "Jordan", (), PartialDate(2011), "FY1 3XX"),
        Sought("Synth", "J", (), BORN, "FY1 3XX", "22"),
        Sought("Synth", "", (), BORN, "FY1 3XX", "22"),
    ],
)
@pytest.mark.parametrize("population", [500, 341_000])
def test_a_name_without_a_date_of_birth_is_never_confirmed(banded, sought: Sought, population: int) -> None:
    assert banded(sought, population=population) in (Band.LIKELY, Band.POSSIBLE)


@pytest.mark.parametrize(
    "sought",
    [
        Sought("Synth", "Jordan"),
        Sought("Synth"),
        Sought(date_of_birth=BORN),
        Sought(postcode="FY1 3XX", house="22"),
        Sought("", "", (), BORN, "FY1 3XX", "22"),
        Sought("Synth", "Jordan", postcode="FY1"),
    ],
)
@pytest.mark.parametrize("population", [500, 341_000])
def test_one_vague_field_shows_nobody(banded, sought: Sought, population: int) -> None:
    assert banded(sought, population=population) in (Band.POSSIBLE, Band.NONE)


def test_a_twin_never_links_by_itself_whatever_else_agrees(record, banded) -> None:
    twin = record("Casey", phones=("07700 900123",))
    held = record(phones=("07700 900123",))
    assert banded(twin, held, population=500) in (Band.POSSIBLE, Band.NONE)
    assert banded(record("Casey", place=None), population=500) in (Band.POSSIBLE, Band.NONE)


def test_a_twin_of_a_similar_name_is_not_confirmed(record, banded) -> None:
    for one, other in (("Aiden", "Jayden"), ("Millie", "Lillie")):
        assert banded(record(one), record(other), population=500) is not Band.CONFIRMED


def test_brothers_who_share_muhammad_are_told_apart_by_their_second_names(record, banded) -> None:
    twin, other = record("Muhammad Ali", "Mirza"), record("Muhammad Bilal", "Mirza")
    assert banded(twin, other, population=500) is not Band.CONFIRMED
    assert banded(twin, record("Muhammad", "Mirza")) is Band.CONFIRMED
    assert banded(twin, twin) is Band.CONFIRMED


def test_an_initial_is_enough_only_where_family_name_birth_sex_and_house_agree(record, banded) -> None:
    assert banded(record("J"), population=500) is Band.CONFIRMED
    for other in (
        {"sex": "unknown"},
        {"sex": "female"},
        {"dob": (2011, 4, 3)},
        {"dob": (2011, 4, None)},
        {"place": ("FY1 3XX", "24", "Windsor Road")},
        {"place": None},
        {"family": "Other"},
    ):
        assert banded(record("J", **other), population=500) is not Band.CONFIRMED
    assert banded(record("K"), population=500) is not Band.CONFIRMED


def test_a_sister_is_nobody(record, banded) -> None:
    assert banded(record("Casey", dob=(2014, 6, 9), sex="female"), population=500) is Band.NONE


@pytest.mark.parametrize("dob", [(1984, 4, 2), (1984, 9, 12), (1991, 4, 2)])
def test_a_father_of_the_same_name_is_not_shown_as_his_son(record, banded, dob) -> None:
    assert banded(record(dob=dob), population=500) is not Band.CONFIRMED


def test_two_different_verified_nhs_numbers_never_link(record, banded) -> None:
    assert banded(record(identifiers=(VERIFIED,)), record(identifiers=(ANOTHER,))) is Band.NONE


def test_a_stated_nhs_number_that_differs_goes_to_a_person(record, banded) -> None:
    stated = Identifier("nhs", "9434765919", "stated")
    assert banded(record(identifiers=(stated,)), record(identifiers=(ANOTHER,))) is Band.POSSIBLE


def test_a_verified_number_confirms_with_two_demographics_that_agree(record, banded) -> None:
    held = record(identifiers=(VERIFIED,))
    moved = record(family="Synth", dob=(2011, 4, 3), place=("PR4 2AB", "1", "High St"), identifiers=(VERIFIED,))
    assert banded(moved, held) is Band.CONFIRMED
    mother = record("Robin", "Other", dob=(1985, 1, 5), identifiers=(VERIFIED,))
    assert banded(mother, held) in (Band.POSSIBLE, Band.NONE)


def test_two_deaths_at_different_times_are_two_people(record, banded) -> None:
    one, other = record(deceased=date(2020, 1, 1)), record(deceased=date(2024, 1, 1))
    assert banded(one, other) is Band.NONE
    assert banded(record(), record(deceased=date(2005, 1, 1))) is Band.NONE
    assert banded(one, record(deceased=date(2020, 1, 9))) is Band.CONFIRMED


def test_a_shielded_record_is_found_by_name_and_birth_and_not_by_a_place(record, banded) -> None:
    hidden = record(shielded=True)
    assert banded(Sought("Synth", "Jordan", (), BORN), hidden) is Band.CONFIRMED
    for population in (500, 341_000):
        found = banded(Sought("Synth", "Jordan", postcode="FY1 3XX", house="22"), hidden, population)
        assert found in (Band.POSSIBLE, Band.NONE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kasia", "Kowalska"), ("Katarzyna", "Kowalski")),
        (("Muhammad Imran", "Hussein"), ("Mohammed", "Hussain")),
        (("Ionuț", "Ștefănescu"), ("Ionut", "Stefanescu")),
        (("Bob", "O'Brien"), ("Robert", "OBRIEN")),
        (("Zoë", "Smith-Jones"), ("Zoe", "Jones")),
        (("Yousaf", "Khan"), ("Yusuf", "Khan")),
        (("Małgorzata", "Wójcik"), ("Gosia", "Wojcik")),
    ],
)
def test_spellings_of_the_areas_communities_confirm(record, banded, one, other) -> None:
    assert banded(record(*one), record(*other)) is Band.CONFIRMED


def test_a_common_name_born_on_a_placeholder_day_shows_nobody(record, banded) -> None:
    held = record("Mohammed", "Khan", dob=(1980, 1, 1), place=None)
    sought = Sought("Khan", "Mohammed", (), PartialDate(1980, 1, 1))
    assert banded(sought, held, population=500) in (Band.POSSIBLE, Band.NONE)


def test_sex_alone_never_blocks(record, banded) -> None:
    assert banded(record(sex="female")) is Band.CONFIRMED


def test_a_previous_name_still_confirms(record, banded) -> None:
    married = record(family="Jones", other_names=(Name("Synth", (), "previous"),), place=("PR4 2AB", "1", "High St"))
    assert banded(married) is Band.CONFIRMED
