"""A file that holds one private key: made once, flushed, and readable by its owner alone."""

import os
from pathlib import Path

from audit.errors import KeyRefused


def write_private(path: Path, text: str) -> None:
    """Keep a key in a new file. Raises KeyRefused; a key that is there already is left as it is."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyRefused(f"There is a key in {path} already: it is left as it is.") from error
    except OSError as error:
        raise KeyRefused(f"No key can be written to {path}: {error.strerror}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_private(path: Path, what: str) -> str:
    """The text of a key file. Raises KeyRefused, saying of `what` it is and what to do, and echoing nothing of it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"{what} {path} cannot be read: put the right key file there.") from error
    if mode & 0o077:
        raise KeyRefused(f"{what} {path} can be read by others: run chmod 600 on it.")
    return text.strip()
