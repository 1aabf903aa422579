"""Reads the files of an export that somebody else has made: plain ones, no longer than they can be, and nothing else.

A link could lead out of the folder, so that what was verified is not what is handed on; a pipe would hold up whoever
reads it, and a file without end would fill the machine.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from audit.canonical import MAX_BYTES
from audit.tree import TILE_WIDTH

MOST_BYTES = TILE_WIDTH * (2 + MAX_BYTES)
"""The longest bundle of entries. Nothing of an export but a payload can be longer, and of that the entry says how."""
_AS_IT_IS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class TooLong(Exception):
    """The file is longer than it can be."""


def file_content(path: Path) -> bytes | None:
    """The bytes of a plain file; None when it cannot be read, is something else or is longer than it can be."""
    try:
        return plain_content(path, MOST_BYTES)
    except (OSError, TooLong):
        return None


def plain_content(path: Path, most: int) -> bytes:
    """The bytes of a plain file of at most `most` bytes. Raises TooLong, and OSError for what is none."""
    with open(os.open(path, _AS_IT_IS), "rb", buffering=0) as file:  # noqa: PTH123 - of the descriptor that is checked
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError("not a plain file")
        if found.st_size > most:
            raise TooLong
        return file.read(found.st_size)


def everything_in(directory: Path) -> Iterator[tuple[str, bool]]:
    """The path, inside the folder, of each file and of whatever else is there, and whether it is a plain file."""
    folders = [""]
    while folders:
        inside = folders.pop()
        with os.scandir(directory / inside) as found:
            entries = sorted(found, key=lambda one: one.name)
        for one in entries:
            path = f"{inside}{one.name}"
            if one.is_dir(follow_symlinks=False):
                folders.append(f"{path}/")
            else:
                yield path, one.is_file(follow_symlinks=False)
