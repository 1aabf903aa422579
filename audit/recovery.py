"""What is checked before a log takes entries again: that what is stored is what was signed.

The stored tail is hashed again from its bytes; the head must follow from it and from the tiles; the newest stored
checkpoint and the signer's own memory must both be of a beginning of this log.
"""

import json
from dataclasses import dataclass

from audit.errors import KeyRefused, LogFrozen
from audit.events import EventType
from audit.key_chain import open_with
from audit.merkle import leaf_hash, peak_ids, root_of_peaks
from audit.note import Checkpoint, NoteRefused, parse_checkpoint, split_note
from audit.signer import Signer
from audit.storage.port import Head, Row, Storage
from audit.tree import TILE_WIDTH, TileMissing, Tree, load, reader


@dataclass(frozen=True, slots=True)
class State:
    """A verified state of the log, as the writer goes on from it."""

    tree: Tree
    time: int
    """The time of the newest entry, in microseconds."""
    closed: bool = False
    """Whether the newest entry closes this log: it takes no more (`audit.shards`)."""


def load_state(storage: Storage) -> State:
    """The state that is stored, its tail and head checked. Raises LogFrozen, StorageFailed."""
    head = storage.head()
    start = max(0, head.size - head.size % TILE_WIDTH - TILE_WIDTH)
    tail = storage.rows(start, head.size + 1)
    _check_tail(tail, start, head.size)
    edge = [row.leaf for row in tail[len(tail) - head.size % TILE_WIDTH :]] if head.size % TILE_WIDTH else []
    try:
        tree = load(head.size, edge, storage.tile)
    except TileMissing as error:
        raise LogFrozen(f"Part of the log's tree is missing ({error}).") from error
    if Head(tree.size, tree.peaks) != head:
        raise LogFrozen("The log's head does not follow from its entries.")
    return state_after(tree, tail[-1].body) if tail else State(tree, 0)


def tree_of_size(storage: Storage, size: int) -> Tree:
    """The tree of the first `size` entries, which are stored. Raises LogFrozen, StorageFailed."""
    try:
        return load(size, storage.leaves(size - size % TILE_WIDTH, size), storage.tile)
    except TileMissing as error:
        raise LogFrozen(f"Part of the log's tree is missing ({error}).") from error


def _check_tail(tail: list[Row], start: int, size: int) -> None:
    for expected, row in enumerate(tail, start):
        if expected >= size:
            raise LogFrozen(f"There is an entry {row.seq} beyond the log's head.")
        if row.seq != expected:
            raise LogFrozen(f"Entry {expected} of the log is missing.")
        if leaf_hash(row.body) != row.leaf:
            raise LogFrozen(f"Entry {row.seq} of the log was altered.")
    if start + len(tail) < size:
        raise LogFrozen(f"Entry {start + len(tail)} of the log is missing.")


def resume_signer(storage: Storage, signer: Signer, tree: Tree) -> str | None:
    """Check the state against what was signed before, and sign what is not signed yet; None for an empty log.

    Raises LogFrozen when the log was rolled back or forked, KeyRefused when the key is of another log.
    """
    _check_stored(storage, signer, tree)
    remembered = signer.remembered()
    size, root = remembered or (0, b"")
    if remembered:
        check_beginning(storage, tree, Checkpoint(signer.origin, size, root), "the signer's memory")
    node = reader(tree, storage.tile)
    signer.resume(size, tuple(node(*peak) for peak in peak_ids(size)))
    return sign_up_to(storage, signer, tree)


def sign_up_to(storage: Storage, signer: Signer, tree: Tree) -> str | None:
    """Sign the tree, giving the signer the leaves that it has not seen. Raises LogFrozen."""
    if not tree.size:
        return None
    if signer.size > tree.size:
        raise LogFrozen(f"The log was rolled back: it holds {tree.size} entries, and {signer.size} were signed.")
    return signer.sign(storage.leaves(signer.size, tree.size), tree.size, tree.peaks)


def _check_stored(storage: Storage, signer: Signer, tree: Tree) -> None:
    stored = storage.checkpoint()
    if stored is None:
        return
    size, note = stored
    try:
        checkpoint, _ = open_with(note, signer.keys)
    except NoteRefused as error:
        raise _wrong_key(note, signer) from error
    if checkpoint.size != size:
        raise LogFrozen("The stored checkpoint is filed under another size.")
    check_beginning(storage, tree, checkpoint, "the last stored checkpoint")


def _wrong_key(note: str, signer: Signer) -> KeyRefused | LogFrozen:
    """Another key's checkpoint is a mistake of who started this; a broken one of this key's is damage."""
    try:
        text, signatures = split_note(note)
        parse_checkpoint(text)
    except NoteRefused:
        return LogFrozen("The last stored checkpoint is damaged.")
    if any(s.key_id == verifier.key_id for s in signatures for verifier in signer.verifiers):
        return LogFrozen("The last stored checkpoint was altered.")
    return KeyRefused(
        f"This log was signed with another key than the one given ({signer.verifier.vkey}): "
        "give the log's own key file."
    )


def check_beginning(storage: Storage, tree: Tree, signed: Checkpoint, source: str) -> None:
    """Raise LogFrozen unless this tree begins with what was signed; `source` says where that was kept."""
    if signed.size > tree.size:
        raise LogFrozen(
            f"The log was rolled back: it holds {tree.size} entries, and by {source} {signed.size} were signed. "
            "Was an old backup restored? Restore the newest one."
        )
    try:
        node = reader(tree, storage.tile)
        root = root_of_peaks([node(*peak) for peak in peak_ids(signed.size)])
    except TileMissing as error:
        raise LogFrozen(f"Part of the log's tree is missing ({error}).") from error
    if root != signed.root:
        raise LogFrozen(f"The log was forked: its first {signed.size} entries are not those of {source}.")


def state_after(tree: Tree, newest: bytes) -> State:
    """The state whose newest entry has these bytes. Raises LogFrozen if they are not an entry."""
    return State(tree, entry_time(newest), is_closing(newest))


_CLOSING = f'"type":"{EventType.SHARD_CLOSED.value}","version":1}}'.encode()


def is_closing(body: bytes) -> bool:
    """Whether this entry closes its log. Its members are sorted: it ends with its type and version."""
    return body.endswith(_CLOSING)


def entry_time(body: bytes) -> int:
    """The time in an entry's bytes. Raises LogFrozen if they are not an entry."""
    try:
        return int(json.loads(body)["time"])
    except (ValueError, KeyError, TypeError) as error:
        raise LogFrozen("The newest entry of the log cannot be read.") from error
