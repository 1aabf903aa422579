"""What a witness answers (C2SP tlog-witness): it cosigns a checkpoint that continues the last one, and nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from audit.merkle import EMPTY_ROOT, ProofRefused, verify_consistency
from audit.note import Checkpoint, NoteRefused, Verifier, open_note, parse_checkpoint, parse_signature_line, split_note
from audit.witness.cosignature import CosigningKey, cosignatures
from audit.witness.memory import Memory, MemoryUnusable
from audit.witness.wire import NOTE_TYPE, SIZE_TYPE, Submission, SubmissionRefused, latest_path, parse_submission


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP."""

    status: int
    body: str
    kind: str = NOTE_TYPE


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is remembered of one log."""

    size: int
    root: bytes
    time: int
    """When it was cosigned: the next cosignature is never earlier."""
    text: str = ""
    line: str = ""
    """Its cosignature, as it was told."""


_NOTHING = _Seen(0, EMPTY_ROOT, 0)


class WitnessOf:
    """The witness of these logs: one key, one memory, one submission of a log at a time."""

    def __init__(self, key: CosigningKey, logs: Iterable[Verifier], memory: Memory, clock: Callable[[], float]) -> None:
        self.cosigner = key.cosigner
        self._key = key
        self._memory = memory
        self._clock = clock
        self._logs: dict[str, list[Verifier]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        self._locks = {origin: Lock() for origin in self._logs}
        self._origins = {latest_path(origin): origin for origin in self._logs}

    def check_memory(self) -> None:
        """Read the whole memory: a damaged one is noticed before anything is cosigned. Raises MemoryUnusable."""
        for origin in self._logs:
            self._seen(origin)

    def add_checkpoint(self, body: bytes) -> Reply:
        """Answer a submission: 200 with the cosignature's line, or the status of tlog-witness for what is wrong."""
        try:
            submission = parse_submission(body)
            text, _ = split_note(submission.note)
            checkpoint = parse_checkpoint(text)
        except (SubmissionRefused, NoteRefused) as error:
            return _refusal(400, f"This is not a submission of a checkpoint: {error}.")
        if checkpoint.origin not in self._logs:
            return _refusal(404, "This witness does not know the log.")
        try:
            open_note(submission.note, self._logs[checkpoint.origin])
        except NoteRefused as error:
            return _refusal(403, f"The checkpoint is not signed by a key that this witness trusts: {error}.")
        if submission.old > checkpoint.size:
            return _refusal(400, "The old size is larger than the checkpoint's.")
        with self._locks[checkpoint.origin]:
            try:
                return self._judge(submission, checkpoint, text)
            except MemoryUnusable as error:
                return _refusal(500, error.advice)

    def latest(self, path: str) -> Reply:
        """The last checkpoint that was cosigned, with its signatures, for the path of a log that is witnessed here."""
        origin = self._origins.get(path)
        try:
            note = self._memory.latest(origin) if origin else None
        except MemoryUnusable as error:
            return _refusal(500, error.advice)
        return Reply(200, note) if note else _refusal(404, "Nothing was cosigned here for this log.")

    def _judge(self, submission: Submission, checkpoint: Checkpoint, text: str) -> Reply:
        seen = self._seen(checkpoint.origin)
        if submission.old != seen.size:
            return Reply(409, f"{seen.size}\n", SIZE_TYPE)
        if checkpoint.size == seen.size and checkpoint.root != seen.root:
            self._memory.keep_contradiction(checkpoint.origin, submission.note)
            return Reply(409, f"{seen.size}\n", SIZE_TYPE)
        try:
            _check_continues(seen, checkpoint, submission.proof)
        except ProofRefused as error:
            self._memory.keep_contradiction(checkpoint.origin, submission.note)
            return _refusal(422, f"The checkpoint does not continue the last one that was cosigned: {error}.")
        if seen.line and checkpoint.size == seen.size:
            return _said_before(seen, text)
        return self._cosign(submission.note, checkpoint.origin, text, seen)

    def _cosign(self, note: str, origin: str, text: str, seen: _Seen) -> Reply:
        """Remember first, then tell: who is told of a cosignature can hold the witness to it."""
        line = self._key.cosign(text, max(int(self._clock()), seen.time))
        self._memory.keep(origin, f"{_signed_by_log(note, self._logs[origin])}{line}\n")
        return Reply(200, f"{line}\n")

    def _seen(self, origin: str) -> _Seen:
        note = self._memory.latest(origin)
        if note is None:
            return _NOTHING
        try:
            text, _ = open_note(note, self._logs[origin])
            checkpoint = parse_checkpoint(text)
            (own,) = cosignatures(note, [self.cosigner])
        except (NoteRefused, ValueError) as error:
            raise MemoryUnusable("The witness's memory was damaged or is of another witness: put it right.") from error
        if checkpoint.origin != origin:
            raise MemoryUnusable("The witness's memory of one log stands in the place of another: put it right.")
        return _Seen(checkpoint.size, checkpoint.root, own.time, text, self._line_of(note))

    def _line_of(self, note: str) -> str:
        """This witness's own line of a note."""
        names = {(self.cosigner.name, self.cosigner.key_id)}
        text, _ = split_note(note)
        return next(line for line in note[len(text) + 1 :].splitlines() if _named(line, names))


def _said_before(seen: _Seen, text: str) -> Reply:
    """The cosignature that was told before: who could have a second one would choose the one that they like.

    What is drawn by lot follows from cosignatures (`audit.witness.lots`).
    """
    if text != seen.text:
        return _refusal(403, "Another text of this checkpoint was cosigned before.")
    return Reply(200, f"{seen.line}\n")


def _check_continues(seen: _Seen, checkpoint: Checkpoint, proof: tuple[bytes, ...]) -> None:
    if seen.size:
        verify_consistency(seen.size, checkpoint.size, seen.root, checkpoint.root, proof)
    elif proof:
        raise ProofRefused("the first checkpoint of a log needs no proof")


def _signed_by_log(note: str, keys: list[Verifier]) -> str:
    """The note with the signatures of the log's own keys alone: nobody else's lines are remembered."""
    text, _ = split_note(note)
    names = {(key.name, key.key_id) for key in keys}
    kept = [line for line in note[len(text) + 1 :].splitlines() if _named(line, names)]
    return "\n".join([text, *kept, ""])


def _named(line: str, names: set[tuple[str, bytes]]) -> bool:
    found = parse_signature_line(line)
    return (found.name, found.key_id) in names


def _refusal(status: int, advice: str) -> Reply:
    return Reply(status, advice + "\n")
