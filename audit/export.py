"""Writes the log as a folder that anyone can check; `audit.layout` says what stands where in it."""

import os
from pathlib import Path

from audit.layout import bundle, manifest, tile_path
from audit.note import Verifier
from audit.storage.port import Storage
from audit.tree import TILE_HEIGHT, TILE_WIDTH, Tree


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
