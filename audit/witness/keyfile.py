"""A witness's key file: made once, readable by its owner alone."""

import os
from pathlib import Path
from secrets import token_bytes

from audit.errors import KeyRefused
from audit.note import NoteRefused
from audit.witness.cosignature import Cosigner, CosigningKey, cosigning_key_from_seed, parse_cosigning_key


def create_cosigning_key(path: Path, name: str) -> Cosigner:
    """Make a new key for the witness `name` in a file that only its owner may read. Raises KeyRefused."""
    try:
        key = cosigning_key_from_seed(name, token_bytes(32))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except NoteRefused as error:
        raise KeyRefused(f"The witness's name cannot be used: {error}.") from error
    except FileExistsError as error:
        raise KeyRefused(f"There is a key in {path} already: it is left as it is.") from error
    except OSError as error:
        raise KeyRefused(f"No key can be written to {path}: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key.skey + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key.cosigner


def read_cosigning_key(path: Path) -> CosigningKey:
    """The cosigning key in a file. Raises KeyRefused, saying what to do and echoing nothing of it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"The witness's key {path} cannot be read: put the right key file there.") from error
    if mode & 0o077:
        raise KeyRefused(f"The witness's key {path} can be read by others: run chmod 600 on it.")
    try:
        return parse_cosigning_key(text.strip())
    except NoteRefused as error:
        raise KeyRefused(f"{path} is not a witness's key ({error}): make one with `audit witness-key`.") from error
