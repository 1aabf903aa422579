"""Signed notes and checkpoints, in the formats of C2SP signed-note and tlog-checkpoint, signed with Ed25519.

A note is text, an empty line, and one signature line for each key: `— NAME BASE64(key id || signature)`. A checkpoint
is a note whose text is the log's origin, its size and its root.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105 - the format's own prefix
MAX_SIGNATURES = 100
MAX_NOTE_BYTES = 1_000_000
MAX_SIZE = (1 << 63) - 1
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class NoteRefused(Exception):
    """A key, a note or a checkpoint is malformed or not signed as it must be; the message says in which way."""


class NotSigned(NoteRefused):
    """None of the given keys signed this note."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with the name that it signs under."""

    name: str
    key_id: bytes
    """Four bytes: the start of SHA-256 of the name, a newline, the algorithm byte and the key."""
    public: bytes
    key: Ed25519PublicKey = field(repr=False, compare=False)

    @property
    def vkey(self) -> str:
        """The key in the text form that is published: `NAME+KEYID+BASE64`."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(ED25519 + self.public)}"

    def verifies(self, text: bytes, signature: bytes) -> bool:
        """Whether this key made this signature over this text."""
        try:
            self.key.verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Secret:
    """A private key with the name that it signs under. Never printed."""

    verifier: Verifier
    key: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, text: str) -> str:
        """The note: `text` (which ends in a newline), an empty line and this key's signature line."""
        if not _text_is_sound(text):
            raise NoteRefused("the text of a note must end in a newline and hold no control characters")
        signature = to_base64(self.verifier.key_id + self.key.sign(text.encode()))
        return f"{text}\n— {self.verifier.name} {signature}\n"

    @property
    def skey(self) -> str:
        """The private key in the text form that is kept in the key file."""
        seed = self.key.private_bytes_raw()
        return f"{SECRET_PREFIX}{self.verifier.name}+{self.verifier.key_id.hex()}+{to_base64(ED25519 + seed)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself at one size."""

    origin: str
    size: int
    root: bytes
    """32 bytes."""

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def verifier_from_raw(name: str, public: bytes) -> Verifier:
    """The verifier of a 32-byte Ed25519 public key under `name`."""
    if not _name_is_sound(name) or len(public) != 32:
        raise NoteRefused("a verifier needs a name without spaces or plus signs, and a key of 32 bytes")
    return Verifier(name, key_id_of(name, ED25519 + public), public, Ed25519PublicKey.from_public_bytes(public))


def secret_from_seed(name: str, seed: bytes) -> Secret:
    """The signing key of a 32-byte Ed25519 seed under `name`."""
    if len(seed) != 32:
        raise NoteRefused("a signing key is 32 bytes")
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Secret(verifier_from_raw(name, key.public_key().public_bytes_raw()), key)


def parse_vkey(vkey: str) -> Verifier:
    """Read a published verifier key. Raises NoteRefused."""
    name, key_id, material = split_key(vkey)
    verifier = verifier_from_raw(name, material)
    if verifier.key_id.hex() != key_id:
        raise NoteRefused("the key's id does not belong to this name and key")
    return verifier


def parse_skey(skey: str) -> Secret:
    """Read a private key in its text form. Raises NoteRefused, without echoing any of it."""
    if not skey.startswith(SECRET_PREFIX):
        raise NoteRefused("this is not a private key of a log")
    name, key_id, seed = split_key(skey.removeprefix(SECRET_PREFIX))
    secret = secret_from_seed(name, seed)
    if secret.verifier.key_id.hex() != key_id:
        raise NoteRefused("the key's id does not belong to this name and key")
    return secret


def split_note(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signature lines, unchecked. Raises NoteRefused when the form is wrong."""
    if len(note) > MAX_NOTE_BYTES or not _text_is_sound(note):
        raise NoteRefused("this is not a signed note")
    text, empty_line, block = note.rpartition("\n\n")
    if not empty_line or not block:
        raise NoteRefused("the note has no signatures")
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteRefused("the note has more than 100 signatures")
    return text + "\n", [parse_signature_line(line) for line in lines]


def parse_signature_line(line: str) -> Signature:
    """Read `— NAME BASE64`."""
    dash, _, rest = line.partition(" ")
    name, space, encoded = rest.partition(" ")
    if dash != "—" or not space or not _name_is_sound(name):
        raise NoteRefused("a signature line is malformed")
    raw = from_base64(encoded)
    if len(raw) < 5:
        raise NoteRefused("a signature line is too short")
    return Signature(name, raw[:4], raw[4:])


def open_note(note: str, verifiers: Iterable[Verifier]) -> tuple[str, list[Signature]]:
    """The text of a note and the signatures on it that these keys verify: at least one.

    Signatures of unknown keys are passed over. Raises NoteRefused when a known key's signature is wrong, when two of
    the given keys answer to the same name and id, or when no given key signed.
    """
    text, signatures = split_note(note)
    known: dict[tuple[str, bytes], list[Verifier]] = {}
    for verifier in verifiers:
        known.setdefault((verifier.name, verifier.key_id), []).append(verifier)
    verified: dict[tuple[str, bytes], Signature] = {}
    for signature in signatures:
        named = (signature.name, signature.key_id)
        candidates = known.get(named, [])
        if len(candidates) > 1:
            raise NoteRefused("two of the given keys have the same name and id")
        if not candidates or named in verified:
            continue
        if not candidates[0].verifies(text.encode(), signature.signature):
            raise NoteRefused("a signature does not belong to this text")
        verified[named] = signature
    if not verified:
        raise NotSigned("none of the given keys signed this")
    return text, list(verified.values())


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint; lines after the third are extensions and are passed over. Raises NoteRefused."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "" or not lines[0]:
        raise NoteRefused("a checkpoint has an origin, a size and a root, a line each")
    size = lines[1]
    if not (size.isascii() and size.isdigit()) or (len(size) > 1 and size[0] == "0") or int(size[:20]) > MAX_SIZE:
        raise NoteRefused("the size of a checkpoint is a plain number")
    root = from_base64(lines[2])
    if len(root) != 32:
        raise NoteRefused("the root of a checkpoint is 32 bytes")
    return Checkpoint(lines[0], int(size), root)


def open_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in a note signed by this log's key under its own origin. Raises NoteRefused."""
    text, _ = open_note(note, [verifier])
    checkpoint = parse_checkpoint(text)
    if checkpoint.origin != verifier.name:
        raise NoteRefused("the checkpoint is of another log than the key")
    return checkpoint


def split_key(key: str, algorithm: bytes = ED25519) -> tuple[str, str, bytes]:
    """Name, key id (as written, unchecked) and 32 bytes of a key in its text form. Raises NoteRefused."""
    parts = key.split("+", 2)
    if len(parts) != 3 or not _name_is_sound(parts[0]) or len(parts[1]) != 8:
        raise NoteRefused("a key is written NAME+KEYID+BASE64")
    material = from_base64(parts[2])
    if len(material) != 33 or material[:1] != algorithm:
        raise NoteRefused("the key is not an Ed25519 key of this kind")
    return parts[0], parts[1], material[1:]


def key_id_of(name: str, typed_key: bytes) -> bytes:
    """The key id (4 bytes) of an algorithm byte and a key under a name."""
    return sha256(name.encode() + b"\n" + typed_key).digest()[:4]


def _name_is_sound(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() for c in name) and name.isprintable()


def _text_is_sound(text: str) -> bool:
    if not text.endswith("\n") or _CONTROL.search(text):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def to_base64(raw: bytes) -> str:
    """Standard base64, as notes have it."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes:
    """Strict base64: only the one canonical spelling, so that no byte can change unseen."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused("base64 is malformed") from error
    if to_base64(raw) != text:
        raise NoteRefused("base64 is not in its canonical form")
    return raw
