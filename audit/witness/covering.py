"""The cosigned checkpoint that covers an entry, and the receipt that carries its cosignatures."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.errors import LogFrozen
from audit.key_chain import TrustedKey, open_with
from audit.merkle import inclusion_proof
from audit.note import Checkpoint, NoteRefused
from audit.receipt import Receipt, issue
from audit.recovery import check_beginning
from audit.storage.port import Storage
from audit.tree import Subtrees, Tree, reader
from audit.witness.startup import Remembered


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A signed checkpoint with the cosignatures of a quorum; of size 0 and without a note where there is none yet."""

    size: int = 0
    note: str = ""
    retired: bool = False
    """Whether only keys that sign no more have signed it: it is evidence then, and nothing new is made of it."""

    @staticmethod
    def newest(storage: Storage, keys: Sequence[TrustedKey]) -> "Cosigned":
        """The newest that is stored and holds under one of the log's keys. Raises StorageFailed."""
        return _read(storage.cosigned(), keys)

    @staticmethod
    def first_covering(storage: Storage, keys: Sequence[TrustedKey], seq: int, multiple: int = 1) -> "Cosigned":
        """The first one that covers entry `seq`, of those whose size is a multiple of this. Raises StorageFailed."""
        return _read(storage.first_cosigned(seq, multiple), keys)


def _read(found: tuple[int, str] | None, keys: Sequence[TrustedKey]) -> Cosigned:
    try:
        return _opened(found, keys)[0] if found else Cosigned()
    except NoteRefused:
        return Cosigned()


def _opened(found: tuple[int, str], keys: Sequence[TrustedKey]) -> tuple[Cosigned, Checkpoint]:
    size, note = found
    checkpoint, key = open_with(note, keys)
    if checkpoint.size != size:
        raise NoteRefused("it is filed under another size")
    return Cosigned(size, note, retired=key.until is not None), checkpoint


def check_witnessed(storage: Storage, tree: Tree, keys: Sequence[TrustedKey], remembered: list[Remembered]) -> Cosigned:
    """Check that everything that was cosigned is a beginning of this tree; gives the newest stored cosigned checkpoint.

    Raises LogFrozen (the log was rolled back or forked), StorageFailed.
    """
    for one in remembered:
        check_beginning(storage, tree, one.checkpoint, f"the witness {one.witness}")
    if (found := storage.cosigned()) is None:
        return Cosigned()
    try:
        cosigned, checkpoint = _opened(found, keys)
    except NoteRefused as error:
        raise LogFrozen(f"The last cosigned checkpoint cannot be used: {error}. {_PUT_BACK}") from error
    check_beginning(storage, tree, checkpoint, "the last cosigned checkpoint")
    return cosigned


_PUT_BACK = (
    "It was altered, or signed with another key than those known here: put the log's own key, and the chain of its "
    "earlier keys, back."
)


def issue_cosigned(
    storage: Storage, tree: Tree, cosigned: Cosigned, seq: int, known: Subtrees | None = None
) -> Receipt | None:
    """The receipt of an entry against a cosigned checkpoint of this tree, or None where that does not cover it.

    None too where the key that signed it is retired: whoever gets a receipt now has the key that signs now.
    """
    if cosigned.retired or not 0 <= seq < cosigned.size <= tree.size or (row := storage.row(seq)) is None:
        return None
    proof = inclusion_proof(seq, cosigned.size, reader(tree, storage.tile, known))
    return issue(seq, cosigned.size, row.body, proof, cosigned.note)
