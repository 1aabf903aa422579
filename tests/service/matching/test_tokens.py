"""Blind tokens: stable, compound, and silent about what is hidden."""

import hmac
from hashlib import sha256

import pytest

from connectors.records import Identifier, PartialDate
from service.matching.normalise import person_from_record, person_from_sought
from service.matching.person import Person
from service.matching.sought import Sought
from service.matching.tokens import Domain, IndexKey, key_names, keys_of, tokens_of, tokens_sought

HIDEABLE = {"phone", "postcode_year", "postcode_family", "postcode_forename", "birth_outward", "house_postcode"}


def test_a_token_is_hmac_sha256_cut_to_64_signed_bits(key: IndexKey) -> None:
    whole = hmac.new(bytes(range(32)), b"\x0anobody", sha256).digest()
    assert key.token(b"\x0anobody") == int.from_bytes(whole[:8], "big", signed=True)


def test_the_tokens_of_a_known_person_never_change(record, key: IndexKey) -> None:
    """Golden: a change here means that every stored index must be built again under a new key version."""
    assert sorted(tokens_of(person_from_record(record(phones=("07700 900123",))), key)) == GOLDEN


def test_every_token_fits_a_signed_64_bit_column(record, key: IndexKey) -> None:
    found = tokens_of(person_from_record(record()), key)
    assert len(found) == len(set(found))
    assert 10 <= len(found) <= 16
    assert all(-(2**63) <= token < 2**63 for token in found)


def test_no_key_is_a_single_field_of_low_entropy(record) -> None:
    for domain, text in keys_of(person_from_record(record())):
        if domain > Domain.PHONE:
            assert len([part for part in text.split("|") if part]) >= 2, Domain(domain).name


def test_a_shielded_person_has_no_token_of_an_address_or_a_phone(record, key: IndexKey) -> None:
    held = person_from_record(record(phones=("07700 900123",)))
    assert set(key_names(held)) >= HIDEABLE
    assert not HIDEABLE & set(key_names(person_from_record(record(phones=("07700 900123",), shielded=True))))
    kept_by_mistake = Person(
        forenames=held.forenames,
        families=held.families,
        year=2011,
        places=held.places,
        phones=held.phones,
        shielded=True,
    )
    assert not HIDEABLE & set(key_names(kept_by_mistake))


def test_names_typed_the_wrong_way_round_still_share_tokens(record, key: IndexKey) -> None:
    swapped = person_from_sought(Sought("Jordan", "Synth", (), PartialDate(2011, 4, 2)))
    assert len(set(tokens_sought(swapped, key)) & set(tokens_of(person_from_record(record()), key))) >= 4


@pytest.mark.parametrize(
    ("given", "family", "dob"),
    [
        ("Jordan", "Synth", PartialDate(2011, 2, 4)),
        ("Jordyn", "Synth", PartialDate(2011, 4, 2)),
        ("Jordan", "Sinth", PartialDate(2011, 4, 2)),
        ("Jordan", "Jones", PartialDate(2011, 4, 2)),
        ("Jordan", "Synth", PartialDate(2011)),
    ],
)
def test_slips_still_share_a_token(record, key: IndexKey, given: str, family: str, dob: PartialDate) -> None:
    asked = person_from_sought(Sought(family, given, (), dob))
    assert set(tokens_sought(asked, key)) & set(tokens_of(person_from_record(record()), key))


def test_a_nickname_shares_the_token_of_its_formal_name(record, key: IndexKey) -> None:
    bob, robert = (person_from_record(record(name, place=None)) for name in ("Bob", "Robert"))
    assert len(set(tokens_of(bob, key)) & set(tokens_of(robert, key))) >= 3


def test_another_key_gives_other_tokens(record, key: IndexKey) -> None:
    person = person_from_record(record(identifiers=(Identifier("nhs", "9990000018"),)))
    assert not set(tokens_of(person, key)) & set(tokens_of(person, IndexKey(bytes(32), version=2)))


def test_a_short_key_is_refused_and_a_key_never_shows_itself(key: IndexKey) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        IndexKey(b"short")
    assert repr(key) == "IndexKey(version=1)"


def test_nobody_has_no_tokens(key: IndexKey) -> None:
    assert tokens_sought(Person(), key) == tokens_of(Person(), key) == []


GOLDEN = [
    -6248089351231038343,
    -5499658552683980531,
    -4175192152531716201,
    -3320774140560668806,
    -2865689305367021568,
    639186716494223283,
    2210485518028547508,
    2760249603120751552,
    3714185288800640868,
    4414521011970528522,
    5924830860810859762,
    8505118276451801465,
]
