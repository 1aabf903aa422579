"""School and learner numbers: UPN (DfE, check letter modulo 23) and ULN (Learning Records Service, modulo 11)."""

import re

from connectors.faults import FaultCode, IdentifierFault
from connectors.records import Identifier, IdentifierStatus

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""Letters of a UPN by value: no I, O or S."""

_UPN = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]", re.ASCII)
_NOT_KNOWN = frozenset({"UN1", "UN2", "UN3", "UN4", "UN5"})


def upn(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a unique pupil number: a check letter and 12 digits, or for a temporary one 11 digits and a letter.

    Raises `IdentifierFault`: format, check, or placeholder for the census codes UN1 to UN5 ("not known").
    """
    written = text.strip().upper()
    if written in _NOT_KNOWN:
        raise IdentifierFault(FaultCode.IDENTIFIER_PLACEHOLDER, "upn")
    if _UPN.fullmatch(written) is None:
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "upn")
    total = sum(weight * int(digit) for weight, digit in enumerate(written[1:12], start=2)) + 13 * _last(written[12])
    if LETTERS[total % 23] != written[0]:
        raise IdentifierFault(FaultCode.IDENTIFIER_CHECK, "upn")
    return Identifier("upn", written, status)


def uln(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return a unique learner number: ten digits, the last 10 less the weighted sum of the others modulo 11.

    Raises `IdentifierFault`: format, check (also where the remainder is 0), or placeholder for 9999999999.
    """
    written = text.replace(" ", "")
    if len(written) != 10 or not written.isdecimal() or not written.isascii() or written[0] == "0":
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "uln")
    if written == "9999999999":
        raise IdentifierFault(FaultCode.IDENTIFIER_PLACEHOLDER, "uln")
    remainder = sum((10 - place) * int(digit) for place, digit in enumerate(written[:9])) % 11
    if 10 - remainder != int(written[9]):
        raise IdentifierFault(FaultCode.IDENTIFIER_CHECK, "uln")
    return Identifier("uln", written, status)


def _last(character: str) -> int:
    """Return the value of the last place: a digit, or the index of a temporary number's letter."""
    return int(character) if character.isdecimal() else LETTERS.index(character)
