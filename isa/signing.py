"""Who signed it? Only `verify` makes a VerifiedAgreement, and only from signatures of every signatory it calls for.

People sign one by one, on machines of their own: `sign` makes the first envelope and `add_signature` adds to it.
`isa.examining` says the same as `verify` signature by signature, for a person to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from isa.agreement import Agreement, AgreementRefused
from isa.canonical import canonical, digest, parse
from isa.checks import required_offices
from isa.jws import Envelope, SignatureRefused, Signed, Signer, key_id, open_with, payload_of, read_envelope, sign_as
from isa.jws import sign_beside as _sign_beside
from isa.reading import read_agreement
from isa.trust import TrustEntry, TrustList, issue_trust_list, read_trust_list, trust_entry
from isa.vocabulary import Vocabulary

_CHECKED = object()
"""Held by this module alone: what makes a VerifiedAgreement cannot be had elsewhere."""

Office = tuple[str, str]
"""A party and an office, such as `("police:04", "SIRO")`."""


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


def sign(text: str | bytes, signer: Signer, on: date, vocabulary: Vocabulary) -> Envelope:
    """Sign an agreement's source document, once it holds together.

    Raises:
        AgreementRefused: the document has faults; nobody should sign it.
        SignatureRefused: the signer gave no signature by its own key.
    """
    read_agreement(text, vocabulary)
    return sign_as("isa+jws", parse(text), signer, on)


def add_signature(
    text: str | bytes,
    envelope: Envelope,
    signer: Signer,
    on: date,
    vocabulary: Vocabulary,
    *,
    trust: TrustList | None = None,
) -> Envelope:
    """Add one signature to a document in signature, which must be the very document that the signer read.

    Args:
        text: the document that the signer has before them.
        envelope: what others have signed.
        signer: the signer's key.
        on: the day of signing.
        vocabulary: the words of the document.
        trust: the list of keys, where it is at hand: then everybody who signed before is looked up too.

    Raises:
        AgreementRefused: the document has faults; nobody should sign it.
        SignatureRefused: the envelope holds another document, or this signatory signed it already.
    """
    read_agreement(text, vocabulary)
    if payload_of(envelope) != canonical(parse(text)):
        advice = "the others signed another document than this one: compare the two, and sign the one that is meant"
        raise SignatureRefused("documents_differ", advice)
    if trust is not None:
        _refuse_second(envelope, signer, trust)
    return _sign_beside("isa+jws", envelope, signer, on)


def _refuse_second(envelope: Envelope, signer: Signer, trust: TrustList) -> None:
    """One signatory with two keys is still one signatory."""
    _, signed = open_with("isa+jws", envelope, trust.keys())
    entries = {entry.kid: (entry.party, entry.office) for entry in trust.entries}
    mine = entries.get(key_id(signer.public_key()))
    if mine in {entries[one.kid] for one in signed}:
        advice = f"the {mine[1]} of {mine[0]} has signed the document already; each signatory signs once"
        raise SignatureRefused("signed_twice", advice)


def check_may_sign(text: str | bytes, signer: Signer, on: date, trust: TrustList, vocabulary: Vocabulary) -> TrustEntry:
    """Whose key the signer holds, if the document waits for that person's signature.

    Raises:
        AgreementRefused: the document has faults.
        SignatureRefused: the trust list does not name the key, it is not valid on that day, or the document names
            somebody else, or nobody, for that office.
    """
    agreement = read_agreement(text, vocabulary)
    kid = key_id(signer.public_key())
    if not any(entry.kid == kid for entry in trust.entries):
        advice = (
            "the trust list does not name this key: have the root's holder add it with `service agreements trust add`"
        )
        raise SignatureRefused("key_not_trusted", advice)
    entry = trust.entry(kid)
    check_signatory(signed_by(Signed(kid, on), trust), agreement)
    return entry


def verify(text: str | bytes, trust: TrustList, vocabulary: Vocabulary, day: date | None = None) -> VerifiedAgreement:
    """Check a signed agreement whole: each signature, each signatory that it calls for, and the document itself.

    Args:
        text: the envelope.
        trust: whose keys count.
        vocabulary: the words of the document.
        day: today, to refuse a signature that says it was made later; no day is too late when not given.

    Raises:
        SignatureRefused: tampered with, unsigned, signed by somebody else, or not by everybody.
        AgreementRefused: signed, but the document does not hold together.
    """
    payload, signed = open_with("isa+jws", read_envelope(text), trust.keys())
    agreement = read_agreement(payload, vocabulary)
    people = tuple(signed_by(one, trust, day) for one in signed)
    _everybody_signed(agreement, people, vocabulary)
    return VerifiedAgreement(agreement, digest(parse(payload)), people, _CHECKED)


def signed_by(signed: Signed, trust: TrustList, day: date | None = None) -> SignedBy:
    """Who made a signature that verified, if their key could sign on the day that it names.

    Raises:
        SignatureRefused: the key was not valid then, or the day is yet to come.
    """
    entry = trust.entry(signed.kid)
    if not date.fromisoformat(entry.valid_from) <= signed.signed_on <= date.fromisoformat(entry.valid_to):
        raise SignatureRefused(
            "key_not_valid_then",
            f"the key of the {entry.office} of {entry.party} was not valid on {signed.signed_on}: have them sign with"
            " the key that they have now",
        )
    if day is not None and signed.signed_on > day:
        raise SignatureRefused(
            "signed_in_the_future",
            f"the {entry.office} of {entry.party} signed with the date {signed.signed_on}, which is yet to come: have"
            " them sign again with the right date",
        )
    return SignedBy(entry.party, entry.office, entry.person, signed.signed_on)


def check_signatory(one: SignedBy, agreement: Agreement) -> None:
    """Whether the document names this person for this office.

    Raises:
        SignatureRefused: it does not.
    """
    named = {(signatory.party, signatory.office): signatory.person for signatory in agreement.signatories}
    if (one.party, one.office) not in named:
        raise SignatureRefused(
            "not_a_signatory",
            f"the {one.office} of {one.party} is no signatory of this document: take that signature out, or name them",
        )
    if named[one.party, one.office] != one.person:
        raise SignatureRefused(
            "not_a_signatory",
            f"the {one.office} of {one.party} who signed is not the one whom the document names: have that one sign",
        )


def awaited(agreement: Agreement, people: Iterable[SignedBy], vocabulary: Vocabulary) -> tuple[Office, ...]:
    """Whose signatures are still missing: of those whom the document names, and those whom its contents call for."""
    named = {(signatory.party, signatory.office) for signatory in agreement.signatories}
    needed = named | required_offices(agreement, vocabulary)
    return tuple(sorted(needed - {(one.party, one.office) for one in people}))


def _everybody_signed(agreement: Agreement, people: tuple[SignedBy, ...], vocabulary: Vocabulary) -> None:
    have = [(one.party, one.office) for one in people]
    if len(set(have)) != len(have):
        raise SignatureRefused("signed_twice", "one signatory signed twice; each signs once")
    for party, office in awaited(agreement, people, vocabulary):
        raise SignatureRefused("signature_missing", f"the {office} of {party} has not signed: have them sign")
    for one in people:
        check_signatory(one, agreement)


__all__ = [
    "AgreementRefused",
    "Envelope",
    "SignatureRefused",
    "SignedBy",
    "TrustEntry",
    "TrustList",
    "VerifiedAgreement",
    "add_signature",
    "issue_trust_list",
    "read_trust_list",
    "sign",
    "trust_entry",
    "verify",
]
