"""Whom do the benches ask about? People of the agencies' files, as a practitioner would type them, slips included.

They are drawn from the files by a seed, so that a run can be repeated; who they truly are comes from the truth file.
"""

import csv
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from connectors.catalogue import connector
from connectors.connector import Good
from connectors.manifest import beside, read_manifest
from connectors.records import NominalRecord, PartialDate
from connectors.sandbox.mistakes import typed_wrong

SLIPS = {"as held": 0.66, "slip in a name": 0.12, "no postcode": 0.1, "day and month swapped": 0.06, "year only": 0.06}
"""How people are typed, and how often: a judgement, not a measurement."""


class Truth(NamedTuple):
    """What the truth file says of a record."""

    person: str
    household: str
    notes: tuple[str, ...]


class Sought(NamedTuple):
    """Somebody to ask about: of which record they were drawn, how they were typed, and the person's part of a body."""

    provider: str
    ref: str
    slip: str
    person: dict[str, Any]


def read_truth(path: Path) -> dict[tuple[str, str], Truth]:
    """The truth file of a sandbox, by (provider, reference)."""
    with path.open(encoding="utf-8", newline="") as rows:
        return {
            (row["provider"], row["ref"]): Truth(row["person"], row["household"], tuple(row["notes"].split(";")))
            for row in csv.DictReader(rows)
        }


def draw(files: Path, names: Sequence[tuple[str, str]], wanted: int, records: int, seed: int) -> list[Sought]:
    """Draw about `wanted` people of the given (connector, file) pairs, of which all hold about `records`.

    Only people who are typed with a family name, a forename and a date of birth are drawn: what an asker has at least.
    """
    chance = random.Random(seed)
    share = min(1.0, 10 * wanted / max(records, 1))
    found = [
        as_typed(record, chance)
        for name, file in names
        for record in records_of(name, files / file, share, chance)
        if is_whole(record) and not record.shielded
    ]
    chance.shuffle(found)
    return found[:wanted]


def records_of(name: str, file: Path, share: float, chance: random.Random) -> Iterator[NominalRecord]:
    """The records of a share of a file's chunks, read by its connector."""
    reader, manifest = connector(name), read_manifest(beside(file))
    for chunk in reader.chunks(file):
        if chance.random() <= share:
            yield from (each.record for each in reader.parse(chunk, manifest) if isinstance(each, Good))


def is_whole(record: NominalRecord) -> bool:
    """Whether there is a name and a date of birth to type."""
    first = record.names[0]
    return bool(first.family and first.given and record.dob and record.dob.year and record.dob.day)


def as_typed(record: NominalRecord, chance: random.Random, slip: str = "") -> Sought:
    """A record as somebody would type it, with a slip of one kind, drawn by `SLIPS` where none is asked for."""
    kind = slip or chance.choices(list(SLIPS), list(SLIPS.values()))[0]
    first, born = record.names[0], record.dob or PartialDate()
    family, given = first.family.title(), first.given[0].title() if first.given else ""
    postcode = record.addresses[0].postcode if record.addresses else ""
    dob = iso(born)
    if kind == "slip in a name":
        family, given = (typed_wrong(family, chance), given) if chance.random() < 0.5 else (
            family, typed_wrong(given, chance))  # fmt: skip
    elif kind == "no postcode":
        postcode = ""
    elif kind == "day and month swapped" and born.day and born.day <= 12:
        dob = f"{born.year:04}-{born.day:02}-{born.month:02}"
    elif kind == "year only" and postcode:
        dob = f"{born.year:04}"
    person = {"family_name": family, "given_name": given, "date_of_birth": dob, "postcode": postcode}
    return Sought(record.provider, record.ref, kind, person)


def iso(born: PartialDate) -> str:
    """A date of birth as far as it is known from the year on."""
    if not born.year:
        return ""
    if not born.month:
        return f"{born.year:04}"
    return f"{born.year:04}-{born.month:02}" + (f"-{born.day:02}" if born.day else "")


def question(sought: Sought, scope: str) -> dict[str, Any]:
    """The body of an enquiry: a social worker with a referral, who would safeguard a child."""
    return {
        "purpose": "safeguard_child",
        "case_reference": "BENCH-1",
        "relationship": "referral_received",
        "scope": scope,
        "level": 3,
        "person": sought.person,
    }
