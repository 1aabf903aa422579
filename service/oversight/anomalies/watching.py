"""Makes reviews of the log: reads it on from where it was read last, and queues what a detector says, once each.

As notices and alerts, they are made before anybody reads the queue (decision records 0013 and 0016): nothing is written
while somebody waits for an answer, and what a crash interrupted is made good by the next reading. The thresholds that
hold for an entry are those that stand in the log before it.
"""

import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from audit.errors import AuditError
from service.emergency.sealed import open_text, seal_text
from service.entries import log_unavailable
from service.oversight.anomalies.detecting import detect
from service.oversight.anomalies.drawing import draw
from service.oversight.anomalies.reading import seen_of
from service.oversight.anomalies.seen import Notice, Seen
from service.oversight.anomalies.terms import AllTerms
from service.oversight.anomalies.terms_logged import keep_terms, note_terms, terms_in, terms_kept
from service.oversight.anomalies.writing import FACTS, Found, review_of
from service.runtime import Runtime
from service.store import oversight, watching
from service.store.database import Reader, Transaction
from service.store.watching import WatchedRow

PAGE: Final = 500
"""Entries that are read, and what follows from them kept, at once."""
_DAY: Final = 86_400


class _Stretch(NamedTuple):
    """Enquiries that follow each other, and the thresholds that hold for them."""

    terms: AllTerms
    rows: list[Seen]


async def watch(runtime: Runtime) -> None:
    """Bring the queue up to date with the log and with the thresholds of the file.

    Raises:
        Unavailable: the log or the store does not answer. What was kept stays; the next call goes on from there.
        Misconfigured: the file of thresholds cannot be used.
    """
    await _read_on(runtime)
    if await note_terms(runtime):
        await _read_on(runtime)
    await draw(runtime)


async def watch_again(runtime: Runtime) -> None:
    """Forget what is watched and read the log from its beginning: what was queued once is not queued again.

    Raises:
        Unavailable: as `watch`.
    """
    async with runtime.store.database.transaction() as transaction:
        await watching.forget_all(transaction)
        await watching.set_position(transaction, 0)
        await keep_terms(transaction, AllTerms())
    await watch(runtime)


async def _read_on(runtime: Runtime) -> None:
    while await _next_page(runtime):
        pass


async def _next_page(runtime: Runtime) -> bool:
    """Take in one page; whether there may be another."""
    database = runtime.store.database
    start = await watching.position(database)
    end = min(start + PAGE, runtime.log.size)
    if start >= end:
        return False
    terms = await terms_kept(database)
    stretches = await _stretches(start, end, terms, runtime)
    async with database.transaction() as transaction:
        if await watching.position(transaction) != start:
            return True  # another process was here first
        for stretch in stretches:
            await _take(stretch, transaction, runtime)
        if stretches[-1].terms is not terms:
            await keep_terms(transaction, stretches[-1].terms)
        await watching.set_position(transaction, end)
    return True


async def _stretches(start: int, end: int, terms: AllTerms, runtime: Runtime) -> list[_Stretch]:
    """The enquiries of a page; a new stretch begins where the thresholds change."""
    found = [_Stretch(terms, [])]
    delivering = {source.provider for source in await runtime.store.sources()}
    try:
        page = await runtime.log.entries(limit=end - start, before=end)
        payloads = {one.seq: one for one in await runtime.log.payloads(start, end)}
    except AuditError:
        raise log_unavailable() from None
    for logged in reversed(page):
        changed = terms_in(logged.body)
        if changed is not None:
            found.append(_Stretch(changed, []))
        elif (row := seen_of(logged, payloads.get(logged.index), delivering, runtime)) is not None:
            found[-1].rows.append(row)
    return found


async def _take(stretch: _Stretch, transaction: Transaction, runtime: Runtime) -> None:
    """Queue what the detectors say of a stretch, and keep its enquiries for what comes later."""
    if not stretch.rows:
        return
    before = await _before(stretch.rows, transaction, runtime)
    notices: list[Notice] = []
    for (staff, agency), rows in _by_member(stretch.rows).items():
        known = before[staff, agency]
        notices += detect([*known, *rows], rows[0].entry, stretch.terms.of(agency))
    await _queue(notices, stretch.terms, transaction, runtime)
    await watching.watch_on(transaction, [_watched(row, runtime) for row in stretch.rows])
    await watching.forget(transaction, stretch.rows[-1].at - stretch.terms.longest_seconds - _DAY)


async def _queue(notices: Sequence[Notice], terms: AllTerms, transaction: Transaction, runtime: Runtime) -> None:
    named = {_once(notice, runtime): notice for notice in reversed(notices)}
    known = await watching.queued_already(transaction, list(named))
    for once, notice in sorted(named.items(), key=lambda one: (one[1].seen.entry, one[1].kind)):
        if once not in known:
            found = Found(notice.why, notice.entries)
            hours = terms.of(notice.seen.agency).due_hours
            await oversight.add_review(transaction, review_of(notice.kind, notice.seen, once, found, hours, runtime))


def _once(notice: Notice, runtime: Runtime) -> str:
    """What tells a notice from every other: keyed, because it may hold about whom a refusal was."""
    parts = (notice.kind, notice.seen.staff, notice.seen.agency, notice.once)
    message = b"golden-thread review v1\0" + "\0".join(parts).encode()
    return hmac.new(runtime.keyring.pseudonym_key, message, sha256).hexdigest()[:32]


def _by_member(rows: Iterable[Seen]) -> dict[tuple[str, str], list[Seen]]:
    found: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for row in rows:
        found[row.staff, row.agency].append(row)
    return found


async def _before(rows: Sequence[Seen], reader: Reader, runtime: Runtime) -> dict[tuple[str, str], list[Seen]]:
    """What is kept of the same people's enquiries, in order; one whose key is gone is passed over."""
    kept = await watching.watched(reader, sorted({row.staff for row in rows}))
    return defaultdict(list, _by_member(row for one in kept if (row := _opened(one, runtime)) is not None))


def _watched(row: Seen, runtime: Runtime) -> WatchedRow:
    facts = msgspec.json.encode(row).decode()
    sealed = seal_text(FACTS, f"watched/{row.entry}", facts, runtime)
    return WatchedRow(row.entry, row.staff, row.agency, row.at, sealed.key, sealed.sealed)


def _opened(one: WatchedRow, runtime: Runtime) -> Seen | None:
    facts = open_text(FACTS, f"watched/{one.entry}", one.facts_key, one.facts_sealed, runtime)
    return msgspec.json.decode(facts, type=Seen) if facts else None
