"""What is settled beforehand: who keeps which golden nominal, and what people have decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Couples = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Terms:
    """The terms on which records are linked. Records are numbered as their columns are."""

    fixed: NDArray[np.int64]
    """The golden nominal that each record keeps; 0 for a record that is free."""
    repeats: Collection[str] = ()
    """Providers that hold several records of one person."""
    never: Couples = ()
    """Pairs of records that a person has parted."""
    always: Couples = ()
    """Pairs of records that a person has joined."""

    @property
    def free(self) -> NDArray[np.bool_]:
        """Which records want a place."""
        return np.asarray(self.fixed == 0)
