"""Where things stand in an exported log, for the one who writes it and the one who verifies it alone.

- `checkpoint`: the signed checkpoint
- `tile/<L>/<N>`: 256 hashes at tree level 8·L (the last, partial one of each level: `tile/<L>/<N>.p/<W>`)
- `tile/entries/<N>`: 256 entries, each after its length in two bytes, big-endian (the last, partial one: `.p/<W>`)
- `payload/<index>`: the ciphertext of an entry's sealed payload; its key is never exported
- `manifest.json`: format, origin, size, root and public key, for a reader; a verifier believes none of it

`<N>` is written as in tlog-tiles: groups of three digits, all but the last after an `x`: `x001/x234/067`.
"""

import json
from collections.abc import Iterable

from audit.tree import TILE_WIDTH

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


def split_bundle(content: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError when a length does not fit."""
    entries = []
    position = 0
    while position < len(content):
        end = position + 2 + int.from_bytes(content[position : position + 2], "big")
        if end > len(content):
            raise ValueError("the bundle ends inside an entry")
        entries.append(content[position + 2 : end])
        position = end
    return entries
