"""Which payloads of closed shards were shredded later: an entry of a shard after them says so, since they take none.

Read from the exports before they are checked: what is found counts only where all of them are then found sound.
Standard library and `cryptography` alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.note import NoteRefused, parse_checkpoint, split_note
from audit.strict_json import read_json
from audit.tree import TILE_WIDTH
from audit.verify_bundles import read_bundle
from audit.verify_given import note_in

_MARKS = (b'"type":"payload.shredded"', b'"earlier":{')


def erased_later(paths: Sequence[Path]) -> Mapping[str, frozenset[int]]:
    """By the name of a log, the indices of its entries whose payload a later one of these exports says is shredded."""
    found: dict[str, set[int]] = {}
    later: set[str] = set()
    for path in reversed(paths):
        origin, size = _log_of(path)
        for named, index in _erasures(path, size):
            if named not in later and named != origin:
                found.setdefault(named, set()).add(index)
        later.add(origin)
    return {origin: frozenset(indices) for origin, indices in found.items()}


def _log_of(path: Path) -> tuple[str, int]:
    try:
        checkpoint = parse_checkpoint(split_note(note_in(path))[0])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, NoteRefused):
        return "", 0
    return checkpoint.origin, checkpoint.size


def _erasures(path: Path, size: int) -> Iterator[tuple[str, int]]:
    for start in range(0, size, TILE_WIDTH):
        entries, _ = read_bundle(path, start // TILE_WIDTH, min(TILE_WIDTH, size - start))
        if entries is None:
            return
        for entry in entries:
            if all(mark in entry for mark in _MARKS) and (said := _read(entry)):
                yield said


def _read(entry: bytes) -> tuple[str, int] | None:
    try:
        said: Any = read_json(entry)
        earlier = said["details"]["earlier"]
        origin, index = earlier["origin"], earlier["index"]
    except (ValueError, KeyError, TypeError):
        return None
    is_one = said.get("type") == "payload.shredded" and isinstance(origin, str) and type(index) is int
    return (origin, index) if is_one else None
