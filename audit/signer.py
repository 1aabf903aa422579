"""The log's signing key, and the signer's own memory of what it last signed, beside the key and not in the database.

While a key is being replaced (`audit.rotation`) the incoming one stands beside it, and both sign every checkpoint. The
chain of receipts that led from earlier keys to this one stands beside it too: what they signed still counts.
It keeps its own peaks and extends them with the leaves that it is given, so that by construction it signs nothing
that does not begin with everything it signed before. Across restarts the memory file holds the last size and root.
"""

import fcntl
import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from audit.errors import KeyRefused, LogFrozen
from audit.key_chain import ChainBroken, keys_of, read_chain
from audit.merkle import ProofRefused, extend, root_of_peaks, verify_consistency
from audit.note import (
    Checkpoint,
    NoteRefused,
    Secret,
    Verifier,
    open_note,
    parse_checkpoint,
    parse_skey,
    secret_from_seed,
)
from audit.private_file import read_private, write_private
from audit.receipt import ReceiptDocument

_RECORD = 72
"""Size (8), root (32) and the SHA-256 of both (32): written twice in turn, so that a torn write leaves the other."""


def create_key(path: Path, name: str) -> Verifier:
    """Make a new signing key for the log `name` in a file that only its owner may read. Raises KeyRefused."""
    try:
        secret = secret_from_seed(name, token_bytes(32))
    except NoteRefused as error:
        raise KeyRefused(f"The log's name cannot be used: {error}.") from error
    write_private(path, secret.skey)
    return secret.verifier


def read_key(path: Path) -> Secret:
    """The signing key in a file. Raises KeyRefused, saying what to do and echoing nothing of it."""
    try:
        return parse_skey(read_private(path, "The log's signing key"))
    except NoteRefused as error:
        raise KeyRefused(f"{path} is not a signing key of a log ({error}): put the right key file there.") from error


def incoming_key(path: Path) -> Path:
    """Where the key stands that shall replace the one in `path`, while both sign."""
    return path.with_name(path.name + ".incoming")


def chain_beside(key: Path) -> Path:
    """Where the chain of keys stands that leads to the key in `key`: a receipt of a change of key a line."""
    return key.with_name(key.name + ".chain")


class Signer:
    """Signs checkpoints of one growing log, with its key and the incoming one if there is one, and remembers.

    Open it once in a process. Several processes of one log on one machine may share the key and the memory file.
    """

    def __init__(
        self, secret: Secret, memory: Path, incoming: Secret | None = None, chain: Sequence[ReceiptDocument] = ()
    ) -> None:
        self.verifier = secret.verifier
        self._secrets = (secret, incoming) if incoming else (secret,)
        self.keys = keys_of(self.verifiers, chain)
        """All keys that the log has signed with, oldest first, each with the size up to which it counts."""
        self._memory = memory
        self._peaks: tuple[bytes, ...] = ()
        self._size = 0
        self._file = -1
        self._slot = 1
        self._last = 0
        self._written = b""

    @classmethod
    def load(cls, key: Path, memory: Path | None = None) -> "Signer":
        """The signer with this key file; its memory stands beside it (`NAME.signed`) unless told otherwise.

        An incoming key beside it (`NAME.incoming`) signs too; the chain beside it (`NAME.chain`) tells of the keys
        before it. Raises KeyRefused.
        """
        secret = read_key(key)
        chain = chain_beside(key)
        try:
            links = read_chain(chain) if chain.exists() else []
            return cls(secret, memory or key.with_name(key.name + ".signed"), _read_incoming(key, secret), links)
        except (ChainBroken, OSError, UnicodeDecodeError) as error:
            raise KeyRefused(f"The chain of the log's keys {chain} cannot be used ({error}): put it right.") from error

    @property
    def origin(self) -> str:
        """The log's name, as it stands in its checkpoints."""
        return self.verifier.name

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """The public keys of all that sign now, the outgoing one first."""
        return tuple(secret.verifier for secret in self._secrets)

    @property
    def size(self) -> int:
        """The size that it would sign next."""
        return self._size

    def remembered(self) -> tuple[int, bytes] | None:
        """The last size and root that were signed with this memory, or None if nothing was. Raises KeyRefused."""
        if self._file < 0:
            try:
                self._file = os.open(self._memory, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise KeyRefused(f"The signer's memory {self._memory} cannot be opened: {error.strerror}.") from error
        content = os.pread(self._file, 2 * _RECORD + 1, 0)
        if not content:
            return None
        slots = [_unpack(content[start : start + _RECORD]) for start in (0, _RECORD)]
        found = [record for record in slots if record]
        if not found:
            raise KeyRefused(
                f"The signer's memory {self._memory} is damaged. Verify an export of the log against a receipt kept "
                "elsewhere; only then remove the file."
            )
        last = max(found)
        self._slot, self._last, self._written = slots.index(last), last[0], content
        return last

    def resume(self, size: int, peaks: tuple[bytes, ...]) -> None:
        """Start from a state of the log that was checked against `remembered()`."""
        self._size, self._peaks = size, peaks

    def sign(self, leaves: list[bytes], size: int, peaks: tuple[bytes, ...]) -> str:
        """The signed checkpoint after these leaves were added to what was signed before.

        Raises LogFrozen, signing nothing, when size or peaks are not what the leaves lead to.
        """
        if self._size + len(leaves) != size or extend(self._size, self._peaks, leaves) != peaks:
            raise LogFrozen("The log's head does not follow from what was signed before: nothing was signed.")
        root = root_of_peaks(peaks)
        note = self._note(Checkpoint(self.origin, size, root).text())
        self._remember(size, root)
        self._size, self._peaks = size, peaks
        return note

    def sign_beginning(self, size: int, root: bytes, proof: Sequence[bytes], signed: str) -> str:
        """The signed checkpoint of the first `size` entries of a larger one that this signer signed (its note).

        Nothing new is said by it: `proof` (RFC 6962) shows that the larger one begins with it. Raises LogFrozen,
        signing nothing, where it does not.
        """
        try:
            text, _ = open_note(signed, self.verifiers)
            larger = parse_checkpoint(text)
            verify_consistency(size, larger.size, root, larger.root, proof)
        except (NoteRefused, ProofRefused) as error:
            raise LogFrozen(
                "What is stored of the log does not lead to what was signed: nothing was signed."
            ) from error
        return self._note(Checkpoint(self.origin, size, root).text())

    def _note(self, text: str) -> str:
        """The note with a signature line of each key."""
        first, *more = (secret.sign(text) for secret in self._secrets)
        return first + "".join(note[len(text) + 1 :] for note in more)

    def _remember(self, size: int, root: bytes) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if os.pread(self._file, 2 * _RECORD, 0) != self._written:  # another process has signed meanwhile
                self.remembered()
            if self._last < size:
                self._slot ^= 1
                record = _pack(size, root)
                os.pwrite(self._file, record, self._slot * _RECORD)
                self._last = size
                slots = [self._written[:_RECORD], self._written[_RECORD:]]
                slots[self._slot] = record
                self._written = slots[0] + slots[1]
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Write the memory through to the disk and let go of it."""
        if self._file >= 0:
            os.fsync(self._file)
            os.close(self._file)
            self._file = -1


def _read_incoming(key: Path, secret: Secret) -> Secret | None:
    path = incoming_key(key)
    if not path.exists():
        return None
    found = read_key(path)
    if found.verifier.name != secret.verifier.name or found.verifier.key_id == secret.verifier.key_id:
        raise KeyRefused(f"{path} is not another key of the same log: put the right file there, or take it away.")
    return found


def _pack(size: int, root: bytes) -> bytes:
    record = size.to_bytes(8, "big") + root
    return record + sha256(record).digest()


def _unpack(record: bytes) -> tuple[int, bytes] | None:
    content, digest = record[:40], record[40:]
    if sha256(content).digest() != digest:
        return None
    return int.from_bytes(content[:8], "big"), content[8:]
