"""Reviews that nobody has decided in time: the agencies concerned are told once."""

from service.emergency.notices import ToTell
from service.emergency.words import NoticeKind
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Reader
from service.store.oversight_rows import OPEN, ReviewRow


async def late_reviews(runtime: Runtime) -> list[ToTell]:
    """The notices of reviews whose time is over.

    Raises:
        Unavailable: the store does not answer.
    """
    database, now = runtime.store.database, runtime.clock.now()
    told: list[ToTell] = []
    for row in await oversight.reviews(database, OPEN):
        if row.due >= now:
            break  # those that are due first come first
        text = f"Review {row.id}, of what {row.staff} ({row.role}) did, is late. Claim it and decide it."
        told += [
            ToTell(f"review/{row.id}", NoticeKind.REVIEW_LATE, agency, text, row.due, emergency=row.emergency,
                   entry=row.entry)
            for agency in await agencies_of(row, database)
        ]  # fmt: skip
    return told


async def agencies_of(row: ReviewRow, reader: Reader) -> list[str]:
    """Whose IG leads may review: the asker's agency's, and those of agencies whose records an emergency opened."""
    emergency = await oversight.emergency_of(reader, row.emergency) if row.emergency else None
    return sorted({row.agency, *(emergency.holders if emergency else ())})
