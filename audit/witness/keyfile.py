"""A witness's key file: made once, readable by its owner alone."""

from pathlib import Path
from secrets import token_bytes

from audit.errors import KeyRefused
from audit.note import NoteRefused
from audit.private_file import read_private, write_private
from audit.witness.cosignature import Cosigner, CosigningKey, cosigning_key_from_seed, parse_cosigning_key


def create_cosigning_key(path: Path, name: str) -> Cosigner:
    """Make a new key for the witness `name` in a file that only its owner may read. Raises KeyRefused."""
    try:
        key = cosigning_key_from_seed(name, token_bytes(32))
    except NoteRefused as error:
        raise KeyRefused(f"The witness's name cannot be used: {error}.") from error
    write_private(path, key.skey)
    return key.cosigner


def read_cosigning_key(path: Path) -> CosigningKey:
    """The cosigning key in a file. Raises KeyRefused, saying what to do and echoing nothing of it."""
    try:
        return parse_cosigning_key(read_private(path, "The witness's key"))
    except NoteRefused as error:
        raise KeyRefused(f"{path} is not a witness's key ({error}): make one with `audit witness-key`.") from error
