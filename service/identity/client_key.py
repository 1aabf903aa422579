"""Proves that we are a client of the provider: `private_key_jwt` (RFC 7523, OpenID Connect Core 1.0, 9).

The private key is a file that only its owner may read: a JWK or a PEM, P-256 or Ed25519.
"""

import json
import stat
from pathlib import Path

from authlib.oauth2.rfc7523 import private_key_jwt_sign
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey

from service.errors import Misconfigured, ReasonCode

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
ALGORITHM_OF_CURVE = {"P-256": "ES256", "Ed25519": "Ed25519"}

PrivateKey = ECKey | OKPKey


def load_private_key(path: Path) -> PrivateKey:
    """Read a client's private key.

    Raises:
        Misconfigured: the file cannot be read, others may read it, or it holds no P-256 or Ed25519 private key.

    """
    try:
        mode = path.stat().st_mode
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise _refused(
            "The client's private key file cannot be read. Check that it exists and belongs to you."
        ) from None
    if stat.S_IMODE(mode) & 0o077:
        raise _refused("Others can read the client's private key file. Run: chmod 600 on it, and consider a new key.")
    key = _parsed(content)
    if key is None or not key.is_private or key.curve_name not in ALGORITHM_OF_CURVE:
        raise _refused("The client's key file must hold a P-256 or Ed25519 private key, as JWK or PEM.")
    return key


def client_assertion(key: PrivateKey, client_id: str, audience: str) -> dict[str, str]:
    """Return the form fields that authenticate `client_id` to the token endpoint at `audience`, once, for a minute."""
    key.ensure_kid()
    signed = private_key_jwt_sign(
        key,
        client_id,
        audience,
        alg=ALGORITHM_OF_CURVE[key.curve_name],
        header={"kid": key.kid},
        expires_in=ASSERTION_SECONDS,
    )
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": str(signed)}


def _parsed(content: str) -> PrivateKey | None:
    try:
        if content.lstrip().startswith("{"):
            key = JWKRegistry.import_key(json.loads(content))
            return key if isinstance(key, (ECKey, OKPKey)) else None
        return _from_pem(content)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _from_pem(content: str) -> PrivateKey:
    try:
        return ECKey.import_key(content)
    except (JoseError, ValueError, TypeError):
        return OKPKey.import_key(content)


def _refused(advice: str) -> Misconfigured:
    return Misconfigured(ReasonCode.KEY_FILE_REFUSED, advice)
