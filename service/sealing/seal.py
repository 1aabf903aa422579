"""Sealing and opening: AES-256-GCM (NIST SP 800-38D), bound to the place where a value stands.

The associated data names the table and field group, the row's reference token and the key version, so that
ciphertext moved to another row or column, or under another key, does not open.
"""

import os
from collections.abc import Sequence
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.sealing.keys import PARTNERSHIP, CannotOpen, Kek, KeyProvider, Purpose

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
VERSION_BYTES: Final = 2


class Place(NamedTuple):
    """Where a sealed value stands (`table/group`), and which purpose's key opens it."""

    label: bytes
    purpose: Purpose


MATCH_OF_RECORD = Place(b"record/match\0", Purpose.MATCH)
NAME_OF_RECORD = Place(b"record/name\0", Purpose.DISCLOSE)
DETAIL_OF_RECORD = Place(b"record/detail\0", Purpose.DETAIL)
CONTACT_OF_INVOLVEMENT = Place(b"involvement/contact\0", Purpose.DISCLOSE)
SUMMARY_OF_INVOLVEMENT = Place(b"involvement/summary\0", Purpose.DISCLOSE)
DETAIL_OF_INVOLVEMENT = Place(b"involvement/detail\0", Purpose.DETAIL)
RAW_OF_QUARANTINE = Place(b"quarantine/raw\0", Purpose.QUARANTINE)
PAYLOAD_OF_AUDIT = Place(b"audit/payload\0", Purpose.AUDIT)


class DataKey(NamedTuple):
    """A record's key for one purpose: ready to use, and as it is stored."""

    cipher: AESGCM
    wrapped: bytes


class Sealer:
    """Seals and opens with whatever provider keeps the KEKs. Holds no key of its own."""

    def __init__(self, keys: KeyProvider) -> None:
        self._keys = keys

    def fresh_key(self, agency: str, purpose: Purpose, token: bytes) -> DataKey:
        """Make a data key for the row whose 16-byte reference token this is."""
        key = os.urandom(KEY_BYTES)
        return DataKey(AESGCM(key), self._keys.wrap(Kek(agency, purpose), key, token))

    def keys_of(self, agency: str, purposes: Sequence[Purpose], token: bytes, keys: bytes) -> list[DataKey]:
        """As `fresh_key` for each purpose; `keys` are so many times 32 random bytes, drawn by the caller for this."""
        wrap = self._keys.wrap
        made = []
        for position, purpose in enumerate(purposes):
            key = keys[position * KEY_BYTES : (position + 1) * KEY_BYTES]
            made.append(DataKey(AESGCM(key), wrap(Kek(agency, purpose), key, token)))
        return made

    def recover_key(self, agency: str, purpose: Purpose, token: bytes, wrapped: bytes | None) -> DataKey:
        """Unwrap a stored data key.

        Raises:
            CannotOpen: it was shredded (None), its KEK is gone, or it is another row's.
        """
        if not wrapped:
            raise CannotOpen
        return DataKey(AESGCM(self._keys.unwrap(Kek(agency, purpose), wrapped, token)), wrapped)

    def seal(self, key: DataKey, place: Place, token: bytes, plain: bytes) -> bytes:
        """Seal one value for one place of one row: nonce (12 bytes), ciphertext, tag (16)."""
        return self.seal_with(os.urandom(NONCE_BYTES), key, place, token, plain)

    def seal_with(self, nonce: bytes, key: DataKey, place: Place, token: bytes, plain: bytes) -> bytes:
        """As `seal`, with 12 random bytes that the caller drew for this value alone."""
        return nonce + key.cipher.encrypt(nonce, plain, place.label + key.wrapped[:VERSION_BYTES] + token)

    def open(self, key: DataKey, place: Place, token: bytes, sealed: bytes) -> bytes:
        """Open one value.

        Raises:
            CannotOpen: altered, moved, or sealed under another key.
        """
        try:
            return key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _binding(key, place, token))
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def open_one(self, agency: str, place: Place, token: bytes, wrapped: bytes | None, sealed: bytes) -> bytes:
        """Unwrap and open, where row and record are the same.

        Written out, because a match does it for every candidate. The data key is gone when it returns.
        """
        if not wrapped:
            raise CannotOpen
        cipher = AESGCM(self._keys.unwrap(Kek(agency, place.purpose), wrapped, token))
        try:
            return cipher.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.label + wrapped[:VERSION_BYTES] + token
            )
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def seal_payload(self, request_id: bytes, payload: bytes, pad_to: int = 1024) -> tuple[bytes, bytes]:
        """Seal an audit payload, padded so that its length says little. Returns (ciphertext, wrapped key)."""
        key = self.fresh_key(PARTNERSHIP, Purpose.AUDIT, request_id)
        return self.seal(key, PAYLOAD_OF_AUDIT, request_id, _padded(payload, pad_to)), key.wrapped

    def open_payload(self, request_id: bytes, sealed: bytes, wrapped: bytes | None) -> bytes:
        """Open an audit payload.

        Raises:
            CannotOpen: it was shredded, altered, or is another request's.
        """
        padded = self.open_one(PARTNERSHIP, PAYLOAD_OF_AUDIT, request_id, wrapped, sealed)
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]

    def opening_of_payload(self, request_id: bytes, wrapped: bytes) -> tuple[bytes, bytes]:
        """The key of an audit payload and what it is bound to, to be sealed to whoever may read it (an export).

        Raises:
            CannotOpen: its KEK is gone, or it is another request's.
        """
        key = self._keys.unwrap(Kek(PARTNERSHIP, PAYLOAD_OF_AUDIT.purpose), wrapped, request_id)
        return key, PAYLOAD_OF_AUDIT.label + wrapped[:VERSION_BYTES] + request_id


def _binding(key: DataKey, place: Place, token: bytes) -> bytes:
    """Label (which ends in a zero byte), version (2 bytes), token: no two places give the same bytes."""
    return place.label + key.wrapped[:VERSION_BYTES] + token


def _padded(payload: bytes, pad_to: int) -> bytes:
    counted = len(payload).to_bytes(4, "big") + payload
    return counted + bytes(-len(counted) % pad_to)
