"""How does it stand with the signatures of a document in signature? Who, when, good or why not, and who is missing.

For a person who collects signatures. Nothing here makes a VerifiedAgreement; `isa.signing.verify` alone does.
"""

from dataclasses import dataclass
from datetime import date

from isa.agreement import Agreement, AgreementRefused, Fault
from isa.canonical import digest, parse
from isa.jws import Envelope, Signature, SignatureRefused, check_one, claimed_key, payload_of, read_envelope
from isa.reading import read_agreement
from isa.signing import Office, SignedBy, awaited, check_signatory, signed_by
from isa.trust import TrustList
from isa.vocabulary import Vocabulary


@dataclass(frozen=True)
class Examined:
    """One signature: whose it says it is, and whether it counts. What is not known is empty."""

    party: str
    office: str
    person: str
    signed_on: date | None
    good: bool
    code: str
    advice: str


@dataclass(frozen=True)
class Examination:
    """A document in signature, as it stands. It is whole when it has no faults, no bad signature and awaits nobody."""

    agreement: Agreement | None
    digest: str
    faults: tuple[Fault, ...]
    signatures: tuple[Examined, ...]
    awaits: tuple[Office, ...]

    @property
    def whole(self) -> bool:
        """Whether everybody signed it, and nothing is wrong with it."""
        good = all(one.good for one in self.signatures) and bool(self.signatures)
        return self.agreement is not None and not self.faults and not self.awaits and good


def examine(text: str | bytes, trust: TrustList, vocabulary: Vocabulary, day: date | None = None) -> Examination:
    """Look at every signature, and at the document.

    Raises:
        SignatureRefused: it is no envelope at all, or its bytes have two meanings.
    """
    envelope = read_envelope(text)
    payload = payload_of(envelope)
    agreement, faults = _read(payload, vocabulary)
    found: list[Examined] = []
    for signature in envelope.signatures:
        found.append(_examined(envelope, signature, agreement, trust, day, tuple(found)))
    awaits: tuple[Office, ...] = ()
    if agreement is not None:
        people = [SignedBy(one.party, one.office, one.person, date.min) for one in found if one.good]
        awaits = awaited(agreement, people, vocabulary)
    return Examination(agreement, digest(parse(payload)), faults, tuple(found), awaits)


def _read(payload: bytes, vocabulary: Vocabulary) -> tuple[Agreement | None, tuple[Fault, ...]]:
    try:
        return read_agreement(payload, vocabulary), ()
    except AgreementRefused as fault:
        return None, fault.faults


def _examined(
    envelope: Envelope,
    signature: Signature,
    agreement: Agreement | None,
    trust: TrustList,
    day: date | None,
    before: tuple[Examined, ...],
) -> Examined:
    """One signature; whose it claims to be is told where the trust list knows the key that it names."""
    kid = claimed_key(signature)
    entry = next((entry for entry in trust.entries if entry.kid == kid), None)
    party, office, person = (entry.party, entry.office, entry.person) if entry else ("", "", "")
    signed_on = None
    try:
        signed = check_one("isa+jws", envelope, signature, trust.keys())
        signed_on = signed.signed_on
        one = signed_by(signed, trust, day)
        if agreement is not None:
            check_signatory(one, agreement)
        if any((other.party, other.office) == (party, office) and other.good for other in before):
            raise SignatureRefused("signed_twice", "this signatory signed already; take one of the two out")
    except SignatureRefused as fault:
        return Examined(party, office, person, signed_on, good=False, code=fault.code, advice=fault.advice)
    return Examined(party, office, person, signed_on, good=True, code="good", advice="")
