"""How does a file come to be, whole or not at all? Written beside, made durable, then put in its place in one step."""

import os
import secrets
from pathlib import Path


def replace_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Put a file in the place of another, so that no reader ever sees half of it.

    Raises:
        OSError: it cannot be written; what was there is there still.
    """
    beside = _write_beside(path, content, mode)
    try:
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def place_new_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Put a file where none is.

    Raises:
        FileExistsError: something is there; it is left alone, whoever was first.
        OSError: it cannot be written; nothing is there.
    """
    beside = _write_beside(path, content, mode)
    try:
        os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def _write_beside(path: Path, content: bytes, mode: int) -> Path:
    """A hidden name that nobody looks for, in the same folder: only within one file system is a rename one step."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _settle(directory: Path) -> None:
    """The folder's own entry, durable too: without it the file could be gone after a power cut."""
    opened = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
