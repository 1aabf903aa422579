"""Sealing: a value opens at its own place only, and not at all once its key is gone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from connectors.records import Address, Contact, Identifier, Involvement, Name, NominalRecord, PartialDate
from service.sealing import groups, seal
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring
from service.sealing.keys import CannotOpen, Kek, Purpose
from service.sealing.record import SealedRecordGroups, seal_record
from service.sealing.seal import Place, Sealer

AGENCY = "gss:E06000009"
KEYRING = Keyring.fresh([AGENCY, "ods:RXL"])
SEALER, BLINDER = Sealer(KEYRING), Blinder(KEYRING)
PLACES = [each for each in vars(seal).values() if isinstance(each, Place)]


def record(**changed: Any) -> NominalRecord:
    given: dict[str, Any] = {
        "provider": AGENCY,
        "ref": "9990000018",
        "regime": "part2",
        "as_of": 1,
        "names": (Name("Canary", ("Jordan", "Kestrel")),),
        "dob": PartialDate(2011, 4, 2),
        "addresses": (Address("FY1 3XX", "12", "High Street"),),
        "identifiers": (Identifier("nhs", "9990000018"),),
        "phones": ("+441253555123",),
        "involvements": (
            Involvement(
                "EHM-1",
                "familyhub.early_help",
                "Early help",
                "open",
                contact=Contact("A Worker", phone="01253 555999"),
                opened=date(2026, 9, 14),
                categories=("parenting",),
            ),
        ),
    }
    return NominalRecord(**(given | changed))


@pytest.fixture
def sealed() -> SealedRecordGroups:
    return seal_record(SEALER, BLINDER, record(), b"the matcher's part")


def test_each_group_opens_to_what_was_put_in(sealed: SealedRecordGroups) -> None:
    involvement = sealed.involvements[0]
    disclose = SEALER.recover_key(AGENCY, Purpose.DISCLOSE, sealed.token, sealed.disclose_key)
    detail = SEALER.recover_key(AGENCY, Purpose.DETAIL, sealed.token, sealed.detail_key)
    assert SEALER.open_one(AGENCY, seal.MATCH_OF_RECORD, sealed.token, sealed.match_key, sealed.match) == (
        b"the matcher's part"
    )
    shown = groups.decode_shown(SEALER.open(disclose, seal.NAME_OF_RECORD, sealed.token, sealed.shown))
    assert (shown.name, shown.dob) == ("Jordan Kestrel Canary", PartialDate(2011, 4, 2))
    contact = groups.decode_contact(
        SEALER.open(disclose, seal.CONTACT_OF_INVOLVEMENT, involvement.token, involvement.contact)
    )
    assert (contact.contact.phone, contact.since_month) == ("01253 555999", "2026-09")
    summary = groups.decode_summary(
        SEALER.open(disclose, seal.SUMMARY_OF_INVOLVEMENT, involvement.token, involvement.summary)
    )
    assert summary.categories == ("parenting",)
    full = groups.decode_detail(SEALER.open(detail, seal.DETAIL_OF_INVOLVEMENT, involvement.token, involvement.detail))
    assert (full.ref, full.opened) == ("EHM-1", date(2026, 9, 14))
    person = groups.decode_person_detail(SEALER.open(detail, seal.DETAIL_OF_RECORD, sealed.token, sealed.detail))
    assert person.addresses == record().addresses


@pytest.mark.parametrize("place", [each for each in PLACES if each != seal.CONTACT_OF_INVOLVEMENT])
def test_ciphertext_moved_to_another_column_does_not_open(place: Place, sealed: SealedRecordGroups) -> None:
    involvement = sealed.involvements[0]
    key = SEALER.recover_key(AGENCY, Purpose.DISCLOSE, sealed.token, sealed.disclose_key)
    with pytest.raises(CannotOpen):
        SEALER.open(key, place, involvement.token, involvement.contact)


def test_ciphertext_moved_to_another_row_does_not_open_even_with_its_key(sealed: SealedRecordGroups) -> None:
    other = BLINDER.ref_token(AGENCY, "EHM-2")
    with pytest.raises(CannotOpen):
        SEALER.open_one(AGENCY, seal.MATCH_OF_RECORD, other, sealed.match_key, sealed.match)
    key = SEALER.recover_key(AGENCY, Purpose.MATCH, sealed.token, sealed.match_key)
    with pytest.raises(CannotOpen):
        SEALER.open(key, seal.MATCH_OF_RECORD, other, sealed.match)


def test_the_matchers_key_opens_nothing_but_the_matchers_group(sealed: SealedRecordGroups) -> None:
    key = SEALER.recover_key(AGENCY, Purpose.MATCH, sealed.token, sealed.match_key)
    with pytest.raises(CannotOpen):
        SEALER.open(key, seal.NAME_OF_RECORD, sealed.token, sealed.shown)
    with pytest.raises(CannotOpen):
        SEALER.recover_key(AGENCY, Purpose.DISCLOSE, sealed.token, sealed.match_key)


def test_a_value_sealed_before_rotation_opens_only_with_the_key_of_its_version() -> None:
    before = SEALER.fresh_key(AGENCY, Purpose.MATCH, b"t" * 16)
    value = SEALER.seal(before, seal.MATCH_OF_RECORD, b"t" * 16, b"x")
    relabelled = before._replace(wrapped=b"\0\2" + before.wrapped[2:])
    with pytest.raises(CannotOpen):
        SEALER.open(relabelled, seal.MATCH_OF_RECORD, b"t" * 16, value)


def test_a_shredded_record_cannot_be_opened(sealed: SealedRecordGroups) -> None:
    with pytest.raises(CannotOpen):
        SEALER.open_one(AGENCY, seal.MATCH_OF_RECORD, sealed.token, None, sealed.match)


def test_a_withdrawn_agency_leaves_nothing_that_opens(sealed: SealedRecordGroups) -> None:
    after = Sealer(KEYRING.without_agency(AGENCY))
    with pytest.raises(CannotOpen):
        after.open_one(AGENCY, seal.MATCH_OF_RECORD, sealed.token, sealed.match_key, sealed.match)


@pytest.mark.parametrize("position", [0, 11, 12, -17, -16, -1])
def test_an_altered_byte_does_not_open(position: int, sealed: SealedRecordGroups) -> None:
    altered = bytearray(sealed.match)
    altered[position] ^= 1
    with pytest.raises(CannotOpen):
        SEALER.open_one(AGENCY, seal.MATCH_OF_RECORD, sealed.token, sealed.match_key, bytes(altered))


def test_two_sealings_of_one_record_share_no_key_and_no_nonce(sealed: SealedRecordGroups) -> None:
    again = seal_record(SEALER, BLINDER, record(), b"the matcher's part")
    assert again.token == sealed.token
    assert sealed.match[:12] != again.match[:12]
    assert sealed.match_key != again.match_key


def test_no_nonce_and_no_key_of_a_record_is_used_twice_however_many_involvements_it_has() -> None:
    one = record().involvements[0]
    many = seal_record(SEALER, BLINDER, record(involvements=(one,) * 9), b"the matcher's part")
    values = [many.match, many.shown, many.detail, *(value for each in many.involvements for value in each[1:])]
    wrapped = [many.match_key, many.disclose_key, many.detail_key]
    nonces = [value[:12] for value in values] + [key[2:14] for key in wrapped]
    assert len(set(nonces)) == len(nonces) == 3 + 9 * 3 + 3
    purposes = (Purpose.MATCH, Purpose.DISCLOSE, Purpose.DETAIL)
    keys = [KEYRING.unwrap(Kek(AGENCY, each), key, many.token) for each, key in zip(purposes, wrapped, strict=True)]
    assert len(set(keys)) == 3
    assert not [nonce for nonce in nonces if any(nonce in key for key in keys)]


def test_nothing_personal_shows_in_what_is_sealed(sealed: SealedRecordGroups) -> None:
    stored = b"".join(each for each in (*sealed[:-1], *sealed.involvements[0]) if isinstance(each, bytes))
    for canary in (b"Canary", b"Kestrel", b"9990000018", b"555123", b"FY1", b"EHM-1", b"Early help"):
        assert canary not in stored


def test_a_shielded_persons_detail_has_no_address_and_no_telephone() -> None:
    detail = groups.person_detail_of(record(shielded=True))
    assert (detail.addresses, detail.phones) == ((), ())


@given(some.binary(max_size=5000), some.integers(1, 4096))
def test_an_audit_payload_comes_back_whole_and_its_length_is_hidden(payload: bytes, pad_to: int) -> None:
    sealed, wrapped = SEALER.seal_payload(b"request-1", payload, pad_to)
    assert SEALER.open_payload(b"request-1", sealed, wrapped) == payload
    assert (len(sealed) - 28) % pad_to == 0


def test_an_audit_payload_does_not_open_for_another_request_or_without_its_key() -> None:
    sealed, wrapped = SEALER.seal_payload(b"request-1", b"what was told")
    for request, key in ((b"request-2", wrapped), (b"request-1", None)):
        with pytest.raises(CannotOpen):
            SEALER.open_payload(request, sealed, key)
