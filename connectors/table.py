"""A CSV file (RFC 4180) as rows of fields: quoted commas and line ends, and one bad row that spoils no other.

A quotation mark that is never closed swallows the rest of a file in most readers. Here a row may run over at most 50
lines; where its quotes do not close in that, the line stands alone and is a fault by itself.
"""

import csv
from collections.abc import Callable, Iterator

from connectors.connector import Chunk, Source
from connectors.faults import FaultCode, FileRefused
from connectors.lines import blocks_of_lines, opened
from connectors.values import has_control

COLUMN_LIMIT = 500
ROW_LIMIT = 1 << 16
_LINES_A_ROW = 50

KeyOf = Callable[[bytes], bytes]
"""What rows that must stay in one chunk have in common."""
Row = tuple[int, bytes, list[str] | FaultCode]
"""Line number, raw bytes, and the fields or what is wrong."""


def chunks(source: Source, check: Callable[[tuple[str, ...]], None], key_of: KeyOf | None = None) -> Iterator[Chunk]:
    """Cut a CSV file into chunks, each with the heading. `check` raises `FileRefused` where the heading does not do.

    Adjacent rows with one key stay in one chunk (at most 50 of them across the end of a block).
    """
    with opened(source) as stream:
        blocks = blocks_of_lines(stream)
        lines, cut = next(blocks)
        while not lines:
            lines, cut = next(blocks)
        header = header_of(lines[0])
        check(header)
        row, held, rest = 2, [], []  # type: int, list[bytes], list[bytes]
        lines = lines[1:]
        while True:
            rows, rest = joined(rest + lines, last=cut)
            rows = held + rows
            held = [] if cut else _run_at_end(rows, key_of)
            whole = rows[: len(rows) - len(held)]
            if whole:
                yield Chunk(row, whole, header, cut)
                row += sum(1 + one.count(b"\n") for one in whole)
            try:
                lines, cut = next(blocks)
            except StopIteration:
                break
            except FileRefused:
                if held or rest:
                    yield Chunk(row, held + rest, header)
                raise
        if held or rest:
            yield Chunk(row, held + joined(rest, last=True)[0], header)


def rows_of(chunk: Chunk) -> Iterator[Row]:
    """Yield the rows of a chunk that are not blank, as stripped fields or as a fault."""
    width = len(chunk.header)
    row = chunk.first_row
    for raw in chunk.rows:
        if b"\n" in raw:
            yield from _row_over_lines(row, raw, width)
            row += 1 + raw.count(b"\n")
            continue
        if raw:
            fields = _fields(raw, width)
            yield row, raw, fields
        row += 1


def joined(lines: list[bytes], *, last: bool) -> tuple[list[bytes], list[bytes]]:
    """Join lines whose quotes are left open to the line that closes them.

    Returns the rows, and the lines at the end that may go on in the next block (none where these are the last).
    """
    odd = [place for place, line in enumerate(lines) if line.count(b'"') & 1]
    rows: list[bytes] = []
    done = 0
    while odd:
        opening = odd.pop(0)
        rows += lines[done:opening]
        if odd and odd[0] - opening < _LINES_A_ROW:
            closing = odd.pop(0)
            rows.append(b"\n".join(lines[opening : closing + 1]))
            done = closing + 1
        elif not odd and not last and len(lines) - opening < _LINES_A_ROW:
            return rows, lines[opening:]
        else:
            rows.append(lines[opening])
            done = opening + 1
    return rows + lines[done:] if rows or done else lines, []


def header_of(line: bytes) -> tuple[str, ...]:
    """Read the heading. Raises `FileRefused`: encoding, format, or too many columns."""
    if line.count(b",") >= COLUMN_LIMIT:
        raise FileRefused(FaultCode.TOO_MANY_COLUMNS)
    fields = _fields(line, -1)
    if fields is FaultCode.NOT_UTF8:
        raise FileRefused(FaultCode.FILE_ENCODING)
    if isinstance(fields, FaultCode):
        raise FileRefused(FaultCode.FILE_FORMAT)
    return tuple(name.lower() for name in fields)


def check_columns(header: tuple[str, ...], wanted: tuple[str, ...], known: frozenset[str]) -> None:
    """Refuse a heading that lacks wanted columns or has unknown ones. Names only columns of ours, never the file's."""
    missing = [name for name in wanted if name not in header]
    if missing:
        raise FileRefused(FaultCode.COLUMNS_MISSING, f"Missing: {', '.join(missing)}.")
    if len(set(header)) != len(header) or not known.issuperset(header):
        places = [
            str(place) for place, name in enumerate(header, 1) if name not in known or name in header[: place - 1]
        ]
        raise FileRefused(FaultCode.COLUMNS_UNEXPECTED, f"Counted from the left: {', '.join(places[:20])}.")


def _fields(raw: bytes, width: int) -> list[str] | FaultCode:
    if len(raw) > ROW_LIMIT:
        return FaultCode.ROW_TOO_LONG
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return FaultCode.NOT_UTF8
    if '"' in text:
        try:
            fields = next(csv.reader(text.splitlines(keepends=True), strict=True))
        except (csv.Error, StopIteration):
            return FaultCode.QUOTING
        text = text.replace("\n", " ").replace("\r", " ")
    else:
        fields = text.split(",")
    if has_control(text):
        return FaultCode.CONTROL_CHARACTER
    if len(fields) != width >= 0:
        return FaultCode.COLUMN_COUNT
    return [field.strip() for field in fields]


def _row_over_lines(row: int, raw: bytes, width: int) -> Iterator[Row]:
    """Read a row with line ends in it; where that fails, read its lines one by one so that no good one is lost.

    A line between the first and the last that is a whole row by itself was never part of a field.
    """
    lines = raw.split(b"\n")
    fields = _fields(raw, width)
    if not isinstance(fields, FaultCode) and all(isinstance(_fields(one, width), FaultCode) for one in lines[1:-1]):
        yield row, raw, fields
        return
    for place, line in enumerate(lines):
        if line:
            yield row + place, line, _fields(line, width)


def _run_at_end(rows: list[bytes], key_of: KeyOf | None) -> list[bytes]:
    """Return the rows at the end that share the last one's key, at most 50."""
    if key_of is None or not rows:
        return []
    key = key_of(rows[-1])
    start = len(rows) - 1
    while start and len(rows) - start < _LINES_A_ROW and key_of(rows[start - 1]) == key:
        start -= 1
    return rows[start:]
