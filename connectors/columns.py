"""Any CSV with one person a row, read through a column mapping: a small JSON file that says which column is what.

Every column of the file must be mapped or named under `ignore`, so that nothing is dropped by accident and nothing is
taken that nobody agreed. Parts of a date of birth may stand in columns of their own and may be missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from connectors import table
from connectors.connector import Chunk, Faulty, Good, Outcome, Source
from connectors.faults import FaultCode, FileRefused, IdentifierFault, RowRefused
from connectors.identifiers import BY_SCHEME, uprn
from connectors.manifest import Manifest
from connectors.records import Address, Contact, Identifier, Involvement, Name, NominalRecord, Sex, Status
from connectors.values import birth, birth_of_parts, house_and_street, phone, postcode
from isa.vocabulary import Sensitivity, SubjectRole, load_vocabulary


class Working(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The involvement that every row of the file stands for."""

    record_type: str
    service: str
    status: Status = "open"
    subject_role: str = "service_user"
    classes: tuple[str, ...] = ()
    contact: Contact = Contact()
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] = "OFFICIAL-SENSITIVE"


class ColumnNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which column of the file holds what; empty where the file has no such column.

    `address_line` is a number and street in one; `house` may be written as `22.0`. `given` may hold several names.
    """

    ref: str
    family: str
    given: str = ""
    dob: str = ""
    dob_day: str = ""
    dob_month: str = ""
    dob_year: str = ""
    sex: str = ""
    house: str = ""
    street: str = ""
    address_line: str = ""
    postcode: str = ""
    uprn: str = ""
    phone: str = ""
    nhs: str = ""
    pnc: str = ""
    cro: str = ""
    upn: str = ""
    uln: str = ""
    crn: str = ""
    nino: str = ""


class ColumnMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column mapping file. `sexes` says what the file's own codes for sex mean."""

    provider: str
    regime: Literal["part2", "part3"]
    involvement: Working
    columns: ColumnNames
    ignore: tuple[str, ...] = ()
    sexes: dict[str, Sex] = {}
    description: str = ""


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping file. Raises `FileRefused` where it cannot be used."""
    try:
        mapping = msgspec.json.decode(path.read_bytes(), type=ColumnMapping)
    except OSError:
        raise FileRefused(FaultCode.MAPPING, "The mapping file is not there or may not be read.") from None
    except msgspec.ValidationError as fault:
        raise FileRefused(FaultCode.MAPPING, f"{fault}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FileRefused(FaultCode.MAPPING, "It is not JSON.") from None
    if not mapping.columns.ref or not mapping.columns.family:
        raise FileRefused(FaultCode.MAPPING, "It must map ref and family.")
    _check_words(mapping.involvement)
    return mapping


def _check_words(working: Working) -> None:
    """What no agreement could name would be loaded and never shown: refuse it here, with the words that there are."""
    record_types = load_vocabulary().record_types
    if working.record_type not in record_types:
        raise FileRefused(FaultCode.MAPPING, f"record_type must be one of: {', '.join(sorted(record_types))}.")
    roles = [role.value for role in SubjectRole]
    if working.subject_role not in roles:
        raise FileRefused(FaultCode.MAPPING, f"subject_role must be one of: {', '.join(roles)}.")
    classes = [one.value for one in Sensitivity]
    if not set(working.classes) <= set(classes):
        raise FileRefused(FaultCode.MAPPING, f"classes may hold: {', '.join(classes)}.")


@dataclass(frozen=True)
class Columns:
    """The connector for a CSV with a mapping."""

    mapping: ColumnMapping
    name: str = "columns"

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Cut the CSV. Raises `FileRefused`, also for a column that the mapping neither maps nor ignores."""
        mapped = tuple(name.lower() for name in msgspec.structs.astuple(self.mapping.columns) if name)
        known = frozenset({*mapped, *(name.lower() for name in self.mapping.ignore)})
        return table.chunks(source, lambda header: table.check_columns(header, mapped, known))

    def parse(self, chunk: Chunk, manifest: Manifest) -> list[Outcome]:
        """Return one record a row, and a fault for each row or number that is not taken."""
        if self.mapping.provider != manifest.provider:
            raise FileRefused(FaultCode.WRONG_PROVIDER)
        reading = _Reading(self.mapping, chunk.header, manifest)
        last = chunk.rows[-1] if chunk.cut else None
        for row, raw, fields in table.rows_of(chunk):
            if isinstance(fields, FaultCode):
                code = FaultCode.TRUNCATED if raw is last else fields
                reading.outcomes.append(Faulty(row, code, "", raw))
                continue
            try:
                record = reading.record(row, raw, fields)
            except RowRefused as refused:
                reading.outcomes.append(Faulty(row, refused.code, refused.field, raw))
            else:
                reading.outcomes.append(Good(record, row))
        return reading.outcomes


class _Reading:
    """One pass over one chunk, with the place of each mapped column."""

    def __init__(self, mapping: ColumnMapping, header: tuple[str, ...], manifest: Manifest) -> None:
        self.outcomes: list[Outcome] = []
        self.mapping = mapping
        self.manifest = manifest
        self.latest_year = manifest.as_of.year + 1
        names = msgspec.structs.asdict(mapping.columns)
        self.places = {kind: header.index(name.lower()) for kind, name in names.items() if name}
        self.schemes = tuple(kind for kind in self.places if kind in BY_SCHEME and kind != "uprn")
        self.in_parts = not mapping.columns.dob

    def record(self, row: int, raw: bytes, fields: list[str]) -> NominalRecord:
        """Read one row. Raises `RowRefused`."""

        def of(kind: str) -> str:
            place = self.places.get(kind)
            return "" if place is None else fields[place]

        ref, family, given = of("ref"), of("family"), of("given")
        if not ref or not (family or given):
            raise RowRefused(FaultCode.MISSING_FIELD, "family" if ref else "ref")
        if self.in_parts:
            dob = birth_of_parts(of("dob_year"), of("dob_month"), of("dob_day"), "dob", self.latest_year)
        else:
            dob = birth(of("dob"), "dob", self.latest_year)
        number = self._phone(row, raw, of("phone"))
        address = self._address(of, self._uprn(row, raw, of("uprn")))
        return NominalRecord(
            provider=self.mapping.provider,
            ref=ref,
            regime=self.mapping.regime,
            as_of=self.manifest.as_of_seconds,
            names=(Name(family, tuple(given.split())),),
            dob=dob,
            sex=self._sex(of("sex")),
            identifiers=self._identifiers(row, raw, {scheme: of(scheme) for scheme in self.schemes}),
            addresses=() if address == Address() else (address,),
            phones=(number,) if number else (),
            involvements=(self._involvement(ref),),
            area=self.manifest.coverage.area,
        )

    def _involvement(self, ref: str) -> Involvement:
        working = self.mapping.involvement
        return Involvement(
            ref=ref,
            record_type=working.record_type,
            service=working.service,
            status=working.status,
            subject_role=working.subject_role,
            classes=working.classes,
            contact=working.contact,
            marking=working.marking,
        )

    def _sex(self, text: str) -> Sex:
        if not text:
            return "unknown"
        if text not in self.mapping.sexes:
            raise RowRefused(FaultCode.UNKNOWN_CODE, "sex")
        return self.mapping.sexes[text]

    def _identifiers(self, row: int, raw: bytes, written: dict[str, str]) -> tuple[Identifier, ...]:
        found = []
        for scheme, text in written.items():
            if not text:
                continue
            try:
                found.append(BY_SCHEME[scheme](text, "stated"))
            except IdentifierFault as fault:
                self.outcomes.append(Faulty(row, fault.code, fault.scheme, raw, "field"))
        return tuple(found)

    def _address(self, of: Callable[[str], str], place: str) -> Address:
        house, street = of("house").removesuffix(".0"), of("street")
        if line := of("address_line"):
            house_of_line, street_of_line = house_and_street(line)
            house, street = house or house_of_line, street or street_of_line
        return Address(postcode(of("postcode")), house, street, place)

    def _uprn(self, row: int, raw: bytes, text: str) -> str:
        try:
            return uprn(text).value if text else ""
        except IdentifierFault as fault:
            self.outcomes.append(Faulty(row, fault.code, fault.scheme, raw, "field"))
            return ""

    def _phone(self, row: int, raw: bytes, text: str) -> str:
        try:
            return phone(text, "phone")
        except RowRefused as refused:
            self.outcomes.append(Faulty(row, refused.code, refused.field, raw, "field"))
            return ""
