"""An emergency opens something: first it is kept what and whose, and the owners are told; only then may it leave."""

from collections.abc import Collection, Mapping

from service.emergency.notices import ToTell, tell
from service.emergency.words import NoticeKind
from service.errors import Overtaken, ReasonCode
from service.runtime import Runtime
from service.store import oversight
from service.store.oversight_rows import EmergencyRow


async def open_for(
    emergency: EmergencyRow,
    opened: Mapping[str, Collection[str]],
    subject: str,
    request: str,
    runtime: Runtime,
    *,
    named: Collection[str],
) -> None:
    """Keep that an answer opens records, and tell the agencies whose records they are.

    Args:
        emergency: as it stood when the question came.
        opened: the kinds of record, and of whom, by the agency that owns them.
        subject: the pseudonym of the person asked about.
        request: the id of the enquiry.
        runtime: the store, the clock and the keys.
        named: those of the agencies whose name the asker is told. Nobody else of the asker's agency reads the others.

    Raises:
        Overtaken: its time ran out meanwhile; nothing may leave under it.
        Unavailable: it could not be kept; nothing may leave.
    """
    now = runtime.clock.now()
    async with runtime.store.database.transaction() as transaction:
        row = await oversight.emergency_of(transaction, emergency.id)
        if row is None or not row.is_open(now):
            raise _over()
        owners = row.opened_more(opened, named)
        await oversight.use_emergency(transaction, row._replace(subject=subject, owners=owners, uses=row.uses + 1))
        ground = runtime.agreements.grounds().get(row.ground, row.ground)
        notices = [_to_owner(row, agency, kinds, request, now, ground) for agency, kinds in sorted(opened.items())]
        await tell(notices, transaction, runtime)


def _to_owner(row: EmergencyRow, agency: str, kinds: Collection[str], request: str, now: int, ground: str) -> ToTell:
    text = (
        f"In emergency {row.id} ({ground}), {row.staff} ({row.role}) of {row.agency} opened what you hold "
        f"({', '.join(sorted(kinds))}), for {row.purpose}. "
        f"Its review is due within {row.review_hours} hours; you may read its reason, and review it."
    )
    return ToTell(
        f"emergency/{row.id}/{request}", NoticeKind.EMERGENCY_OPENED, agency, text, now,
        emergency=row.id, entry=row.entry,
    )  # fmt: skip


def _over() -> Overtaken:
    advice = "The emergency is over, so nothing is opened under it. If the danger goes on, declare it again."
    return Overtaken(ReasonCode.EMERGENCY_OVER, advice)
