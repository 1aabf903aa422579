"""An extract: the entries of a log that somebody asked for, each with the proof that it is in the log.

One JSON object (`golden-thread-extract/1`) with exactly these members:

- `format`: `golden-thread-extract/1`
- `filter`: the conditions of `audit.entry_filter` that every entry meets
- `checkpoint`: the signed note (C2SP tlog-checkpoint) that every proof leads to
- `entries`: in the order of the log, each with `index`, `entry` and `proof` as in a receipt (`audit.receipt`)

It proves that each entry is in the log and meets the filter. It does not prove that no other entry does.
"""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.entry_filter import EntryFilter, FilterRefused
from audit.merkle import inclusion_proof
from audit.receipt import FORMAT as RECEIPT_FORMAT
from audit.receipt import ReceiptDocument, ReceiptMalformed, read_receipt
from audit.strict_json import NotStrict, read_json
from audit.tree import TILE_WIDTH, Tree, reader

if TYPE_CHECKING:
    from audit.storage.port import Row, Storage

FORMAT = "golden-thread-extract/1"
_MEMBERS = {"format", "filter", "checkpoint", "entries"}
_ROW_MEMBERS = {"index", "entry", "proof"}


class ExtractMalformed(Exception):
    """This is not an extract in the format that this program reads."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extract says. Anyone can write one down: it is worth what `audit.verify` says."""

    wanted: EntryFilter
    checkpoint: str
    rows: tuple[ReceiptDocument, ...]
    """Index, entry and proof of each; size and checkpoint are those of the extract."""


def write_extract(storage: "Storage", tree: Tree, checkpoint: str, wanted: EntryFilter, path: Path) -> int:
    """Write the entries of the first `tree.size` that meet the filter into a new file; gives their number.

    Raises FileExistsError, StorageFailed.
    """
    node = reader(tree, storage.tile)
    count = 0
    head = {"format": FORMAT, "filter": dict(wanted.conditions), "checkpoint": checkpoint}
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "entries": [')
        for row in _rows(storage, tree.size, wanted):
            proof = [base64.b64encode(h).decode() for h in inclusion_proof(row.seq, tree.size, node)]
            members = {"index": row.seq, "entry": row.body.decode(), "proof": proof}
            file.write(("," if count else "") + "\n" + json.dumps(members, ensure_ascii=False, separators=(",", ":")))
            count += 1
        file.write("\n]}\n")
    return count


def _rows(storage: "Storage", size: int, wanted: EntryFilter) -> "Iterator[Row]":
    for start in range(0, size, TILE_WIDTH):
        for row in storage.rows(start, min(start + TILE_WIDTH, size)):
            if wanted.matches(json.loads(row.body)):
                yield row


def read_extract(text: str | bytes) -> Extract:
    """Read an extract strictly: exactly the members of the format, once each. Raises ExtractMalformed."""
    try:
        members = read_json(text)
        if not isinstance(members, dict) or not is_extract(members) or set(members) != _MEMBERS:
            raise ExtractMalformed("it does not have the members of golden-thread-extract/1")
        if not isinstance(members["entries"], list):
            raise ExtractMalformed("its entries are not a list")
        if not isinstance(members["filter"], dict) or not isinstance(members["checkpoint"], str):
            raise ExtractMalformed("its filter or checkpoint has the wrong type")
        wanted = EntryFilter.of(members["filter"])
        return Extract(wanted, members["checkpoint"], tuple(_row(one) for one in members["entries"]))
    except (FilterRefused, ReceiptMalformed) as error:
        raise ExtractMalformed(str(error)) from error
    except NotStrict as error:
        raise ExtractMalformed(str(error)) from error


def is_extract(members: object) -> bool:
    """Whether this is meant to be an extract."""
    return isinstance(members, dict) and members.get("format") == FORMAT


def _row(members: object) -> ReceiptDocument:
    """One row, read as strictly as a receipt; it has neither a size nor a checkpoint of its own."""
    if not isinstance(members, dict) or set(members) != _ROW_MEMBERS:
        raise ReceiptMalformed("an entry of it does not have the members of the format")
    return read_receipt(json.dumps(members | {"format": RECEIPT_FORMAT, "size": 0, "checkpoint": ""}))
