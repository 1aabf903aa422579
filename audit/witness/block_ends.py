"""Which checkpoint is to be cosigned next: that at the end of each block, in turn, and then the newest.

A block's end is a size that nobody chooses, and a witness cosigns one root of it, once: what its cosignature draws
(`audit.witness.lots`) cannot be tried again.
"""

from audit.merkle import consistency_proof
from audit.recovery import State, tree_of_size
from audit.signer import Signer
from audit.storage.port import Storage
from audit.tree import reader
from audit.witness.lots import BLOCK
from audit.writer import Signed

MOST_BEHIND = 256
"""Ends of blocks that are asked for one after the other: older ones are passed over, and the next draws for them."""


class BlockEnds:
    """The ends of the blocks of one log, as far as they were passed."""

    def __init__(self, storage: Storage, signer: Signer) -> None:
        self._storage = storage
        self._signer = signer
        self._passed = 0

    def next(self, signed: Signed, cosigned: int) -> Signed:
        """What to have cosigned now, where `cosigned` entries are, and `signed` is the newest.

        Raises LogFrozen where what is stored does not lead to what was signed; StorageFailed.
        """
        size = signed.state.tree.size
        first = (max(self._passed, cosigned) // BLOCK + 1) * BLOCK
        end = max(first, (size // BLOCK - MOST_BEHIND) * BLOCK)
        return signed if end >= size else self._signed_at(end, signed)

    def passed(self, size: int) -> None:
        """Witnesses have gone on beyond this one: no quorum can cosign it any more."""
        self._passed = max(self._passed, size)

    def _signed_at(self, end: int, signed: Signed) -> Signed:
        newest = signed.state.tree
        tree = tree_of_size(self._storage, end)
        proof = consistency_proof(end, newest.size, reader(newest, self._storage.tile))
        note = self._signer.sign_beginning(end, tree.root, proof, signed.checkpoint)
        return Signed(State(tree, 0), note)
