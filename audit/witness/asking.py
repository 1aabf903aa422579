"""Asks one witness to cosign a checkpoint, starting again from whatever it says that it remembers."""

from collections.abc import Callable, Sequence

from audit.key_chain import TrustedKey
from audit.note import Checkpoint
from audit.witness.policy import Witness
from audit.witness.remote import RemoteWitness, WitnessFailed, WitnessRefused
from audit.witness.wire import Submission

ATTEMPTS = 3
LONGEST_PAUSE = 60.0
"""Seconds between two attempts at a witness that has been down for long."""

Prove = Callable[[int], tuple[bytes, ...]]
"""Gives the consistency proof from an older size to the checkpoint that is submitted."""


class Contradicted(Exception):
    """The witness remembers what is no beginning of this log, or so it says: `size`, where it told one.

    `shown` is the checkpoint by which it proves that, if it does.
    """

    def __init__(self, size: int | None, shown: Checkpoint | None) -> None:
        super().__init__("the witness contradicts the log")
        self.size = size
        self.shown = shown


class Asking:
    """One witness and what is known of it. For one thread at a time."""

    def __init__(self, witness: Witness, keys: Sequence[TrustedKey], timeout: float) -> None:
        self.name = witness.name
        self.fault = ""
        """Why it did not cosign when it was asked last, or nothing."""
        self._keys = keys
        self._remote = RemoteWitness(witness, timeout)
        self._size = 0
        self._failures = 0
        self._not_before = 0.0

    def is_due(self, now: float) -> bool:
        """Whether it is time to ask it (again)."""
        return now >= self._not_before

    def cosign(self, size: int, note: str, prove: Prove) -> str:
        """The line of its cosignature. Raises WitnessFailed, Contradicted."""
        for _ in range(ATTEMPTS):
            try:
                line = self._remote.add_checkpoint(Submission(self._size, prove(self._size), note))
            except WitnessRefused as refused:
                self._size = self._start_from(refused, size)
            else:
                self._size = size
                return line
        raise WitnessFailed("it does not settle on a size")

    def _start_from(self, refused: WitnessRefused, size: int) -> int:
        told = refused.remembers
        if refused.status == 422 or (told is not None and (told > size or told == self._size == size)):
            raise Contradicted(told, self._remembered())
        if told is None:
            raise WitnessFailed(str(refused))
        return told

    def _remembered(self) -> Checkpoint | None:
        """The checkpoint that it cosigned last; None if it shows none."""
        try:
            return self._remote.remembered(self._keys)
        except WitnessFailed:
            return None

    def succeeded(self) -> None:
        """It cosigned."""
        self.fault, self._failures, self._not_before = "", 0, 0.0

    def failed(self, fault: str, now: float, pause: float) -> None:
        """It did not: the next attempt comes after a pause, twice as long each time."""
        self.fault = fault
        self._not_before = now + min(LONGEST_PAUSE, pause * 2**self._failures)
        self._failures = min(self._failures + 1, 16)

    def close(self) -> None:
        """Let its connection go."""
        self._remote.close()
