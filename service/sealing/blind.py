"""What stands in the clear instead of a personal value: keyed tokens, digests and pseudonyms.

A provider's reference may itself be personal (an NHS number), so only its HMAC-SHA-256, cut to 128 bits, is stored.
"""

import hmac
from hashlib import sha256
from typing import Final

import msgspec

from connectors.records import NominalRecord
from service.sealing.keyring import Keyring

TOKEN_BYTES: Final = 16
SEALED_AS: Final = b"1"
"""What records are made into at intake. A new number makes every record count as changed, so that it is sealed anew."""

_ENCODER = msgspec.msgpack.Encoder()


class Blinder:
    """Makes tokens under the partnership's reference and pseudonym keys.

    Both pads of the HMAC (RFC 2104) are hashed once, because several tokens are made for every record.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._reference_key = keyring.reference_key
        self._pseudonym_key = keyring.pseudonym_key
        padded = keyring.reference_key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def ref_token(self, provider: str, ref: str) -> bytes:
        """The 16-byte token of one agency's reference: the same every time, and nobody else's."""
        return self._token(b"ref", provider, ref)

    def involvement_token(self, provider: str, record_ref: str, position: int, ref: str) -> bytes:
        """The 16-byte token of one involvement of a record; `position` keeps two of one reference apart."""
        return self._token(b"involvement", provider, record_ref, str(position), ref)

    def fault_token(self, provider: str, code: str, field: str, raw: bytes) -> bytes:
        """The 16-byte token of one fault of one row: the same row sent again is the same fault."""
        framed = b"fault\0" + _framed((provider, code, field)) + raw
        return hmac.digest(self._reference_key, framed, "sha256")[:TOKEN_BYTES]

    def file_token(self, provider: str, connector: str, content: bytes) -> bytes:
        """The 16-byte token of a file, from the digest of its content: a bare digest of a short file can be guessed."""
        return self._token(b"file", provider, connector, content.hex())

    def place_token(self, kind: str, *parts: str) -> bytes:
        """The 16-byte token of a place that joins nobody: where a refuge stands is not written down."""
        return self._token(b"place", kind, *parts)

    def digest(self, record: NominalRecord) -> bytes:
        """16 bytes that change when anything of the record does, except the moment at which it was true."""
        content = _ENCODER.encode(msgspec.structs.replace(record, as_of=0))
        return hmac.digest(self._reference_key, b"digest\0" + SEALED_AS + content, "sha256")[:TOKEN_BYTES]

    def pseudonym(self, *parts: str) -> str:
        """A pseudonym for the audit log: 32 hexadecimal digits under a key that opens no record."""
        return hmac.digest(self._pseudonym_key, _framed(parts), "sha256")[:TOKEN_BYTES].hex()

    def _token(self, kind: bytes, *parts: str) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(kind + b"\0" + _framed(parts))
        outer.update(inner.digest())
        return outer.digest()[:TOKEN_BYTES]


def _framed(parts: tuple[str, ...]) -> bytes:
    """Join parts so that no two different lists give the same bytes."""
    return "".join([f"{len(part)}:{part}" for part in parts]).encode()
