"""What a witness remembers: for each log the last checkpoint that it cosigned, on the disk before anyone is told of it.

One file a log: the checkpoint's whole note, with the log's signature and the witness's own. Whoever reads it can check
it, and what was damaged is noticed. A witness that lost its memory must not start again from nothing, unseen.
"""

import contextlib
import fcntl
import os
from hashlib import sha256
from pathlib import Path

from audit.errors import AuditError

MOST_CONTRADICTIONS = 32
"""How many checkpoints that contradict the memory are kept as evidence: enough to see, too few to fill a disk."""


class MemoryUnusable(AuditError):
    """The witness's memory cannot be read or written. It cosigns nothing."""


class Memory:
    """The folder of one witness, for one process at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = -1

    def open(self) -> None:
        """Take the folder, making it if it is not there. Raises MemoryUnusable."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise MemoryUnusable(f"The witness cannot keep its memory in {self._folder}: {error.strerror}.") from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise MemoryUnusable(
                f"Another witness is using {self._folder}: stop it, or give another folder."
            ) from error
        self._lock = lock

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def latest(self, origin: str) -> str | None:
        """The note of the last checkpoint that was cosigned for this log, or None. Raises MemoryUnusable."""
        try:
            return self._path(origin).read_bytes().decode()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise MemoryUnusable(f"The witness's memory in {self._folder} cannot be read.") from error

    def keep(self, origin: str, note: str) -> None:
        """Replace what is remembered of this log; returns once it is on the disk. Raises MemoryUnusable."""
        try:
            self._write(self._path(origin), note)
        except OSError as error:
            raise MemoryUnusable(f"The witness's memory in {self._folder} cannot be written.") from error

    def keep_contradiction(self, origin: str, note: str) -> None:
        """Keep, as evidence, a checkpoint that the log signed and that contradicts what is remembered."""
        kept = f"{_stem(origin)}.contradiction-{sha256(note.encode()).hexdigest()[:16]}"
        with contextlib.suppress(OSError):
            if sum(1 for _ in self._folder.glob("*.contradiction-*")) < MOST_CONTRADICTIONS:
                self._write(self._folder / kept, note)

    def contradictions(self, origin: str) -> list[str]:
        """The evidence that was kept about one log."""
        return [path.read_text("utf-8") for path in sorted(self._folder.glob(f"{_stem(origin)}.contradiction-*"))]

    def _path(self, origin: str) -> Path:
        return self._folder / f"{_stem(origin)}.checkpoint"

    def _write(self, path: Path, note: str) -> None:
        """All or nothing: a new file, flushed, takes the place of the old one; then the folder is flushed."""
        fresh = path.with_suffix(path.suffix + ".new")
        with fresh.open("wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _stem(origin: str) -> str:
    return sha256(origin.encode()).hexdigest()
