"""Telling the IG leads of agencies: each notice is a row whose text is sealed, and nobody is told the same twice."""

from collections.abc import Sequence
from typing import NamedTuple

from service.emergency.sealed import TEXT, open_text, seal_text
from service.emergency.words import NoticeKind
from service.runtime import Runtime
from service.store import oversight
from service.store.database import Transaction
from service.store.oversight_rows import LeadNoticeRow


class ToTell(NamedTuple):
    """One notice before it is kept."""

    about: str
    """What it is about, the same whenever this is told again; the agency that is told is added to it."""
    kind: NoticeKind
    agency: str
    text: str
    at: int
    """Unix seconds, UTC."""
    offices: tuple[str, ...] = ()
    """Whom the IG lead passes it on to."""
    emergency: int = 0
    entry: int = -1

    @property
    def name(self) -> str:
        """What tells it from every other notice."""
        return f"{self.about}/{self.kind}/{self.agency}"


async def tell(notices: Sequence[ToTell], transaction: Transaction, runtime: Runtime) -> int:
    """Keep the notices that are not there yet. Returns how many.

    Raises:
        Unavailable: the store does not take them; nothing that must be told may go on.
    """
    by_name = {one.name: one for one in notices}
    known = await oversight.told_already(transaction, list(by_name))
    new = [one for name, one in by_name.items() if name not in known]
    if new:
        await oversight.add_notices(transaction, [_row(one, runtime) for one in new])
    return len(new)


def text_of(notice: LeadNoticeRow, runtime: Runtime) -> str:
    """What a notice says."""
    return open_text(TEXT, notice.about, notice.text_key, notice.text_sealed, runtime)


def _row(one: ToTell, runtime: Runtime) -> LeadNoticeRow:
    sealed = seal_text(TEXT, one.name, one.text, runtime)
    offices = ",".join(one.offices)
    return LeadNoticeRow(0, one.name, one.kind.value, one.agency, offices, one.at, one.emergency, one.entry)._replace(
        text_key=sealed.key, text_sealed=sealed.sealed
    )
