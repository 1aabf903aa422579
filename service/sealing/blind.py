"""What stands in the clear instead of a personal value: keyed tokens, digests and pseudonyms.

A provider's reference may itself be personal (an NHS number), so only its HMAC-SHA-256, cut to 128 bits, is stored.
"""

import hmac
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from connectors.records import NominalRecord
from service.sealing.keyring import Keyring

TOKEN_BYTES: Final = 16
SEALED_AS: Final = b"1"
"""What records are made into at intake. A new number makes every record count as changed, so that it is sealed anew."""

_ENCODER = msgspec.msgpack.Encoder()


class Blinder:
    """Makes tokens under the partnership's reference and pseudonym keys.

    The key's pads (RFC 2104) are hashed once, and so is what the tokens of one agency begin with, because several
    tokens are made for every record. It is this HMAC because its copies are the cheapest: 0.7 us a token.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._pseudonym_key = keyring.pseudonym_key
        self._reference = HMAC(keyring.reference_key, SHA256())
        self._digest = self._begun(b"digest\0" + SEALED_AS)
        self._of_agency: dict[tuple[bytes, str], HMAC] = {}

    def ref_token(self, provider: str, ref: str) -> bytes:
        """The 16-byte token of one agency's reference: the same every time, and nobody else's."""
        return self._token(b"ref", provider, f"{len(ref)}:{ref}")

    def involvement_token(self, provider: str, record_ref: str, position: int, ref: str) -> bytes:
        """The 16-byte token of one involvement of a record; `position` keeps two of one reference apart."""
        number = str(position)
        framed = f"{len(record_ref)}:{record_ref}{len(number)}:{number}{len(ref)}:{ref}"
        return self._token(b"involvement", provider, framed)

    def fault_token(self, provider: str, code: str, field: str, raw: bytes) -> bytes:
        """The 16-byte token of one fault of one row: the same row sent again is the same fault."""
        token = self._begun(b"fault\0" + _framed((provider, code, field)))
        token.update(raw)
        return token.finalize()[:TOKEN_BYTES]

    def file_token(self, provider: str, connector: str, content: bytes) -> bytes:
        """The 16-byte token of a file, from the digest of its content: a bare digest of a short file can be guessed."""
        return self._begun(b"file\0" + _framed((provider, connector, content.hex()))).finalize()[:TOKEN_BYTES]

    def place_token(self, kind: str, *parts: str) -> bytes:
        """The 16-byte token of a place that joins nobody: where a refuge stands is not written down."""
        return self._token(b"place", kind, _framed(parts).decode())

    def staff_token(self, kind: str, *parts: str) -> bytes:
        """The 16-byte token of what is known of a member of staff (`service.matching.staff`): no token of a record."""
        return self._token(b"staff", kind, _framed(parts).decode())

    def digest(self, record: NominalRecord) -> bytes:
        """16 bytes that change when anything of the record does, except the moment at which it was true."""
        digest = self._digest.copy()
        digest.update(_ENCODER.encode(msgspec.structs.replace(record, as_of=0)))
        return digest.finalize()[:TOKEN_BYTES]

    def pseudonym(self, *parts: str) -> str:
        """A pseudonym for the audit log: 32 hexadecimal digits under a key that opens no record."""
        return hmac.digest(self._pseudonym_key, _framed(parts), "sha256")[:TOKEN_BYTES].hex()

    def _token(self, kind: bytes, provider: str, framed: str) -> bytes:
        """The token of parts that are framed already, after the kind and the agency."""
        begun = self._of_agency.get((kind, provider))
        if begun is None:
            begun = self._of_agency[kind, provider] = self._begun(kind + b"\0" + _framed((provider,)))
        token = begun.copy()
        token.update(framed.encode())
        return token.finalize()[:TOKEN_BYTES]

    def _begun(self, content: bytes) -> HMAC:
        begun = self._reference.copy()
        begun.update(content)
        return begun


def _framed(parts: tuple[str, ...]) -> bytes:
    """Join parts so that no two different lists give the same bytes."""
    return "".join([f"{len(part)}:{part}" for part in parts]).encode()
