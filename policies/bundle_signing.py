"""How does an OPA server know that a bundle is ours? By `.signatures.json` in it, in OPA's own format.

One JWT (RFC 7519, ES256) names every file of the bundle with its SHA-256. OPA takes no bundle whose JWT does not verify
under the public key that it was configured with, whose scope is another, or in which a file was changed, added or left
out. Documents that OPA decodes (`.manifest`, `data.json`) are hashed over their value, with names in order; other files
over their bytes. See https://www.openpolicyagent.org/docs/management-bundles#signing.
"""

import os
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from policies.bundle import Bundle, packed

ALGORITHM = "ES256"
KEY_ID = "golden-thread-bundle"
"""The name of the key in OPA's configuration."""
SCOPE = "decide"
"""What the signature is for: OPA is told to take no other."""
SIGNATURES = ".signatures.json"
_LINE_SEPARATORS = {"\u2028": "\\u2028", "\u2029": "\\u2029"}
"""The two characters that OPA's encoder escapes and ours does not."""


class BundleKeyRefused(Exception):
    """The key that signs bundles cannot be used. The message says what to do and echoes nothing of the key."""


class BundleKey:
    """The service's own key for bundles. It signs nothing else."""

    def __init__(self, key: EllipticCurvePrivateKey) -> None:
        self._key = key

    @classmethod
    def fresh(cls) -> "BundleKey":
        """A new key on P-256."""
        return cls(generate_private_key(SECP256R1()))

    @property
    def public(self) -> bytes:
        """The public key in PEM, for OPA's configuration."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def jwt(self, claims: object) -> str:
        """The claims as a signed JWT in compact serialisation."""
        signed = f"{_base64({'alg': ALGORITHM, 'kid': KEY_ID, 'typ': 'JWT'})}.{_base64(claims)}"
        r, s = decode_dss_signature(self._key.sign(signed.encode("ascii"), ECDSA(SHA256())))
        return f"{signed}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def _pem(self) -> bytes:
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def save(self, path: Path) -> None:
        """Write the key to a new file that only its owner may read.

        Raises:
            BundleKeyRefused: there is one already, or it cannot be written.
        """
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as fault:
            raise BundleKeyRefused(f"There is a key in {path} already: it is left as it is.") from fault
        except OSError as fault:
            raise BundleKeyRefused(f"No key can be written to {path}: {fault.strerror}.") from fault
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._pem())
            file.flush()
            os.fsync(file.fileno())


def read_bundle_key(path: Path) -> BundleKey:
    """The key in a file.

    Raises:
        BundleKeyRefused: it is missing, others may read it, or it is no P-256 key.
    """
    try:
        mode, content = path.stat().st_mode, path.read_bytes()
    except OSError as fault:
        raise BundleKeyRefused(
            f"The key that signs bundles, {path}, cannot be read: make it by service init."
        ) from fault
    if mode & 0o077:
        raise BundleKeyRefused(f"The key that signs bundles, {path}, can be read by others: run chmod 600 on it.")
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise BundleKeyRefused(f"{path} is no private key in PEM: put the right key file there.") from fault
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise BundleKeyRefused(f"{path} is no key on P-256: put the right key file there.")
    return BundleKey(key)


def signed_tar(bundle: Bundle, key: BundleKey) -> bytes:
    """`bundle.tar.gz` with its signature. Two of one bundle differ: ECDSA signs with a random number."""
    files = dict(bundle.files())
    return packed([*files.items(), (SIGNATURES, signatures(files, key))])


def signatures(files: dict[str, bytes], key: BundleKey) -> bytes:
    """`.signatures.json` over these files, by their names in the bundle."""
    named = [
        {"name": name, "hash": sha256(_hashed(name, content)).hexdigest(), "algorithm": "SHA-256"}
        for name, content in sorted(files.items())
    ]
    return msgspec.json.encode({"signatures": [key.jwt({"files": named, "scope": SCOPE})]})


def _hashed(name: str, content: bytes) -> bytes:
    """What OPA hashes of a file."""
    if name != ".manifest" and not name.endswith(".json"):
        return content
    text = msgspec.json.encode(msgspec.json.decode(content), order="deterministic").decode()
    for character, escaped in _LINE_SEPARATORS.items():
        text = text.replace(character, escaped)
    return text.encode()


def _base64(value: object) -> str:
    return _text(msgspec.json.encode(value))


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")
