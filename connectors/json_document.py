"""One source that may be NDJSON or a single JSON document: told apart by whether the first line is complete."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from connectors import json_lines
from connectors.connector import Chunk, Source
from connectors.faults import FaultCode, FileRefused
from connectors.lines import LINE_LIMIT, first_block, opened

DOCUMENT_LIMIT = 64 << 20
"""The largest single document, in bytes, that is read whole."""
DOCUMENT = ("document",)
"""The heading of a chunk that is one whole document: its rows are the document's entries."""


class _Replayed:
    """A stream whose first bytes were looked at and are read again."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int) -> bytes:
        head, self._head = self._head, b""
        return head or self._stream.read(size)


def lines_or_document(source: Source, starts: json_lines.Starts) -> Iterator[Chunk]:
    """Cut NDJSON into chunks, or return a whole document as one.

    Raises `FileRefused`: empty, another encoding, not JSON, or a document over the limit.
    """
    with opened(source) as stream:
        head = first_block(stream.read(LINE_LIMIT))
        first, ended, _ = head.lstrip().partition(b"\n")
        if ended and _is_json(first):
            yield from json_lines.chunks(cast("BinaryIO", _Replayed(head, stream)), starts)
            return
        if not head.lstrip().startswith(b"{"):
            raise FileRefused(FaultCode.FILE_FORMAT)
        if isinstance(source, Path) and source.stat().st_size > DOCUMENT_LIMIT:
            raise FileRefused(FaultCode.FILE_TOO_LARGE)
        document = head + stream.read(DOCUMENT_LIMIT + 1 - len(head))
    if len(document) > DOCUMENT_LIMIT:
        raise FileRefused(FaultCode.FILE_TOO_LARGE)
    yield Chunk(1, [document], DOCUMENT, cut=True)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    except RecursionError:  # a line by itself all the same, and a fault by itself
        return True
    return line.lstrip().startswith(b"{")
