"""What people have decided of the records that arrive again: with whom each is never one, with whom always.

A decision stands above the model and below the hard rules: no `always` is followed across two verified NHS numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.matching.bands import deaths_conflict, two_verified_nhs_numbers
from service.matching.person import Person
from service.store.database import Reader
from service.store.nominals_reading import Membership


@dataclass
class Decided:
    """The overrides of one chunk's arrivals, and where the others whom they name belong."""

    never: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    always: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    hidden: frozenset[int] = frozenset()
    """Arrivals whose address does not count, because a person said whose they are."""
    _goldens: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    async def of(cls, reader: Reader, asked: Sequence[int], arriving: Sequence[int]) -> "Decided":
        """Look up what stands for these records. Others that arrive with them have no golden nominal until settled."""
        membership, found = Membership(reader), cls()
        for each in await membership.overrides_of(asked):
            pairs = getattr(found, each.kind)
            pairs[each.one].add(each.other)
            pairs[each.other].add(each.one)
        named = sorted({*found.never, *found.always} - set(arriving))
        found._goldens = {number: row.golden for number, row in (await membership.records(named)).items()}
        found.hidden = frozenset(await membership.hidden(asked))
        return found

    def settle(self, record: int, golden: int | None) -> None:
        """An arrival has its place."""
        if record in self.never or record in self.always:
            self._goldens[record] = golden

    def barred(self, record: int) -> set[str]:
        """The golden nominals that a person has ruled out for a record."""
        return self._where(self.never.get(record, ()))

    def bound(self, record: int) -> list[str]:
        """The golden nominals to which a person has said that a record belongs, oldest first, unless one is barred."""
        return sorted(self._where(self.always.get(record, ())) - self.barred(record), key=int)

    def _where(self, others: Iterable[int]) -> set[str]:
        found = (self._goldens.get(other) for other in others)
        return {str(golden) for golden in found if golden is not None}


def contradicted(person: Person, others: Iterable[Person]) -> bool:
    """Whether a hard rule stands between a person and any of these."""
    return any(two_verified_nhs_numbers(person, other) or deaths_conflict(person, other) for other in others)
