"""Own name, own address and colleague are told from tokens that are bound to the member of staff whose they are."""

import pytest
from msgspec.structs import replace

from connectors.records import Address
from service.matching.normalise import place_of
from service.matching.person import Person
from service.matching.staff import OwnBusiness, person_named, tokens_asked, tokens_of_member, tokens_of_name
from service.matching.tokens import IndexKey, tokens_of
from service.sealing.blind import Blinder

ME, OTHER = "staff-me", "staff-other"
HERE, THERE = "gss:E06000009", "police:04"
NAME = "Robin Ashdown"


@pytest.fixture
def blinder(keyring) -> Blinder:
    return Blinder(keyring)


def person(name: str, postcode: str = "", house: str = "") -> Person:
    return replace(person_named(name), places=place_of(Address(postcode=postcode, house=house)))


def business(
    asked: Person, listed: dict[str, Person], blinder: Blinder, staff: str = ME, agency: str = HERE
) -> set[str]:
    """What of an enquiry of `staff`, signed in as NAME, is their own business, with an agency's list."""
    known = tokens_of_name(staff, NAME, blinder)
    for member, one in listed.items():
        known |= tokens_of_member(member, HERE, one, blinder)
    found = tokens_asked(staff, agency, NAME, asked, blinder)
    return {one.value for token, one in found.items() if token in known}


@pytest.mark.parametrize("name", ["Jordan Ashdown", "Jordan ASHDOWN", "Jordan Ashdown-Lee", "Robin Ashdown"])
def test_the_family_name_of_whoever_signed_in_needs_no_list(blinder, name: str) -> None:
    assert business(person(name), {}, blinder) == {OwnBusiness.NAME}


@pytest.mark.parametrize("name", ["Robin Synth", "Ashdown Synth", "Jordan Ash"])
def test_another_family_name_is_not(blinder, name: str) -> None:
    assert business(person(name), {}, blinder) == set()


def test_a_former_name_is_known_by_the_list(blinder) -> None:
    listed = {ME: person("Robin Merrow")}
    assert business(person("Jordan Merrow"), listed, blinder) == {OwnBusiness.NAME}
    assert business(person("Jordan Merrow"), {}, blinder) == set()


HOMES = [
    (("FY1 3XX", "12"), ("FY1 3XX", "12"), True),
    (("FY1 3XX", "12"), ("fy13xx", ""), True),
    (("FY1 3XX", ""), ("FY1 3XX", "12"), True),
    (("FY1 3XX", "12"), ("FY1 3XX", "14"), False),
    (("FY1 3XX", "12"), ("FY1 3XY", "12"), False),
    (("FY1 3XX", "12"), ("FY1", ""), False),
]


@pytest.mark.parametrize(("home", "asked", "own"), HOMES)
def test_the_own_address_by_its_house_where_both_are_known(blinder, home, asked, own: bool) -> None:
    found = business(person("Jordan Synth", *asked), {ME: person(NAME, *home)}, blinder)
    assert (OwnBusiness.ADDRESS in found) is own


def test_somebody_else_s_address_and_name_are_none_of_the_asker_s(blinder) -> None:
    listed = {OTHER: person("Sam Thistle", "FY1 3XX", "12")}
    assert business(person("Jordan Thistle", "FY1 3XX", "12"), listed, blinder) == set()


def test_a_colleague_by_the_whole_name_within_one_agency(blinder) -> None:
    listed = {OTHER: person("Sam Thistle")}
    assert business(person("Sam Thistle"), listed, blinder) == {OwnBusiness.COLLEAGUE}
    assert business(person("Sam Thistle"), listed, blinder, agency=THERE) == set()
    assert business(person("Jo Thistle"), listed, blinder) == set()


YEARS = [(1980, 1980, True), (1980, 2014, False), (1980, None, True), (None, 1980, True), (None, None, True)]


@pytest.mark.parametrize(("listed", "asked", "same"), YEARS)
def test_a_colleague_by_the_year_of_birth_where_both_are_known(blinder, listed, asked, same: bool) -> None:
    """Most who are asked about are children, and many of them share a name with somebody at work."""
    colleague = {OTHER: replace(person("Sam Thistle"), year=listed)}
    assert bool(business(replace(person("Sam Thistle"), year=asked), colleague, blinder)) is same


def test_oneself_is_no_colleague(blinder) -> None:
    assert business(person(NAME), {ME: person(NAME)}, blinder) == {OwnBusiness.NAME}


def test_two_who_share_a_name_and_a_home_share_no_token_but_that_of_a_colleague_s_name(blinder) -> None:
    twice = [tokens_of_member(staff, HERE, person("Sam Thistle", "FY1 3XX", "12"), blinder) for staff in (ME, OTHER)]
    assert len(twice[0]) == 5
    assert len(twice[0] & twice[1]) == 2


def test_no_token_of_a_list_is_one_of_the_person_index(blinder, keyring) -> None:
    one = person("Sam Thistle", "FY1 3XX", "12")
    index = {token.to_bytes(8, "big", signed=True) for token in tokens_of(one, IndexKey(keyring.index_key))}
    assert index
    assert not any(token[:8] in index for token in tokens_of_member(ME, HERE, one, blinder))
