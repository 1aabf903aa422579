"""A place is listed as one that joins nobody: whoever stands in the store with it is sealed and indexed without it.

Links that rested on it stay until they are parted, or the store is linked anew; a proposal shows them.
"""

import secrets
from typing import Final

from audit.events import Actor, Entry, EventType, Operation
from service.entries import append_entry
from service.matching.person import Person, decode, encode
from service.matching.shared_places import SharedPlaces, read_tokens, write_tokens
from service.matching.tokens import tokens_of
from service.runtime import Runtime
from service.sealing.keys import CannotOpen, Purpose
from service.sealing.seal import MATCH_OF_RECORD
from service.store.nominals_reading import Membership
from service.store.nominals_rows import HiddenRow, MemberRow
from service.store.nominals_writing import MembershipWriter
from service.store.rows import State
from service.store.writing import Writer

_AT_ONCE: Final = 10_000


async def list_place(token: bytes, by: Actor, runtime: Runtime) -> int:
    """Add a place, by its token, and leave it out of every record. Returns how many records lost it.

    Running it again goes on where a crash stopped it.

    Raises:
        Unavailable: store or log is down.
        Misconfigured: the list cannot be read.
    """
    await _note("listed", by, runtime)
    write_tokens(runtime.settings.directory, {*read_tokens(runtime.settings.directory), token})
    return await leave_out(runtime)


async def unlist_place(token: bytes, by: Actor, runtime: Runtime) -> bool:
    """Take a place off the list. Records get it back when their source sends them changed. False if it was not on."""
    tokens = read_tokens(runtime.settings.directory)
    if token not in tokens:
        return False
    await _note("unlisted", by, runtime)
    write_tokens(runtime.settings.directory, tokens - {token})
    return True


async def leave_out(runtime: Runtime) -> int:
    """Seal and index every record without the places that join nobody. Returns how many had one."""
    shared = SharedPlaces(read_tokens(runtime.settings.directory), runtime.keyring)
    last = await Membership(runtime.store.database).last_record()
    changed = 0
    for first in range(1, last + 1, _AT_ONCE):
        async with runtime.store.database.transaction() as transaction:
            membership, writer = Membership(transaction), MembershipWriter(transaction)
            rows = await membership.records(range(first, min(first + _AT_ONCE, last + 1)))
            hidden = await membership.hidden(list(rows))
            for row in rows.values():
                changed += await _seal_without(row, hidden.get(row.record), shared, writer, runtime)
    return changed


async def _seal_without(
    row: MemberRow, aside: HiddenRow | None, shared: SharedPlaces, writer: MembershipWriter, runtime: Runtime
) -> bool:
    """Where a record is hidden by a decision, it is what was set aside that has the place."""
    key, sealed = (aside.match_key, aside.match_sealed) if aside else (row.match_key, row.match_sealed)
    before = _opened(row, key, sealed, runtime)
    after = shared.without(before) if before is not None else None
    if before is None or after is None or after is before:
        return False
    fresh = runtime.sealer.fresh_key(row.provider, Purpose.MATCH, row.ref_token)
    content = runtime.sealer.seal(fresh, MATCH_OF_RECORD, row.ref_token, encode(after))
    if aside is not None:
        await writer.add_hidden(HiddenRow(row.record, fresh.wrapped, content, aside.seen_key))
        return True
    await writer.set_match(row.record, fresh.wrapped, content)
    if row.state in (State.LIVE, State.WAITING):
        old, new = set(tokens_of(before, runtime.index_key)), set(tokens_of(after, runtime.index_key))
        postings = Writer(writer.transaction)
        await postings.drop_postings((token, row.record) for token in old - new)
        await postings.add_postings((token, row.record) for token in new - old)
    return True


def _opened(row: MemberRow, key: bytes | None, sealed: bytes, runtime: Runtime) -> Person | None:
    """A record, or none where it was shredded or its agency has withdrawn its keys: nobody can find it then."""
    try:
        return decode(runtime.sealer.open_one(row.provider, MATCH_OF_RECORD, row.ref_token, key, sealed))
    except CannotOpen:
        return None


async def _note(what: str, by: Actor, runtime: Runtime) -> None:
    entry = Entry(
        type=EventType.PLACES_CHANGED,
        request_id=secrets.token_hex(16),
        actor=by,
        operation=Operation.ALTERATION,
        details={"what": what},
    )
    await append_entry(entry, None, runtime)
