"""The part of a load that needs no store: parse, normalise, tokenise, seal. It runs in worker processes.

What goes back to the writer is rows that are ready to be stored, and beside each the matcher's part in the clear, in
memory only, because the writer links it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from connectors.connector import Chunk, Connector, Faulty, Good
from connectors.faults import FaultCode
from connectors.manifest import Manifest
from connectors.records import Involvement, NominalRecord
from service.intake.ties import since
from service.matching.normalise import person_from_record
from service.matching.person import encode
from service.matching.shared_places import NONE, SharedPlaces
from service.matching.tokens import IndexKey, tokens_of
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring
from service.sealing.keys import Purpose
from service.sealing.record import SealedInvolvementGroups, SealedRecordGroups, seal_record
from service.sealing.seal import RAW_OF_QUARANTINE, Sealer


class PreparedInvolvement(NamedTuple):
    """An involvement, but for the number of its record."""

    position: int
    token: bytes
    record_type: str
    classes: str
    subject_role: str
    status: str
    contact_sealed: bytes
    summary_sealed: bytes
    detail_sealed: bytes


class PreparedRecord(NamedTuple):
    """A record, but for its number and its golden nominal."""

    provider: str
    ref_token: bytes
    digest: bytes
    regime: str
    area: str
    shielded: int
    as_of: int
    index_version: int
    match_key: bytes
    match_sealed: bytes
    disclose_key: bytes
    shown_sealed: bytes
    detail_key: bytes
    detail_sealed: bytes
    involvements: tuple[PreparedInvolvement, ...]
    ties: tuple[tuple[bytes, str, int, str], ...]
    person: bytes
    """The matcher's encoding, in the clear: for linking, never for the disk."""
    tokens: list[int]

    def __repr__(self) -> str:
        return "<PreparedRecord>"


class PreparedFault(NamedTuple):
    """A row or field that was not taken, sealed."""

    token: bytes
    row: int
    code: str
    field: str
    raw_key: bytes
    raw_sealed: bytes


class PreparedChunk(NamedTuple):
    """All that came of one chunk of a file."""

    read: int
    records: list[PreparedRecord]
    faults: list[PreparedFault]


class Preparer:
    """Prepares chunks of one file with one agency's keys."""

    def __init__(
        self, connector: Connector, manifest: Manifest, keyring: Keyring, shared_places: frozenset[bytes] = NONE
    ) -> None:
        self._connector = connector
        self._manifest = manifest
        self._sealer = Sealer(keyring)
        self._blinder = Blinder(keyring)
        self._index_key = IndexKey(keyring.index_key, keyring.index_version)
        self._shared_places = SharedPlaces(shared_places, keyring)

    def prepare(self, chunk: Chunk) -> PreparedChunk:
        """Make the rows of one chunk ready to be stored.

        Raises:
            CannotOpen: the agency has no keys.
        """
        outcomes = self._connector.parse(chunk, self._manifest)
        records = [self._record(each.record) for each in outcomes if isinstance(each, Good)]
        faults = [each for each in outcomes if isinstance(each, Faulty)]
        whole_rows = sum(1 for each in faults if each.scope == "row")
        return PreparedChunk(len(records) + whole_rows, records, [self._fault(each) for each in faults])

    def repeated(self, chunk: Chunk, positions: Sequence[int]) -> list[PreparedFault]:
        """The records of a chunk at these positions as faults: their reference came before in the same load."""
        good = [each for each in self._connector.parse(chunk, self._manifest) if isinstance(each, Good)]
        return [self._fault(_again(good[position])) for position in positions]

    def _record(self, record: NominalRecord) -> PreparedRecord:
        person = self._shared_places.without(person_from_record(record))
        match = encode(person)
        sealed = seal_record(self._sealer, self._blinder, record, match)
        return PreparedRecord(
            record.provider,
            sealed.token,
            self._blinder.digest(record),
            record.regime,
            record.area,
            int(record.shielded),
            record.as_of,
            self._index_key.version,
            sealed.match_key,
            sealed.match,
            sealed.disclose_key,
            sealed.shown,
            sealed.detail_key,
            sealed.detail,
            _involvements(record.involvements, sealed),
            self._ties(record),
            match,
            tokens_of(person, self._index_key),
        )

    def _ties(self, record: NominalRecord) -> tuple[tuple[bytes, str, int, str], ...]:
        """The ties by token. Two words for one relationship stay two; the same word twice is one."""
        found = {
            (self._blinder.ref_token(record.provider, tie.ref), tie.kind): (_lives_with(tie.lives_with), since(tie))
            for tie in record.ties
        }
        return tuple((token, kind, *stated) for (token, kind), stated in found.items())

    def _fault(self, fault: Faulty) -> PreparedFault:
        agency = self._manifest.provider
        token = self._blinder.fault_token(agency, fault.code, fault.field, fault.raw)
        key = self._sealer.fresh_key(agency, Purpose.QUARANTINE, token)
        sealed = self._sealer.seal(key, RAW_OF_QUARANTINE, token, fault.raw)
        return PreparedFault(token, fault.row, fault.code.value, fault.field, key.wrapped, sealed)


def _again(good: Good) -> Faulty:
    return Faulty(good.row, FaultCode.REPEATED_REF, "", msgspec.json.encode(good.record))


def _involvements(given: Iterable[Involvement], sealed: SealedRecordGroups) -> tuple[PreparedInvolvement, ...]:
    pairs = zip(given, sealed.involvements, strict=True)
    return tuple(_involvement(position, each, closed) for position, (each, closed) in enumerate(pairs))


def _involvement(position: int, involvement: Involvement, sealed: SealedInvolvementGroups) -> PreparedInvolvement:
    return PreparedInvolvement(
        position,
        sealed.token,
        involvement.record_type,
        ",".join(involvement.classes),
        involvement.subject_role,
        involvement.status,
        sealed.contact,
        sealed.summary,
        sealed.detail,
    )


def _lives_with(stated: bool | None) -> int:
    return -1 if stated is None else int(stated)
