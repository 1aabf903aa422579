"""What every contender is given, and what the truth is, kept apart: records to link, and who they truly are.

A contender sees `Material` only. `Truth` is read when it has finished, by `measure`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from connectors.records import NominalRecord


@dataclass(frozen=True)
class Material:
    """Records to link. `dedupe`: one source that holds people several times; else pairs are of different sources."""

    name: str
    records: Sequence[NominalRecord]
    dedupe: bool = False

    @property
    def sources(self) -> dict[str, list[int]]:
        """The rows of each source, in the order of the rows."""
        found: dict[str, list[int]] = {}
        for row, record in enumerate(self.records):
            found.setdefault(record.provider, []).append(row)
        return found


@dataclass(frozen=True)
class Truth:
    """Who the record of each row truly is, where they live if the data says so, and the groups that they belong to."""

    person: Sequence[str]
    household: Sequence[str] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For error rates: a heading (`age`, `sex`, `name origin`) to the group of each row. Never compared."""


@dataclass(frozen=True)
class DataSet:
    """Material and its truth, and where both come from."""

    material: Material
    truth: Truth
    source: str


def age_band(year: int | None, now: int) -> str:
    """The age band of somebody born in a year.

    >>> age_band(2005, 2011), age_band(1980, 2011), age_band(1930, 2011), age_band(None, 2011)
    ('under 18', '18 to 64', '65 and over', 'age unknown')
    """
    if not year:
        return "age unknown"
    age = now - year
    return "under 18" if age < 18 else "65 and over" if age >= 65 else "18 to 64"


def ages(records: Sequence[NominalRecord], now: int) -> list[str]:
    """The age band of each record."""
    return [age_band(record.dob.year if record.dob else None, now) for record in records]


def sexes(records: Sequence[NominalRecord]) -> list[str]:
    """The sex of each record, as its source has it."""
    return [record.sex if record.sex in ("female", "male") else "sex unknown" for record in records]
