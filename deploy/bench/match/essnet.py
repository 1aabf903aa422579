"""The ONS ESSnet households: two sources that made different mistakes about the same people in England (2011).

`person_id` is the truth, and without its last three digits the household; neither is ever compared.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from connectors.records import Address, Name, NominalRecord, PartialDate, Sex
from deploy.bench.match.material import DataSet, Material, Truth, ages, sexes

CENSUS_YEAR = 2011
SOURCES = ("cis", "census")
_SEXES: dict[str, Sex] = {"M": "male", "F": "female"}


def read(shared: Path) -> DataSet:
    """Both sources. Raises OSError where they are not there."""
    records, people = [], []
    for source in SOURCES:
        for record, who in _read_source(shared / "data" / "essnet" / f"{source}.csv", source):
            records.append(record)
            people.append(who)
    truth = Truth(people, [who[:-3] for who in people], {"age": ages(records, CENSUS_YEAR), "sex": sexes(records)})
    return DataSet(Material("ESSnet", records), truth, "ONS, fictional households of England, two sources, 2011")


def _read_source(path: Path, source: str) -> Iterator[tuple[NominalRecord, str]]:
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            yield _record(row, source), row["person_id"]


def _record(row: dict[str, str], source: str) -> NominalRecord:
    year, month, day = (int(float(row[part])) if row[part] else None for part in ("dob_year", "dob_mon", "dob_day"))
    house, _, street = row["enumcap"].partition(" ")
    return NominalRecord(
        provider=f"essnet:{source}",
        ref=row[f"{source}_id"],
        regime="part2",
        as_of=0,
        names=(Name(row["pername2"], (row["pername1"],) if row["pername1"] else ()),),
        dob=PartialDate(year, month, day) if year or month or day else None,
        sex=_SEXES.get(row["sex"], "unknown"),
        addresses=(Address(postcode=row["enumpc"], house=house, street=street),),
    )
