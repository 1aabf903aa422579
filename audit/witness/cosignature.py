"""Cosignatures: a witness's word, at a time, that a checkpoint continues everything it saw of that log before.

The Ed25519 form of C2SP tlog-cosignature (`cosignature/v1`): a signature line on the checkpoint's own note, made over
the time and the whole text of the checkpoint. Standard library and `cryptography` alone: the verifier reads them too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.note import (
    SECRET_PREFIX,
    NoteRefused,
    Signature,
    key_id_of,
    split_key,
    split_note,
    to_base64,
    verifier_from_raw,
)

COSIGNATURE = b"\x04"
LATEST_TIME = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's public key with the name that it cosigns under."""

    name: str
    key_id: bytes
    """Four bytes: the start of SHA-256 of the name, a newline, a byte of 4 and the key."""
    public: bytes
    key: Ed25519PublicKey = field(repr=False, compare=False)

    @property
    def vkey(self) -> str:
        """The key in the text form that is published: `NAME+KEYID+BASE64`."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(COSIGNATURE + self.public)}"

    def cosigned(self, text: str, time: int, signature: bytes) -> bool:
        """Whether this key cosigned this checkpoint text at this time (seconds since 1970)."""
        if time > LATEST_TIME:
            return False
        try:
            self.key.verify(signature, signed_message(text, time))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class CosigningKey:
    """A witness's private key. Never printed."""

    cosigner: Cosigner
    key: Ed25519PrivateKey = field(repr=False, compare=False)

    def cosign(self, text: str, time: int) -> str:
        """The signature line of a cosignature of this checkpoint text, without its newline."""
        signature = time.to_bytes(8, "big") + self.key.sign(signed_message(text, time))
        return f"— {self.cosigner.name} {to_base64(self.cosigner.key_id + signature)}"

    @property
    def skey(self) -> str:
        """The private key in the text form that is kept in the key file."""
        seed = self.key.private_bytes_raw()
        return f"{SECRET_PREFIX}{self.cosigner.name}+{self.cosigner.key_id.hex()}+{to_base64(COSIGNATURE + seed)}"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A cosignature that was verified."""

    cosigner: Cosigner
    time: int
    """Seconds since 1970, by the witness's own clock."""
    signature: bytes = field(repr=False)
    """64 bytes, of Ed25519."""


def signed_message(text: str, time: int) -> bytes:
    """What a witness signs: two lines of its own, then the whole text of the checkpoint."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def parse_cosignature(line: Signature) -> tuple[int, bytes]:
    """The time (seconds since 1970) and the signature of a cosignature line, unchecked. Raises NoteRefused."""
    if len(line.signature) != 72:
        raise NoteRefused("a cosignature is 72 bytes")
    return int.from_bytes(line.signature[:8], "big"), line.signature[8:]


def cosignatures(note: str, cosigners: Iterable[Cosigner]) -> list[Cosignature]:
    """Those of these cosigners who cosigned this note, once each; lines of other keys are passed over.

    Raises NoteRefused when the note is malformed, or a line claims to be of a known cosigner and is not.
    """
    text, lines = split_note(note)
    known = {(cosigner.name, cosigner.key_id): cosigner for cosigner in cosigners}
    found: dict[tuple[str, bytes], Cosignature] = {}
    for line in lines:
        named = (line.name, line.key_id)
        if (cosigner := known.get(named)) is None:
            continue
        time, signature = parse_cosignature(line)
        if not cosigner.cosigned(text, time, signature):
            raise NoteRefused(f"the cosignature of {cosigner.name} does not belong to this checkpoint")
        found.setdefault(named, Cosignature(cosigner, time, signature))
    return list(found.values())


def cosigner_from_raw(name: str, public: bytes) -> Cosigner:
    """The cosigner of a 32-byte Ed25519 public key under `name`. Raises NoteRefused."""
    verifier = verifier_from_raw(name, public)
    return Cosigner(name, key_id_of(name, COSIGNATURE + public), public, verifier.key)


def cosigning_key_from_seed(name: str, seed: bytes) -> CosigningKey:
    """The cosigning key of a 32-byte Ed25519 seed under `name`. Raises NoteRefused."""
    if len(seed) != 32:
        raise NoteRefused("a cosigning key is 32 bytes")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return CosigningKey(cosigner_from_raw(name, key.public_key().public_bytes_raw()), key)


def parse_cosigner(vkey: str) -> Cosigner:
    """Read a witness's published key. Raises NoteRefused."""
    name, key_id, material = split_key(vkey, COSIGNATURE)
    cosigner = cosigner_from_raw(name, material)
    if cosigner.key_id.hex() != key_id:
        raise NoteRefused("the key's id does not belong to this name and key")
    return cosigner


def parse_cosigning_key(skey: str) -> CosigningKey:
    """Read a witness's private key in its text form. Raises NoteRefused, without echoing any of it."""
    if not skey.startswith(SECRET_PREFIX):
        raise NoteRefused("this is not a private key of a witness")
    name, key_id, seed = split_key(skey.removeprefix(SECRET_PREFIX), COSIGNATURE)
    key = cosigning_key_from_seed(name, seed)
    if key.cosigner.key_id.hex() != key_id:
        raise NoteRefused("the key's id does not belong to this name and key")
    return key
