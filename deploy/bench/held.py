"""Who is truly behind each golden nominal? The truth beside the store, joined by reference token alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from deploy.bench.people import Truth
from service.runtime import Runtime
from service.sealing.blind import Blinder
from service.store import queries
from service.store.statement import Statement

_RECORDS = Statement(select(queries.record.ref_token, queries.record.golden, queries.record.state))
_GOLDENS = Statement(select(queries.golden.id, queries.golden.pseudonym))


class HeldRecord(NamedTuple):
    """A record that the service holds, and whose it truly is."""

    provider: str
    truth: Truth


@dataclass(frozen=True)
class Held:
    """The records of each golden nominal with their truth."""

    goldens: Mapping[int, list[HeldRecord]]
    by_pseudonym: Mapping[str, int]
    loose: list[HeldRecord]
    """Records that are held for review, and belong to nobody yet."""
    unknown: int
    """Records of which the truth says nothing."""

    def of(self, pseudonym: str) -> list[HeldRecord]:
        """The records of the golden nominal that the log calls so."""
        return self.goldens.get(self.by_pseudonym.get(pseudonym, -1), [])

    def everybody(self) -> dict[str, set[str]]:
        """Which providers hold each true person."""
        found: dict[str, set[str]] = defaultdict(set)
        for records in [*self.goldens.values(), self.loose]:
            for record in records:
                found[record.truth.person].add(record.provider)
        return found


async def read_held(runtime: Runtime, truth: Mapping[tuple[str, str], Truth]) -> Held:
    """Read every record's golden nominal, and join the truth to it."""
    blinder = Blinder(runtime.keyring)
    by_token = {blinder.ref_token(*key): HeldRecord(key[0], one) for key, one in truth.items()}
    goldens: dict[int, list[HeldRecord]] = defaultdict(list)
    loose: list[HeldRecord] = []
    unknown = 0
    for token, golden, _ in await runtime.store.database.rows(_RECORDS):
        record = by_token.get(bytes(token))
        if record is None:
            unknown += 1
        elif golden is None:
            loose.append(record)
        else:
            goldens[golden].append(record)
    names = {bytes(pseudonym).hex(): number for number, pseudonym in await runtime.store.database.rows(_GOLDENS)}
    return Held(goldens, names, loose, unknown)


class Linkage(NamedTuple):
    """Pairs of records: how many are one person's, how many were linked, and how many links are false."""

    records: int
    goldens: int
    true_pairs: int
    linked_true: int
    false_within: int
    """False links of two people of one household."""
    false_beyond: int
    """False links of people of different households."""

    @property
    def precision(self) -> float:
        """The share of the links that are right."""
        linked = self.linked_true + self.false_within + self.false_beyond
        return self.linked_true / linked if linked else 1.0

    @property
    def recall(self) -> float:
        """The share of the true pairs that are linked."""
        return self.linked_true / self.true_pairs if self.true_pairs else 1.0


def linkage(held: Held) -> Linkage:
    """Count pairs over all golden nominals; a record that is held for review is linked to nobody."""
    people = Counter(record.truth.person for records in held.goldens.values() for record in records)
    people.update(record.truth.person for record in held.loose)
    right = within = beyond = 0
    for records in held.goldens.values():
        same = sum(map(_pairs, Counter(record.truth.person for record in records).values()))
        home = sum(map(_pairs, Counter(record.truth.household for record in records).values()))
        right += same
        within += home - same
        beyond += _pairs(len(records)) - home
    return Linkage(people.total(), len(held.goldens), sum(map(_pairs, people.values())), right, within, beyond)


def _pairs(members: int) -> int:
    return members * (members - 1) // 2
