"""What a shielded record may hold: hidden fields are dropped here, on the way in, before anything can index them."""

import msgspec

from connectors.records import Involvement, NominalRecord
from isa.vocabulary import Sensitivity


def shielded(record: NominalRecord) -> NominalRecord:
    """Return the record without address, telephone or household, and with the shielded class on each involvement."""
    return msgspec.structs.replace(
        record,
        shielded=True,
        addresses=(),
        phones=(),
        household_ref="",
        involvements=tuple(classed(one) for one in record.involvements),
    )


def merged(before: NominalRecord, row: NominalRecord) -> NominalRecord:
    """Add what a further row of one nominal says: names, identifiers, addresses and involvements not yet there.

    A nominal that one row shields stays shielded.
    """
    more = NominalRecord(
        provider=before.provider,
        ref=before.ref,
        regime=before.regime,
        as_of=before.as_of,
        names=before.names + tuple(one for one in row.names if one not in before.names),
        dob=before.dob,
        sex=before.sex,
        identifiers=before.identifiers + tuple(one for one in row.identifiers if one not in before.identifiers),
        addresses=before.addresses + tuple(one for one in row.addresses if one not in before.addresses),
        involvements=before.involvements + row.involvements,
        area=before.area,
    )
    return shielded(more) if before.shielded else more


def classed(involvement: Involvement) -> Involvement:
    """Return the involvement with the shielded class."""
    classes = tuple(sorted({*involvement.classes, Sensitivity.SHIELDED.value}))
    return msgspec.structs.replace(involvement, classes=classes)
