"""The contract that every connector keeps: cheap `chunks`, pure `parse`, and `read`, which is one after the other.

`chunks` cuts a source into pieces of whole rows and does nothing else, so that one process can cut while others parse.
`parse` holds no state and does no I/O. Both a `Chunk` and an `Outcome` can be pickled. A row number is the line of the
file on which the row starts, as a text editor shows it.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

import msgspec

from connectors.faults import ADVICE, FaultCode
from connectors.manifest import Manifest
from connectors.records import NominalRecord

Source = Path | BinaryIO
Scope = Literal["row", "field"]


class Chunk(msgspec.Struct, frozen=True):
    """Whole rows of a file, raw. `cut` says that the last row ended without a line end, as a truncated file does."""

    first_row: int
    rows: list[bytes]
    header: tuple[str, ...] = ()
    cut: bool = False


class Good(msgspec.Struct, frozen=True):
    """A record that may be taken in, and the row that it starts on."""

    record: NominalRecord
    row: int

    def __repr__(self) -> str:
        return f"Good(row={self.row})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("row", self.row)]


class Faulty(msgspec.Struct, frozen=True):
    """What could not be taken: a whole row, or one field of a row whose record came through without it.

    `field` is a name of the format, never text from the file. `raw` is what the file held, for quarantine to seal; it
    may be personal and appears in no message.
    """

    row: int
    code: FaultCode
    field: str
    raw: bytes
    scope: Scope = "row"

    @property
    def advice(self) -> str:
        """A sentence for the person who sends the file."""
        where = f"Row {self.row}, {self.field}" if self.field else f"Row {self.row}"
        return f"{where}: {ADVICE[self.code]}"

    def __repr__(self) -> str:
        return f"Faulty(row={self.row}, code={self.code.value!r}, field={self.field!r}, scope={self.scope!r})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("row", self.row), ("code", self.code.value), ("field", self.field), ("scope", self.scope)]


Outcome = Good | Faulty


class Connector(Protocol):
    """Reads one kind of export. Implementations are small frozen values that can be pickled."""

    @property
    def name(self) -> str:
        """What a manifest or a command calls it."""
        ...

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Cut the source into chunks of whole rows. Raises `FileRefused`, after the rows before the fault."""
        ...

    def parse(self, chunk: Chunk, manifest: Manifest) -> list[Outcome]:
        """Turn raw rows into records and faults, in order. Never raises for what a row holds."""
        ...


def read(connector: Connector, source: Source, manifest: Manifest) -> Iterator[Outcome]:
    """Yield every outcome of a source, lazily, in one process.

    Raises `FileRefused` where the file cannot be read any further; what was yielded before that stays good.
    """
    for chunk in connector.chunks(source):
        yield from connector.parse(chunk, manifest)
