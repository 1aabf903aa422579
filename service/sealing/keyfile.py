"""Where the local keyring lies: a file that only its owner can read, replaced whole or not at all."""

import os
from pathlib import Path

from service.errors import Misconfigured, ReasonCode
from service.sealing.keyring import Keyring


def read_keyring(path: Path) -> Keyring:
    """Read the keyring.

    Raises:
        Misconfigured: KEY_FILE_REFUSED, where the file is absent, readable by others, damaged or no keyring.
    """
    try:
        mode, raw = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise _refused(f"The key file {path} cannot be read.") from None
    if mode & 0o077:
        raise _refused(f"The key file {path} can be read by other users. Run: chmod 600 {path}.")
    return Keyring.parse(raw)


def write_keyring(path: Path, keyring: Keyring) -> None:
    """Write the keyring, readable by its owner only. A kill leaves the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(keyring.exported())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def create_keyring(path: Path, keyring: Keyring) -> None:
    """Write a first keyring.

    Raises:
        Misconfigured: KEY_FILE_REFUSED, where there is one already: replacing it would lose every sealed record.
    """
    if path.exists():
        raise _refused(f"There is a key file at {path} already, and replacing it would lose every sealed record.")
    write_keyring(path, keyring)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refused(why: str) -> Misconfigured:
    return Misconfigured(ReasonCode.KEY_FILE_REFUSED, f"{why} Nothing was written.")
