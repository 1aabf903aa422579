"""What was given to be verified: the checkpoint's note in it, and which of the log's keys that is of.

Standard library and `cryptography` alone.
"""

from collections.abc import Sequence
from pathlib import Path

from audit.export_files import TooLong, plain_content
from audit.extract import ExtractMalformed, is_extract, read_extract
from audit.key_chain import TrustedKey, open_with
from audit.note import MAX_NOTE_BYTES, Checkpoint, NoteRefused, NotSigned, Verifier, open_checkpoint
from audit.receipt import ReceiptMalformed, ReceiptUnsound, read_receipt
from audit.strict_json import read_json

_UNUSABLE = (ReceiptMalformed, ReceiptUnsound, ExtractMalformed, NoteRefused)


class KnownUnusable(Exception):
    """What was given as known is neither a receipt nor a checkpoint of this log."""


def note_in(path: Path) -> str:
    """The note of a receipt, an extract, a checkpoint's file or the folder of an export, none of it checked.

    Raises OSError, ValueError, KeyError, TypeError where there is none.
    """
    content = (_checkpoint_of(path) if path.is_dir() else path.read_bytes()).decode()
    if not content.lstrip().startswith("{"):
        return content
    members = read_json(content)
    return str(members["checkpoint"]) if isinstance(members, dict) else content


def _checkpoint_of(export: Path) -> bytes:
    try:
        return plain_content(export / "checkpoint", MAX_NOTE_BYTES)
    except TooLong as error:
        raise ValueError("its checkpoint is too long") from error


def origin_in(path: Path) -> str:
    """The name of the log that this says it is of. Raises KnownUnusable."""
    try:
        return note_in(path).split("\n", 1)[0]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise KnownUnusable(f"{path} is not a receipt or checkpoint: {error}") from error


def key_for(path: Path, keys: Sequence[TrustedKey]) -> Verifier:
    """Which of a log's keys to check this with. What cannot be read is left to whoever verifies it to say.

    Raises NotSigned when one of them signed it after it was retired, or none did.
    """
    try:
        note = note_in(path)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return keys[0].verifier
    try:
        return open_with(note, keys)[1].verifier
    except NotSigned:
        raise
    except NoteRefused:
        return next((key.verifier for key in reversed(keys) if _claims(note, key.verifier)), keys[0].verifier)


def _claims(note: str, verifier: Verifier) -> bool:
    """Whether the note has a line of this key, be the signature right or wrong."""
    try:
        open_checkpoint(note, verifier)
    except NotSigned:
        return False
    except NoteRefused:
        pass
    return True


def read_known(path: Path, keys: Sequence[TrustedKey]) -> Checkpoint:
    """The signed checkpoint of a receipt, extract or checkpoint file that was kept elsewhere. Raises KnownUnusable."""
    try:
        content = path.read_bytes().decode("utf-8")
        if not content.lstrip().startswith("{"):
            return open_with(content, keys)[0]
        if is_extract(read_json(content)):
            return open_with(read_extract(content).checkpoint, keys)[0]
        receipt = read_receipt(content)
        return receipt.verify(open_with(receipt.checkpoint, keys)[1].verifier)
    except OSError as error:
        raise KnownUnusable(f"{path}, given with --known, cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError, *_UNUSABLE) as error:
        raise KnownUnusable(f"{path} is not a receipt or checkpoint signed with the given key: {error}") from error
