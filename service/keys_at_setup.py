"""The keys of a new partnership: the keyring that seals, and the keys that sign the log and the policy bundles.

Nothing is ever replaced.
"""

from collections.abc import Sequence

from audit.signer import create_key
from policies.bundle_signing import BundleKey
from service.sealing.keyfile import create_keyring
from service.sealing.keyring import Keyring
from service.settings import Settings


def make_keys(settings: Settings, log_name: str, agencies: Sequence[str]) -> list[str]:
    """Make what is missing; returns a line for each thing made or left alone.

    Raises:
        Misconfigured: a key file is there and cannot be used.
    """
    return [_make_keyring(settings, agencies), _make_log_key(settings, log_name), _make_bundle_key(settings)]


def _make_keyring(settings: Settings, agencies: Sequence[str]) -> str:
    path = settings.keyring_path
    if path.exists():
        return f"{path} is there already and was left alone."
    create_keyring(path, Keyring.fresh(agencies))
    return (
        f"{path} made, with keys for {', '.join(agencies)}. Without it no sealed record can ever be read: back it up."
    )


def _make_log_key(settings: Settings, log_name: str) -> str:
    path = settings.log_key_path
    if path.exists():
        return f"{path} is there already and was left alone."
    path.parent.mkdir(parents=True, exist_ok=True)
    verifier = create_key(path, log_name)
    settings.verification_key_path.write_text(verifier.vkey + "\n", encoding="utf-8")
    return f"{path} made: it signs the log {log_name}."


def _make_bundle_key(settings: Settings) -> str:
    path = settings.bundle_key_path
    if path.exists():
        return f"{path} is there already and was left alone."
    key = BundleKey.fresh()
    key.save(path)
    settings.bundle_public_key_path.write_bytes(key.public)
    return f"{path} made: it signs policy bundles. Give {settings.bundle_public_key_path} to the OPA server."
