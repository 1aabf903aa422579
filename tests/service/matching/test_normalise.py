"""A record and what an asker typed become the same kind of Person, without what must stay hidden."""

import doctest
import importlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.records import Address, Identifier, Name, PartialDate
from service.matching import names, places
from service.matching.normalise import person_from_record, person_from_sought
from service.matching.person import Person, decode, encode
from service.matching.sought import Sought

FIELDS = ("names", "places", "normalise", "sounds", "nicknames", "spelling", "frequencies")


@pytest.mark.parametrize("module", FIELDS)
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"service.matching.{module}"))
    assert found.failed == 0
    assert found.attempted > 0


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_a_family_name_folded_twice_keeps_its_whole(text: str) -> None:
    whole, _ = names.family(text)
    assert names.family(whole)[0] in (whole, "")


@given(st.text(max_size=12))
def test_a_postcode_normalised_twice_is_the_same(text: str) -> None:
    outward, inward = places.postcode(text)
    assert places.postcode(outward + inward) == (outward, inward)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O'Brien", "O BRIEN"),
        ("Smith-Jones", "smith jones"),
        ("MacDonald", "McDonald"),
        ("de la Cruz", "De La Cruz"),
        ("Łukasiewicz", "Lukasiewicz"),
        ("Nowakowska", "Nowakowski"),
        ("Ștefănescu", "Stefanescu"),
        ("al-Hassan", "Al Hassan"),
        ("Müller", "Muller"),
    ],
)
def test_spellings_of_one_family_name_meet(one: str, other: str) -> None:
    assert names.family(one)[0] == names.family(other)[0] != ""


@pytest.mark.parametrize("typed", ["Baby", "baby boy", "Infant", "Unknown", "Twin 1", "NK", ""])
def test_a_placeholder_forename_is_no_forename(typed: str) -> None:
    assert names.given((typed,)) == ((), ())


def test_a_shielded_record_leaves_out_its_address_and_phone(record) -> None:
    hidden = person_from_record(record(shielded=True, phones=("07700 900123",)))
    assert hidden.shielded
    assert hidden.places == ()
    assert hidden.phones == ()
    assert hidden.forenames == ("jordan",)


def test_an_address_that_is_not_safe_joins_nobody(record) -> None:
    refuge = Address("FY4 1AA", "3", "Hidden Lane", safe=False)
    assert person_from_record(record(addresses=(refuge,))).places == ()


def test_previous_names_and_parts_are_kept(record) -> None:
    person = person_from_record(record(family="Smith-Jones", other_names=(Name("Synth", (), "previous"),)))
    assert person.families == ("smithjones", "synth")
    assert person.parts == ("smith", "jones")


def test_a_uprn_is_not_an_identifier_of_the_person(record) -> None:
    person = person_from_record(
        record(identifiers=(Identifier("uprn", "100010780001"), Identifier("upn", "H801200001001")))
    )
    assert person.identifiers == (("upn", "H801200001001", False),)


def test_what_an_asker_types_meets_the_record(record) -> None:
    sought = Sought("SYNTH", "jordan", (), PartialDate(2011, 4, 2), "fy13xx", "22", "windsor rd", sex="male")
    asked, held = person_from_sought(sought), person_from_record(record())
    assert msgspec.structs.replace(held, provider="") == asked


def test_a_person_survives_its_encoding(record) -> None:
    person = person_from_record(record(identifiers=(Identifier("nhs", "9990000018", "verified_pds"),)))
    assert decode(encode(person)) == person


def test_a_blob_that_is_no_person_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b"\x81\xa1a\x01")
    assert encode(Person()) != b""


def test_a_record_with_names_and_addresses_without_end_is_bounded(record) -> None:
    many = record(
        other_names=tuple(Name(f"Name{'abcdefghij'[at % 10]}{'klmnopqrst'[at // 10 % 10]}") for at in range(100)),
        addresses=tuple(Address(f"FY{at % 9 + 1} {at % 9}AB", str(at), "High Street") for at in range(1000)),
    )
    person = person_from_record(many)
    assert len(person.families) <= 12
    assert len(person.places) <= 12
    assert person.families[0] == "synth"
