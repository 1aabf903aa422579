"""The NHS's own sample patients, loaded through the health connector: does the restricted one arrive shielded?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from connectors.catalogue import connector
from connectors.connector import Good, read
from connectors.manifest import without_manifest
from connectors.records import NominalRecord
from deploy.bench.asking import Asker, answer_of, asker, told_of
from deploy.bench.page import Figures
from deploy.bench.people import Sought, iso
from deploy.bench.prepared import bare, say
from service.errors import GoldenThreadError
from service.intake.arrival import load_file
from service.sealing.blind import Blinder
from service.store import queries
from service.store.rows import SealedPerson

PROVIDER = "ods:RXL"
RESTRICTED = "Sensitive_Patient.json"


class Asked(NamedTuple):
    """One way of asking about the restricted patient."""

    label: str
    person: dict[str, Any]


async def evaluate(folder: Path, kept: Path, page: Figures) -> dict[str, Any]:
    """Load every file, look at what is sealed of the restricted patient, ask about them, and add the tables."""
    files = _documents(folder)
    demo, settings = bare("fhir-pds", fresh=True, kept=kept)  # what a first load of each file says
    async with asker(demo, settings) as asking:
        rows = [await _load(asking, file) for file in files]
        restricted = _first_record(folder / RESTRICTED)
        sealed = await _as_sealed(asking, restricted)
        asked = [[one.label, *await _ask(asking, one)] for one in _ways(folder / RESTRICTED, restricted)]
    page.table("NHS sample files through the health connector", _LOADED, rows)
    page.table("The restricted patient, as the matcher holds them", ("what", "held"), sealed)
    page.table("Asking about the restricted patient", _ASKED, asked)
    return {"files": len(rows), "restricted": dict(sealed), "asked": asked}


_ASKED = ("asked with", "match", "outcome", "cards", "highest level", "named")
_LOADED = ("file", "read", "new", "changed", "unchanged", "linked", "to be decided", "held", "quarantined")


def _documents(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))


async def _load(asking: Asker, file: Path) -> list[str]:
    say(f"NHS samples: loading {file.name}")
    try:
        tally = (await load_file(asking.runtime, "health", file, None, PROVIDER)).tally
    except GoldenThreadError as fault:
        return [file.name, f"refused: {fault.code.value}", *[""] * (len(_LOADED) - 2)]
    reasons = ", ".join(f"{code} {times}" for code, times in sorted(tally.quarantined.items()))
    counts = (tally.read, tally.new, tally.changed, tally.unchanged, tally.linked, tally.asked, tally.held)
    return [file.name, *map(str, counts), reasons or "0"]


def _first_record(file: Path) -> NominalRecord:
    outcomes = read(connector("health"), file, without_manifest(PROVIDER))
    return next(each.record for each in outcomes if isinstance(each, Good))


async def _as_sealed(asking: Asker, record: NominalRecord) -> list[tuple[str, str]]:
    """Whether the store says shielded, and how many hidden fields are in what the matcher can open."""
    token = Blinder(asking.runtime.keyring).ref_token(record.provider, record.ref)
    row = await _row_of(asking, token)
    if row is None:
        return [("record", "not in the store")]
    person = asking.runtime.opener.person(row)
    return [
        ("shielded, in the store", "yes" if row.shielded else "NO"),
        ("shielded, to the matcher", "yes" if person.shielded else "NO"),
        ("addresses", str(len(person.places))),
        ("telephones", str(len(person.phones))),
        ("names", str(len(person.forenames))),
        ("date of birth", "yes" if person.year else "no"),
    ]


async def _row_of(asking: Asker, token: bytes) -> SealedPerson | None:
    database = asking.runtime.store.database
    for first in range(1, 257):
        statement, padded = queries.PEOPLE_BY_RECORD.fit([first])
        for row in await database.rows(statement, padded):
            sealed = SealedPerson(*row)
            if bytes(sealed.ref_token) == token:
                return sealed
    return None


def _ways(file: Path, record: NominalRecord) -> Sequence[Asked]:
    """By name and date of birth; and by what must find nobody: the address and the telephone that the file has."""
    first, born = record.names[0], record.dob
    name = {"family_name": first.family, "given_name": first.given[0] if first.given else ""}
    dob = {"date_of_birth": iso(born)} if born else {}
    raw = file.read_text(encoding="utf-8")
    postcode, phone = _after(raw, '"postalCode": "'), _after(raw, '"value": "0')
    ways = [Asked("name and date of birth", name | dob)]
    if postcode:
        ways.append(Asked("name and the hidden postcode", name | {"postcode": postcode}))
    if phone:
        ways.append(Asked("name and the hidden telephone", name | {"phone": "0" + phone}))
    return ways


def _after(text: str, mark: str) -> str:
    """What stands between a mark and the next quotation mark; empty where the file has no such thing."""
    return text.partition(mark)[2].partition('"')[0] if mark in text else ""


async def _ask(asking: Asker, way: Asked) -> list[str]:
    try:
        disclosed = await asking.ask(Sought(PROVIDER, "", "as held", way.person), "family")
    except GoldenThreadError as fault:
        return ["", f"refused: {fault.code.value}", "", "", ""]
    told = told_of(answer_of(disclosed))
    return [(await asking.kept(disclosed)).match, *told]
