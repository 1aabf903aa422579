"""Health exports: FHIR R4 UK Core as a Bundle, as NDJSON of bundles or resources, or a single Patient; Part 2.

A pointer only: organisation, service, contact. A patient whose security label is restricted (R) or very restricted (V)
is shielded here: address, telephone and anything that says where they are is dropped before it can be indexed. The
general practitioner is never read. In NDJSON of single resources, what belongs to a patient follows its Patient line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from connectors.connector import Chunk, Faulty, Good, Outcome, Scope, Source
from connectors.faults import FaultCode, RowRefused
from connectors.fhir import (
    Bundle,
    CareTeam,
    DocumentReference,
    EpisodeOfCare,
    Ignored,
    Named,
    Organization,
    Patient,
    RelatedPerson,
    Resource,
    WholeBundle,
)
from connectors.health_patient import PatientReading, Pointer
from connectors.json_document import DOCUMENT, lines_or_document
from connectors.json_lines import decode, field_names, refuse_control
from connectors.manifest import Manifest

_DECODER: msgspec.json.Decoder[Resource] = msgspec.json.Decoder(Resource)
_WHOLE: msgspec.json.Decoder[WholeBundle] = msgspec.json.Decoder(WholeBundle)
_NAMED = msgspec.json.Decoder(Named)
_FIELDS = field_names(Patient, RelatedPerson, CareTeam, EpisodeOfCare, DocumentReference, Bundle)
_TYPES = frozenset(
    {"Patient", "RelatedPerson", "CareTeam", "EpisodeOfCare", "DocumentReference", "Bundle", "MessageHeader"}
)
_SAYS_NOTHING = (Ignored, Organization)
_OF_PATIENT = (RelatedPerson, EpisodeOfCare)
"""Kept as tuples: asking for `A | B` makes a union each time, and there are several questions for every entry."""
Part = tuple[int, bytes, str, Resource]
"""One entry of a bundle: the row at which a fault in it is told, its bytes, its address, and what it says."""
_STARTS = (b'"Patient"', b'"Bundle"')


@dataclass(frozen=True)
class Health:
    """The connector for FHIR R4."""

    name: str = "health"

    def chunks(self, source: Source) -> Iterator[Chunk]:
        """Cut NDJSON before a patient, or take a whole document of at most 64 MiB. Raises `FileRefused`."""
        return lines_or_document(source, _starts)

    def parse(self, chunk: Chunk, manifest: Manifest) -> list[Outcome]:
        """Return one record for each patient and organisation, and a fault for each entry that is not taken."""
        reading = _Reading(manifest)
        for row, raw in enumerate(chunk.rows, chunk.first_row):
            if raw.strip():
                last = chunk.cut and raw is chunk.rows[-1]
                reading.take(row, raw, document=chunk.header == DOCUMENT, cut=last)
        reading.finish()
        return reading.outcomes


class _Reading:
    """One pass over one chunk."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.outcomes: list[Outcome] = []
        self.patient: PatientReading | None = None

    def finish(self) -> None:
        """Hand out the open patient's records."""
        if self.patient is not None:
            self.outcomes += self.patient.records()
            self.patient = None

    def take(self, row: int, raw: bytes, *, document: bool, cut: bool) -> None:
        """Read one line: a bundle, or one resource that a patient's line may precede."""
        try:
            if not document and self._sound_bundle(row, raw):
                return
            resource = decoded(raw)
            if isinstance(resource, Bundle):
                self.finish()
                self._bundle(row, resource, counted=document)
            elif isinstance(resource, Patient):
                self.finish()
                self.patient = PatientReading(row, raw, resource, self.manifest)
            elif not isinstance(resource, _SAYS_NOTHING):
                SubjectKeys([self.patient] if self.patient else []).of(resource, "").add(row, raw, resource)
        except RowRefused as refused:
            code = FaultCode.TRUNCATED if cut and refused.code is FaultCode.NOT_JSON else refused.code
            self.outcomes.append(Faulty(row, code, refused.field, raw))

    def _sound_bundle(self, row: int, raw: bytes) -> bool:
        """Read a bundle in one pass, which takes half as long as entry by entry; False where anything is at fault.

        Nothing of it is kept then: which entry is at fault, and what the others say, is found entry by entry.
        """
        if b"\\" in raw:  # may be a control character
            return False
        try:
            entries = _WHOLE.decode(raw).entry
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return False
        self.finish()
        before = len(self.outcomes)
        self._read([(row, raw, one.full_url, one.resource) for one in entries if one.resource is not msgspec.UNSET])
        sound = all(isinstance(one, Good) for one in self.outcomes[before:])
        if not sound:
            del self.outcomes[before:]
        return sound

    def _bundle(self, row: int, bundle: Bundle, *, counted: bool) -> None:
        """Read a bundle entry by entry."""
        parts: list[Part] = []
        for place, entry in enumerate(bundle.entry, 1):
            if isinstance(entry.resource, msgspec.UnsetType):
                continue
            part, at = bytes(entry.resource), place if counted else row
            try:
                resource = decoded(part)
            except RowRefused as refused:
                scope: Scope = "row" if b'"Patient"' in part else "field"
                self.outcomes.append(Faulty(at, refused.code, refused.field, part, scope))
                continue
            parts.append((at, part, entry.full_url, resource))
        self._read(parts)

    def _read(self, parts: list[Part]) -> None:
        """Patients first, then what belongs to each, wherever it stands."""
        patients = [
            PatientReading(at, part, resource, self.manifest, url)
            for at, part, url, resource in parts
            if isinstance(resource, Patient)
        ]
        others = [part for part in parts if not isinstance(part[3], Patient)]
        self._place(others, SubjectKeys(patients), "field" if patients else "row")
        for patient in patients:
            self.outcomes += patient.records()

    def _place(self, others: list[Part], keys: "SubjectKeys", scope: Scope) -> None:
        """Give each entry to the patient that it is about."""
        for at, part, url, resource in others:
            if isinstance(resource, _SAYS_NOTHING):
                continue
            try:
                if isinstance(resource, (Bundle, Patient)):
                    raise RowRefused(FaultCode.WRONG_SHAPE, "entry")
                keys.of(resource, url).add(at, part, resource)
            except RowRefused as refused:
                self.outcomes.append(Faulty(at, refused.code, refused.field, part, scope))


class SubjectKeys:
    """Which patient of a bundle an entry is about."""

    def __init__(self, patients: list[PatientReading]) -> None:
        self._patients = patients

    def of(self, resource: Pointer, url: str) -> PatientReading:
        """Return the patient that a resource names, or the only one where it names none. Raises `RowRefused`."""
        names = _subjects(resource, url)
        if not names and len(self._patients) == 1:
            return self._patients[0]
        for name in names:
            if name in self._by_key:
                return self._by_key[name]
        raise RowRefused(FaultCode.NO_SUBJECT, "subject")

    @cached_property
    def _by_key(self) -> dict[str, PatientReading]:
        return {key: patient for patient in self._patients for key in patient.keys}


def _subjects(resource: Pointer, url: str) -> list[str]:
    """Return the keys by which a resource names its patient. PDS puts a related person under the patient's address."""
    if isinstance(resource, RelatedPerson) and "/RelatedPerson/" in url:
        return [url.rpartition("/RelatedPerson/")[0].rpartition("/")[2]]
    named = resource.patient if isinstance(resource, _OF_PATIENT) else resource.subject
    keys = [named.reference, named.reference.rpartition("/")[2]] if named.reference else []
    if named.identifier is not None:
        keys.append(named.identifier.value)
    return keys


def decoded(raw: bytes) -> Resource:
    """Decode one resource. Raises `RowRefused`, also for a resource that is no pointer."""
    try:
        resource = decode(_DECODER, raw, _FIELDS)
    except RowRefused as refused:
        if refused.code is FaultCode.WRONG_SHAPE and decode(_NAMED, raw, _FIELDS).resource_type not in _TYPES:
            raise RowRefused(FaultCode.CLINICAL_CONTENT, "resourceType") from None
        raise
    if not isinstance(resource, Bundle):  # each entry of a bundle answers for itself
        refuse_control(raw)
    return resource


def _starts(line: bytes) -> bool:
    return any(mark in line for mark in _STARTS)
