"""The statements of oversight, each declared once for both engines."""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    and_,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlmodel import SQLModel

from service.store import oversight_tables  # noqa: F401 - declares the tables
from service.store.statement import Family, Statement, place
from service.store.tables import Whole

tables = SQLModel.metadata.tables
_emergency, _review, _notice, _alert = (tables[name] for name in ("emergency", "review", "lead_notice", "alert"))
_fact = tables["store_fact"]
emergency, review, notice, alert = _emergency.c, _review.c, _notice.c, _alert.c
_SIZES: Final = (1, 8, 64, 256)


def _word(value: str | int) -> ColumnElement[Any]:
    """A constant of ours in the text of a statement."""
    return literal_column(f"'{value}'" if isinstance(value, str) else str(value))


def into(table: Any) -> Statement:
    """Add a row: the parameters are its columns, in their order."""
    return Statement(insert(table).values({c.name: place(at, c.type) for at, c in enumerate(table.columns)}))


def _change(table: Any, changed: tuple[str, ...], *guards: str) -> Statement:
    """Set columns, in the order given, where the guards, the last parameters, match."""
    values = {name: place(at, table.c[name].type) for at, name in enumerate(changed)}
    held = [table.c[name] == place(len(changed) + at, table.c[name].type) for at, name in enumerate(guards)]
    return Statement(update(table).values(values).where(and_(*held)))


ADD_EMERGENCY: Final = into(_emergency)
ADD_REVIEW: Final = into(_review)
ADD_NOTICE: Final = into(_notice)
ADD_ALERT: Final = into(_alert)
LARGEST: Final = {
    name: Statement(select(func.coalesce(func.max(tables[name].c.id), _word(0))))
    for name in ("emergency", "review", "lead_notice")
}

EMERGENCY: Final = Statement(select(*emergency).where(emergency.id == place(0, Whole)))
EMERGENCIES_BY: Final = Statement(
    select(*emergency)
    .where(emergency.staff == place(0, Text), emergency.agency == place(1, Text))
    .where(emergency.declared_at > place(2, Whole))
    .order_by(emergency.id.desc())
)
"""What one member of staff has declared since a time, the newest first."""
EMERGENCIES_OF: Final = Statement(
    select(*emergency)
    .where(emergency.agency == place(0, Text), emergency.id > place(1, Whole))
    .order_by(emergency.id)
    .limit(place(2, Integer))
    .offset(_word(0))
)
ANSWERED: Final = ("state", "until", "answered_by", "answered_at")
ANSWER_EMERGENCY: Final = _change(_emergency, ANSWERED, "id", "state")
"""Only while it waits: of two who answer at once, the first one's answer stands."""
USED: Final = ("subject", "owners", "uses")
USE_EMERGENCY: Final = _change(_emergency, USED, "id")

REVIEW: Final = Statement(select(*review).where(review.id == place(0, Whole)))
REVIEWS: Final = Statement(
    select(*review)
    .where(review.state == place(0, Text))
    .order_by(review.due, review.id)
    .limit(place(1, Integer))
    .offset(_word(0))
)
_opened_records_of: Final = select(emergency.id).where(emergency.owners.like(place(2, Text)))


def _reviews_for(*order: ColumnElement[Any]) -> Statement:
    """The reviews in a state that an agency may look at, of one kind where one is named."""
    mine = or_(review.agency == place(1, Text), review.emergency.in_(_opened_records_of))
    kind = or_(place(3, Text) == _word(""), review.kind == place(4, Text))
    wanted = select(*review).where(review.state == place(0, Text), mine, kind)
    return Statement(wanted.order_by(*order).limit(place(5, Integer)).offset(_word(0)))


REVIEWS_DUE: Final = _reviews_for(review.due, review.id)
REVIEWS_NEWEST: Final = _reviews_for(review.decided_at.desc(), review.id.desc())
CHANGED_REVIEW: Final = (
    "state",
    "version",
    "claimed_by",
    "claimed_until",
    "verdict",
    "decided_by",
    "decided_at",
    "note_key",
    "note_sealed",
)
CHANGE_REVIEW: Final = _change(_review, CHANGED_REVIEW, "id", "version")
"""Only where the version is still the one that was read."""

NOTICE: Final = Statement(select(*notice).where(notice.id == place(0, Whole)))
NOTICES_TO_SEE: Final = Statement(
    select(*notice)
    .where(notice.agency == place(0, Text), notice.id > place(1, Whole), notice.seen_at == _word(0))
    .order_by(notice.id)
    .limit(place(2, Integer))
    .offset(_word(0))
)
NOTICES_SEEN: Final = Statement(
    select(*notice)
    .where(notice.agency == place(0, Text), notice.id > place(1, Whole), notice.seen_at > _word(0))
    .order_by(notice.id)
    .limit(place(2, Integer))
    .offset(_word(0))
)
NOTICES_ABOUT: Final = Family(
    lambda size: select(notice.about).where(notice.about.in_([place(at, Text) for at in range(size)])), _SIZES
)
SEE_NOTICE: Final = Statement(
    update(_notice)
    .values(seen_by=place(0, Text), seen_at=place(1, Whole))
    .where(notice.id == place(2, Whole), notice.seen_at == _word(0))
)

ALERTS_TO_SEE: Final = Statement(
    select(*alert)
    .where(alert.agency == place(0, Text), alert.entry > place(1, Whole), alert.seen_at == _word(0))
    .order_by(alert.entry)
    .limit(place(2, Integer))
    .offset(_word(0))
)
ALERTS_COUNTED: Final = Statement(
    select(alert.kind, alert.staff, alert.role, func.count(), func.max(alert.at))
    .where(alert.agency == place(0, Text), alert.seen_at == _word(0))
    .group_by(alert.kind, alert.staff, alert.role)
    .order_by(alert.kind, alert.staff, alert.role)
)
SEE_ALERTS: Final = Statement(
    update(_alert)
    .values(seen_by=place(0, Text), seen_at=place(1, Whole))
    .where(alert.agency == place(2, Text), alert.entry <= place(3, Whole), alert.seen_at == _word(0))
)

FACT: Final = Statement(select(_fact.c.value).where(_fact.c.name == place(0, Text)))
ADD_FACT: Final = into(_fact)
SET_FACT: Final = _change(_fact, ("value",), "name")
