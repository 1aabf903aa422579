"""How is a document signed by several people? JWS in general JSON serialisation (RFC 7515 section 7.2.1).

The payload is the document's RFC 8785 bytes, and the algorithm Ed25519 by its fully specified name (RFC 9864). Each
signature is made and checked alone, so that people sign one by one, on machines of their own, and a refusal can say
which one fails; `typ` keeps one kind of document from passing for another.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from isa.canonical import NotCanonical, canonical, parse

ALGORITHM = "Ed25519"
MOST_SIGNATURES = 64
LARGEST_BYTES = 2_000_000
"""An envelope of the largest agreement that can be read, in base64, with every signature it can carry."""
HEADER = {"alg", "kid", "signed_on", "typ"}
"""All four, and nothing else: no `crit`, no unencoded payload (RFC 7797)."""

Kind = Literal["isa+jws", "trust-list+jws"]
Base64Url = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$")]
"""Nothing that a lenient decoder would skip."""

SIGN_AGAIN = "have it signed again with `service agreements sign`"


class SignatureRefused(Exception):
    """A signed document does not verify. `code` is stable; the message says what to do and echoes no content."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__(advice)
        self.code = code
        self.advice = advice


class Signer(Protocol):
    """Whatever holds an Ed25519 key and signs with it: a private key in memory, a smart card, a signing service."""

    def public_key(self) -> Ed25519PublicKey:
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of an RFC 8032 signature."""


class Signature(BaseModel):
    """One signature, as in the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    protected: Base64Url
    signature: Base64Url


class Envelope(BaseModel):
    """A document and its signatures, as in the file. Nothing in it is trusted yet."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    payload: Base64Url
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class Signed:
    """One signature that verified: under which key, and the day that its signer wrote."""

    kid: str
    signed_on: date


class _Registry(jws.JWSRegistry):
    max_payload_length = LARGEST_BYTES


def _registry() -> _Registry:
    return _Registry(algorithms=[ALGORITHM], strict_check_header=False)


def key_id(key: Ed25519PublicKey) -> str:
    """The RFC 7638 thumbprint of a public key."""
    return str(OKPKey.import_key(key).thumbprint())


def sign_as(kind: Kind, document: object, signer: Signer, on: date) -> Envelope:
    """Sign a JSON document once.

    Raises:
        SignatureRefused: what the signer gave is no signature by its own key.
    """
    return Envelope(
        payload=_encoded(canonical(document)), signatures=(_signature(kind, canonical(document), signer, on),)
    )


def sign_beside(kind: Kind, envelope: Envelope, signer: Signer, on: date) -> Envelope:
    """Add one signature to those that are there, over the same bytes.

    Raises:
        SignatureRefused: this key signed already, or what the signer gave is no signature by its own key.
    """
    if key_id(signer.public_key()) in {claimed_key(one) for one in envelope.signatures}:
        raise SignatureRefused("signed_twice", "this key has signed the document already; each signatory signs once")
    added = _signature(kind, payload_of(envelope), signer, on)
    return Envelope(payload=envelope.payload, signatures=(*envelope.signatures, added))


def _signature(kind: Kind, payload: bytes, signer: Signer, on: date) -> Signature:
    """RFC 7515 section 5.1, so that a signer is handed nothing but the bytes to sign."""
    public = signer.public_key()
    header = {"alg": ALGORITHM, "kid": key_id(public), "signed_on": on.isoformat(), "typ": kind}
    protected = _encoded(canonical(header))
    signing_input = f"{protected}.{_encoded(payload)}".encode()
    made = signer.sign(signing_input)
    try:
        public.verify(made, signing_input)
    except (InvalidSignature, TypeError) as fault:
        advice = "the signer gave no signature by the key that it names; check which key it holds. Nothing was signed"
        raise SignatureRefused("signer_failed", advice) from fault
    return Signature(protected=protected, signature=_encoded(made))


def together(envelopes: tuple[Envelope, ...]) -> Envelope:
    """Join the signatures that several people made over the same document.

    Raises:
        SignatureRefused: they signed different documents.
    """
    if len({envelope.payload for envelope in envelopes}) != 1:
        raise SignatureRefused("documents_differ", "the signatures are over different documents; sign the same one")
    signatures = tuple(signature for envelope in envelopes for signature in envelope.signatures)
    return Envelope(payload=envelopes[0].payload, signatures=signatures)


def read_envelope(text: str | bytes) -> Envelope:
    """Read a signed file.

    Raises:
        SignatureRefused: it is too large, or not a JWS in general serialisation.
    """
    if len(text) > LARGEST_BYTES:
        advice = f"the file is larger than {LARGEST_BYTES:,} bytes, which no agreement needs; use the signed *.jws.json"
        raise SignatureRefused("too_large", advice)
    try:
        parse(text)
        envelope = Envelope.model_validate_json(text)
    except (NotCanonical, ValidationError) as fault:
        raise SignatureRefused("not_signed", "the file is not a signed document; use the signed *.jws.json") from fault
    if not 0 < len(envelope.signatures) <= MOST_SIGNATURES:
        raise SignatureRefused("not_signed", "the document carries no signature that can be read; have it signed")
    return envelope


def payload_of(envelope: Envelope) -> bytes:
    """The document's bytes, in their one canonical form. Whether anybody signed them is another question.

    Raises:
        SignatureRefused: they are not RFC 8785 canonical JSON.
    """
    try:
        payload = _decoded(envelope.payload)
        if canonical(parse(payload)) != payload:
            raise SignatureRefused("not_canonical", "the signed bytes are not RFC 8785 canonical JSON; sign it again")
    except NotCanonical as fault:
        raise SignatureRefused("not_canonical", f"the signed document is refused: {fault}") from fault
    except ValueError as fault:
        raise SignatureRefused("not_canonical", "the document inside is cut short or damaged; sign it again") from fault
    return payload


def claimed_key(signature: Signature) -> str:
    """The id of the key that a signature names, unchecked; empty where it names none."""
    try:
        return str(_header(signature).get("kid", ""))
    except SignatureRefused:
        return ""


def open_with(kind: Kind, envelope: Envelope, keys: dict[str, Ed25519PublicKey]) -> tuple[bytes, tuple[Signed, ...]]:
    """The document's canonical bytes and who signed them, each signature checked under the key that it names.

    Raises:
        SignatureRefused: a key that is not trusted, a signature that does not verify, or bytes of two meanings.
    """
    signed = tuple(check_one(kind, envelope, signature, keys) for signature in envelope.signatures)
    return payload_of(envelope), signed


def check_one(kind: Kind, envelope: Envelope, signature: Signature, keys: dict[str, Ed25519PublicKey]) -> Signed:
    """Check one signature under the key that it names.

    Raises:
        SignatureRefused: the header is not ours, the key is not trusted, or the signature does not verify.
    """
    header = _header(signature)
    _check_header(header)
    kid = header["kid"]
    if not isinstance(kid, str) or kid not in keys:
        advice = "a signature is by a key that the trust list does not name: put the key on it, or take that one out"
        raise SignatureRefused("key_not_trusted", advice)
    _check_bytes(envelope.payload, signature, keys[kid])
    if header["typ"] != kind:
        advice = f"a signature was made over another kind of document: {SIGN_AGAIN}"
        raise SignatureRefused("wrong_kind", advice)
    return Signed(kid, _day(header["signed_on"]))


def _day(written: object) -> date:
    """The day of signing, in the one form that is written here: not a week, not a number."""
    with suppress(ValueError):
        day = date.fromisoformat(str(written))
        if day.isoformat() == written:
            return day
    raise SignatureRefused("header_refused", f"a signature has no date of signing: {SIGN_AGAIN}")


def _check_header(header: dict[str, object]) -> None:
    if header.get("alg") != ALGORITHM:
        advice = f"a signature names another algorithm than {ALGORITHM}, the only one that counts: {SIGN_AGAIN}"
        raise SignatureRefused("algorithm_refused", advice)
    if "crit" in header or "b64" in header:
        advice = f"a signature has crit or b64 in its header, which change what is signed: {SIGN_AGAIN}"
        raise SignatureRefused("header_refused", advice)
    if set(header) != HEADER:
        advice = f"a signature has another header than this service writes: {SIGN_AGAIN}"
        raise SignatureRefused("header_refused", advice)


def _check_bytes(payload: str, signature: Signature, key: Ed25519PublicKey) -> None:
    whole: jws.GeneralJSONSerialization = {
        "payload": payload,
        "signatures": [{"protected": signature.protected, "signature": signature.signature}],
    }
    try:
        jws.deserialize_json(whole, OKPKey.import_key(key), registry=_registry())
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        advice = "a signature does not match the document, which was changed after signing: sign what is meant"
        raise SignatureRefused("signature_invalid", advice) from fault


def _header(signature: Signature) -> dict[str, object]:
    """The protected header, read before it is trusted: only to learn which key to try."""
    try:
        found = parse(_decoded(signature.protected))
    except ValueError as fault:
        advice = f"a signature's header cannot be read: {SIGN_AGAIN}"
        raise SignatureRefused("header_refused", advice) from fault
    return found if isinstance(found, dict) else {}


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
