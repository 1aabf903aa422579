"""Checks a receipt, or an exported log, with the log's public key alone: no service, no network, nobody's word.

Imports only the standard library and `cryptography` (through `audit.note`), so that this folder runs on any laptop.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from audit.export_files import TooLong, plain_content
from audit.extract import is_extract
from audit.merkle import ProofRefused
from audit.note import MAX_NOTE_BYTES, Checkpoint, NoteRefused, NotSigned, Verifier, open_checkpoint
from audit.receipt import ReceiptMalformed, ReceiptUnsound, read_receipt
from audit.report import Outcome, Report, unverifiable
from audit.strict_json import NotStrict, read_json
from audit.verify_contents import parse
from audit.verify_extract import check_same_size, verify_extract
from audit.verify_log import check_log

_ONLY_A_RECEIPT = (
    "That nothing else was disclosed: a receipt proves its own entry, not that there is no other.",
    "That everyone is shown the same log: for that, verify an export with --known and this receipt.",
)
_ONLY_THIS_EXPORT = (
    "That nothing was added after this checkpoint, or that everyone is shown the same log: keep receipts elsewhere and "
    "give them with --known.",
    "That what happened outside the service was logged.",
)


def verify_path(
    path: Path,
    verifier: Verifier,
    known: Sequence[Checkpoint] = (),
    deep: bool = True,
    processes: int | None = None,
    erased: Collection[int] = (),
) -> Report:
    """Check a receipt file or an export's folder against the key and what is already known of the log.

    `deep` reads what the entries say and checks their payloads; without it only the hashes are checked. `erased` are
    the entries of an export whose payload was shredded as a later shard of the log says.
    """
    if path.is_dir():
        return verify_export(path, verifier, known, deep, processes, erased)
    try:
        content = path.read_bytes()
    except OSError as error:
        return unverifiable(
            "receipt", f"{path} cannot be read: {error.strerror}. Give a receipt, an extract or an export."
        )
    return verify_content(content, verifier, known)


def verify_content(content: bytes, verifier: Verifier, known: Sequence[Checkpoint] = ()) -> Report:
    """Check a receipt or an extract: whichever this is."""
    try:
        members = read_json(content)
    except NotStrict:
        members = None
    if is_extract(members):
        return verify_extract(content, verifier, known)
    return verify_receipt(content, verifier, known)


def verify_receipt(content: str | bytes, verifier: Verifier, known: Sequence[Checkpoint] = ()) -> Report:
    """Check one receipt."""
    try:
        receipt = read_receipt(content)
    except ReceiptMalformed as error:
        return unverifiable("receipt", f"This is not a whole receipt: {error}.")
    report = Report("receipt", size=receipt.size, limits=list(_ONLY_A_RECEIPT))
    try:
        checkpoint = receipt.verify(verifier)
    except ReceiptUnsound as error:
        if isinstance(error.__cause__, NotSigned):
            return unverifiable("receipt", f"It was not signed with the given key ({verifier.vkey}).")
        report.add(Outcome.ALTERED, f"Entry {receipt.index}: {_reason(error)}.", receipt.index)
        return report
    report.facts += [
        f"Entry {receipt.index} stands in the log {checkpoint.origin} of {checkpoint.size} entries.",
        f"The log's root {checkpoint.root.hex()} is signed with the given key.",
        *_who_and_when(receipt.entry),
        f"The entry reads: {receipt.entry.decode()}",
    ]
    check_same_size(checkpoint, known, report)
    return report


def _who_and_when(entry: bytes) -> list[str]:
    """One line of what a person looks for first; nothing where the entry is not of this form."""
    members = parse(entry) or {}
    time, kind, actor = members.get("time"), members.get("type"), members.get("actor")
    agency = actor.get("agency") if isinstance(actor, dict) else None
    if type(time) is not int or not isinstance(kind, str) or not isinstance(agency, str):
        return []
    try:
        when = datetime.fromtimestamp(time // 1_000_000, UTC)
    except (ValueError, OverflowError, OSError):
        return []
    return [f"It is {kind}, by {agency}, on {when:%Y-%m-%d at %H:%M:%S} UTC."]


def _reason(error: ReceiptUnsound) -> str:
    if isinstance(error.__cause__, ProofRefused):
        return f"the entry or its proof is not what was signed ({error})"
    if isinstance(error.__cause__, NoteRefused):
        return f"the log's signature does not hold ({error})"
    return str(error)


def verify_export(
    directory: Path,
    verifier: Verifier,
    known: Sequence[Checkpoint] = (),
    deep: bool = True,
    processes: int | None = None,
    erased: Collection[int] = (),
) -> Report:
    """Check an exported log whole; see `verify_path`. `processes`: by default one for each processor."""
    report = Report("log", limits=list(_ONLY_THIS_EXPORT))
    try:
        note = plain_content(directory / "checkpoint", MAX_NOTE_BYTES).decode("utf-8")
        if not note:
            return unverifiable("log", "The log held no entry when it was exported: there is nothing to check.")
        checkpoint = open_checkpoint(note, verifier)
    except (OSError, TooLong, UnicodeDecodeError):
        return unverifiable("log", "There is no readable checkpoint in this folder: is it an export of a log?")
    except NotSigned:
        return unverifiable("log", f"Its checkpoint was not signed with the given key ({verifier.vkey}).")
    except NoteRefused as error:
        report.add(Outcome.ALTERED, f"The checkpoint is not what was signed: {error}.")
        return report
    report.size = checkpoint.size
    check_log(directory, checkpoint, verifier, known, report, deep, processes, erased)
    return report
