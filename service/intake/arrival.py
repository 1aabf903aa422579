"""An agency's file arrives: which connector reads it, what its manifest says, and the log's entry of the load."""

import secrets
from pathlib import Path

from audit.events import Actor, Entry, EventType, Operation
from connectors.catalogue import connector
from connectors.faults import FileRefused
from connectors.manifest import Manifest, beside, read_manifest, without_manifest
from service.entries import append_entry
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.intake.load import Intake, Progress, load
from service.intake.summary import LoadSummary
from service.matching.shared_places import read_tokens
from service.runtime import Runtime


async def load_file(
    runtime: Runtime, name: str, file: Path, mapping: Path | None, provider: str, progress: Progress | None = None
) -> LoadSummary:
    """Load one file and put its counts in the log.

    Args:
        name: a name of `connectors.catalogue`.
        provider: the agency's id; only needed where the file has no manifest beside it.

    Raises:
        NotAcceptable: the file, its manifest or its mapping cannot be used, or the agency is not known.
        Unavailable: a disk is full or a database down. What was committed stays; run it again to go on.
    """
    try:
        reader = connector(name, mapping)
        manifest = _manifest(file, provider)
    except FileRefused as refusal:
        raise _refused(refusal.advice) from None
    shared = read_tokens(runtime.settings.directory)
    intake = Intake(runtime.store, runtime.keyring, runtime.model, shared_places=shared)
    summary = await load(intake, reader, manifest, file, progress)
    await append_entry(_entry(summary, name), None, runtime)
    return summary


def _manifest(file: Path, provider: str) -> Manifest:
    if beside(file).exists():
        return read_manifest(beside(file))
    if not provider:
        raise _refused("The file has no manifest beside it. Say whose it is: --provider police:04, for example.")
    return without_manifest(provider)


def _entry(summary: LoadSummary, name: str) -> Entry:
    """Counts and codes only; one entry for the load, and the records themselves stay sealed in the store."""
    tally = summary.tally
    return Entry(
        type=EventType.RECORD_LOADED,
        request_id=secrets.token_hex(16),
        actor=Actor(staff=f"connector:{name}", agency=summary.provider, role="agency_system"),
        operation=Operation.COLLECTION,
        providers=(summary.provider,),
        details={
            "read": tally.read,
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "linked": tally.linked,
            "asked": tally.asked,
            "held": tally.held,
            "quarantined": dict(sorted(tally.quarantined.items())),
        },
    )


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("file", ReasonCode.FIELD_INVALID, advice),))
