"""What of a record the bound on its pairs is told from: sixteen small integers in a row, fetched together.

Each is a number by which equality is seen. Nothing is decided by them: they only rule out what cannot be.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cdist

from service.matching.bulk.columns import NOBODY, SEVERAL, Columns
from service.matching.person import Person

Rows = NDArray[np.int32]
Truths = NDArray[np.bool_]

BIRTH, FORENAME, FAMILY, FLAGS, PHONE, NHS, POSTCODE, OUTWARD, HOUSE, STREET, UPRN = range(11)
"""The columns of a row; from POSTCODE on those of the first address, and SLOT further those of the second."""
SLOT: Final = 5
WIDTH: Final = 16
NONE: Final = 0
"""Where there is nothing to agree on."""

MIDDLE, IDENTIFIED, SHIELDED, PLACED, WILD_PLACE, PHONED, WILD_PHONE, OTHER_IDENTIFIER, WILD_NHS, MALE, FEMALE = (
    1 << bit for bit in range(11)
)
"""Flags. WILD: there is more of it than the row has room for, so that anything may be."""
_MOST_STREETS: Final = 2_500
"""Of more streets not each pair is looked at beforehand: any two of them may then be one that is misspelt."""
_MOST_SLIPS: Final = 2
_LEAST_ALIKE: Final = 0.9


class Features(NamedTuple):
    """The rows of all records, and what their numbers stand for."""

    rows: Rows
    nhs: NDArray[np.int64]
    """The NHS number behind each number in the rows, as an integer."""
    misspelt: Truths | None
    """For each two streets whether they may be one street misspelt; none where there are too many streets."""


def features(columns: Columns) -> Features:
    """The rows of all records of these columns."""
    rows = np.zeros((columns.size, WIDTH), dtype=np.int32)
    rows[:, BIRTH] = columns.look("birth").numbers
    rows[:, FORENAME] = columns.words.forename
    rows[:, FAMILY] = columns.words.family
    places, flags, streets = _places(columns.look("address").everybody())
    rows[:, POSTCODE:] = places[columns.look("address").numbers]
    rows[:, FLAGS] = flags[columns.look("address").numbers]
    rows[:, PHONE] = columns.look("phone").numbers
    _flag_phones_and_middles(columns, rows)
    _flag_sexes(columns, rows)
    rows[columns.shielded, FLAGS] |= SHIELDED
    nhs = _identified(columns, rows)
    return Features(rows, nhs, _misspelt(streets))


def _places(everybody: Sequence[Person]) -> tuple[Rows, Rows, Sequence[str]]:
    """For each unique set of addresses its two slots and its flags; and the streets by their numbers."""
    outwards, postcodes, houses, streets, uprns = ({"": NONE} for _ in range(5))
    found = np.zeros((len(everybody), 2 * SLOT), dtype=np.int32)
    flags = np.zeros(len(everybody), dtype=np.int32)
    for at, person in enumerate(everybody):
        places = person.places
        if not places:
            continue
        flags[at] = PLACED
        row: list[int] = []
        for outward, inward, house, street, uprn in places[:2]:
            if not (outward and inward):
                flags[at] |= WILD_PLACE
            row += (
                postcodes.setdefault(outward + inward, len(postcodes)),
                outwards.setdefault(outward, len(outwards)),
                houses.setdefault(house, len(houses)),
                streets.setdefault(street, len(streets)),
                uprns.setdefault(uprn, len(uprns)),
            )
        found[at, : len(row)] = row
        if len(places) > 2:
            flags[at] |= WILD_PLACE
    return found, flags, tuple(streets)


def _flag_phones_and_middles(columns: Columns, rows: Rows) -> None:
    phones = [min(len(one.phones), 2) for one in columns.look("phone").everybody()]
    counts = np.array(phones, dtype=np.int8)[columns.look("phone").numbers]
    rows[counts > 0, FLAGS] |= PHONED
    rows[counts > 1, FLAGS] |= WILD_PHONE
    middles = np.array([bool(one.middles) for one in columns.look("middle").everybody()], dtype=np.bool_)
    rows[middles[columns.look("middle").numbers], FLAGS] |= MIDDLE


def _flag_sexes(columns: Columns, rows: Rows) -> None:
    sexes = np.array([one.sex for one in columns.look("sex").everybody()])[columns.look("sex").numbers]
    rows[sexes == "m", FLAGS] |= MALE
    rows[sexes == "f", FLAGS] |= FEMALE


def _identified(columns: Columns, rows: Rows) -> NDArray[np.int64]:
    """Flag who has identifiers, and number NHS numbers that are ten digits; the others are WILD."""
    held = columns.identifiers
    rows[held.owner, FLAGS] |= IDENTIFIED
    for scheme, values in columns.single.items():
        if scheme != "nhs":
            rows[values != NOBODY, FLAGS] |= OTHER_IDENTIFIER
    numbers = columns.single["nhs"]
    digits = [int(value) if len(value) == 10 and value.isdigit() else NOBODY for value in held.values]
    nhs = np.array([*digits, NOBODY, NOBODY], dtype=np.int64)
    rows[:, NHS] = np.where(numbers >= 0, numbers + 1, NONE)
    rows[(numbers == SEVERAL) | ((numbers >= 0) & (nhs[numbers] == NOBODY)), FLAGS] |= WILD_NHS
    return np.concatenate((np.zeros(1, np.int64), nhs))


def _misspelt(streets: Sequence[str]) -> Truths | None:
    if len(streets) > _MOST_STREETS:
        return None
    slips: NDArray[Any] = cdist(streets, streets, scorer=OSA.distance, score_cutoff=_MOST_SLIPS, dtype=np.uint8)
    alike: NDArray[Any] = cdist(streets, streets, scorer=JaroWinkler.similarity, score_cutoff=_LEAST_ALIKE)
    found = (slips <= _MOST_SLIPS) | (alike > 0)
    found[NONE, :] = found[:, NONE] = False
    return np.asarray(found)
