"""An axis between two ends that are chosen already, for leather to place bars and points by.

leather's own scale weighs some thousand other ends and steps first, which takes longer than all the rest of a chart.
"""

from decimal import Decimal
from typing import Final

Number = int | float | Decimal


class Between:
    """A linear scale, in the shape of leather's: https://leather.readthedocs.io/en/latest/api/scales.html."""

    def __init__(self, low: Number, high: Number) -> None:
        """Raises ValueError where `high` is not above `low`."""
        if not low < high:
            raise ValueError("An axis runs from a lower end to a higher one.")
        self._low: Final = Decimal(low)
        self._high: Final = Decimal(high)

    def contains(self, value: Number) -> bool:
        """Whether a value lies on it."""
        return self._low <= value <= self._high

    def project(self, value: Number, first: Number, last: Number) -> Decimal:
        """Where a value lies between two places of the drawing."""
        begin = Decimal(first)
        return begin + (Decimal(last) - begin) * (Decimal(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[Decimal]:
        """Its two ends; what is written along it is said at the axis."""
        return [self._low, self._high]
