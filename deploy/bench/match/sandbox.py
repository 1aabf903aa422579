"""The sandbox's three agencies: police, Family Hubs and health, with twins, nicknames, movers and shielded families.

Its mistakes are ours, and so it flatters us: believe the other data sets first. What it can show is size.
"""

import random
from pathlib import Path

from connectors.records import NominalRecord
from connectors.sandbox.names_communities import COMMUNITIES
from connectors.sandbox.partnership import FILES, SMALLEST, TRUTH, write_partnership
from deploy.bench.match.material import DataSet, Material, Truth, ages, sexes
from deploy.bench.people import read_truth, records_of

SEED = 75
NOW = 2026
CONNECTORS = ("police", "family_hubs", "health")
"""Of `FILES`, in their order."""
RECORDS_PER_PERSON = 1.446


def read(records: int, kept: Path) -> DataSet:
    """About this many records; the files are written once and kept, and read by the connectors."""
    folder = kept / f"match-files-{records}"
    if not folder.exists():
        new = folder.with_suffix(".new")
        write_partnership(new, max(SMALLEST, round(records / RECORDS_PER_PERSON)), SEED)
        new.replace(folder)
    known = read_truth(folder / TRUTH)
    found, people, homes = [], [], []
    for name, file in zip(CONNECTORS, FILES, strict=True):
        for record in records_of(name, folder / file, 1.0, random.Random(0)):
            truth = known.get((record.provider, record.ref))
            if truth is not None:
                found.append(record)
                people.append(truth.person)
                homes.append(truth.household)
    groups = {"age": ages(found, NOW), "sex": sexes(found), "name origin": origins(found)}
    source = "ours: three simulated agencies of the Fylde coast"
    return DataSet(Material(f"sandbox, {len(found):,} records", found), Truth(people, homes, groups), source)


def origins(records: list[NominalRecord]) -> list[str]:
    """The community on whose list a record's family name is; British if on none. It is not a person's ethnicity."""
    communities = {
        surname.lower(): community.name.replace("_", " ")
        for community in reversed(COMMUNITIES)
        for surname in community.surnames.split()
    }
    return [communities.get(_masculine(record.names[0].family.lower()), "british") for record in records]


def _masculine(surname: str) -> str:
    """Kowalska's list is Kowalski's.

    >>> _masculine("kowalska"), _masculine("nowak")
    ('kowalski', 'nowak')
    """
    return surname[:-1] + "i" if surname.endswith(("ska", "cka", "dzka")) else surname
