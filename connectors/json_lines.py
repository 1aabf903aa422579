"""A file of JSON lines (NDJSON) as chunks of raw lines, and what a decoder's complaint means in our own words."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from connectors.connector import Chunk, Source
from connectors.faults import FaultCode, FileRefused, RowRefused
from connectors.lines import blocks_of_lines, opened

T = TypeVar("T")
Starts = Callable[[bytes], bool]
"""Tells whether a line may be the first of a chunk."""
_WITHIN = re.compile(r"at `\$[^`]*?(\w+)(?:\[\.\.\.\])*`$", re.ASCII)
_LACKING = re.compile(r"missing required field `(\w+)`", re.ASCII)
_MEANINGS = (
    ("missing required field", FaultCode.MISSING_FIELD),
    ("unknown field", FaultCode.UNEXPECTED_FIELD),
    ("Invalid enum value", FaultCode.UNKNOWN_CODE),
    ("Invalid RFC3339", FaultCode.IMPOSSIBLE_DATE),
    ("Invalid ISO8601", FaultCode.IMPOSSIBLE_DATE),
)
_CONTROL = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:u00[01]|u007[fF]|[bfnr])")
"""A control character as JSON writes it; an escaped backslash before a letter is none."""
_HELD_AT_MOST = 200


def chunks(source: Source, starts: Starts | None = None) -> Iterator[Chunk]:
    """Cut a file of JSON lines; where `starts` is given, a chunk ends only before a line for which it is true.

    Raises `FileRefused`: empty, another encoding, a line over the limit, or a first line that is no JSON object.
    """
    with opened(source) as stream:
        row, held = 1, []  # type: int, list[bytes]
        blocks = blocks_of_lines(stream)
        while True:
            try:
                lines, cut = next(blocks)
            except StopIteration:
                break
            except FileRefused:
                if held:
                    yield Chunk(row, held)
                raise
            if row == 1 and not held and lines:
                _check_first(lines[0])
            lines = held + lines
            held = [] if cut else _held(lines, starts)
            whole = lines[: len(lines) - len(held)]
            if whole:
                yield Chunk(row, whole, cut=cut)
                row += len(whole)
        if held:
            yield Chunk(row, held)


def refusal(error: msgspec.DecodeError, known: frozenset[str]) -> RowRefused:
    """Turn what a decoder says, which may quote the row, into a code and the name of one of our fields."""
    said = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return RowRefused(FaultCode.NOT_JSON, "")
    within = _LACKING.search(said) or _WITHIN.search(said)
    field = within[1] if within and within[1] in known else ""
    for words, code in _MEANINGS:
        if words in said:
            return RowRefused(code, field)
    return RowRefused(FaultCode.WRONG_SHAPE, field)


def decode(decoder: msgspec.json.Decoder[T], raw: bytes, known: frozenset[str]) -> T:
    """Decode one line. Raises `RowRefused`: not JSON, not UTF-8, or another shape or depth."""
    try:
        return decoder.decode(raw)
    except msgspec.DecodeError as error:
        raise refusal(error, known) from None
    except UnicodeDecodeError:
        raise RowRefused(FaultCode.NOT_UTF8, "") from None
    except RecursionError:
        raise RowRefused(FaultCode.WRONG_SHAPE, "") from None


def refuse_control(raw: bytes) -> None:
    """Refuse text with control characters, which JSON can hold only as escapes. Raises `RowRefused`."""
    if b"\\" in raw and _CONTROL.search(raw):
        raise RowRefused(FaultCode.CONTROL_CHARACTER, "")


def field_names(*structs: type[msgspec.Struct]) -> frozenset[str]:
    """Return the field names of a format as they are written: the only names that a message may hold."""
    return frozenset(name for struct in structs for name in struct.__struct_encode_fields__)


def _held(lines: list[bytes], starts: Starts | None) -> list[bytes]:
    """Return the lines from the last one that starts something, which the next block may go on."""
    if starts is None:
        return []
    for back in range(1, min(len(lines), _HELD_AT_MOST) + 1):
        if starts(lines[-back]):
            return lines[-back:]
    return []


def _check_first(line: bytes) -> None:
    if not line.lstrip().startswith(b"{"):
        raise FileRefused(FaultCode.FILE_FORMAT)
