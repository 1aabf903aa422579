"""Only a document that everybody signed, unchanged, with keys that the root vouches for, is verified."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from isa.agreement import AgreementRefused
from isa.canonical import canonical
from isa.jws import Envelope, key_id, sign_as, together
from isa.signing import (
    SignatureRefused,
    TrustList,
    VerifiedAgreement,
    add_signature,
    issue_trust_list,
    read_trust_list,
    sign,
    verify,
)
from isa.vocabulary import Vocabulary

Keys = dict[tuple[str, str], Ed25519PrivateKey]
ON = date(2026, 9, 21)


@pytest.fixture
def text(document: dict[str, Any]) -> str:
    return json.dumps(document)


@pytest.fixture
def signed(text: str, keys: Keys, vocabulary: Vocabulary) -> Envelope:
    return together(tuple(sign(text, key, ON, vocabulary) for key in keys.values()))


def _code(envelope: Envelope | str, trust: TrustList, vocabulary: Vocabulary) -> str:
    with pytest.raises(SignatureRefused) as refused:
        verify(envelope if isinstance(envelope, str) else envelope.model_dump_json(), trust, vocabulary)
    assert refused.value.advice
    return refused.value.code


def test_a_document_that_all_signed_is_verified(signed: Envelope, trust: TrustList, vocabulary: Vocabulary) -> None:
    verified = verify(signed.model_dump_json(), trust, vocabulary)
    assert verified.agreement.isa_id == "LANCS-ISA-0042"
    assert {one.office for one in verified.signed_by} == {"SIRO", "CaldicottGuardian"}
    assert verified.digest.startswith("sha256:")


def test_nobody_else_can_make_a_verified_agreement(signed: Envelope, trust: TrustList, vocabulary: Vocabulary) -> None:
    verified = verify(signed.model_dump_json(), trust, vocabulary)
    with pytest.raises(TypeError, match="verify alone"):
        VerifiedAgreement(verified.agreement, verified.digest, verified.signed_by, object())
    with pytest.raises(TypeError, match="read_trust_list alone"):
        TrustList("mine", (), object())


def test_a_document_changed_after_signing_is_refused(
    signed: Envelope, trust: TrustList, vocabulary: Vocabulary
) -> None:
    payload = urlsafe_b64decode(signed.payload + "==")
    changed = payload.replace(b'"max_level":2', b'"max_level":4', 1)
    assert changed != payload
    forged = signed.model_copy(update={"payload": urlsafe_b64encode(changed).rstrip(b"=").decode()})
    assert _code(forged, trust, vocabulary) == "signature_invalid"


def test_a_missing_signature_is_named(text: str, keys: Keys, trust: TrustList, vocabulary: Vocabulary) -> None:
    some = [sign(text, key, ON, vocabulary) for (_, office), key in keys.items() if office != "CaldicottGuardian"]
    with pytest.raises(SignatureRefused, match="CaldicottGuardian of gss:E06000009 has not signed"):
        verify(together(tuple(some)).model_dump_json(), trust, vocabulary)


def test_one_signatory_cannot_sign_for_two(text: str, keys: Keys, trust: TrustList, vocabulary: Vocabulary) -> None:
    first = next(iter(keys.values()))
    twice = together((sign(text, first, ON, vocabulary), sign(text, first, ON, vocabulary)))
    assert _code(twice, trust, vocabulary) == "signed_twice"


def test_a_key_that_the_root_does_not_vouch_for_is_refused(
    text: str, signed: Envelope, trust: TrustList, vocabulary: Vocabulary
) -> None:
    stranger = sign(text, Ed25519PrivateKey.generate(), ON, vocabulary)
    assert _code(together((signed, stranger)), trust, vocabulary) == "key_not_trusted"


def test_a_key_that_had_expired_is_refused(
    signed: Envelope, trust_with: Callable[[date], TrustList], vocabulary: Vocabulary
) -> None:
    assert _code(signed, trust_with(date(2026, 6, 30)), vocabulary) == "key_not_valid_then"


def test_an_unsigned_document_is_refused(text: str, trust: TrustList, vocabulary: Vocabulary) -> None:
    assert _code(text, trust, vocabulary) == "not_signed"
    assert _code('{"payload": "e30", "signatures": []}', trust, vocabulary) == "not_signed"
    assert _code("\x00", trust, vocabulary) == "not_signed"


def test_a_signature_moved_from_another_document_is_refused(
    signed: Envelope, document: dict[str, Any], keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    document["version"] = "1.4.0"
    other = together(tuple(sign(json.dumps(document), key, ON, vocabulary) for key in keys.values()))
    moved = signed.model_copy(update={"signatures": other.signatures})
    assert _code(moved, trust, vocabulary) == "signature_invalid"


def test_a_signature_over_another_kind_of_document_is_refused(
    document: dict[str, Any], keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    wrong = together(tuple(sign_as("trust-list+jws", document, key, ON) for key in keys.values()))
    assert _code(wrong, trust, vocabulary) == "wrong_kind"


def test_people_who_signed_different_documents_did_not_agree(
    text: str, document: dict[str, Any], keys: Keys, vocabulary: Vocabulary
) -> None:
    first, second, _ = keys.values()
    document["version"] = "1.4.0"
    with pytest.raises(SignatureRefused, match="different documents"):
        together((sign(text, first, ON, vocabulary), sign(json.dumps(document), second, ON, vocabulary)))


def test_nobody_can_sign_a_document_that_does_not_hold_together(
    document: dict[str, Any], keys: Keys, vocabulary: Vocabulary
) -> None:
    document["lawful_basis"] = document["lawful_basis"][:1]
    with pytest.raises(AgreementRefused):
        sign(json.dumps(document), next(iter(keys.values())), ON, vocabulary)


def test_a_trust_list_by_another_root_is_refused(root: Ed25519PrivateKey) -> None:
    forged = issue_trust_list(Ed25519PrivateKey.generate(), "Test partnership", (), ON)
    with pytest.raises(SignatureRefused, match="trust list does not name"):
        read_trust_list(forged.model_dump_json(), root.public_key())


def test_an_entry_under_another_keys_id_is_refused(root: Ed25519PrivateKey, trust: TrustList) -> None:
    first, second, *_ = trust.entries
    crossed = first.model_copy(update={"kid": second.kid})
    issued = issue_trust_list(root, "Test partnership", (crossed,), ON)
    with pytest.raises(SignatureRefused, match="wrong id"):
        read_trust_list(issued.model_dump_json(), root.public_key())


def test_a_signatory_whom_the_document_does_not_name_is_refused(
    document: dict[str, Any], keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    document["signatories"][0]["person"] = "Somebody else in that office"
    signed = together(tuple(sign(json.dumps(document), key, ON, vocabulary) for key in keys.values()))
    assert _code(signed, trust, vocabulary) == "not_a_signatory"


def test_signed_bytes_that_are_not_canonical_are_refused(
    text: str, keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    loose = together(tuple(_signed_raw(text.encode(), key, {}) for key in keys.values()))
    assert _code(loose, trust, vocabulary) == "not_canonical"


HEADERS = [
    ({"alg": "none"}, "algorithm_refused", "another algorithm than Ed25519"),
    ({"alg": "HS256"}, "algorithm_refused", "another algorithm than Ed25519"),
    ({"alg": "EdDSA"}, "algorithm_refused", "another algorithm than Ed25519"),
    ({"alg": None}, "algorithm_refused", "another algorithm than Ed25519"),
    ({"crit": ["exp"], "exp": 1}, "header_refused", "crit or b64"),
    ({"crit": ["b64"], "b64": False}, "header_refused", "crit or b64"),
    ({"b64": False}, "header_refused", "crit or b64"),
    ({"cty": "x"}, "header_refused", "another header"),
    ({"jwk": {"kty": "OKP"}}, "header_refused", "another header"),
    ({"signed_on": None}, "header_refused", "another header"),
    ({"signed_on": "soon"}, "header_refused", "no date of signing"),
    ({"signed_on": "2026-W38-1"}, "header_refused", "no date of signing"),
    ({"signed_on": "20260921"}, "header_refused", "no date of signing"),
    ({"signed_on": 20260921}, "header_refused", "no date of signing"),
    ({"kid": ["x"]}, "key_not_trusted", "does not name"),
    ({"typ": "trust-list+jws"}, "wrong_kind", "another kind of document"),
]


@pytest.mark.parametrize(("header", "code", "advice"), HEADERS)
def test_a_header_that_is_not_ours_is_refused_with_what_to_mend(
    document: dict[str, Any],
    keys: Keys,
    trust: TrustList,
    vocabulary: Vocabulary,
    header: dict[str, object],
    code: str,
    advice: str,
) -> None:
    made = together(tuple(_signed_raw(canonical(document), key, header) for key in keys.values()))
    with pytest.raises(SignatureRefused, match=advice) as refused:
        verify(made.model_dump_json(), trust, vocabulary)
    assert refused.value.code == code


def test_a_header_of_two_meanings_is_refused(signed: Envelope, trust: TrustList, vocabulary: Vocabulary) -> None:
    twice = urlsafe_b64encode(b'{"alg":"Ed25519","alg":"none"}').rstrip(b"=").decode()
    first, *others = signed.signatures
    forged = signed.model_copy(update={"signatures": (first.model_copy(update={"protected": twice}), *others)})
    assert _code(forged, trust, vocabulary) == "header_refused"


def test_any_one_byte_changed_is_refused(signed: Envelope, trust: TrustList, vocabulary: Vocabulary) -> None:
    payload = bytearray(urlsafe_b64decode(signed.payload + "=="))
    for at in range(0, len(payload), 1499):
        payload[at] ^= 1
        changed = signed.model_copy(update={"payload": urlsafe_b64encode(payload).rstrip(b"=").decode()})
        assert _code(changed, trust, vocabulary) == "signature_invalid"
        payload[at] ^= 1


@pytest.mark.parametrize(
    "text",
    [
        '{"payload": "e30", "payload": "e30", "signatures": [{"protected": "e30", "signature": "e30"}]}',
        '{"payload": ["e30", "e30"], "signatures": [{"protected": "e30", "signature": "e30"}]}',
        '{"payload": "e3 0", "signatures": [{"protected": "e30", "signature": "e30"}]}',
        '{"payload": "e30", "signatures": [{"protected": "e30", "header": {"alg": "none"}, "signature": "e30"}]}',
        '{"payload": "e30", "protected": "e30", "signature": "e30"}',
        '"e30.e30.e30"',
    ],
    ids=[
        "two payloads",
        "a list of payloads",
        "a payload with a space",
        "an unprotected header",
        "flattened",
        "compact",
    ],
)
def test_what_is_no_general_serialisation_of_one_meaning_is_refused(
    text: str, trust: TrustList, vocabulary: Vocabulary
) -> None:
    assert _code(text, trust, vocabulary) == "not_signed"


def test_ten_megabytes_are_refused_unread(trust: TrustList, vocabulary: Vocabulary) -> None:
    assert _code('{"payload": "' + "A" * 10_000_000 + '"}', trust, vocabulary) == "too_large"


def test_signatures_are_added_one_by_one_and_never_twice(
    text: str, keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    first, *others = keys.values()
    envelope = sign(text, first, ON, vocabulary)
    for key in others:
        envelope = add_signature(text, envelope, key, ON, vocabulary, trust=trust)
    assert verify(envelope.model_dump_json(), trust, vocabulary).agreement.isa_id == "LANCS-ISA-0042"
    with pytest.raises(SignatureRefused, match="has signed the document already"):
        add_signature(text, envelope, first, ON, vocabulary)


def test_nobody_signs_beside_a_signature_that_does_not_hold(
    text: str, document: dict[str, Any], keys: Keys, trust: TrustList, vocabulary: Vocabulary
) -> None:
    first, second, _ = keys.values()
    detached = sign(json.dumps({**document, "version": "1.4.0"}), first, ON, vocabulary).signatures
    moved = sign(text, second, ON, vocabulary).model_copy(update={"signatures": detached})
    with pytest.raises(SignatureRefused, match="changed after signing"):
        add_signature(text, moved, second, ON, vocabulary, trust=trust)


def _signed_raw(payload: bytes, key: Ed25519PrivateKey, more: Mapping[str, object]) -> Envelope:
    """A valid signature of whatever bytes and header, made by hand as RFC 7515 section 5.1 says."""
    header = {"alg": "Ed25519", "kid": key_id(key.public_key()), "signed_on": ON.isoformat(), "typ": "isa+jws", **more}
    header = {name: value for name, value in header.items() if value is not None}
    protected, body = (urlsafe_b64encode(part).rstrip(b"=") for part in (json.dumps(header).encode(), payload))
    signature = urlsafe_b64encode(key.sign(protected + b"." + body)).rstrip(b"=")
    signed = {"payload": body, "signatures": [{"protected": protected, "signature": signature}]}
    return Envelope.model_validate_json(json.dumps(signed, default=bytes.decode))
