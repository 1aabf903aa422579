"""Entries as CSV (RFC 4180): a header, a row for each entry, CRLF, UTF-8; safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, one of their wide forms, a tab or
a line break), or that begins with an apostrophe, has an apostrophe before it. Several values in one cell are separated
by `;`, and a `;` or `\\` of a value has a `\\` before it. `COLUMNS` says what each column holds.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from audit.events import AgreementVersion
from service.forms.recorded import Recorded

MEDIA_TYPE: Final = "text/csv; charset=utf-8; header=present"
_RISKY: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")

Cell = Callable[[Recorded], str]


def _several(values: Iterable[str]) -> str:
    return ";".join(value.replace("\\", "\\\\").replace(";", "\\;") for value in values)


def _agreement(one: AgreementVersion) -> str:
    return f"{one.id} {one.version} {one.digest}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


COLUMNS: Final[Mapping[str, Cell]] = {
    "index": lambda r: str(r.index),
    "time": lambda r: r.instant,
    "type": lambda r: r.entry.type.value,
    "request": lambda r: r.entry.request_id,
    "staff": lambda r: r.entry.actor.staff,
    "agency": lambda r: r.entry.actor.agency,
    "role": lambda r: r.entry.actor.role,
    "assurance": lambda r: r.entry.actor.assurance,
    "operation": lambda r: r.entry.operation.value if r.entry.operation else "",
    "purpose": lambda r: r.entry.purpose,
    "relationship": lambda r: r.entry.relationship,
    "level": lambda r: str(r.entry.details.get("level", "")),
    "break_glass": lambda r: "yes" if r.entry.break_glass else "no",
    "subject": lambda r: r.entry.subject,
    "lawful_basis": lambda r: _several(r.entry.lawful_basis),
    "agreements": lambda r: _several(_agreement(one) for one in r.entry.agreements),
    "effect": lambda r: r.entry.decision.effect if r.entry.decision else "",
    "rules": lambda r: _several(r.entry.decision.rules) if r.entry.decision else "",
    "obligations": lambda r: _several(r.entry.decision.obligations) if r.entry.decision else "",
    "reasons": lambda r: _several(r.entry.decision.reasons) if r.entry.decision else "",
    "bundle": lambda r: r.entry.decision.bundle if r.entry.decision else "",
    "question": lambda r: r.entry.decision.question if r.entry.decision else "",
    "fields": lambda r: _several(r.entry.fields),
    "providers": lambda r: _several(r.entry.providers),
    "recipients": lambda r: _several(r.entry.recipients),
    "payload": lambda r: r.entry.payload.digest if r.entry.payload else "",
    "relates_to": lambda r: _number(r.about and r.about[1]),
    "leaf_hash": lambda r: r.leaf.hex(),
    "log": lambda r: r.origin,
    "relates_to_log": lambda r: r.about[0] if r.about else "",
}
"""The header, and what stands in each column: docs/audit-forms.md tells them one by one."""


def as_csv(entries: Iterable[Recorded]) -> str:
    """The whole text, with its header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for recorded in entries:
        writer.writerow([_safe(cell(recorded)) for cell in COLUMNS.values()])
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell
