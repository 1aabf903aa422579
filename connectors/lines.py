"""A file of lines, read in bounded memory: UTF-8, with or without a byte order mark, no line over 1 MiB."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from connectors.faults import FaultCode, FileRefused

LINE_LIMIT = 1 << 20
"""The longest line, in bytes, that is read before the file is refused."""
BLOCK = 1 << 19
"""Bytes read at a time: one block of lines makes one chunk."""
_OTHER_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Open a path, or pass on a stream that the caller opened and will close. Raises `FileRefused`."""
    if not isinstance(source, Path):
        yield source
        return
    try:
        stream = source.open("rb")
    except OSError:
        raise FileRefused(FaultCode.FILE_UNREADABLE) from None
    with stream:
        yield stream


def blocks_of_lines(stream: BinaryIO) -> Iterator[tuple[list[bytes], bool]]:
    """Yield lists of lines without their line ends, and whether the last of the list had none.

    Raises `FileRefused`: empty, another encoding, or a line over the limit (after the lines before it).
    """
    tail = first_block(stream.read(BLOCK))
    while True:
        lines = tail.split(b"\n")
        tail = lines.pop()
        if b"\r" in tail or (lines and lines[0].endswith(b"\r")):
            lines = [line.removesuffix(b"\r") for line in lines]
        yield lines, False
        if len(tail) > LINE_LIMIT:
            raise FileRefused(FaultCode.LINE_TOO_LONG)
        block = stream.read(BLOCK)
        if not block:
            break
        tail += block
    if tail:
        yield [tail.removesuffix(b"\r")], True


def first_block(block: bytes) -> bytes:
    """Return the first bytes of a file without their mark. Raises `FileRefused`: empty or another encoding."""
    if block.startswith(_OTHER_ENCODINGS) or b"\x00" in block[:4096]:
        raise FileRefused(FaultCode.FILE_ENCODING)
    block = block.removeprefix(codecs.BOM_UTF8)
    if not block.strip():
        raise FileRefused(FaultCode.FILE_EMPTY)
    return block
