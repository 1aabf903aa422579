"""The log as a folder that anyone can check: C2SP tlog-tiles, with the sealed payloads beside it.

- `checkpoint`: the signed checkpoint
- `tile/<L>/<N>`: 256 hashes at tree level 8·L (the last, partial one of each level: `tile/<L>/<N>.p/<W>`)
- `tile/entries/<N>`: 256 entries, each after its length in two bytes, big-endian (the last, partial one: `.p/<W>`)
- `payload/<index>`: the ciphertext of an entry's sealed payload; its key is never exported
- `manifest.json`: format, origin, size, root and public key, for a reader; a verifier believes none of it

`<N>` is written as in tlog-tiles: groups of three digits, all but the last after an `x`: `x001/x234/067`.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from audit.note import Verifier
from audit.storage.port import Storage
from audit.tree import TILE_HEIGHT, TILE_WIDTH, Tree

FORMAT = "golden-thread-log/1"


def tile_name(n: int) -> str:
    """The number of a tile as a path."""
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return "/".join(groups)


def tile_path(kind: str, n: int, width: int) -> str:
    """The path of a tile or entry bundle (`kind` is a level or `entries`) with `width` of its 256 places filled."""
    full = f"tile/{kind}/{tile_name(n)}"
    return full if width == TILE_WIDTH else f"{full}.p/{width}"


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry after its length."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def manifest(origin: str, size: int, root: bytes, vkey: str) -> str:
    """The text of the manifest."""
    members = {"format": FORMAT, "origin": origin, "size": size, "root": root.hex(), "key": vkey}
    return json.dumps(members, indent=1) + "\n"


def write_export(storage: Storage, tree: Tree, checkpoint: str, verifier: Verifier, directory: Path) -> None:
    """Write the first `tree.size` entries into an empty or new directory. Raises FileExistsError, StorageFailed."""
    directory.mkdir(parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise FileExistsError(f"{directory} is not empty: give a new folder for the export")
    for number in range((tree.size + TILE_WIDTH - 1) // TILE_WIDTH):
        _write_entries(storage, directory, number, tree.size)
    for level, row in enumerate(tree.partial):
        number = tree.size >> TILE_HEIGHT * level >> TILE_HEIGHT
        for full in range(number):
            _write(directory / tile_path(str(level), full, TILE_WIDTH), storage.tile(level, full) or b"")
        if row:
            _write(directory / tile_path(str(level), number, len(row)), b"".join(row))
    text = manifest(verifier.name, tree.size, tree.root, verifier.vkey)
    _write(directory / "manifest.json", text.encode())
    _write(directory / "checkpoint", checkpoint.encode())


def _write_entries(storage: Storage, directory: Path, number: int, size: int) -> None:
    start, end = number * TILE_WIDTH, min((number + 1) * TILE_WIDTH, size)
    rows = storage.rows(start, end)
    _write(directory / tile_path("entries", number, end - start), bundle(row.body for row in rows))
    for payload in storage.payloads(start, end):
        _write(directory / "payload" / str(payload.seq), payload.ciphertext)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
