"""The receipt of an entry: the entry, the proof that it is in the log, and the log's signature, checkable by anyone.

As JSON (`golden-thread-receipt/1`) it is one object with exactly these members:

- `format`: `golden-thread-receipt/1`
- `index`: the entry's number in the log, from 0
- `size`: the size of the log that the proof and the checkpoint are of
- `entry`: the entry's exact text; SHA-256 of a zero byte and its UTF-8 bytes is the leaf (RFC 6962)
- `proof`: the RFC 9162 inclusion proof, base64, lowest sibling first
- `checkpoint`: the signed note (C2SP tlog-checkpoint) whose root the proof leads to; a receipt that is asked for later
  has the cosignatures of witnesses on it (C2SP tlog-cosignature)
"""

import base64
import json
from binascii import b2a_base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from audit.merkle import ProofRefused, leaf_hash, verify_inclusion
from audit.note import Checkpoint, NoteRefused, Verifier, open_checkpoint
from audit.strict_json import NotStrict, read_json

FORMAT = "golden-thread-receipt/1"
_quoted = json.encoder.encode_basestring
_MEMBERS = {"format", "index", "size", "entry", "proof", "checkpoint"}


class ReceiptMalformed(Exception):
    """This is not a receipt in the format that this program reads."""


class ReceiptUnsound(Exception):
    """The receipt is well formed and does not prove its entry; the message says why."""


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """What a receipt says. Anyone can write one down: it is worth what `verify` says."""

    index: int
    size: int
    entry: bytes
    proof: tuple[bytes, ...]
    checkpoint: str

    def to_json(self) -> str:
        """The receipt as compact JSON."""
        proof = ",".join([f'"{b2a_base64(one, newline=False).decode()}"' for one in self.proof])
        return (
            f'{{"format":"{FORMAT}","index":{self.index},"size":{self.size},"entry":{_quoted(self.entry.decode())},'
            f'"proof":[{proof}],"checkpoint":{_quoted(self.checkpoint)}}}'
        )

    @staticmethod
    def from_json(text: str | bytes) -> "ReceiptDocument":
        """Read a receipt. Raises ReceiptMalformed. What is read is a claim, not yet a proof."""
        return read_receipt(text)

    def verify(self, verifier: Verifier) -> Checkpoint:
        """The signed checkpoint that holds this entry. Raises ReceiptUnsound."""
        try:
            checkpoint = open_checkpoint(self.checkpoint, verifier)
            if checkpoint.size != self.size:
                raise ReceiptUnsound("its size is not the size that the log signed")
            verify_inclusion(self.index, self.size, leaf_hash(self.entry), self.proof, checkpoint.root)
        except (NoteRefused, ProofRefused) as error:
            raise ReceiptUnsound(str(error)) from error
        return checkpoint


_ISSUED_BY_THE_LOG = object()


class Standing(NamedTuple):
    """What all receipts of one commit have in common."""

    size: int
    checkpoint: str
    prove: Callable[[int], tuple[bytes, ...]]
    """Gives the inclusion proof of an entry, by its index, in the tree of this size."""


class Receipt(ReceiptDocument):
    """A receipt that the log itself issued in this process, after the entry was durable. Only `audit.log` makes one.

    Its proof is made when it is asked for, from the tree that was signed: to make them all would slow a busy log down.
    """

    __slots__ = ("_standing",)
    _standing: Standing

    def __init__(self, index: int, entry: bytes, standing: Standing, issuer: object = None) -> None:
        if issuer is not _ISSUED_BY_THE_LOG:
            raise TypeError("only the log issues receipts")
        _put(self, "index", index)
        _put(self, "entry", entry)
        _put(self, "_standing", standing)

    @property
    def size(self) -> int:
        """The size of the log that the proof and the checkpoint are of."""
        return self._standing.size

    @property
    def proof(self) -> tuple[bytes, ...]:
        """The inclusion proof, lowest sibling first."""
        return self._standing.prove(self.index)

    @property
    def checkpoint(self) -> str:
        """The signed note."""
        return self._standing.checkpoint


_put = object.__setattr__


def issue(index: int, size: int, entry: bytes, proof: tuple[bytes, ...], checkpoint: str) -> Receipt:
    """For `audit.log` alone: the receipt of an entry that is durable and signed, with a proof that is made already."""
    return Receipt(index, entry, Standing(size, checkpoint, lambda _: proof), _ISSUED_BY_THE_LOG)


def issue_together(entries: Iterable[tuple[int, bytes]], standing: Standing) -> list[Receipt]:
    """For `audit.log` alone: the receipts of entries, by index, that one commit made durable and signed."""
    return [Receipt(index, entry, standing, _ISSUED_BY_THE_LOG) for index, entry in entries]


def read_receipt(text: str | bytes) -> ReceiptDocument:
    """Read the JSON form strictly: exactly the members of the format, once each. Raises ReceiptMalformed."""
    try:
        members = read_json(text)
        if not isinstance(members, dict) or set(members) != _MEMBERS or members["format"] != FORMAT:
            raise ReceiptMalformed("it does not have the members of golden-thread-receipt/1")
        index, size, entry = members["index"], members["size"], members["entry"]
        checkpoint, proof = members["checkpoint"], members["proof"]
        if type(index) is not int or type(size) is not int or not isinstance(entry, str):
            raise ReceiptMalformed("its index, size or entry has the wrong type")
        if not isinstance(checkpoint, str) or not isinstance(proof, list):
            raise ReceiptMalformed("its checkpoint or proof has the wrong type")
        return ReceiptDocument(index, size, entry.encode(), tuple(_digest(h) for h in proof), checkpoint)
    except NotStrict as error:
        raise ReceiptMalformed(str(error)) from error
    except UnicodeEncodeError as error:
        raise ReceiptMalformed("its entry is not Unicode text") from error


def _digest(text: object) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except ValueError:  # of which binascii.Error is one
        raw = b""
    if len(raw) != 32 or base64.b64encode(raw).decode() != text:
        raise ReceiptMalformed("a hash of its proof is not 32 bytes in base64")
    return raw
