"""Checks the files of an exported log: every entry, tile, payload and the manifest, against one signed checkpoint."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from audit.layout import manifest, split_bundle, tile_path
from audit.merkle import extend, leaf_hash, root_of_leaves, root_of_peaks
from audit.note import Checkpoint, Verifier
from audit.report import Outcome, Report
from audit.tree import TILE_HEIGHT, TILE_WIDTH, split

Members = dict[str, object]


def check_log(
    directory: Path, checkpoint: Checkpoint, verifier: Verifier, known: Sequence[Checkpoint], report: Report
) -> None:
    """Add to `report` everything that is wrong with the export."""
    expected = {"checkpoint", "manifest.json"}
    entries = _read_entries(directory, checkpoint.size, expected, report)
    leaves = [leaf_hash(entry) for entry in entries]
    _check_known(checkpoint, known, leaves, report)
    sound = len(leaves) == checkpoint.size and root_of_leaves(leaves) == checkpoint.root
    _check_tiles(directory, checkpoint, leaves if sound else None, expected, report)
    if sound:
        report.facts.append(f"All {checkpoint.size} entries lead to the root that the log signed.")
    else:
        _name_altered(directory, checkpoint, leaves, report)
    documents = _check_contents(entries, report)
    _check_payloads(directory, documents, expected, report)
    text = manifest(checkpoint.origin, checkpoint.size, checkpoint.root, verifier.vkey).encode()
    if _content(directory / "manifest.json") != text:
        report.add(Outcome.ALTERED, "manifest.json does not say what the signed checkpoint says.")
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if not path.is_dir() and name not in expected:
            report.add(Outcome.ALTERED, f"{name!a} does not belong to this export.")


def _widths(count: int) -> list[int]:
    """How many places are filled in each tile of a row of `count` hashes."""
    full, rest = divmod(count, TILE_WIDTH)
    return [TILE_WIDTH] * full + ([rest] if rest else [])


def _read_entries(directory: Path, size: int, expected: set[str], report: Report) -> list[bytes]:
    """The entries from the start, as far as they can be read."""
    entries: list[bytes] = []
    whole = True
    for number, width in enumerate(_widths(size)):
        name = tile_path("entries", number, width)
        expected.add(name)
        content = _content(directory / name)
        if not whole:
            continue
        start = number * TILE_WIDTH
        try:
            found = split_bundle(content) if content is not None else []
        except ValueError:
            found = []
            report.add(Outcome.ALTERED, f"{name} is damaged: it holds entries from {start} on.", start)
        if content is None:
            report.add(Outcome.ALTERED, f"Entries {start} to {start + width - 1} are missing.", start)
        elif found and len(found) != width:
            first = start + min(len(found), width)
            report.add(Outcome.ALTERED, f"{name} holds {len(found)} entries, and {width} were signed.", first)
        entries += found[:width]
        whole = len(found) == width
    return entries


def _check_known(checkpoint: Checkpoint, known: Sequence[Checkpoint], leaves: list[bytes], report: Report) -> None:
    for earlier in known:
        if earlier.size > checkpoint.size:
            report.add(
                Outcome.ROLLED_BACK,
                f"The log holds {checkpoint.size} entries, and had signed {earlier.size} before: it was rolled back.",
            )
        elif len(leaves) >= earlier.size and root_of_leaves(leaves[: earlier.size]) != earlier.root:
            report.add(
                Outcome.ROLLED_BACK,
                f"The first {earlier.size} entries are not those that the log had signed before: it was forked.",
            )


def _check_tiles(
    directory: Path, checkpoint: Checkpoint, leaves: list[bytes] | None, expected: set[str], report: Report
) -> None:
    """Compare every tile with what the entries lead to, when these are sound themselves."""
    level, row = 0, leaves
    while checkpoint.size >> TILE_HEIGHT * level:
        count = checkpoint.size >> TILE_HEIGHT * level
        for number, width in enumerate(_widths(count)):
            name = tile_path(str(level), number, width)
            expected.add(name)
            if row is None:
                continue
            start = number * TILE_WIDTH
            if _content(directory / name) != b"".join(row[start : start + width]):
                report.add(Outcome.ALTERED, f"{name} is missing or altered; the entries themselves are sound.")
        if row is not None:
            blocks = range(0, count - count % TILE_WIDTH, TILE_WIDTH)
            row = [root_of_peaks(extend(0, (), row[start : start + TILE_WIDTH])) for start in blocks]
        level += 1


def _name_altered(directory: Path, checkpoint: Checkpoint, leaves: list[bytes], report: Report) -> None:
    """Say which entries are not what was signed, as far as the stored leaf hashes can tell."""
    stored: list[bytes] = []
    for number, width in enumerate(_widths(checkpoint.size)):
        stored += split(_content(directory / tile_path("0", number, width)) or b"")
    trusted = len(stored) == checkpoint.size and root_of_leaves(stored) == checkpoint.root
    differing = [i for i, (leaf, was) in enumerate(zip(leaves, stored, strict=False)) if leaf != was]
    for index in differing:
        report.add(Outcome.ALTERED, f"Entry {index} was altered: it is not what the log signed.", index)
    if not trusted:
        report.add(
            Outcome.ALTERED,
            "The stored hashes do not lead to the signed root either, so that other entries may be altered too.",
            None if differing else _suspect(directory, checkpoint, leaves, report),
        )


def _suspect(directory: Path, checkpoint: Checkpoint, leaves: list[bytes], report: Report) -> int | None:
    """The first block of 256 entries that is not what the tile above it says."""
    for number, width in enumerate(_widths(checkpoint.size >> TILE_HEIGHT)):
        above = split(_content(directory / tile_path("1", number, width)) or b"")
        for offset, was in enumerate(above):
            start = (number * TILE_WIDTH + offset) * TILE_WIDTH
            block = leaves[start : start + TILE_WIDTH]
            if len(block) == TILE_WIDTH and root_of_leaves(block) != was:
                report.add(Outcome.ALTERED, f"One or more of entries {start} to {start + 255} were altered.", start)
                return start
    return None


def _check_contents(entries: list[bytes], report: Report) -> list[Members]:
    """Every entry must be readable, in time order, and with a request id of its own."""
    documents: list[Members] = []
    seen: set[object] = set()
    newest = 0
    for index, entry in enumerate(entries):
        document = _members(entry)
        documents.append(document)
        time, request_id = document.get("time"), document.get("request_id")
        if not isinstance(time, int) or not isinstance(request_id, str):
            report.add(Outcome.ALTERED, f"Entry {index} cannot be read as an entry.", index)
            continue
        if time < newest:
            report.add(Outcome.ALTERED, f"Entry {index} is older than the one before it.", index)
        if request_id in seen:
            report.add(Outcome.ALTERED, f"Entry {index} has the request id of an earlier entry.", index)
        seen.add(request_id)
        newest = max(newest, time)
    return documents


def _members(entry: bytes) -> Members:
    try:
        document = json.loads(entry)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _check_payloads(directory: Path, documents: list[Members], expected: set[str], report: Report) -> None:
    said = (d.get("relates_to") for d in documents if d.get("type") == "payload.shredded")
    shredded = {index for index in said if type(index) is int}
    counts = dict.fromkeys(("intact", "shredded", "missing", "altered"), 0)
    for index, document in enumerate(documents):
        commitment = document.get("payload")
        if not isinstance(commitment, dict):
            continue
        name = f"payload/{index}"
        expected.add(name)
        state = _payload_state(_content(directory / name), commitment, index in shredded)
        counts[state] += 1
        if state in ("missing", "altered"):
            report.add(Outcome.ALTERED, f"The sealed payload of entry {index} is {state}.", index)
    report.payloads = counts
    report.facts.append(
        f"Sealed payloads: {counts['intact']} intact, {counts['shredded']} shredded (the key was destroyed, and the "
        f"log says so), {counts['missing']} missing, {counts['altered']} altered."
    )


def _payload_state(content: bytes | None, commitment: Members, shredded: bool) -> str:
    if content is None:
        return "shredded" if shredded else "missing"
    if (sha256(content).hexdigest(), len(content)) != (commitment.get("digest"), commitment.get("length")):
        return "altered"
    return "shredded" if shredded else "intact"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
