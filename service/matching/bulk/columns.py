"""Many persons as columns: what pairs of them are compared by, without any of them being made whole again.

`of_persons` is the short way, for persons in memory. From a store, worker processes gather the columns of their share
and `Columns.joined` puts the shares together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.matching.bulk.gathering import Gathered, gathered
from service.matching.bulk.looks import LOOKS, WHOLE, Look, Numbers, Reads, merged
from service.matching.comparison import FACETS, SCHEMES
from service.matching.person import Person, encode

Kind = TypeVar("Kind", bound=np.generic)

NOBODY = -1
"""Where a record has no such value."""


@dataclass(frozen=True, eq=False)
class Identifiers:
    """Every identifier of every record, in the order of the records."""

    owner: Numbers
    scheme: NDArray[np.int8]
    value: Numbers
    """The number of the value; the same for one value under two schemes."""
    verified: NDArray[np.bool_]
    values: Sequence[bytes]


@dataclass(frozen=True, eq=False)
class Columns:
    """Records 0, 1, …: their looks, and what hard rules read."""

    looks: dict[Reads, Look]
    identifiers: Identifiers
    deceased: NDArray[np.int32]
    shielded: NDArray[np.bool_]
    provider: NDArray[np.int16]
    providers: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many records."""
        return int(self.shielded.size)

    @classmethod
    def joined(cls, parts: Sequence[Gathered]) -> "Columns":
        """The columns of several shares of the records, one share after the other."""
        looks = {look: Look(look, *merged([part.looks[look] for part in parts])) for look in LOOKS}
        values, known = merged([part.identifiers for part in parts])
        starts = np.cumsum([0, *(part.size for part in parts)])
        owner = [part.owner + np.int32(start) for part, start in zip(parts, starts, strict=False)]
        providers: dict[str, int] = {}
        provider = [_renumbered(part, providers) for part in parts]
        return cls(
            looks=looks,
            identifiers=Identifiers(
                owner=_all(owner, np.int32),
                scheme=_all([part.scheme for part in parts], np.int8),
                value=values,
                verified=_all([part.verified for part in parts], np.bool_),
                values=known,
            ),
            deceased=_all([part.deceased for part in parts], np.int32),
            shielded=_all([part.shielded for part in parts], np.bool_),
            provider=_all(provider, np.int16),
            providers=tuple(providers),
        )

    def look(self, field: str) -> Look:
        """The look through which a field is compared."""
        return self.looks[WHOLE[FACETS[field].reads]]

    @cached_property
    def calendar(self) -> NDArray[np.int16]:
        """For each unique date of birth: year, month, day (0 where unknown) and whether it is a placeholder."""
        people = self.look("birth").everybody()
        rows = [(one.year or 0, one.month or 0, one.day or 0, one.placeholder) for one in people]
        return np.array(rows, dtype=np.int16).reshape(len(rows), 4)

    @cached_property
    def year(self) -> NDArray[np.int16]:
        """The year of birth of each record; 0 where unknown."""
        return np.asarray(self.calendar[:, 0][self.look("birth").numbers])

    @cached_property
    def words(self) -> "Words":
        """First forenames and first family names in one numbering, so that swapped ones can be seen."""
        known: dict[str, int] = {}
        forenames = [_first(one.forenames, known) for one in self.look("given").everybody()]
        families = [_first(one.families, known) for one in self.look("family").everybody()]
        return Words(
            tuple(known),
            np.asarray(forenames, dtype=np.int32)[self.look("given").numbers],
            np.asarray(families, dtype=np.int32)[self.look("family").numbers],
        )

    @cached_property
    def single(self) -> dict[str, Numbers]:
        """For each scheme the number of each record's identifier; NOBODY without one, `SEVERAL` with more."""
        return {scheme: self._single(code) for code, scheme in enumerate(SCHEMES)}

    def _single(self, code: int) -> Numbers:
        mine = self.identifiers.scheme == code
        owner = self.identifiers.owner[mine]
        found = np.full(self.size, NOBODY, dtype=np.int32)
        found[owner] = self.identifiers.value[mine]
        found[np.flatnonzero(np.bincount(owner, minlength=self.size) > 1)] = SEVERAL
        return found


SEVERAL = -2
"""Where a record has several values of one scheme."""


@dataclass(frozen=True, eq=False)
class Words:
    """The first forename and the first family name of each record, by their number among all words."""

    known: tuple[str, ...]
    forename: Numbers
    family: Numbers

    def crossed(self, one: Numbers, other: Numbers) -> NDArray[np.bool_]:
        """Where the forename of one side is the family name of the other, as in every pair that may be swapped."""
        x, y, s, t = self.forename[one], self.forename[other], self.family[one], self.family[other]
        return np.asarray(((x == t) & (x != NOBODY)) | ((y == s) & (y != NOBODY)))


def of_persons(persons: Iterable[Person]) -> Columns:
    """The columns of persons in memory."""
    return Columns.joined([gathered(map(encode, persons))])


def _first(names: tuple[str, ...], known: dict[str, int]) -> int:
    return known.setdefault(names[0], len(known)) if names else NOBODY


def _renumbered(part: Gathered, providers: dict[str, int]) -> NDArray[np.int16]:
    told = [providers.setdefault(one, len(providers)) for one in part.providers]
    return np.asarray(told, dtype=np.int16)[part.provider] if told else part.provider


def _all(parts: Sequence[NDArray[Kind]], kind: type[Kind]) -> NDArray[Kind]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)
