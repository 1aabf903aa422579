"""Police exports (Connect, Niche, Athena): one CSV row an involvement of one nominal, under Part 3 of the DPA 2018.

Adjacent rows with one `provider_ref` are one nominal with several involvements: the first row says who it is, others
add identifiers, names, addresses and involvements. Intelligence, covert flags, IC codes and markings above
OFFICIAL-SENSITIVE are refused by the row. An address that is not safe to use shields the nominal and is not kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from connectors import table
from connectors.connector import Chunk, Faulty, Good, Outcome, Source
from connectors.faults import FaultCode, FileRefused, IdentifierFault, RowRefused
from connectors.identifiers import cro, pnc, uprn
from connectors.manifest import Manifest
from connectors.police_codes import ACCUSED, CLASSES, COVERT, IC_CODES, MARKINGS, ROLES, SAFE, SEXES, STATUSES
from connectors.records import Address, Contact, Identifier, Involvement, Name, NominalRecord, PartialDate, Sex
from connectors.shielding import merged, shielded
from connectors.values import birth, day, month, other_names, phone, postcode
from isa.vocabulary import Sensitivity

HEADER = (
    "provider_ref", "pnc", "cro", "family", "given", "alt_names", "dob", "sex", "uprn", "postcode", "address_from",
    "safe_addr", "unit", "contact_name", "contact_phone", "status", "opened", "closed", "last_contact", "categories",
    "subject_role", "marking",
)  # fmt: skip
"""The columns, in this order."""
_KNOWN = frozenset(HEADER)
RECORD_TYPE = "police.family_involvement"


@dataclass(frozen=True)
class Police:
    """The connector for the police CSV."""

    name: str = "police"

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Cut the CSV, never between rows of one nominal. Raises `FileRefused`."""
        return table.chunks(source, _check, _reference)

    def parse(self, chunk: Chunk, manifest: Manifest) -> list[Outcome]:
        """Return a record for each run of rows with one reference, and a fault for each row that is not taken."""
        reading = _Reading(manifest)
        last = chunk.rows[-1] if chunk.cut else None
        for row, raw, fields in table.rows_of(chunk):
            if isinstance(fields, FaultCode):
                reading.refuse(row, FaultCode.TRUNCATED if raw is last else fields, "", raw)
                continue
            try:
                reading.take(row, raw, fields)
            except RowRefused as refused:
                reading.refuse(row, refused.code, refused.field, raw)
        reading.finish()
        return reading.outcomes


class _Reading:
    """One pass over one chunk: the outcomes so far, and the nominal to which adjacent rows may still add."""

    def __init__(self, manifest: Manifest) -> None:
        self.outcomes: list[Outcome] = []
        self.provider = manifest.provider
        self.as_of = manifest.as_of_seconds
        self.area = manifest.coverage.area
        self.latest_year = manifest.as_of.year + 1
        self.categories: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.open: NominalRecord | None = None
        self.open_row = 0

    def refuse(self, row: int, code: FaultCode, field: str, raw: bytes) -> None:
        """Note a row that is not taken."""
        self.outcomes.append(Faulty(row, code, field, raw))

    def finish(self) -> None:
        """Hand out the open nominal."""
        if self.open is not None:
            self.outcomes.append(Good(self.open, self.open_row))
            self.open = None

    def take(self, row: int, raw: bytes, fields: list[str]) -> None:
        """Read one row into the open nominal, or into a new one. Raises `RowRefused`."""
        ref, pnc_, cro_, family, given, alternatives, dob_, sex_, uprn_, postcode_, since, safe_ = fields[:12]
        if not ref or not (family or given):
            raise RowRefused(FaultCode.MISSING_FIELD, "family" if ref else "provider_ref")
        names: tuple[Name, ...] = (Name(family, tuple(given.split())),)
        if alternatives:
            names += other_names(alternatives, "alias", "alt_names")
        safe = _safe(safe_)
        dob = birth(dob_, "dob", self.latest_year)
        before = self._same_nominal(ref, dob)
        doubts: list[Outcome] = []
        involvements = self._involvements(row, raw, fields, before, doubts)
        identifiers, place = _identifiers(row, raw, (pnc_, cro_, uprn_), doubts)
        moved_in = day(since, "address_from") if since else None
        record = NominalRecord(
            provider=self.provider,
            ref=ref,
            regime="part3",
            as_of=self.as_of,
            names=names,
            dob=dob,
            sex=_sex(sex_),
            identifiers=identifiers,
            addresses=(Address(postcode(postcode_), uprn=place, since=moved_in),) if postcode_ or place else (),
            involvements=involvements,
            area=self.area,
        )
        if before is None:
            self.finish()
            self.open_row = row
        else:
            record = merged(before, record)
        self.open = record if safe else shielded(record)
        self.outcomes += doubts

    def _same_nominal(self, ref: str, dob: PartialDate | None) -> NominalRecord | None:
        if self.open is None or self.open.ref != ref:
            return None
        if self.open.dob != dob:
            raise RowRefused(FaultCode.CONFLICTING_ROW, "dob")
        return self.open

    def _involvements(
        self, row: int, raw: bytes, fields: list[str], before: NominalRecord | None, doubts: list[Outcome]
    ) -> tuple[Involvement, ...]:
        unit, worker, number, status_, opened, closed, last_contact, categories_, role, marking_ = fields[12:]
        if role not in ROLES:
            raise RowRefused(FaultCode.UNKNOWN_CODE if role else FaultCode.MISSING_FIELD, "subject_role")
        marking = _marking(marking_)
        categories, classes = self._classified(categories_)
        if status_ not in STATUSES:
            raise RowRefused(FaultCode.UNKNOWN_CODE if status_ else FaultCode.MISSING_FIELD, "status")
        status = STATUSES[status_]
        if status is None:
            return ()
        if not unit:
            raise RowRefused(FaultCode.MISSING_FIELD, "unit")
        try:
            number = phone(number, "contact_phone")
        except RowRefused as refused:
            doubts.append(Faulty(row, refused.code, refused.field, raw, "field"))
            number = ""
        involvement = Involvement(
            ref=f"{fields[0]}/{1 + len(before.involvements) if before else 1}",
            record_type=RECORD_TYPE,
            service=unit,
            status=status,
            subject_role=role,
            classes=classes if role not in ACCUSED else tuple(one for one in classes if one != Sensitivity.DA_VICTIM),
            contact=Contact(name=worker, team=unit, phone=number),
            opened=day(opened, "opened") if opened else None,
            closed=day(closed, "closed") if closed else None,
            last_contact_month=month(last_contact, "last_contact") if last_contact else "",
            categories=categories,
            marking=marking,
        )
        return (involvement,)

    def _classified(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the categories of a row and the sensitivity classes that follow from them."""
        known = self.categories.get(text)
        if known is None:
            known = self.categories[text] = _classified(text)
        return known


def _classified(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    categories = tuple(filter(None, (one.strip().lower() for one in text.replace("|", ";").split(";"))))
    for one in categories:
        if one in COVERT:
            raise RowRefused(FaultCode.INTELLIGENCE, "categories")
        if one in IC_CODES:
            raise RowRefused(FaultCode.OFFICER_PERCEIVED_ETHNICITY, "categories")
        if one not in CLASSES:
            raise RowRefused(FaultCode.UNKNOWN_CODE, "categories")
    return categories, tuple(sorted({CLASSES[one] for one in categories} - {""}))


def _identifiers(
    row: int, raw: bytes, written: tuple[str, str, str], doubts: list[Outcome]
) -> tuple[tuple[Identifier, ...], str]:
    """Read a row's numbers. One that fails its rule is left out and noted; the others stand."""
    found: list[Identifier] = []
    place = ""
    for text, rule in zip(written, (pnc, cro, uprn), strict=True):
        if not text:
            continue
        try:
            identifier = rule(text)
        except IdentifierFault as fault:
            doubts.append(Faulty(row, fault.code, fault.scheme, raw, "field"))
            continue
        if rule is uprn:
            place = identifier.value
        else:
            found.append(identifier)
    return tuple(found), place


def _safe(text: str) -> bool:
    safe = SAFE.get(text.upper())
    if safe is None:
        raise RowRefused(FaultCode.UNKNOWN_CODE, "safe_addr")
    return safe


def _sex(text: str) -> Sex:
    sex = SEXES.get(text.upper())
    if sex is None:
        ethnicity = text.lower() in IC_CODES
        raise RowRefused(FaultCode.OFFICER_PERCEIVED_ETHNICITY if ethnicity else FaultCode.UNKNOWN_CODE, "sex")
    return sex


def _marking(text: str) -> str:
    if text.upper() not in MARKINGS:
        raise RowRefused(FaultCode.UNKNOWN_CODE, "marking")
    marking = MARKINGS[text.upper()]
    if marking is None:
        raise RowRefused(FaultCode.MARKING_TOO_HIGH, "marking")
    return marking


def _reference(raw: bytes) -> bytes:
    return raw.partition(b",")[0]


def _check(header: tuple[str, ...]) -> None:
    table.check_columns(header, HEADER, _KNOWN)
    if header != HEADER:
        raise FileRefused(FaultCode.COLUMNS_ORDER)
