"""The keys to sealed payloads of the log, sealed again to one recipient: an auditor or a court who may read them."""

import json
import os
from pathlib import Path

from audit.entry_filter import EntryFilter
from audit.openings.document import Opening, seal_openings
from service.runtime import Runtime
from service.sealing.keys import CannotOpen

PAGE = 256


async def write_openings(wanted: EntryFilter, recipient: str, path: Path, runtime: Runtime) -> int:
    """Write the openings of every entry that meets the filter, has a payload and was not shredded; how many they are.

    Raises:
        OpeningRefused: the recipient's key is none.
        FileExistsError: the file is there already.
    """
    openings = []
    for start in range(0, runtime.log.size, PAGE):
        page = await runtime.log.entries(limit=PAGE, before=min(start + PAGE, runtime.log.size))
        for logged in reversed([one for one in page if one.index >= start]):
            members = json.loads(logged.body)
            if "payload" in members and wanted.matches(members):
                opening = await _opening(logged.index, members, runtime)
                openings += [opening] if opening else []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(seal_openings(runtime.log.verifier.name, recipient, openings))
    return len(openings)


async def _opening(index: int, members: dict[str, dict[str, str]], runtime: Runtime) -> Opening | None:
    """The opening of one payload, or None when it was shredded."""
    kept = await runtime.log.payload(index)
    if kept is None or not kept.wrapped_key:
        return None
    try:
        key, bound_to = runtime.sealer.opening_of_payload(str(members["request_id"]).encode(), kept.wrapped_key)
    except CannotOpen:
        return None
    return Opening(index, members["payload"]["digest"], key, bound_to)
