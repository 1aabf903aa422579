"""Where does a signatory keep a key? In an encrypted PEM file (PKCS #8, RFC 5958) that its owner alone may read.

Whoever has a smart card or a signing service needs no file: anything that is a `isa.jws.Signer` signs.
"""

import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from isa.placing import place_new_file

SHORTEST_PASSPHRASE = 12
OWNER_ONLY = 0o600


class KeyFileRefused(Exception):
    """The key file cannot be made or used; the message says what to do, and nothing of the key or its passphrase."""

    def __init__(self, advice: str) -> None:
        super().__init__(advice)
        self.advice = advice


def write_key_file(path: Path, key: Ed25519PrivateKey, passphrase: bytes) -> None:
    """Keep a new key in a file of its own. A file that is there is left alone.

    Raises:
        KeyFileRefused: the passphrase is short, or something is there already.
        OSError: the file cannot be written.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFileRefused(f"the passphrase is shorter than {SHORTEST_PASSPHRASE} characters; choose a longer one")
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase))
    try:
        place_new_file(path, content, OWNER_ONLY)
    except FileExistsError as fault:
        raise KeyFileRefused(f"{path} is there already and was left alone; name another file") from fault


def read_key_file(path: Path, passphrase: bytes) -> Ed25519PrivateKey:
    """Open a key file.

    Raises:
        KeyFileRefused: others may read it, it is not encrypted, the passphrase is wrong, or it is no Ed25519 key.
        OSError: it cannot be read.
    """
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileRefused(f"others than its owner may read {path}; take that from them with `chmod 600 {path}`")
    content = path.read_bytes()
    if b"ENCRYPTED PRIVATE KEY" not in content:
        raise KeyFileRefused(f"{path} is no encrypted key; make one with `service agreements key new`")
    try:
        key = load_pem_private_key(content, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise KeyFileRefused(f"{path} does not open; check the passphrase, or restore the file") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileRefused(f"{path} holds no Ed25519 key; make one with `service agreements key new`")
    return key
