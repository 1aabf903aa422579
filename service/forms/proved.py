"""Entries with their proofs, as one extract (`golden-thread-extract/1`) that anybody checks without us.

The other forms are for reading; this one is evidence: each entry with its exact text and the proof that leads to one
checkpoint that the log signed. `python -m audit verify` reads it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from audit.errors import AuditError
from audit.extract import FORMAT
from audit.receipt import Receipt
from audit.whole_log import WholeLog
from service.entries import log_unavailable
from service.errors import NotAcceptable, ReasonCode, Unavailable
from service.forms.recorded import Recorded
from service.forms.wanted import FOREVER, Wanted

MOST_PROVED: Final = 200
_ATTEMPTS: Final = 3


async def proved(entries: Sequence[Recorded], wanted: Wanted, log: WholeLog) -> str:
    """The extract of some entries, newest first, that fit what was wanted; in the order of the log.

    Raises:
        NotAcceptable: the entries are of several shards of the log.
        Unavailable: the log does not answer; or it signed, or had cosigned, something else in between every time.
    """
    if len({one.origin for one in entries}) > 1:
        advice = "These entries stand in the logs of several years, and a file proves those of one: choose other dates."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice)
    numbers = sorted(one.number for one in entries)
    for _ in range(_ATTEMPTS):
        receipts = await _receipts(numbers, log)
        if len({one.checkpoint for one in receipts}) <= 1:
            return _extract(receipts, wanted, log.checkpoint)
    advice = "The log grew while the proofs were made, or witnesses have not cosigned the newest entries. Try again."
    raise Unavailable(ReasonCode.LOG_UNAVAILABLE, advice)


async def _receipts(numbers: Sequence[int], log: WholeLog) -> list[Receipt]:
    try:
        found = [await log.receipt(number) for number in numbers]
    except AuditError:
        raise log_unavailable() from None
    return [one for one in found if one is not None]


def _extract(receipts: Sequence[Receipt], wanted: Wanted, newest: str) -> str:
    checkpoint = receipts[0].checkpoint if receipts else newest
    rows = [_row(json.loads(one.to_json())) for one in receipts]
    document = {"format": FORMAT, "filter": _conditions(wanted), "checkpoint": checkpoint, "entries": rows}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _row(receipt: Mapping[str, object]) -> dict[str, object]:
    return {name: receipt[name] for name in ("index", "entry", "proof")}


def _conditions(wanted: Wanted) -> dict[str, str | int]:
    """What every entry meets, as `audit.entry_filter` checks it again."""
    said: dict[str, str | int] = {"subject": wanted.subject, "staff": wanted.staff, "agency": wanted.agency}
    if wanted.since > -FOREVER:
        said["since"] = wanted.since
    if wanted.until < FOREVER:
        said["until"] = wanted.until
    return {name: value for name, value in said.items() if value != ""}
