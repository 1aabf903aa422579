"""What witnesses cosigned at the ends of the log's blocks, for whoever draws the sample again; as public as an export.

One checkpoint with its cosignatures a line, as a JSON string; `service reviews sample --check` reads it.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path

from audit.numbering import Shard
from audit.witness.lots import BLOCK
from service.errors import NotAcceptable, ReasonCode
from service.runtime import Runtime


async def write_lots(path: Path, runtime: Runtime, shard: Shard | None = None) -> int:
    """Write them into a new file; how many they are.

    Raises:
        FileExistsError: the file is there already.
        LogUnavailable: the log does not answer.
    """
    notes = [
        json.dumps(note, ensure_ascii=False) + "\n"
        async for note in _notes(shard or runtime.log.numbering.serving, runtime)
    ]
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.writelines(notes)
    return len(notes)


def read_lots(path: Path) -> list[str]:
    """Read them, unchecked.

    Raises:
        NotAcceptable: this is no such file.
    """
    try:
        notes = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, RecursionError):
        notes = [None]
    if not all(isinstance(note, str) for note in notes):
        advice = f"{path.name} is not what `service log export --lots` wrote."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    return notes


async def _notes(shard: Shard, runtime: Runtime) -> AsyncIterator[str]:
    size = 0
    while shard.size is None or size + BLOCK <= shard.size:
        cosigned = await runtime.log.first_cosigned(shard.first + size + BLOCK - 1, BLOCK)
        if not cosigned.size:
            return
        yield cosigned.note
        size = cosigned.size
