"""Numbers of places and of taxpayers: UPRN (GeoPlace) and National Insurance number (HMRC NIM39110)."""

import re

from connectors.faults import FaultCode, IdentifierFault
from connectors.records import Identifier, IdentifierStatus

_NINO = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]", re.ASCII)
_NINO_NEVER = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})


def uprn(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a unique property reference number as text of at most 12 digits, without leading zeros.

    Raises `IdentifierFault`: format, or placeholder for zero.
    """
    written = text.strip()
    if not 1 <= len(written) <= 12 or not written.isdecimal() or not written.isascii():
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "uprn")
    value = written.lstrip("0")
    if not value:
        raise IdentifierFault(FaultCode.IDENTIFIER_PLACEHOLDER, "uprn")
    return Identifier("uprn", value, status)


def nino(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a National Insurance number as nine characters. The reserved prefix QQ and others fail on format.

    Raises `IdentifierFault`: format.
    """
    written = text.replace(" ", "").upper()
    if _NINO.fullmatch(written) is None or written[:2] in _NINO_NEVER:
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "nino")
    return Identifier("nino", written, status)
