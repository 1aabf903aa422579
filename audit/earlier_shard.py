"""The closed shard before this log, for retries: a request id that it holds is answered from it, and not used again."""

from collections.abc import Sequence

from audit.errors import KeyRefused
from audit.merkle import inclusion_proof
from audit.note import NoteRefused, Verifier, open_checkpoint
from audit.receipt import Receipt, issue
from audit.recovery import check_beginning, load_state
from audit.storage.port import Row, Storage
from audit.tree import Subtrees, reader


class EarlierShard:
    """A closed shard, opened for reading alone; `note` is its last checkpoint, as the log after it holds it."""

    def __init__(self, storage: Storage, verifier: Verifier, note: str) -> None:
        self._storage = storage
        self._verifier = verifier
        self._note = note
        self._subtrees = Subtrees()

    def open(self) -> None:
        """Check that what is stored is what was signed last. Raises LogFrozen, KeyRefused, StorageFailed."""
        self._state = load_state(self._storage)
        try:
            checkpoint = open_checkpoint(self._note, self._verifier)
        except NoteRefused as error:
            raise KeyRefused(
                f"The last checkpoint of the shard before this log is not signed by its key: {error}."
            ) from error
        check_beginning(self._storage, self._state.tree, checkpoint, "the log that follows it")
        if not self._state.closed or checkpoint.size != self._state.tree.size:
            raise KeyRefused("The shard before this log is not closed: close it first.")

    def having(self, request_ids: Sequence[str]) -> dict[str, Row]:
        """The entries of it that have one of these request ids. Raises StorageFailed."""
        return self._storage.having(request_ids)

    def receipt(self, row: Row) -> Receipt:
        """The receipt of one of its entries, against its last checkpoint. Raises StorageFailed."""
        tree = self._state.tree
        proof = inclusion_proof(row.seq, tree.size, reader(tree, self._storage.tile, self._subtrees))
        return issue(row.seq, tree.size, row.body, proof, self._note)

    def close(self) -> None:
        """Let go of it."""
        self._storage.close()
