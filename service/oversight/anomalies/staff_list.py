"""Takes in an agency's staff list: of each line only blind tokens are kept, and the list before is forgotten.

The file is a CSV with the columns `account` (the `sub` with which they sign in), `given_name`, `family_name`, `born`
(the year), `house` and `postcode`. Somebody with two names or two homes has two lines.
"""

import csv
import secrets
from pathlib import Path
from typing import Final, NamedTuple

from audit.events import Actor, Entry, EventType, Operation
from connectors.records import Address, Name
from service.entries import append_entry
from service.errors import NotAcceptable, ReasonCode
from service.identity.pseudonym import pseudonym
from service.matching import names
from service.matching.normalise import place_of
from service.matching.person import Person
from service.matching.staff import tokens_of_member
from service.runtime import Runtime
from service.sealing.blind import Blinder
from service.store.watching import replace_staff_list

COLUMNS: Final = ("account", "given_name", "family_name", "born", "house", "postcode")
_LONGEST: Final = 255


class Taken(NamedTuple):
    """What became of a staff list."""

    members: int
    tokens: int


async def take_staff_list(path: Path, agency: str, runtime: Runtime) -> Taken:
    """Put the list of a file in the place of the one that the agency handed over before.

    Raises:
        NotAcceptable: the agency is none of the partnership's, or a line cannot be used; nothing was changed. Lines are
            named by number, never by what they say.
        Unavailable: store or log is down; nothing was changed.
    """
    if agency not in runtime.agreements.agencies:
        raise _refused("This agency is not part of the partnership. Give its id, such as police:04.")
    lines = _read(path)
    blinder, tokens = Blinder(runtime.keyring), set[bytes]()
    for line in lines:
        staff = pseudonym(runtime.keyring.pseudonym_key, runtime.settings.issuer, line["account"])
        tokens |= tokens_of_member(staff, agency, _person(line), blinder)
    taken = Taken(len({line["account"] for line in lines}), len(tokens))
    async with runtime.store.database.transaction() as transaction:
        await append_entry(_entry(taken, agency), None, runtime)
        await replace_staff_list(transaction, agency, tokens)
    return taken


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise _refused(f"The first line of {path.name} must be: {','.join(COLUMNS)}")
            return [_checked(row, number) for number, row in enumerate(reader, 2)]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise _refused(f"{path.name} cannot be read as CSV in UTF-8.") from None


def _checked(row: dict[str, str], number: int) -> dict[str, str]:
    born = (row.get("born") or "").strip()
    if born and not (born.isascii() and born.isdigit() and len(born) == 4):
        raise _refused(f"Line {number}: born is a year of four digits, or empty.")
    whole = set(row) == set(COLUMNS) and all(isinstance(one, str) and len(one) <= _LONGEST for one in row.values())
    if not whole or not row["account"].strip() or not row["family_name"].strip():
        raise _refused(f"Line {number} needs an account and a family name, and no more columns than the first line.")
    return {name: value.strip() for name, value in row.items()}


def _person(line: dict[str, str]) -> Person:
    name = Name(family=line["family_name"], given=tuple(line["given_name"].split()))
    forenames, middles = names.given(name.given)
    family, parts = names.family(name.family)
    places = place_of(Address(postcode=line["postcode"], house=line["house"]))
    families = (family,) if family else ()
    year = int(line["born"]) if line["born"] else None
    return Person(forenames=forenames, middles=middles, families=families, parts=parts, year=year, places=places)


def _entry(taken: Taken, agency: str) -> Entry:
    return Entry(
        type=EventType.RECORD_LOADED,
        request_id=secrets.token_hex(16),
        actor=Actor(staff="operator", agency="partnership", role="operator"),
        operation=Operation.COLLECTION,
        providers=(agency,),
        details={"what": "staff_list", "members": taken.members, "tokens": taken.tokens},
    )


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice)
