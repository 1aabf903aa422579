"""Where the shards of the audit log are, which of them serves, and how they are opened together.

The first one's key and file stand where they always did. Each later one has a folder of its own, `shards/LABEL/` in the
directory (`log.key`, `log.vkey`, and on SQLite `log.db`; on PostgreSQL its tables are in the schema `audit_LABEL`). No
list says which come after which: the entry that closes a shard names the key of the next, and that key is looked for.
"""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from audit.earlier_shard import EarlierShard
from audit.errors import AuditError, KeyRefused, LogInUse
from audit.events import EventType
from audit.log import AuditLog
from audit.signer import Signer
from audit.storage.port import Storage, StorageFailed
from audit.storage.postgres import PostgresStorage
from audit.storage.postgres_schema import SCHEMA
from audit.storage.sqlite import SqliteStorage
from audit.whole_log import WholeLog
from audit.witness.policy import PolicyRefused, read_policy
from audit.witness.rounds import Watch
from service.errors import Misconfigured, ReasonCode, Unavailable
from service.settings import Settings

COMMAND = "service log new-shard"
DEMO_LOG = "demo."
"""With this begins the name of every demo's log, whose keys and agreements production refuses."""
_UNREADABLE = "A shard of the audit log cannot be read at the moment: see that its database is there and answers."


@dataclass(frozen=True, slots=True)
class ShardPlace:
    """Where one shard of the log has its keys and its entries."""

    key: Path
    public: Path
    """Its public key, for whoever checks receipts."""
    file: Path
    """On SQLite."""
    schema: str
    """On PostgreSQL."""

    @property
    def public_chain(self) -> Path:
        """The links that lead from its first key to the one in use; there once a key of it was replaced."""
        return self.public.with_name("log.keys")

    def storage(self, settings: Settings) -> Storage:
        """The log has a database of its own: a long load of records never holds up an answer."""
        if not settings.log_url:
            return SqliteStorage(self.file)
        return PostgresStorage(settings.log_url, sole=settings.mode == "production", schema=self.schema)

    def first_vkey(self) -> str:
        """The public key that it began with, by which the shard before names it. Raises KeyRefused."""
        return Signer.load(self.key).keys[0].verifier.vkey


@dataclass(frozen=True, slots=True)
class Shards:
    """What is there: the closed shards, each with its last checkpoint, and the one that serves."""

    closed: tuple[tuple[ShardPlace, str], ...]
    """Oldest first."""
    serving: ShardPlace
    broken_off: ShardPlace | None
    """The one in favour of which `serving` was closed, where it has not begun: the change was broken off."""
    prepared: tuple[ShardPlace, ...]
    """Those that have a key, and that no shard names yet."""


def first_place(settings: Settings) -> ShardPlace:
    """Where the first shard is."""
    return ShardPlace(settings.log_key_path, settings.verification_key_path, settings.log_path, SCHEMA)


def later_place(settings: Settings, label: str) -> ShardPlace:
    """Where a later shard is, or will be."""
    folder = settings.directory / "shards" / label
    return ShardPlace(folder / "log.key", folder / "log.vkey", folder / "log.db", f"{SCHEMA}_{label.lower()}")


def year_of(origin: str) -> int | None:
    """The year that a log is named after, if it is."""
    last = origin.rpartition("/")[2]
    return int(last) if len(last) == 4 and last.isascii() and last.isdigit() else None


def place_of(origin: str, settings: Settings) -> ShardPlace:
    """Where the shard with this log's name is. Raises KeyRefused where a key file cannot be read."""
    return next(
        (place for place in later_places(settings) if Signer.load(place.key).origin == origin), first_place(settings)
    )


def find_shards(settings: Settings) -> Shards:
    """Follow the shards from the first one on. Nothing is opened for writing.

    Raises:
        Misconfigured: a shard names a next one whose key is not here, or a file is missing.
        Unavailable: a database does not answer.
    """
    serving = first_place(settings)
    closed: list[tuple[ShardPlace, str]] = []
    later = later_places(settings)
    try:
        while later and (vkey := _successor(serving, settings)):
            after = next((place for place in later if place.first_vkey() == vkey), None)
            if after is None:
                raise _next_is_missing(vkey, settings)
            later.remove(after)
            if not (note := _note_before(after, settings)):
                return Shards(tuple(closed), serving, after, tuple(later))
            closed.append((serving, note))
            serving = after
    except StorageFailed as fault:
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, _UNREADABLE) from fault
    except KeyRefused as fault:
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, fault.advice) from None
    return Shards(tuple(closed), serving, None, tuple(later))


async def open_log(settings: Settings) -> WholeLog:
    """Open the newest shard for writing, and those before it for reading.

    Raises:
        Misconfigured: a key, the witness policy or the chain of shards is refused, or another process has the file.
        Unavailable: a database does not answer.
    """
    shards = find_shards(settings)
    if shards.broken_off is not None:
        raise Misconfigured(
            ReasonCode.KEY_FILE_REFUSED,
            "The change to a new log was broken off: the log before it is closed, and the new one has not begun. "
            f"Finish it with: {COMMAND}",
        )
    log = await open_shards(shards.serving, shards.closed, settings)
    if log.closed:
        await log.close()
        raise _next_is_missing("which its last entry names", settings)
    return log


async def open_shards(serving: ShardPlace, closed: Sequence[tuple[ShardPlace, str]], settings: Settings) -> WholeLog:
    """Open one shard for writing and these for reading, oldest first, each with its last checkpoint. As `open_log`."""
    earlier: list[EarlierShard] = []
    try:
        signer = Signer.load(serving.key)
        if settings.mode == "production" and signer.origin.startswith(DEMO_LOG):
            signer.close()
            raise Misconfigured(
                ReasonCode.KEY_FILE_REFUSED,
                f"The keys in {settings.directory} are the demo's. Make your own partnership's with: service init.",
            )
        watch = _witnesses(settings, signer)
        for place, note in closed:
            earlier.append(_opened(place, note, settings))
        last = earlier[-1] if earlier else None
        log = await AuditLog.open(serving.storage(settings), signer, witnesses=watch, earlier=last)
    except BaseException as fault:
        for shard in earlier:
            shard.close()
        raise _told(fault) from None
    return WholeLog(log, earlier)


def _told(fault: BaseException) -> BaseException:
    match fault:
        case PolicyRefused():
            return Misconfigured(ReasonCode.SETTINGS_REFUSED, str(fault))
        case KeyRefused():
            return Misconfigured(ReasonCode.KEY_FILE_REFUSED, fault.advice)
        case LogInUse():
            return Misconfigured(ReasonCode.STORE_IN_USE, fault.advice)
        case AuditError():
            return Unavailable(ReasonCode.LOG_UNAVAILABLE, fault.advice)
        case StorageFailed():
            return Unavailable(ReasonCode.LOG_UNAVAILABLE, _UNREADABLE)
    return fault


def _opened(place: ShardPlace, note: str, settings: Settings) -> EarlierShard:
    """A closed shard, checked to be what was signed last. Raises AuditError, StorageFailed."""
    signer = Signer.load(place.key)
    shard = EarlierShard(place.storage(settings), signer.verifier, note, signer.keys)
    try:
        shard.open()
    except BaseException:
        shard.close()
        raise
    return shard


def later_places(settings: Settings) -> list[ShardPlace]:
    """Every later shard whose key is here, in no order of time."""
    folder = settings.directory / "shards"
    return [later_place(settings, key.parent.name) for key in sorted(folder.glob("*/log.key"))]


def _successor(place: ShardPlace, settings: Settings) -> str:
    """The key that the last entry of a shard names as that of the next, or nothing."""
    with _looking_into(place, settings) as storage:
        row = storage.row(storage.head().size - 1)
    said = json.loads(row.body) if row else {}
    return str(said["details"]["next"]) if said.get("type") == EventType.SHARD_CLOSED else ""


def _note_before(place: ShardPlace, settings: Settings) -> str:
    """The last checkpoint of the shard before, as this one holds it; nothing where it has not begun."""
    with _looking_into(place, settings) as storage:
        row = storage.row(0)
    try:
        said = json.loads(row.body) if row else {}
        return str(said["details"]["before"]["note"]) if row else ""
    except (ValueError, KeyError, TypeError):
        advice = (
            f"The log in {place.key.parent} does not begin with the last checkpoint of the one before: put it back."
        )
        raise Misconfigured(ReasonCode.KEY_FILE_REFUSED, advice) from None


def _looking_into(place: ShardPlace, settings: Settings) -> "closing[Storage]":
    if not settings.log_url and not place.file.exists():
        raise Misconfigured(
            ReasonCode.KEY_FILE_REFUSED,
            f"{place.file} is missing, which holds a shard of the audit log: put it back, from a backup if need be.",
        )
    return closing(place.storage(settings))


def _next_is_missing(vkey: str, settings: Settings) -> Misconfigured:
    return Misconfigured(
        ReasonCode.KEY_FILE_REFUSED,
        f"The audit log was closed in favour of the one with the key {vkey}, and no folder of "
        f"{settings.directory / 'shards'} has that key: put the folder back.",
    )


def _witnesses(settings: Settings, signer: Signer) -> Watch | None:
    if settings.witness_policy is None:
        return None
    policy = read_policy(settings.witness_policy)
    if not policy.is_for(signer.keys):
        raise PolicyRefused(f"The witness policy {settings.witness_policy} is not for the log {signer.verifier.vkey}.")
    return Watch(policy, most_entries=settings.witness_lag_entries, most_seconds=float(settings.witness_lag_seconds))
