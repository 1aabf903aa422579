"""An agency's file arrives: which connector reads it, what its manifest says, and the log's entry of the load."""

import os
import secrets
from functools import partial
from pathlib import Path

from audit.events import Actor, Entry, EventType, Operation
from connectors.catalogue import connector
from connectors.faults import FileRefused
from connectors.manifest import Manifest, beside, read_manifest, without_manifest
from service.entries import append_entry
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.intake.load import Intake, Progress, load
from service.intake.stopped import check_not_stopped
from service.intake.summary import LoadSummary
from service.intake.waiting import Link
from service.matching.shared_places import read_tokens
from service.runtime import Runtime


async def load_file(
    runtime: Runtime,
    name: str,
    file: Path,
    mapping: Path | None,
    provider: str,
    progress: Progress | None = None,
    link: Link = Link.NOW,
) -> LoadSummary:
    """Load one file and put its counts in the log.

    Args:
        name: a name of `connectors.catalogue`.
        provider: the agency's id; only needed where the file has no manifest beside it.
        link: whether records are linked as they come, or wait for `service match link`.

    Raises:
        NotAcceptable: the file, its manifest or its mapping cannot be used, or the agency is not known.
        NotPermitted: the agency's connector is suspended, or was while it loaded. What was committed stays.
        Unavailable: a disk is full or a database down. What was committed stays; run it again to go on.
    """
    try:
        reader = connector(name, mapping)
        manifest = _manifest(file, provider)
    except FileRefused as refusal:
        raise _refused(refusal.advice) from None
    check_not_stopped(manifest.provider, runtime)
    intake = Intake(
        runtime.store,
        runtime.keyring,
        runtime.model,
        workers_for(link),
        link=link,
        shared_places=read_tokens(runtime.settings.directory),
        allowed=partial(check_not_stopped, manifest.provider, runtime),
    )
    summary = await load(intake, reader, manifest, file, progress)
    await append_entry(_entry(summary, name), None, runtime)
    return summary


def workers_for(link: Link) -> int:
    """How many processes prepare records: as many as there are cores, unless linking keeps one of two busy anyway."""
    return (os.cpu_count() or 1) if link is Link.LATER else 1


def _manifest(file: Path, provider: str) -> Manifest:
    if beside(file).exists():
        return read_manifest(beside(file))
    if not provider:
        raise _refused("The file has no manifest beside it. Say whose it is: --provider police:04, for example.")
    return without_manifest(provider)


def _entry(summary: LoadSummary, name: str) -> Entry:
    """Counts and codes only; one entry for the load, and the records themselves stay sealed in the store."""
    return Entry(
        type=EventType.RECORD_LOADED,
        request_id=secrets.token_hex(16),
        actor=Actor(staff=f"connector:{name}", agency=summary.provider, role="agency_system"),
        operation=Operation.COLLECTION,
        providers=(summary.provider,),
        details=summary.tally.counts(),
    )


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("file", ReasonCode.FIELD_INVALID, advice),))
