"""One FHIR patient on the way to a record for each organisation that works with them."""

from datetime import date

import msgspec

from connectors.connector import Faulty, Good, Outcome
from connectors.faults import FaultCode, IdentifierFault, RowRefused
from connectors.fhir import (
    CONFIDENTIALITY,
    NHS_NUMBER,
    CareTeam,
    DocumentReference,
    EpisodeOfCare,
    Extension,
    FhirAddress,
    HumanName,
    Patient,
    RelatedPerson,
)
from connectors.health_pointer import involvement_of, organisation_of
from connectors.health_services import TIES
from connectors.identifiers import nhs, uprn
from connectors.manifest import Manifest
from connectors.records import (
    Address,
    Identifier,
    IdentifierStatus,
    Involvement,
    Name,
    NameKind,
    NominalRecord,
    Sex,
    Tie,
)
from connectors.shielding import classed, shielded
from connectors.values import birth, day, house_and_street, phone, postcode

Pointer = CareTeam | EpisodeOfCare | DocumentReference | RelatedPerson
_VERIFICATION: dict[str, IdentifierStatus] = {"01": "verified_pds", "02": "stated"}
_NAME_KINDS: dict[str, NameKind] = {
    "nickname": "nickname",
    "maiden": "previous",
    "old": "previous",
    "anonymous": "alias",
}
_GENDERS: dict[str, Sex] = {"male": "male", "female": "female", "other": "other", "unknown": "unknown", "": "unknown"}
_STATUS_EXTENSION = "NHSNumberVerificationStatus"
_HIDING = frozenset({"R", "V"})


class PatientReading:
    """A patient, and the pointers and relationships that were found for them."""

    def __init__(self, row: int, raw: bytes, patient: Patient, manifest: Manifest, url: str = "") -> None:
        self.row, self.raw, self.patient, self.manifest = row, raw, patient, manifest
        self.keys = self._own_keys(url)
        self._pointers: dict[str, list[Involvement]] = {}
        self._ties: list[Tie] = []
        self._doubts: list[Outcome] = []

    def add(self, row: int, raw: bytes, resource: Pointer) -> None:
        """Take what belongs to this patient; what may not be taken is noted, and the patient stands."""
        try:
            if isinstance(resource, RelatedPerson):
                self._relate(resource)
                return
            provider = organisation_of(resource) or self.manifest.provider
            held = self._pointers.setdefault(provider, [])
            held.append(involvement_of(resource, f"{self._ref}/{len(held) + 1}"))
        except RowRefused as refused:
            self._doubts.append(Faulty(row, refused.code, refused.field, raw, "field"))

    def records(self) -> list[Outcome]:
        """Return what is doubtful, and a record for each organisation; or only why the patient is not taken."""
        working = {provider: tuple(held) for provider, held in self._pointers.items() if held}
        try:
            one = self._demographics(*(next(iter(working.items())) if working else (self.manifest.provider, ())))
        except RowRefused as refused:
            return [*self._doubts, Faulty(self.row, refused.code, refused.field, self.raw)]
        if self._is_hidden:
            one = _hidden(one)
        found: list[Outcome] = [*self._doubts, Good(one, self.row)]
        for provider, held in list(working.items())[1:]:
            involvements = tuple(map(classed, held)) if one.shielded else held
            found.append(Good(msgspec.structs.replace(one, provider=provider, involvements=involvements), self.row))
        return found

    @property
    def _is_hidden(self) -> bool:
        for label in self.patient.meta.security:
            if label.code in _HIDING and label.system in ("", CONFIDENTIALITY):
                return True
        return False

    @property
    def _ref(self) -> str:
        return self.patient.id or next((one.value for one in self.patient.identifier if one.value), "")

    def _own_keys(self, url: str) -> frozenset[str]:
        numbers = {one.value for one in self.patient.identifier if one.system == NHS_NUMBER}
        ids = {self.patient.id, f"Patient/{self.patient.id}"} if self.patient.id else set()
        return frozenset({url, *numbers, *ids} - {""})

    def _relate(self, other: RelatedPerson) -> None:
        """Note a relationship to another patient of this source; one to somebody who is not a patient is none."""
        if not other.active:
            return
        ref = other.identifier[0].value if other.identifier else ""
        if not ref and other.patient.identifier is not None:
            ref = other.patient.identifier.value
        if not ref or ref in self.keys:
            return
        kinds = [TIES[code.code] for concept in other.relationship for code in concept.coding if code.code in TIES]
        if not kinds:
            raise RowRefused(FaultCode.UNKNOWN_CODE, "relationship")
        self._ties.append(Tie(ref, kinds[0], since=_day(other.period.start, "period")))

    def _demographics(self, provider: str, involvements: tuple[Involvement, ...]) -> NominalRecord:
        """Make the record as it is before anything is hidden. Raises `RowRefused`."""
        patient, manifest = self.patient, self.manifest
        names = [_name(one) for one in patient.name if one.family or one.given]
        if len(names) > 1:
            names.sort(key=_is_not_primary)
        if not self._ref or not names:
            raise RowRefused(FaultCode.MISSING_FIELD, "name" if self._ref else "id")
        if patient.gender not in _GENDERS:
            raise RowRefused(FaultCode.UNKNOWN_CODE, "gender")
        return NominalRecord(
            provider=provider,
            ref=self._ref,
            regime="part2",
            as_of=manifest.as_of_seconds,
            names=tuple(names),
            dob=birth(patient.birth_date, "birthDate", manifest.as_of.year + 1),
            sex=_GENDERS[patient.gender],
            identifiers=self._identifiers(),
            addresses=tuple([self._address(one) for one in sorted(patient.address, key=_is_not_current)]),
            phones=self._phones(),
            ties=tuple(self._ties),
            involvements=involvements,
            deceased=_day(patient.deceased_date_time, "deceasedDateTime"),
            area=manifest.coverage.area,
        )

    def _doubt(self, code: FaultCode, field: str) -> None:
        self._doubts.append(Faulty(self.row, code, field, self.raw, "field"))

    def _identifiers(self) -> tuple[Identifier, ...]:
        found = []
        for one in self.patient.identifier:
            if one.system != NHS_NUMBER:
                continue
            if one.use == "old":
                self._doubt(FaultCode.IDENTIFIER_SUPERSEDED, "nhs")
                continue
            try:
                found.append(nhs(one.value, _verification(one.extension)))
            except IdentifierFault as fault:
                self._doubt(fault.code, fault.scheme)
        return tuple(found)

    def _address(self, one: FhirAddress) -> Address:
        house, street = house_and_street(one.line[0]) if one.line else ("", "")
        place = _uprn(one.extension)
        if place:
            try:
                place = uprn(place).value
            except IdentifierFault as fault:
                self._doubt(fault.code, fault.scheme)
                place = ""
        since, until = _day(one.period.start, "address"), _day(one.period.end, "address")
        return Address(postcode(one.postal_code), house, street, place, since, until)

    def _phones(self) -> tuple[str, ...]:
        found = []
        for one in self.patient.telecom:
            if one.system not in ("phone", "sms") or one.use == "old":
                continue
            try:
                found.append(phone(one.value, "telecom"))
            except RowRefused as refused:
                self._doubt(refused.code, refused.field)
        return tuple(filter(None, found))


def _hidden(record: NominalRecord) -> NominalRecord:
    """Shield a record; a restricted patient has no related persons either (as in PDS)."""
    return shielded(msgspec.structs.replace(record, ties=()))


def _name(one: HumanName) -> Name:
    return Name(one.family, one.given, _NAME_KINDS.get(one.use, "primary"))


def _is_not_primary(name: Name) -> bool:
    return name.kind != "primary"


def _is_not_current(one: FhirAddress) -> bool:
    return one.use == "old" or bool(one.period.end)


def _day(text: str, field: str) -> date | None:
    """Read a FHIR date or date-time; one of which only the year or month is given says no day."""
    return None if len(text) < 10 else day(text[:10], field)


def _verification(extensions: tuple[Extension, ...]) -> IdentifierStatus:
    """Return how an NHS number is known: only code 01 means that it was traced and verified."""
    for one in extensions:
        if one.url.endswith(_STATUS_EXTENSION) and one.value_codeable_concept is not None:
            codes = [coding.code for coding in one.value_codeable_concept.coding]
            return _VERIFICATION.get(codes[0] if codes else "", "unverified")
    return "stated"


def _uprn(extensions: tuple[Extension, ...]) -> str:
    for one in extensions:
        kinds = {part.value_coding.code for part in one.extension if part.value_coding is not None}
        if "UPRN" in kinds:
            return next((part.value_string for part in one.extension if part.value_string), "")
    return ""
