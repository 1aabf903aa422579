"""The cosigned checkpoint that covers an entry, and the receipt that carries its cosignatures."""

from dataclasses import dataclass

from audit.merkle import inclusion_proof
from audit.note import NoteRefused, Verifier, open_checkpoint
from audit.receipt import Receipt, issue
from audit.recovery import check_beginning
from audit.storage.port import Storage
from audit.tree import Tree, reader
from audit.witness.startup import Remembered


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A signed checkpoint with the cosignatures of a quorum; of size 0 and without a note where there is none yet."""

    size: int = 0
    note: str = ""

    @staticmethod
    def newest(storage: Storage, log: Verifier) -> "Cosigned":
        """The newest that is stored and holds under the log's key. Raises StorageFailed."""
        return _read(storage.cosigned(), log)

    @staticmethod
    def first_covering(storage: Storage, log: Verifier, seq: int) -> "Cosigned":
        """The first one that covers entry `seq`: once there is one, it stays the first. Raises StorageFailed."""
        return _read(storage.first_cosigned(seq), log)


def _read(found: tuple[int, str] | None, log: Verifier) -> Cosigned:
    if found is None:
        return Cosigned()
    size, note = found
    try:
        return Cosigned(size, note) if open_checkpoint(note, log).size == size else Cosigned()
    except NoteRefused:
        return Cosigned()


def check_witnessed(storage: Storage, tree: Tree, log: Verifier, remembered: list[Remembered]) -> Cosigned:
    """Check that everything that was cosigned is a beginning of this tree; gives the newest stored cosigned checkpoint.

    Raises LogFrozen (the log was rolled back or forked), StorageFailed.
    """
    for one in remembered:
        check_beginning(storage, tree, one.checkpoint, f"the witness {one.witness}")
    cosigned = Cosigned.newest(storage, log)
    if cosigned.size:
        check_beginning(storage, tree, open_checkpoint(cosigned.note, log), "the last cosigned checkpoint")
    return cosigned


def issue_cosigned(storage: Storage, tree: Tree, cosigned: Cosigned, seq: int) -> Receipt | None:
    """The receipt of an entry against a cosigned checkpoint of this tree, or None where that does not cover it."""
    if not 0 <= seq < cosigned.size <= tree.size or (row := storage.row(seq)) is None:
        return None
    proof = inclusion_proof(seq, cosigned.size, reader(tree, storage.tile))
    return issue(seq, cosigned.size, row.body, proof, cosigned.note)
