"""The keys to sealed payloads of the log, sealed again to one recipient: an auditor or a court who may read them."""

import json
import os
from pathlib import Path

from audit.entry_filter import EntryFilter
from audit.numbering import Shard
from audit.openings.document import Opening, seal_openings
from service.runtime import Runtime
from service.sealing.keys import CannotOpen

PAGE = 256


async def write_openings(wanted: EntryFilter, recipient: str, path: Path, shard: Shard, runtime: Runtime) -> int:
    """Write the openings of the entries of one shard that meet the filter and have a payload with its key; how many.

    Raises:
        OpeningRefused: the recipient's key is none.
        FileExistsError: the file is there already.
    """
    openings = []
    end = runtime.log.size if shard.size is None else shard.first + shard.size
    for start in range(shard.first, end, PAGE):
        page = await runtime.log.entries(limit=PAGE, before=min(start + PAGE, end))
        for logged in reversed([one for one in page if one.index >= start]):
            members = json.loads(logged.body)
            if "payload" in members and wanted.matches(members):
                opening = await _opening(logged.index, shard.first, members, runtime)
                openings += [opening] if opening else []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(seal_openings(shard.origin, recipient, openings))
    return len(openings)


async def _opening(number: int, first: int, members: dict[str, dict[str, str]], runtime: Runtime) -> Opening | None:
    """The opening of one payload, or None when it was shredded."""
    kept = await runtime.log.payload(number)
    if kept is None or not kept.wrapped_key:
        return None
    try:
        key, bound_to = runtime.sealer.opening_of_payload(str(members["request_id"]).encode(), kept.wrapped_key)
    except CannotOpen:
        return None
    return Opening(number - first, members["payload"]["digest"], key, bound_to)
