"""The statements by which a model is trained: some records at random, and whoever shares a token with them."""

from typing import Any, Final

from sqlalchemy import Select, func, select, text
from sqlmodel import SQLModel

from service.store.rows import State
from service.store.statement import Family, Statement, place
from service.store.tables import Whole  # the import also declares the tables

_record = SQLModel.metadata.tables["record"].c
_OF_SOMEBODY: Final = text(f"record.state IN ({State.LIVE.value}, {State.WAITING.value})")


def _people(size: int) -> Select[Any]:
    wanted = _record.id.in_([place(position, Whole) for position in range(size)])
    sealed = (_record.id, _record.provider, _record.ref_token, _record.golden, _record.shielded, _record.as_of)
    return select(*sealed, _record.match_key, _record.match_sealed).where(wanted, _OF_SOMEBODY).order_by(_record.id)


LAST_RECORD: Final = Statement(select(func.max(_record.id)))
PEOPLE: Final = Family(_people, (8, 64, 256))
"""Records that are linked or wait to be, by number, as `SealedPerson`."""
