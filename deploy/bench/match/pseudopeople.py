"""pseudopeople's decennial censuses of 2020 and 2030: households, ten years of moves, marriages, births and deaths.

Generated from the sample that the package carries (about 10,000 people), with the noise that it adds by default. The
truth is `simulant_id`. Everybody's town is Anytown with one ZIP code, so the place says little but for house and
street. `race_ethnicity` is never compared; it stands in for the origin of names when error rates are told by group.
"""

from typing import Any

from connectors.records import Address, Name, NominalRecord, PartialDate, Sex
from deploy.bench.match.material import DataSet, Material, Truth, age_band, sexes

YEARS = (2020, 2030)
SEED = 74
_SEXES: dict[str, Sex] = {"Male": "male", "Female": "female"}


def read() -> DataSet:
    """Both censuses. Raises ImportError where pseudopeople is not installed."""
    import pseudopeople

    records, people, homes, origins, ages = [], [], [], [], []
    for year in YEARS:
        found = pseudopeople.generate_decennial_census(seed=SEED + year, year=year)
        for row in found.to_dict("records"):
            records.append(_record({name: _text(value) for name, value in row.items()}, year))
            people.append(row["simulant_id"])
            homes.append(row["household_id"])
            origins.append(_text(row["race_ethnicity"]) or "unknown")
            ages.append(age_band(_year(records[-1]), year))
    truth = Truth(people, homes, {"age": ages, "sex": sexes(records), "census race group": origins})
    return DataSet(Material("pseudopeople", records), truth, "US censuses 2020 and 2030, sample population, noise on")


def _text(value: Any) -> str:
    """A cell, or nothing where it is missing (pandas has a float there; every other cell is text)."""
    return "" if value is None or isinstance(value, float) else str(value).strip()


def _record(row: dict[str, str], year: int) -> NominalRecord:
    given = tuple(part for part in (row["first_name"], row["middle_initial"]) if part)
    return NominalRecord(
        provider=f"census:{year}",
        ref=row["simulant_id"],
        regime="part2",
        as_of=0,
        names=(Name(row["last_name"], given if row["first_name"] else ()),),
        dob=_birth(row["date_of_birth"]),
        sex=_SEXES.get(row["sex"], "unknown"),
        addresses=(_address(row),),
    )


def _address(row: dict[str, str]) -> Address:
    house = f"flat {row['unit_number']}, {row['street_number']}" if row["unit_number"] else row["street_number"]
    return Address(postcode=row["zipcode"], house=house, street=row["street_name"], locality=row["city"])


def _birth(text: str) -> PartialDate | None:
    """A date as MM/DD/YYYY, of which the noise may leave less.

    >>> _birth("05/06/1994"), _birth("05/O6/1994"), _birth("")
    (PartialDate(year=1994, month=5, day=6), PartialDate(year=1994, month=5, day=None), None)
    """
    parts = text.split("/")
    if len(parts) != 3:
        return None
    month, day, year = (int(part) if part.isdecimal() and part.isascii() else None for part in parts)
    month, day = month if month and month <= 12 else None, day if day and day <= 31 else None
    year = year if year and 1880 <= year <= 2030 else None
    return PartialDate(year, month, day) if year or month or day else None


def _year(record: NominalRecord) -> int | None:
    return record.dob.year if record.dob else None
