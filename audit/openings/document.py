"""The file of openings, and how each is sealed: HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM, base mode.

One JSON object (`golden-thread-openings/1`): `format`; `origin`, the log's name; `recipient`, the public key; and
`openings`, each with the entry's `index`, the `digest` of its payload (hex SHA-256) and `sealed`, base64.

What is sealed is the payload's own key (32 bytes) and the bytes that it is bound to: so the recipient opens the very
ciphertext to which the signed entry commits. HPKE's `info` names the log, the index and the digest: an opening moved
to another entry does not open.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

FORMAT = "golden-thread-openings/1"
PUBLIC = "golden-thread-recipient:"
SECRET = "PRIVATE+golden-thread-recipient:"  # noqa: S105 - the prefix of a key's text form
KEY_BYTES = 32
NONCE_BYTES = 12
_SUITE = (KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class OpeningRefused(Exception):
    """A recipient's key or an opening cannot be used; the message says why, and echoes nothing of a key."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The key to the payload of one entry."""

    index: int
    digest: str
    """Hex SHA-256 of the ciphertext, as the entry has it."""
    key: bytes
    bound_to: bytes
    """The associated data under which the payload was sealed."""


def recipient_text(private: X25519PrivateKey) -> str:
    """The public key of a recipient, as it is given to whoever exports."""
    return PUBLIC + base64.b64encode(private.public_key().public_bytes_raw()).decode()


def secret_text(private: X25519PrivateKey) -> str:
    """The private key, as it is kept in a file."""
    return SECRET + base64.b64encode(private.private_bytes_raw()).decode()


def read_recipient(text: str) -> X25519PublicKey:
    """The public key in its text form. Raises OpeningRefused."""
    return X25519PublicKey.from_public_bytes(_key(text, PUBLIC))


def read_secret(text: str) -> X25519PrivateKey:
    """The private key in its text form. Raises OpeningRefused."""
    return X25519PrivateKey.from_private_bytes(_key(text, SECRET))


def _key(text: str, prefix: str) -> bytes:
    try:
        raw = base64.b64decode(text.strip().removeprefix(prefix), validate=True)
    except ValueError:
        raw = b""
    if not text.strip().startswith(prefix) or len(raw) != KEY_BYTES:
        raise OpeningRefused(f"A recipient's key is written {prefix} and 32 bytes in base64.")
    return raw


def seal_openings(origin: str, recipient: str, openings: Sequence[Opening]) -> str:
    """The file of openings for one recipient, given by their public key in text. Raises OpeningRefused."""
    public = read_recipient(recipient)
    sealed = [
        {
            "index": one.index,
            "digest": one.digest,
            "sealed": base64.b64encode(
                Suite(*_SUITE).encrypt(one.key + one.bound_to, public, info=_info(origin, one.index, one.digest))
            ).decode(),
        }
        for one in openings
    ]
    members = {"format": FORMAT, "origin": origin, "recipient": recipient.strip(), "openings": sealed}
    return json.dumps(members, indent=1) + "\n"


def read_openings(text: str, private: X25519PrivateKey) -> list[Opening]:
    """Every opening of a file. Raises OpeningRefused when one is not for this key, altered or moved."""
    try:
        members = json.loads(text)
        if members["format"] != FORMAT:
            raise OpeningRefused("This is not a file of openings.")
        return [_open(members["origin"], one, private) for one in members["openings"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise OpeningRefused("This is not a file of openings.") from error


def _open(origin: str, one: dict[str, object], private: X25519PrivateKey) -> Opening:
    index, digest, sealed = one["index"], one["digest"], one["sealed"]
    if type(index) is not int or not isinstance(digest, str) or not isinstance(sealed, str):
        raise OpeningRefused("This is not a file of openings.")
    try:
        plain = Suite(*_SUITE).decrypt(base64.b64decode(sealed), private, info=_info(origin, index, digest))
    except InvalidTag as error:
        raise OpeningRefused(f"The opening of entry {index} is not for this key, or was altered.") from error
    return Opening(index, digest, plain[:KEY_BYTES], plain[KEY_BYTES:])


def open_payload(opening: Opening, ciphertext: bytes) -> bytes:
    """What was disclosed: the payload without its padding. Raises OpeningRefused."""
    if sha256(ciphertext).hexdigest() != opening.digest:
        raise OpeningRefused(f"The payload of entry {opening.index} is not the one that this opens.")
    nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
    try:
        padded = AESGCM(opening.key).decrypt(nonce, sealed, opening.bound_to)
    except (InvalidTag, ValueError) as error:
        raise OpeningRefused(f"The payload of entry {opening.index} does not open with its key.") from error
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _info(origin: str, index: int, digest: str) -> bytes:
    return f"{FORMAT}\0{origin}\0{index}\0{digest}".encode()
