"""How is a document signed by several people? JWS in general JSON serialisation (RFC 7515 section 7.2.1).

The payload is the document's RFC 8785 bytes, and the algorithm Ed25519 by its fully specified name (RFC 9864). Each
signature is checked alone, so that a refusal can say which one fails; `typ` keeps one kind of document from
passing for another.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, ValidationError

from isa.canonical import NotCanonical, canonical, parse

ALGORITHM = "Ed25519"
MOST_SIGNATURES = 64
HEADER = {"alg", "kid", "signed_on", "typ"}
"""All four, and nothing else: no `crit`, no unencoded payload (RFC 7797)."""

Kind = Literal["isa+jws", "trust-list+jws"]


class SignatureRefused(Exception):
    """A signed document does not verify. `code` is stable; the message says what to do and echoes no content."""

    def __init__(self, code: str, advice: str) -> None:
        super().__init__(advice)
        self.code = code
        self.advice = advice


class _Signature(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    protected: str
    signature: str


class Envelope(BaseModel):
    """A document and its signatures, as in the file. Nothing in it is trusted yet."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    payload: str
    signatures: tuple[_Signature, ...]


@dataclass(frozen=True)
class Signed:
    """One signature that verified: under which key, and the day that its signer wrote."""

    kid: str
    signed_on: date


class _Registry(jws.JWSRegistry):
    max_payload_length = 2_000_000


def _registry() -> _Registry:
    return _Registry(algorithms=[ALGORITHM], strict_check_header=False)


def key_id(key: Ed25519PublicKey) -> str:
    """The RFC 7638 thumbprint of a public key."""
    return str(OKPKey.import_key(key).thumbprint())


def sign_as(kind: Kind, document: object, key: Ed25519PrivateKey, on: date) -> Envelope:
    """Sign a JSON document once."""
    protected = {"alg": ALGORITHM, "kid": key_id(key.public_key()), "signed_on": on.isoformat(), "typ": kind}
    made = jws.serialize_json(
        [{"protected": protected}], canonical(document), OKPKey.import_key(key), registry=_registry()
    )
    return Envelope.model_validate_json(canonical(made))


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
        SignatureRefused: it is not a JWS in general serialisation.
    """
    try:
        parse(text)
        envelope = Envelope.model_validate_json(text)
    except (NotCanonical, ValidationError) as fault:
        raise SignatureRefused("not_signed", "the file is not a signed document; use the signed *.jws.json") from fault
    if not 0 < len(envelope.signatures) <= MOST_SIGNATURES:
        raise SignatureRefused("not_signed", "the document carries no signature that can be read; have it signed")
    return envelope


def open_with(kind: Kind, envelope: Envelope, keys: dict[str, Ed25519PublicKey]) -> tuple[bytes, tuple[Signed, ...]]:
    """The document's canonical bytes and who signed them, each signature checked under the key that it names.

    Raises:
        SignatureRefused: a key that is not trusted, a signature that does not verify, or bytes of two meanings.
    """
    signed = []
    payload = b""
    for signature in envelope.signatures:
        payload, one = _open_one(kind, envelope.payload, signature, keys)
        signed.append(one)
    try:
        if canonical(parse(payload)) != payload:
            raise SignatureRefused("not_canonical", "the signed bytes are not RFC 8785 canonical JSON; sign it again")
    except NotCanonical as fault:
        raise SignatureRefused("not_canonical", f"the signed document is refused: {fault}") from fault
    return payload, tuple(signed)


def _open_one(
    kind: Kind, payload: str, signature: _Signature, keys: dict[str, Ed25519PublicKey]
) -> tuple[bytes, Signed]:
    try:
        whole: jws.GeneralJSONSerialization = {
            "payload": payload,
            "signatures": [{"protected": signature.protected, "signature": signature.signature}],
        }
        header = _header(signature)
        kid = header.get("kid")
        if set(header) != HEADER:
            raise SignatureRefused("signature_invalid", "a signature has another header than this service writes")
        if not isinstance(kid, str) or kid not in keys:
            raise SignatureRefused("key_not_trusted", "a signature is by a key that the trust list does not name")
        opened = jws.deserialize_json(whole, OKPKey.import_key(keys[kid]), registry=_registry())
        if header.get("typ") != kind:
            raise SignatureRefused("wrong_kind", "a signature was made over another kind of document")
        return bytes(opened.payload or b""), Signed(kid, date.fromisoformat(str(header.get("signed_on"))))
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise SignatureRefused(
            "signature_invalid", "a signature does not match the document: it was changed after signing"
        ) from fault


def _header(signature: _Signature) -> dict[str, object]:
    """The protected header, read before it is trusted: only to learn which key to try."""
    text = signature.protected
    found = parse(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found if isinstance(found, dict) else {}
