"""The log in yearly shards: each a log with an origin and key of its own, and each begins where the last one ended.

1. `close_shard` appends `shard.closed` as the last entry of a log: under that log's signature it names the next one's
   key. The log takes nothing after it, but still answers a retry of what it holds.
2. `begin_shard` appends `shard.begun` as the first entry of the next log: it holds the last checkpoint of the one
   before, with its cosignatures. `audit.verify_shards` holds the two together.

Each step can be run again after a fault: the entries have request ids of their own.
"""

from dataclasses import dataclass

from audit.errors import EntryRefused
from audit.events import Actor, Entry, EventType
from audit.log import AuditLog
from audit.note import Verifier
from audit.receipt import Receipt


@dataclass(frozen=True, slots=True)
class ShardEnd:
    """Where a closed shard ended: its last checkpoint, signed and as far as may be cosigned."""

    origin: str
    size: int
    root: bytes
    note: str


async def close_shard(log: AuditLog, actor: Actor, successor: Verifier) -> ShardEnd:
    """Close this log with an entry that names the key of the next; gives where it ended.

    Where witnesses watch it, some seconds are spent on their cosignatures. Raises EntryRefused where it was closed in
    favour of another key, or the key is this log's own, and as `append`.
    """
    if successor.name == log.verifier.name:
        raise EntryRefused("The next shard is another log: give it a name of its own, such as one with its year.")
    await log.append(
        Entry(
            type=EventType.SHARD_CLOSED,
            request_id=f"shard-closed-{log.verifier.key_id.hex()}",
            actor=actor,
            details={"next": successor.vkey},
        )
    )
    cosigned = await log.cosigned_soon(log.size)
    note = cosigned.note if cosigned.size == log.size and not cosigned.retired else log.checkpoint
    return ShardEnd(log.verifier.name, log.size, log.root, note)


async def begin_shard(log: AuditLog, actor: Actor, before: ShardEnd) -> Receipt:
    """Begin this log with an entry that commits to where the one before it ended.

    Raises EntryRefused where this log holds something else already, and as `append`.
    """
    request_id = f"shard-begun-{log.verifier.key_id.hex()}"
    first = await log.entry(0)
    if first is not None and await log.find(request_id) != first:
        raise EntryRefused("This log holds entries already: only an empty one can begin a shard.")
    details = {"origin": before.origin, "root": before.root.hex(), "size": before.size, "note": before.note}
    return await log.append(Entry(EventType.SHARD_BEGUN, request_id, actor, details={"before": details}))
