"""Who signed it? Only `verify` makes a VerifiedAgreement, and only from signatures of every signatory it calls for.

Signatories' keys stand in a trust list that the partnership's root key signed; the root's public key is the one thing
that a service is given by hand.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from isa.agreement import Agreement, AgreementRefused, Day
from isa.canonical import digest, parse
from isa.checks import required_offices
from isa.jws import Envelope, SignatureRefused, Signed, key_id, open_with, read_envelope, sign_as
from isa.reading import read_agreement
from isa.vocabulary import Vocabulary

_CHECKED = object()
"""Held by this module alone: what makes a VerifiedAgreement or a TrustList cannot be had elsewhere."""

PublicKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class TrustEntry(BaseModel):
    """Whose key it is, for which office, and when it may sign. `key` is the raw Ed25519 public key in hexadecimal."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    kid: str
    key: PublicKey
    party: str
    office: str
    person: str
    valid_from: Day
    valid_to: Day


class _TrustDocument(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    partnership: str
    issued_on: Day
    entries: tuple[TrustEntry, ...]


@dataclass(frozen=True)
class TrustList:
    """The signatories' keys that the partnership's root vouches for. Made by `read_trust_list` alone."""

    partnership: str
    entries: tuple[TrustEntry, ...]
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _CHECKED:
            raise TypeError("a TrustList comes from read_trust_list alone")

    def keys(self) -> dict[str, Ed25519PublicKey]:
        """The public keys, by key id."""
        return {entry.kid: Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.key)) for entry in self.entries}

    def entry(self, kid: str) -> TrustEntry:
        """Whose key that is."""
        return next(entry for entry in self.entries if entry.kid == kid)


@dataclass(frozen=True)
class SignedBy:
    """One signatory whose signature verified."""

    party: str
    office: str
    person: str
    signed_on: date


@dataclass(frozen=True)
class VerifiedAgreement:
    """An agreement that every signatory it calls for has signed. Made by `verify` alone."""

    agreement: Agreement
    digest: str
    """`sha256:...` of the canonical document: what every decision and audit entry quotes."""
    signed_by: tuple[SignedBy, ...]
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _CHECKED:
            raise TypeError("a VerifiedAgreement comes from verify alone")


def trust_entry(
    key: Ed25519PublicKey, *, party: str, office: str, person: str, valid_from: date, valid_to: date
) -> TrustEntry:
    """Describe a signatory's key for the trust list."""
    return TrustEntry(
        kid=key_id(key),
        key=key.public_bytes_raw().hex(),
        party=party,
        office=office,
        person=person,
        valid_from=valid_from.isoformat(),
        valid_to=valid_to.isoformat(),
    )


def issue_trust_list(root: Ed25519PrivateKey, partnership: str, entries: tuple[TrustEntry, ...], on: date) -> Envelope:
    """Sign the list of signatories' keys with the partnership's root key."""
    document = _TrustDocument(partnership=partnership, issued_on=on.isoformat(), entries=entries)
    return sign_as("trust-list+jws", document.model_dump(mode="json"), root, on)


def read_trust_list(text: str | bytes, root: Ed25519PublicKey) -> TrustList:
    """Verify the trust list under the partnership's root key.

    Raises:
        SignatureRefused: it is not signed by that root, or does not hold together.
    """
    payload, _ = open_with("trust-list+jws", read_envelope(text), {key_id(root): root})
    try:
        document = _TrustDocument.model_validate_json(payload)
        trust = TrustList(document.partnership, document.entries, _CHECKED)
        sound = all(key_id(key) == kid for kid, key in trust.keys().items())
    except (ValidationError, ValueError, UnsupportedAlgorithm) as fault:
        raise SignatureRefused("trust_list_invalid", "the trust list does not hold together; issue it again") from fault
    if not sound or len(trust.keys()) != len(trust.entries):
        raise SignatureRefused("trust_list_invalid", "a key of the trust list is under a wrong id; issue it again")
    return trust


def sign(text: str | bytes, key: Ed25519PrivateKey, on: date, vocabulary: Vocabulary) -> Envelope:
    """Sign an agreement's source document, once it holds together.

    Raises:
        AgreementRefused: the document has faults; nobody should sign it.
    """
    read_agreement(text, vocabulary)
    return sign_as("isa+jws", parse(text), key, on)


def verify(text: str | bytes, trust: TrustList, vocabulary: Vocabulary) -> VerifiedAgreement:
    """Check a signed agreement whole: each signature, each signatory that it calls for, and the document itself.

    Raises:
        SignatureRefused: tampered with, unsigned, signed by somebody else, or not by everybody.
        AgreementRefused: signed, but the document does not hold together.
    """
    payload, signed = open_with("isa+jws", read_envelope(text), trust.keys())
    agreement = read_agreement(payload, vocabulary)
    signed_by = tuple(_signed_by(one, trust) for one in signed)
    _everybody_signed(agreement, signed_by, vocabulary)
    return VerifiedAgreement(agreement, digest(parse(payload)), signed_by, _CHECKED)


def _signed_by(signed: Signed, trust: TrustList) -> SignedBy:
    entry = trust.entry(signed.kid)
    if not date.fromisoformat(entry.valid_from) <= signed.signed_on <= date.fromisoformat(entry.valid_to):
        raise SignatureRefused(
            "key_not_valid_then",
            f"the key of the {entry.office} of {entry.party} was not valid on {signed.signed_on}: sign again",
        )
    return SignedBy(entry.party, entry.office, entry.person, signed.signed_on)


def _everybody_signed(agreement: Agreement, signed_by: tuple[SignedBy, ...], vocabulary: Vocabulary) -> None:
    have = [(one.party, one.office) for one in signed_by]
    named = {(signatory.party, signatory.office): signatory.person for signatory in agreement.signatories}
    if len(set(have)) != len(have):
        raise SignatureRefused("signed_twice", "one signatory signed twice; each signs once")
    for party, office in sorted(set(named) | required_offices(agreement, vocabulary)):
        if (party, office) not in have:
            raise SignatureRefused("signature_missing", f"the {office} of {party} has not signed: have them sign")
    for one in signed_by:
        if named.get((one.party, one.office)) != one.person:
            raise SignatureRefused(
                "not_a_signatory", f"the {one.office} of {one.party} who signed is not the one whom the document names"
            )


__all__ = [
    "AgreementRefused",
    "Envelope",
    "SignatureRefused",
    "SignedBy",
    "TrustEntry",
    "TrustList",
    "VerifiedAgreement",
    "issue_trust_list",
    "read_trust_list",
    "sign",
    "trust_entry",
    "verify",
]
