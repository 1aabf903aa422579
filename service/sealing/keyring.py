"""The local key provider: one JSON keyring, held in memory while the service runs.

It keeps every version of every KEK, and three keys of the partnership that are derived from none of them: the blind
index key, the reference key (which hides providers' references) and the pseudonym key of the audit log.
Keys are wrapped with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.errors import Misconfigured, ReasonCode
from service.sealing.keys import PARTNERSHIP, CannotOpen, Kek, Purpose

FORMAT = "golden-thread-keyring/1"
KEY_BYTES = 32
NONCE_BYTES = 12
VERSION_BYTES = 2
AGENCY_PURPOSES = (Purpose.MATCH, Purpose.DISCLOSE, Purpose.DETAIL, Purpose.QUARANTINE)


class KekVersion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of one KEK. The highest version of a name is the one that wraps; `retired` opens nothing."""

    agency: str
    purpose: Purpose
    version: int
    key: bytes
    retired: bool = False


class KeyringFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file. `check` is over all the rest, so that a damaged file says so."""

    id: str
    index_version: int
    index_key: bytes
    reference_key: bytes
    pseudonym_key: bytes
    keks: tuple[KekVersion, ...]
    format: str = FORMAT
    check: str = ""


class Keyring:
    """The keys, in memory. Make it with `fresh` or `parse`; the changing methods return a new one."""

    def __init__(self, held: KeyringFile) -> None:
        self._held = held
        ready = [_ready(each) for each in sorted(held.keks, key=lambda each: each.version) if not each.retired]
        self._by_version = {(each.kek, each.version): each for each in ready}
        self._current = {each.kek: each for each in ready}

    def __repr__(self) -> str:
        return f"<Keyring {self._held.id}>"

    @classmethod
    def fresh(cls, agencies: Iterable[str] = ()) -> "Keyring":
        """Make a new keyring with random keys for these agencies and for the partnership."""
        keks = [_first_version(PARTNERSHIP, Purpose.AUDIT)]
        keks += [_first_version(agency, purpose) for agency in sorted(set(agencies)) for purpose in AGENCY_PURPOSES]
        return cls(
            KeyringFile(
                id=os.urandom(16).hex(),
                index_version=1,
                index_key=os.urandom(KEY_BYTES),
                reference_key=os.urandom(KEY_BYTES),
                pseudonym_key=os.urandom(KEY_BYTES),
                keks=tuple(keks),
            )
        )

    @classmethod
    def parse(cls, raw: bytes) -> "Keyring":
        """Read a keyring from its bytes.

        Raises:
            Misconfigured: KEY_FILE_REFUSED, where it is no keyring, is truncated, or was altered.
        """
        try:
            held = msgspec.json.decode(raw, type=KeyringFile)
        except (msgspec.DecodeError, UnicodeDecodeError):
            _refuse("The key file is damaged or is not a key file.")
        if held.format != FORMAT or not hmac.compare_digest(held.check.encode(), _check(held).encode()):
            _refuse("The key file is damaged, was altered, or is of another version.")
        if any(len(key) != KEY_BYTES for key in _all_keys(held)):
            _refuse("A key in the key file has the wrong length.")
        return cls(held)

    def exported(self) -> bytes:
        """The bytes of the keyring file. They hold every key: only a 0600 file or a worker process may have them."""
        return msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(self._held, check=_check(self._held))))

    @property
    def fingerprint(self) -> bytes:
        """16 bytes that the store keeps, to tell a wrong keyring at start before anything is written."""
        secret = self._held.index_key + self._held.pseudonym_key + bytes.fromhex(self._held.id)
        return hmac.digest(self._held.reference_key, b"fingerprint\0" + secret, "sha256")[:16]

    @property
    def index_key(self) -> bytes:
        """The blind index key: 32 bytes, from no KEK."""
        return self._held.index_key

    @property
    def index_version(self) -> int:
        """Which version of the blind index key this is."""
        return self._held.index_version

    @property
    def reference_key(self) -> bytes:
        """The key under which providers' references become tokens."""
        return self._held.reference_key

    @property
    def pseudonym_key(self) -> bytes:
        """The key under which the audit log's pseudonyms are made."""
        return self._held.pseudonym_key

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies that have KEKs here."""
        return frozenset(kek.agency for kek in self._current if kek.agency != PARTNERSHIP)

    def wrap(self, kek: Kek, key: bytes, bound_to: bytes) -> bytes:
        """See `KeyProvider.wrap`: version (2 bytes), nonce (12), ciphertext and tag (48)."""
        current = self._current.get(kek)
        if current is None:
            raise CannotOpen("There is no key for this agency and purpose, so nothing can be sealed for it.")
        nonce = os.urandom(NONCE_BYTES)
        return current.version + nonce + current.cipher.encrypt(nonce, key, current.binding + bound_to)

    def unwrap(self, kek: Kek, wrapped: bytes, bound_to: bytes) -> bytes:
        """See `KeyProvider.unwrap`."""
        used = self._by_version.get((kek, wrapped[:VERSION_BYTES]))
        if used is None:
            raise CannotOpen
        nonce, sealed = wrapped[VERSION_BYTES : VERSION_BYTES + NONCE_BYTES], wrapped[VERSION_BYTES + NONCE_BYTES :]
        try:
            return used.cipher.decrypt(nonce, sealed, used.binding + bound_to)
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def with_agency(self, agency: str) -> "Keyring":
        """A keyring that can seal for this agency too."""
        if agency in self.agencies:
            return self
        added = tuple(_first_version(agency, purpose) for purpose in AGENCY_PURPOSES)
        return self._with(self._held.keks + added)

    def without_agency(self, agency: str) -> "Keyring":
        """Withdraw an agency: its KEKs are destroyed, and with them every record that they sealed."""
        return self._with(tuple(each for each in self._held.keks if each.agency != agency))

    def rotated(self, kek: Kek) -> "Keyring":
        """A new version of one KEK wraps from now on; the older ones still open until they are retired."""
        newest = KekVersion(kek.agency, kek.purpose, self._current_version(kek) + 1, os.urandom(KEY_BYTES))
        return self._with((*self._held.keks, newest))

    def retired(self, kek: Kek) -> "Keyring":
        """Refuse every version of this KEK but the current one."""
        current = self._current_version(kek)
        return self._with(
            tuple(
                msgspec.structs.replace(each, retired=True)
                if Kek(each.agency, each.purpose) == kek and each.version != current
                else each
                for each in self._held.keks
            )
        )

    def _current_version(self, kek: Kek) -> int:
        return max(each.version for each in self._held.keks if Kek(each.agency, each.purpose) == kek)

    def _with(self, keks: tuple[KekVersion, ...]) -> "Keyring":
        return Keyring(msgspec.structs.replace(self._held, keks=keks))


class _Ready(NamedTuple):
    """One version of a KEK as it is used: all that can be made beforehand is."""

    kek: Kek
    version: bytes
    cipher: AESGCM
    binding: bytes


def _ready(held: KekVersion) -> _Ready:
    version = held.version.to_bytes(VERSION_BYTES, "big")
    binding = b"\0".join((b"key", held.agency.encode(), held.purpose.encode(), version))
    return _Ready(Kek(held.agency, held.purpose), version, AESGCM(held.key), binding)


def _first_version(agency: str, purpose: Purpose) -> KekVersion:
    return KekVersion(agency, purpose, 1, os.urandom(KEY_BYTES))


def _all_keys(held: KeyringFile) -> list[bytes]:
    return [held.index_key, held.reference_key, held.pseudonym_key, *(each.key for each in held.keks)]


def _check(held: KeyringFile) -> str:
    content = msgspec.json.encode(msgspec.structs.replace(held, check=""))
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _refuse(why: str) -> NoReturn:
    advice = f"{why} Put the right file in its place, or restore it from your backup. Nothing was written."
    raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, advice)
