"""Checks an extract: each of its entries against one signed checkpoint and against the filter that it says it is of."""

from collections.abc import Sequence

from audit.extract import Extract, ExtractMalformed, read_extract
from audit.merkle import ProofRefused, leaf_hash, verify_inclusion
from audit.note import Checkpoint, NoteRefused, NotSigned, Verifier, open_checkpoint
from audit.receipt import ReceiptDocument
from audit.report import Outcome, Report, unverifiable
from audit.verify_contents import parse

_ONLY_THESE = (
    "That no entry is missing: each entry here is in the log, but others that meet the filter may have been left out. "
    "Only an export of the whole log shows that.",
    "That everyone is shown the same log: for that, verify an export with --known and this checkpoint.",
)


def verify_extract(content: str | bytes, verifier: Verifier, known: Sequence[Checkpoint] = ()) -> Report:
    """Check one extract."""
    try:
        extract = read_extract(content)
        checkpoint = open_checkpoint(extract.checkpoint, verifier)
    except ExtractMalformed as error:
        return unverifiable("extract", f"This is not a whole extract: {error}.")
    except NotSigned:
        return unverifiable("extract", f"Its checkpoint was not signed with the given key ({verifier.vkey}).")
    except NoteRefused as error:
        report = Report("extract")
        report.add(Outcome.ALTERED, f"The checkpoint is not what was signed: {error}.")
        return report
    report = Report("extract", size=checkpoint.size, limits=list(_ONLY_THESE))
    _check_rows(extract, checkpoint, report)
    check_same_size(checkpoint, known, report)
    return report


def _check_rows(extract: Extract, checkpoint: Checkpoint, report: Report) -> None:
    before = -1
    for row in extract.rows:
        wrong = _fault(row, extract, checkpoint, before)
        if wrong:
            report.add(Outcome.ALTERED, f"Entry {row.index} {wrong}.", row.index)
        before = row.index
    if report.outcome is Outcome.SOUND:
        report.facts += [
            f"Each of these {len(extract.rows)} entries stands in the log {checkpoint.origin} of {checkpoint.size} "
            "entries, whose root is signed with the given key.",
            _filter_in_words(extract),
        ]


def _filter_in_words(extract: Extract) -> str:
    conditions = ", ".join(f"{name} {wanted}" for name, wanted in dict(extract.wanted.conditions).items())
    return f"Each meets the filter: {conditions}." if conditions else "They were taken without a filter."


def _fault(row: ReceiptDocument, extract: Extract, checkpoint: Checkpoint, before: int) -> str:
    """What is wrong with a row, or nothing."""
    try:
        verify_inclusion(row.index, checkpoint.size, leaf_hash(row.entry), row.proof, checkpoint.root)
        members = parse(row.entry)
    except ProofRefused as error:
        return f"or its proof is not what was signed: {error}"
    if members is None:
        return "cannot be read as an entry"
    if row.index <= before:
        return "is out of order or given twice"
    if not extract.wanted.matches(members):
        return "does not meet the filter that this extract says it is of"
    return ""


def check_same_size(checkpoint: Checkpoint, known: Sequence[Checkpoint], report: Report) -> None:
    """A log that signed two trees of one size shows different people different entries. Of others the report says that
    they could not be compared: nobody is to believe that they were."""
    for earlier in known:
        if earlier.size != checkpoint.size:
            report.limits.append(
                f"That it agrees with the log of {earlier.size} entries that you gave with --known: only an export of "
                "the whole log leads from one to the other."
            )
        elif earlier.root != checkpoint.root:
            report.add(Outcome.ROLLED_BACK, f"The log has signed two different trees of {earlier.size} entries.")
