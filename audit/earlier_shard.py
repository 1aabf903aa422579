"""A closed shard of the log, for reading, and for retries: a request id that the last one holds is not used again.

It takes no entries. What can still happen to it is that a payload loses its key, once the shard that serves says so.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from audit.entry_filter import EntryFilter
from audit.errors import KeyRefused
from audit.export import write_export
from audit.extract import write_extract
from audit.key_chain import TrustedKey
from audit.merkle import inclusion_proof
from audit.note import NoteRefused, Verifier, open_checkpoint
from audit.receipt import Receipt, issue
from audit.recovery import check_beginning, load_state
from audit.storage.port import Row, Storage
from audit.tree import Subtrees, reader
from audit.witness.covering import Cosigned


class EarlierShard:
    """A closed shard, opened for reading alone; `note` is its last checkpoint, as the log after it holds it.

    `keys` are all keys that it signed with, where it had more than `verifier`, which signed the last checkpoint.
    """

    def __init__(self, storage: Storage, verifier: Verifier, note: str, keys: Sequence[TrustedKey] = ()) -> None:
        self.storage = storage
        self.verifier = verifier
        self.note = note
        self.keys = tuple(keys) or (TrustedKey(verifier),)
        self._subtrees = Subtrees()
        self._erasing = Lock()

    def open(self) -> None:
        """Check that what is stored is what was signed last. Raises LogFrozen, KeyRefused, StorageFailed."""
        self._state = load_state(self.storage)
        try:
            checkpoint = open_checkpoint(self.note, self.verifier)
        except NoteRefused as error:
            raise KeyRefused(
                f"The last checkpoint of the shard before this log is not signed by its key: {error}."
            ) from error
        check_beginning(self.storage, self._state.tree, checkpoint, "the log that follows it")
        if not self._state.closed or checkpoint.size != self._state.tree.size:
            raise KeyRefused("The shard before this log is not closed: close it first.")

    @property
    def size(self) -> int:
        """How many entries it has."""
        return self._state.tree.size

    def having(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries of it that have one of these request ids. Raises StorageFailed."""
        return self.storage.having(request_ids)

    def receipt(self, row: Row) -> Receipt:
        """The receipt of one of its entries, against its last checkpoint. Raises StorageFailed."""
        tree = self._state.tree
        proof = inclusion_proof(row.seq, tree.size, reader(tree, self.storage.tile, self._subtrees))
        return issue(row.seq, tree.size, row.body, proof, self.note)

    def first_cosigned(self, seq: int, multiple: int = 1) -> Cosigned:
        """The first checkpoint covering an entry that a quorum cosigned, of such a multiple. Raises StorageFailed."""
        return Cosigned.first_covering(self.storage, self.keys, seq, multiple)

    def lose_key(self, index: int, said: bytes) -> None:
        """Destroy the key to a payload; `said` is the entry of a later shard that says so. Raises StorageFailed."""
        with self._erasing:
            self.storage.lose_key(self.verifier.name, index, said)

    def export(self, directory: Path) -> None:
        """Write it for `python -m audit verify`. Raises FileExistsError, StorageFailed."""
        write_export(self.storage, self._state.tree, self.note, self.verifier, directory)

    def extract(self, wanted: EntryFilter, path: Path) -> int:
        """Write the entries that meet the filter, each with its proof. Raises FileExistsError, StorageFailed."""
        return write_extract(self.storage, self._state.tree, self.note, wanted, path)

    def close(self) -> None:
        """Let go of it."""
        self.storage.close()
