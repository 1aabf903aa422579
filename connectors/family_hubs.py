"""Family Hub early help and children's social care (EHM, LCS, Mosaic): JSON lines, one person each, under Part 2.

A line says who, in which household, related to whom among the council's own records, and which service works with them.
Free text has no place in it: a field that the format does not have is refused. A `shield` that is set drops the address
and telephone on the way in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from connectors.connector import Chunk, Faulty, Good, Outcome, Source
from connectors.family_hub_line import (
    HubAddress,
    HubIdentifiers,
    HubLine,
    HubName,
    Intervention,
    NhsNumber,
    Relationship,
    Worker,
    Working,
)  # fmt: skip
from connectors.faults import FaultCode, IdentifierFault, RowRefused
from connectors.identifiers import BY_SCHEME
from connectors.json_lines import chunks, decode, field_names, refuse_control
from connectors.manifest import Manifest
from connectors.records import Address, Contact, Event, Identifier, Involvement, Name, NominalRecord, Tie
from connectors.shielding import shielded
from connectors.values import birth, month, phone, postcode

_FIELDS = field_names(
    HubLine, HubIdentifiers, HubName, HubAddress, Relationship, Worker, Working, Intervention, NhsNumber
)  # fmt: skip
_DECODER = msgspec.json.Decoder(HubLine)
_SERVICES = {"familyhub.early_help": "Family Hub early help", "social_care.children": "Children's social care"}


@dataclass(frozen=True)
class FamilyHubs:
    """The connector for Family Hub JSON lines."""

    name: str = "family_hubs"

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Cut the file at line ends. Raises `FileRefused`."""
        return chunks(source)

    def parse(self, chunk: Chunk, manifest: Manifest) -> list[Outcome]:
        """Return one record a line, and a fault for each line or number that is not taken."""
        outcomes: list[Outcome] = []
        for row, raw in enumerate(chunk.rows, chunk.first_row):
            if not raw.strip():
                continue
            try:
                refuse_control(raw)
                record = _Line(row, raw, decode(_DECODER, raw, _FIELDS), manifest, outcomes).record()
            except RowRefused as refused:
                ends_early = chunk.cut and raw is chunk.rows[-1] and refused.code is FaultCode.NOT_JSON
                code = FaultCode.TRUNCATED if ends_early else refused.code
                outcomes.append(Faulty(row, code, refused.field, raw))
            else:
                outcomes.append(Good(record, row))
        return outcomes


class _Line:
    """One line on its way to a record: what is doubtful in it goes to the outcomes, and the rest comes through."""

    def __init__(self, row: int, raw: bytes, line: HubLine, manifest: Manifest, outcomes: list[Outcome]) -> None:
        self.row, self.raw, self.line, self.manifest, self.outcomes = row, raw, line, manifest, outcomes

    def record(self) -> NominalRecord:
        """Make the record. Raises `RowRefused`."""
        line, manifest = self.line, self.manifest
        if line.provider != manifest.provider:
            raise RowRefused(FaultCode.WRONG_PROVIDER, "provider")
        if not line.provider_ref or not any(name.family or name.given for name in line.names):
            raise RowRefused(FaultCode.MISSING_FIELD, "names" if line.provider_ref else "provider_ref")
        if line.as_of is not None and line.as_of.tzinfo is None:
            raise RowRefused(FaultCode.IMPOSSIBLE_DATE, "as_of")
        unsafe = any(not one.safe_to_use for one in line.addresses)
        record = NominalRecord(
            provider=line.provider,
            ref=line.provider_ref,
            regime="part2",
            as_of=int(line.as_of.timestamp()) if line.as_of else manifest.as_of_seconds,
            names=tuple([Name(name.family, name.given, name.type) for name in line.names]),
            dob=birth(line.dob, "dob", manifest.as_of.year + 1),
            sex=line.sex,
            identifiers=self._identifiers(),
            addresses=tuple([self._address(one) for one in line.addresses]),
            phones=tuple([number for one in line.phones if (number := self._phone(one, "phones"))]),
            ties=tuple([Tie(one.ref, one.type, one.lives_with, one.since) for one in line.relationships]),
            household_ref=line.household_ref,
            involvements=self._involvements(),
            area=manifest.coverage.area,
        )
        return shielded(record) if line.shield or unsafe else record

    def _doubt(self, code: FaultCode, field: str) -> None:
        self.outcomes.append(Faulty(self.row, code, field, self.raw, "field"))

    def _identifiers(self) -> tuple[Identifier, ...]:
        written = self.line.identifiers
        number = written.nhs_number
        nhs = number if isinstance(number, NhsNumber) else NhsNumber(number)
        found = []
        for scheme, text in (("nhs", nhs.value), ("upn", written.upn), ("uln", written.uln), ("nino", written.nino)):
            if not text:
                continue
            try:
                found.append(BY_SCHEME[scheme](text, nhs.status if scheme == "nhs" else "stated"))
            except IdentifierFault as fault:
                self._doubt(fault.code, scheme)
        return tuple(found)

    def _address(self, one: HubAddress) -> Address:
        place = ""
        if one.uprn:
            try:
                place = BY_SCHEME["uprn"](one.uprn, "stated").value
            except IdentifierFault as fault:
                self._doubt(fault.code, "uprn")
        return Address(postcode(one.postcode), one.house, one.street, place, one.since, one.until, one.safe_to_use)

    def _phone(self, text: str, field: str) -> str:
        try:
            return phone(text, field)
        except RowRefused as refused:
            self._doubt(refused.code, refused.field)
            return ""

    def _involvements(self) -> tuple[Involvement, ...]:
        line, working = self.line, self.line.involvement
        if working is None or working.status == "never":
            return ()
        consent = line.engagement_consent
        involvement = Involvement(
            ref=line.provider_ref,
            record_type=line.record_type,
            service=working.service or _SERVICES[line.record_type],
            status=working.status,
            subject_role=working.subject_role,
            contact=self._contact(working.worker),
            lead_professional=working.lead_professional,
            opened=working.opened,
            closed=working.closed,
            last_contact_month=month(working.last_contact, "last_contact") if working.last_contact else "",
            level_of_need=working.level_of_need,
            plan=working.plan,
            events=tuple([_event(one) for one in line.interventions]),
            engagement_consent=consent.given if consent else None,
            marking=line.marking,
        )
        return (involvement,)

    def _contact(self, worker: Worker) -> Contact:
        return Contact(
            name=worker.name,
            role=worker.role,
            team=worker.org,
            phone=self._phone(worker.phone, "phone"),
            email=worker.email,
            working_pattern=worker.working_pattern,
            duty_phone=self._phone(worker.duty_phone, "duty_phone"),
        )


def _event(one: Intervention) -> Event:
    return Event(one.event, one.programme, one.start or one.date, one.end or one.date, one.outcome_code)
