"""Makes of the log what IG leads must hear: notices, alerts and reviews; once each, before they read any of them.

An answer's entry is durable before the answer leaves, and says in its sealed payload whom to tell. So nothing more is
written while somebody waits for an answer, no alert tells by its time that there was something to be alerted of, and
what a crash interrupted is made good by the next reading. How far the log has been read is kept beside what came of it.
"""

from typing import Final, NamedTuple

import msgspec

from audit.errors import AuditError
from audit.log import Logged
from service.emergency.notices import ToTell, tell
from service.entries import log_unavailable
from service.leaf import AFTER_ANSWERS, Leaf, read_leaf
from service.oversight.agreement_reviews import reviews_of_agreements
from service.oversight.changes import told_of_change
from service.oversight.dues import Due, notices_of, review_of
from service.oversight.late import late_reviews
from service.runtime import Runtime
from service.sealing.keys import CannotOpen
from service.store import oversight
from service.store.oversight_rows import AlertRow, ReviewRow

PAGE: Final = 500
"""Entries that are read, and what follows from them kept, at once."""


class _Payload(msgspec.Struct):
    """Of an enquiry's payload (`service.enquiry.append.Kept`), what is to be done for others."""

    due: tuple[Due, ...] = ()
    alert: str = ""


class _Page(NamedTuple):
    """What a page of the log comes to."""

    notices: list[ToTell]
    alerts: list[AlertRow]
    reviews: list[ReviewRow]


async def catch_up(runtime: Runtime) -> None:
    """Bring notices, alerts and reviews up to date with the log, the agreements and the clock.

    Raises:
        Unavailable: the log or the store does not answer. What was kept stays; the next call goes on from there.
    """
    while await _next_page(runtime):
        pass
    notices = [*reviews_of_agreements(runtime), *await late_reviews(runtime)]
    async with runtime.store.database.transaction() as transaction:
        await tell(notices, transaction, runtime)


async def _next_page(runtime: Runtime) -> bool:
    """Take in one page; whether there may be another."""
    start = await oversight.position(runtime.store.database)
    end = min(start + PAGE, runtime.log.size)
    if start >= end:
        return False
    page = await _read(start, end, runtime)
    async with runtime.store.database.transaction() as transaction:
        if await oversight.position(transaction) != start:
            return True  # another process was here first
        await tell(page.notices, transaction, runtime)
        await oversight.add_alerts(transaction, page.alerts)
        for review in page.reviews:
            await oversight.add_review(transaction, review)
        await oversight.set_position(transaction, end)
    return True


async def _read(start: int, end: int, runtime: Runtime) -> _Page:
    page = _Page([], [], [])
    try:
        for logged in reversed(await runtime.log.entries(limit=end - start, before=end)):
            await _take(logged, page, runtime)
    except AuditError:
        raise log_unavailable() from None
    return page


async def _take(logged: Logged, page: _Page, runtime: Runtime) -> None:
    leaf = read_leaf(logged)
    page.notices.extend(told_of_change(logged, leaf, runtime))
    if leaf.type not in AFTER_ANSWERS:
        return
    payload = await _payload(leaf, runtime)
    if payload.alert:
        at = leaf.time // 1_000_000
        page.alerts.append(AlertRow(leaf.index, payload.alert, leaf.staff, leaf.agency, leaf.role, leaf.purpose, at))
    if payload.due and await runtime.log.find(f"{leaf.request}-withheld") is None:
        page.notices.extend(notices_of(leaf, payload.due))
        page.reviews.extend(review_of(leaf, payload.due))


async def _payload(leaf: Leaf, runtime: Runtime) -> _Payload:
    """What the sealed payload says; nothing where its key was destroyed."""
    sealed = await runtime.log.payload(leaf.index)
    if sealed is None:
        return _Payload()
    try:
        plain = runtime.sealer.open_payload(leaf.request.encode(), sealed.ciphertext, sealed.wrapped_key)
    except CannotOpen:
        return _Payload()
    return msgspec.json.decode(plain, type=_Payload)
