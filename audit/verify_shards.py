"""Checks the exports of several shards of a log together: each is sound, and begins where the one before it ended.

Only the key of the first has to be known: the entry that closes a shard names the key of the next, under the signature
of the one that it closes. Standard library and `cryptography` alone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.key_chain import ChainBroken, TrustedKey, follow, open_with
from audit.merkle import HASH_BYTES
from audit.note import Checkpoint, NoteRefused, Verifier, open_checkpoint, parse_vkey
from audit.receipt import ReceiptDocument
from audit.report import Outcome, Report
from audit.strict_json import read_json
from audit.tree import TILE_WIDTH
from audit.verify_bundles import read_bundle
from audit.verify_erased import erased_later
from audit.verify_given import key_for, note_in

CLOSED = "shard.closed"
BEGUN = "shard.begun"
Check = Callable[[Path, Sequence[TrustedKey], Verifier, Collection[int]], Report]
"""Verifies one export: with all keys of its log, the one of them that signed it, and which of its payloads later shards
say are shredded."""


@dataclass(frozen=True, slots=True)
class _Shard:
    path: Path
    keys: Sequence[TrustedKey]
    checkpoint: Checkpoint


def verify_shards(paths: Sequence[Path], first: Verifier, links: Sequence[ReceiptDocument], check: Check) -> Report:
    """Check these exports, the oldest first; `links` are those of every shard's chain of keys.

    Raises ChainBroken, NoteRefused.
    """
    whole = Report("chain of logs", size=0)
    erased = erased_later(paths)
    verifier: Verifier | None = first
    before: _Shard | None = None
    for path in paths:
        if verifier is None:
            return whole
        keys = follow(verifier, [link for link in links if _is_of(link, verifier.name)])
        signed_by = key_for(path, keys)
        report = check(path, keys, signed_by, erased.get(signed_by.name, ()))
        _take_in(report, path, whole)
        if report.outcome is not Outcome.SOUND:
            return whole
        shard = _Shard(path, keys, open_checkpoint(note_in(path), signed_by))
        if before is not None:
            _check_begins(shard, before, whole)
        last = path == paths[-1]
        verifier, before = None if last else _next_key(shard, whole), shard
    return whole


def _is_of(link: ReceiptDocument, origin: str) -> bool:
    try:
        said: Any = read_json(link.entry)
        return parse_vkey(said["details"]["from"]).name == origin
    except (NoteRefused, ValueError, KeyError, TypeError) as error:
        raise ChainBroken("A link of the chain of keys is not of a change of key.") from error


def _take_in(report: Report, path: Path, whole: Report) -> None:
    """What was found of one shard, named by its folder; the index stands for itself only where one shard is bad."""
    whole.facts += [f"{path}: {fact}" for fact in report.facts]
    for finding in report.findings:
        whole.add(finding.outcome, f"{path}: {finding.text}", finding.index)
    for state, count in report.payloads.items():
        whole.payloads[state] = whole.payloads.get(state, 0) + count
    whole.limits += [limit for limit in report.limits if limit not in whole.limits]
    whole.size = (whole.size or 0) + (report.size or 0)


def _next_key(shard: _Shard, report: Report) -> Verifier | None:
    """The key of the shard after this one, as its last entry names it."""
    said = _entry(shard, shard.checkpoint.size - 1)
    try:
        if said["type"] == CLOSED:
            return parse_vkey(said["details"]["next"])
    except (NoteRefused, KeyError, TypeError):
        pass
    text = f"{shard.path} does not end with the entry that closes a shard: export it again, once it is closed."
    report.add(Outcome.UNVERIFIABLE, text)
    return None


def _check_begins(shard: _Shard, before: _Shard, report: Report) -> None:
    """The first entry must hold the last checkpoint of the shard before, by its numbers and by its note."""
    said = _entry(shard, 0)
    try:
        if said["type"] != BEGUN:
            raise ValueError("it is another entry")
        told = said["details"]["before"]
        root = bytes.fromhex(told["root"])
        claimed = Checkpoint(str(told["origin"]), int(told["size"]), root)
        if len(root) != HASH_BYTES or open_with(told["note"], before.keys)[0] != claimed:
            raise ValueError("it contradicts itself")
    except (NoteRefused, ValueError, KeyError, TypeError) as error:
        text = f"{shard.path} does not say where the shard before it ended ({error})."
        report.add(Outcome.UNVERIFIABLE, text)
        return
    if claimed == before.checkpoint:
        report.facts.append(
            f"{shard.path} begins where {before.path} ended: after {claimed.size} entries, at the same root."
        )
        return
    report.add(
        Outcome.ROLLED_BACK,
        f"{shard.path} begins after {claimed.size} entries of {claimed.origin}, and {before.path} is "
        f"{before.checkpoint.size} entries of {before.checkpoint.origin} with another root or size: one was rolled "
        "back or forked.",
    )


def _entry(shard: _Shard, index: int) -> dict[str, Any]:
    """What an entry of a sound export says; nothing where it cannot be read."""
    number, place = divmod(index, TILE_WIDTH)
    entries, _ = read_bundle(shard.path, number, min(TILE_WIDTH, shard.checkpoint.size - number * TILE_WIDTH))
    try:
        said = read_json((entries or [])[place])
    except (ValueError, IndexError):
        return {}
    return said if isinstance(said, dict) else {}
