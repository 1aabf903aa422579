"""The body of `POST /add-checkpoint` (C2SP tlog-witness): the size that the witness saw last, a proof, a checkpoint."""

from dataclasses import dataclass
from hashlib import sha256

from audit.merkle import HASH_BYTES
from audit.note import MAX_SIZE, NoteRefused, from_base64, to_base64

ADD_CHECKPOINT = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
NOTE_TYPE = "text/plain; charset=utf-8"
MAX_PROOF = 63
MAX_BODY = 64 * 1024
"""Bytes of a request or an answer: a proof takes under 3 KiB, and a checkpoint with all our cosignatures under 2."""


class SubmissionRefused(Exception):
    """The body is not a submission of a checkpoint."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A checkpoint that a witness is asked to cosign."""

    old: int
    """The size of the last tree that the witness cosigned, as the log believes."""
    proof: tuple[bytes, ...]
    note: str


def submission_body(submission: Submission) -> bytes:
    """The bytes of a submission."""
    lines = [f"old {submission.old}", *map(to_base64, submission.proof), "", submission.note]
    return "\n".join(lines).encode()


def parse_submission(body: bytes) -> Submission:
    """Read a submission strictly. Raises SubmissionRefused."""
    try:
        head, blank, note = body.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise SubmissionRefused("it is not UTF-8") from error
    first, *proof = head.split("\n")
    word, space, size = first.partition(" ")
    if not blank or word != "old" or not space:
        raise SubmissionRefused("it begins with `old`, a space and a size, then the proof and an empty line")
    if len(proof) > MAX_PROOF:
        raise SubmissionRefused("a proof has at most 63 hashes")
    return Submission(parse_size(size), tuple(map(_hash, proof)), note)


def parse_size(text: str) -> int:
    """A size in plain decimal. Raises SubmissionRefused."""
    if not (text.isascii() and text.isdigit()) or (len(text) > 1 and text[0] == "0") or int(text[:20]) > MAX_SIZE:
        raise SubmissionRefused("a size is a plain number")
    return int(text)


def latest_path(origin: str) -> str:
    """Where a witness of ours shows the last checkpoint that it cosigned for a log: what it remembers, with its proof.

    Not in tlog-witness, which leaves retrieval open.
    """
    return f"/checkpoint/{sha256(origin.encode()).hexdigest()}"


def _hash(line: str) -> bytes:
    try:
        found = from_base64(line)
    except NoteRefused as error:
        raise SubmissionRefused("a hash of the proof is not base64") from error
    if len(found) != HASH_BYTES:
        raise SubmissionRefused("a hash of the proof is not 32 bytes")
    return found
