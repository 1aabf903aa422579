"""Numbers that pass their own checks, one for each place in a sequence and never twice, from ranges kept for tests.

Telephone numbers are those that Ofcom keeps for drama: 01632 960000 to 960999 and 07700 900000 to 900999.
"""

from connectors.identifiers.education import LETTERS as UPN_LETTERS
from connectors.identifiers.justice import LETTERS as PNC_LETTERS

SMALL = 800_000
"""At most so many people get NHS numbers of the test range 999: it has 909,090 valid ones."""

_CAST_FIRST, _CAST_LAST = 999_000_000, 999_000_099
"""The first numbers of the test range are the cast's."""


class NhsNumbers:
    """A sequence of distinct valid NHS numbers: of the test range 999 while that suffices, else from 90 to 98."""

    def __init__(self, people: int) -> None:
        self._first, self._size, self._step = (
            (999_000_000, 1_000_000, 619_937) if people <= SMALL else (900_000_000, 90_000_000, 48_271_133)
        )
        self._at = 12_345

    def next(self) -> str:
        """Return the next number."""
        while True:
            self._at = (self._at + self._step) % self._size
            body = self._first + self._at
            a, b, c, d, e, f, g, h, i = str(body).encode()
            # character codes are 48 above their digits: 48 x 54 leaves 7 modulo 11
            check = (7 - (10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i)) % 11
            if check != 10 and not _CAST_FIRST <= body <= _CAST_LAST:
                return f"{body}{check}"


def pnc(year: int, serial: int) -> str:
    """Return a PNC ID in its long form."""
    return f"{year}/{serial:07}{PNC_LETTERS[int(f'{year % 100:02}{serial:07}') % 23]}"


def cro(year: int, serial: int) -> str:
    """Return a CRO number with its serial padded."""
    return f"{serial:06}/{year % 100:02}{PNC_LETTERS[int(f'{year % 100:02}{serial:06}') % 23]}"


def upn(year: int, serial: int) -> str:
    """Return a unique pupil number: local authority 890, a school, the year of entry and a serial."""
    digits = f"890{4000 + serial // 1000 % 1000:04}{year % 100:02}{serial % 1000:03}"
    total = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2))
    return UPN_LETTERS[total % 23] + digits


def landline(number: int) -> str:
    """Return a landline number of the drama range."""
    return f"01632 960{number % 1000:03}"


def mobile(number: int) -> str:
    """Return a mobile number of the drama range."""
    return f"07700 900{number % 1000:03}"
