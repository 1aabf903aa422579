"""The NHS number (NHS Data Dictionary, NHS NUMBER): ten digits, the last a check digit modulo 11."""

from connectors.faults import FaultCode, IdentifierFault
from connectors.records import Identifier, IdentifierStatus


def nhs(text: str, status: IdentifierStatus = "stated") -> Identifier:
    """Return the number as ten digits; spaces and hyphens are dropped.

    Weights 10 to 1 over all ten digits must sum to a multiple of 11. The rule that a check digit of 10 is invalid
    follows, since no digit is 10. The sum runs over character codes: 48 x 55 is itself a multiple of 11. Ten equal
    digits satisfy the sum and are what people type for "not known".

    Raises `IdentifierFault`: format, check or placeholder.
    """
    digits = text if len(text) == 10 else text.replace(" ", "").replace("-", "")
    if len(digits) != 10 or not digits.isdecimal() or not digits.isascii():
        raise IdentifierFault(FaultCode.IDENTIFIER_FORMAT, "nhs")
    a, b, c, d, e, f, g, h, i, j = digits.encode()
    if (10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i + j) % 11:
        raise IdentifierFault(FaultCode.IDENTIFIER_CHECK, "nhs")
    if digits == digits[0] * 10:
        raise IdentifierFault(FaultCode.IDENTIFIER_PLACEHOLDER, "nhs")
    return Identifier("nhs", digits, status)
