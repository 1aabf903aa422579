"""Whoever one agency shields is hidden in the records of every other: which records those are, and how they look then.

A source that does not know that somebody is shielded sends the address that another source hides. A hidden field finds
nothing, whoever sent it, so such a record counts as a shielded one for as long as it is the same person's.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.columns import Columns, Identifiers
from service.matching.bulk.judged import Judge, Judged, chosen, joined
from service.matching.bulk.looks import Look, Reads
from service.matching.bulk.pairs import Shared
from service.matching.hiding import HIDDEN
from service.matching.model import Model

Truths = NDArray[np.bool_]
Whole = NDArray[np.int64]


def beside_shielded(person: Whole, shielded: Truths) -> Truths:
    """Which records are not shielded and are one person's with one that is. `person`: whose each is, 0 nobody's."""
    theirs = np.unique(person[shielded & (person > 0)])
    return np.asarray(~shielded & np.isin(person, theirs))


def hidden(columns: Columns, which: Truths) -> Columns:
    """The columns with some records as `matching.hiding.as_shielded` leaves a person."""
    if not which.any():
        return columns
    looks = {reads: _hidden_look(look, which) for reads, look in columns.looks.items()}
    return replace(columns, looks=looks, shielded=columns.shielded | which)


def judged_again(judged: Judged, shared: Shared, columns: Columns, model: Model, changed: Truths) -> Judged:
    """The pairs judged by what is left of those that changed; all other pairs stand as they were judged.

    A pair that an address spoke against may come near without it, so every pair that shares a token is looked at.
    """
    touched = np.flatnonzero(changed[shared.one] | changed[shared.other])
    one, other = shared.one[touched], shared.other[touched]
    records = np.unique(np.concatenate((one, other)))
    one, other = (np.searchsorted(records, end).astype(np.int32) for end in (one, other))
    few = Shared(one, other, shared.tokens[touched])
    again = Judge(_among(columns, records), model).judged(few)
    again = again._replace(one=records[again.one], other=records[again.other])
    found = joined([chosen(judged, ~(changed[judged.one] | changed[judged.other])), again])
    return chosen(found, np.argsort((found.one.astype(np.int64) << 32) | found.other, kind="stable"))


def _hidden_look(look: Look, which: Truths) -> Look:
    """One value more for each value that a record of these has, without the attributes that are hidden."""
    if not HIDDEN & set(look.reads):
        return look
    told = {value: number for number, value in enumerate(look.values)}
    numbers = look.numbers.copy()
    for number in np.unique(look.numbers[which]).tolist():
        left = _without(look.values[number], look.reads)
        numbers[which & (look.numbers == number)] = told.setdefault(left, len(told))
    return Look(look.reads, numbers, list(told))


def _without(value: bytes, reads: Reads) -> bytes:
    written = msgspec.msgpack.decode(value)
    return msgspec.msgpack.encode([() if name in HIDDEN else one for name, one in zip(reads, written, strict=True)])


def _among(columns: Columns, records: NDArray[np.int32]) -> Columns:
    """The columns of some records alone, in the order given, with the values that they have and no others."""
    mine = np.isin(columns.identifiers.owner, records)
    number, values = _few(columns.identifiers.value[mine], columns.identifiers.values)
    return Columns(
        looks={reads: Look(reads, *_few(look.numbers[records], look.values)) for reads, look in columns.looks.items()},
        identifiers=Identifiers(
            owner=np.searchsorted(records, columns.identifiers.owner[mine]).astype(np.int32),
            scheme=columns.identifiers.scheme[mine],
            value=number,
            verified=columns.identifiers.verified[mine],
            values=values,
        ),
        deceased=columns.deceased[records],
        shielded=columns.shielded[records],
        provider=columns.provider[records],
        providers=columns.providers,
    )


def _few(numbers: NDArray[np.int32], values: Sequence[bytes]) -> tuple[NDArray[np.int32], list[bytes]]:
    used, told = np.unique(numbers, return_inverse=True)
    return told.astype(np.int32), [values[number] for number in used.tolist()]
