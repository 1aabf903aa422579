"""What the three exports share: a person's lines, the records that should come of them, and faults on purpose."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from connectors.faults import FaultCode

_STAFF_GIVEN = [
    "Alex",
    "Sam",
    "Chris",
    "Jo",
    "Ashley",
    "Robin",
    "Pat",
    "Dana",
    "Lee",
    "Morgan",
    "Jamie",
    "Taylor",
    "Ros",
    "Imran",
    "Aga",
    "Priya",
    "Neil",
    "Gwen",
    "Tariq",
    "Bev",
]
_STAFF_FAMILY = [
    "Hartley",
    "Lund",
    "Okoro",
    "Bamford",
    "Sykes",
    "Nowak",
    "Patel",
    "Rimmer",
    "Keane",
    "Dobson",
    "Frith",
    "Ahmed",
    "Tate",
    "Yates",
    "Moss",
    "Quinn",
]
_ROUND = 9_000_000


class Export(NamedTuple):
    """Lines as the agency writes them, (provider, ref) of each record that they hold, and faults put in, by code."""

    lines: Sequence[str | bytes]
    records: list[tuple[str, str]]
    faults: dict[FaultCode, int]


def stepped(number: int, salt: int) -> int:
    """Return a seven-digit number for a person, one for each, in which their own number does not show.

    Numbers below 1,000,000 are left for the cast.
    """
    return 1_000_000 + (number * 5_555_557 + salt) % _ROUND


def under(chance: random.Random, size: int) -> int:
    """Return a whole number from 0 to below `size`, in a quarter of the time that `randrange` takes."""
    return int(chance.random() * size)


def staff(chance: random.Random, title: str = "") -> str:
    """Return the name of somebody who works for an agency."""
    given = _STAFF_GIVEN[under(chance, len(_STAFF_GIVEN))]
    family = _STAFF_FAMILY[under(chance, len(_STAFF_FAMILY))]
    return f"{title} {given} {family}".strip()
