"""Police and probation numbers: PNC ID, CRO number (check letter modulo 23) and the probation CRN."""

import re
from datetime import UTC, datetime

from connectors.faults import FaultCode, IdentifierFault
from connectors.records import Identifier, IdentifierStatus

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
"""Check letters of the PNC and CRO by remainder modulo 23: no I, O or S."""

_PNC_LONG = re.compile(r"([0-9]{4})(?:/([0-9]{1,7})|([0-9]{7}))([A-Z])", re.ASCII)
_PNC_SHORT = re.compile(r"([0-9]{2})(?:/([0-9]{1,7})|([0-9]{7}))([A-Z])", re.ASCII)
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])", re.ASCII)
_CRO_SF = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])", re.ASCII)
_CRN = re.compile(r"[A-Z][0-9]{6}", re.ASCII)


def pnc(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a PNC ID as `YYYY/NNNNNNNC`, whether written with a long or short year, padded or not.

    A two-digit year is of this century unless that would be in the future.
    Raises `IdentifierFault`: format or check.
    """
    written = text.strip().upper()
    found = _PNC_LONG.fullmatch(written) or _PNC_SHORT.fullmatch(written)
    if found is None:
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "pnc")
    year, slashed, joined, letter = found.groups()
    serial = (slashed or joined).zfill(7)
    if LETTERS[int(year[-2:] + serial) % 23] != letter:
        raise IdentifierFault(FaultCode.IDENTIFIER_CHECK, "pnc")
    return Identifier("pnc", f"{_full_year(year)}/{serial}{letter}", status)


def cro(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a CRO number as `NNNNNN/YYC`, or `SFYY/NC` whose serial is never padded.

    Raises `IdentifierFault`: format or check.
    """
    written = text.strip().upper()
    if found := _CRO.fullmatch(written):
        serial, year, letter = found.groups()
        serial = serial.zfill(6)
        value = f"{serial}/{year}{letter}"
    elif found := _CRO_SF.fullmatch(written):
        year, serial, letter = found.groups()
        value = written
    else:
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "cro")
    if LETTERS[int(year + serial) % 23] != letter:
        raise IdentifierFault(FaultCode.IDENTIFIER_CHECK, "cro")
    return Identifier("cro", value, status)


def crn(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a probation case reference number: a letter and six digits. Raises `IdentifierFault`: format."""
    written = text.strip().upper()
    if _CRN.fullmatch(written) is None:
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "crn")
    return Identifier("crn", written, status)


def _full_year(year: str) -> str:
    if len(year) == 4:
        return year
    this_year = datetime.now(UTC).year % 100
    return ("20" if int(year) <= this_year else "19") + year
