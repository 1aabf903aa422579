"""The provider's signing keys and its clients' keys, made at set-up; private ones are for their owner only.

signing-keys.json                 private JWK set: the first key signs, all are published
clients/<client id>/private.json  private JWK, for the client
clients/<client id>/public.json   public JWK, for the provider
"""

import json
import os
import re
from pathlib import Path

from joserfc.jwk import ECKey, KeySet

CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


class SigningKeys:
    """ES256 keys; `rotate` puts a new one first, so that tokens signed with the old one still verify."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "signing-keys.json"
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._path.exists():
            self._keys = [ECKey.import_key(jwk) for jwk in json.loads(self._path.read_text(encoding="utf-8"))["keys"]]
        else:
            self._keys = [_new_key()]
            self._save()

    @property
    def signing(self) -> KeySet:
        """The key that signs now, as a set of one."""
        return KeySet([self._keys[0]])

    @property
    def verifying(self) -> KeySet:
        """All keys whose signatures count."""
        return KeySet(list(self._keys))

    def published(self) -> dict[str, object]:
        """Return the public JWK set."""
        return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "ES256"} for key in self._keys]}

    def rotate(self, *, withdraw: bool = False) -> None:
        """Sign with a new key from now on; `withdraw` stops publishing the old ones at once."""
        self._keys = [_new_key(), *([] if withdraw else self._keys)]
        self._save()

    def _save(self) -> None:
        _write_private(self._path, json.dumps({"keys": [key.as_dict(private=True) for key in self._keys]}))


def register_client(directory: Path, client_id: str) -> Path:
    """Make a key pair for a client unless it has one; return the path of its private key."""
    if not CLIENT_ID.fullmatch(client_id):
        raise ValueError("A client id is up to 64 lower-case letters, digits and hyphens.")
    home = directory / "clients" / client_id
    private = home / "private.json"
    if not private.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _new_key()
        (home / "public.json").write_text(json.dumps(key.as_dict(private=False)), encoding="utf-8")
        _write_private(private, json.dumps(key.as_dict(private=True)))
    return private


def client_public_key(directory: Path, client_id: str) -> ECKey:
    """Return the public key that `register_client` made for this client."""
    return ECKey.import_key(json.loads((directory / "clients" / client_id / "public.json").read_text(encoding="utf-8")))


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", auto_kid=True)


def _write_private(path: Path, content: str) -> None:
    """Write so that the file is never readable by others and never half there."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    draft.replace(path)
