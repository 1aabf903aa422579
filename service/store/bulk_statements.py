"""The statements of bulk linking, each declared once for both engines: ranges are read whole, and chunks written."""

from typing import Final

from sqlalchemy import delete, func, insert, literal_column, select, text, update
from sqlmodel import SQLModel

from service.store.rows import State
from service.store.statement import Statement, place
from service.store.tables import Whole  # the import also declares the tables

tables = SQLModel.metadata.tables
record = tables["record"].c
posting = tables["posting"].c
fact = tables["store_fact"].c

LAST_RECORD: Final = Statement(select(func.coalesce(func.max(record.id), literal_column("0"))))
FINDABLE: Final = Statement(
    select(record.id, record.provider, record.ref_token, record.golden, record.match_key, record.match_sealed)
    .where(record.id > place(0, Whole), record.id <= place(1, Whole))
    .where(text(f"record.state IN ({State.LIVE.value}, {State.WAITING.value})"))
    .order_by(record.id)
)
"""Live and waiting records of a range of numbers; one that waits has no golden nominal."""
POSTINGS_IN: Final = Statement(
    select(posting.token, posting.record)
    .where(posting.token >= place(0, Whole), posting.token <= place(1, Whole))
    .order_by(posting.token, posting.record)
)
SEALED: Final = Statement(
    select(record.provider, record.ref_token, record.match_key, record.match_sealed).where(record.id == place(0, Whole))
)
WAITING: Final = Statement(
    select(record.provider, func.count()).where(text(f"record.state = {State.WAITING.value}")).group_by(record.provider)
)
PLACE_RECORD: Final = Statement(
    update(tables["record"])
    .values(golden=place(0, Whole), state=literal_column(str(State.LIVE.value)))
    .where(record.id == place(1, Whole))
)
HOLD_RECORD: Final = Statement(
    update(tables["record"])
    .values(golden=literal_column("NULL"), state=literal_column(str(State.HELD.value)), shielded=literal_column("1"))
    .where(record.id == place(0, Whole))
)
LOADS: Final = Statement(
    select(tables["load"].c.id, tables["load"].c.state, tables["load"].c.position).order_by(tables["load"].c.id)
)
GOLDENS: Final = Statement(
    select(func.count(), func.coalesce(func.sum(tables["golden"].c.version), literal_column("0"))).select_from(
        tables["golden"]
    )
)
FACT: Final = Statement(select(fact.value).where(fact.name == place(0)))
ADD_FACT: Final = Statement(insert(tables["store_fact"]).values(name=place(0), value=place(1, fact.value.type)))
SET_FACT: Final = Statement(
    update(tables["store_fact"]).values(value=place(0, fact.value.type)).where(fact.name == place(1))
)
DROP_FACT: Final = Statement(delete(tables["store_fact"]).where(fact.name == place(0)))
