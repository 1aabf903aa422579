"""The part of a load that needs no store: parse, normalise, tokenise, seal. It runs in worker processes.

What goes back to the writer is rows that are ready to be stored, and beside each the matcher's part in the clear, in
memory only, because the writer links it. A chunk travels as one msgpack document, and its bytes arrive as bytearrays:
the driver of SQLite binds those at once, and asks around for an adapter (0.5 us each) before it binds bytes.
"""

from array import array
from collections.abc import Sequence
from struct import unpack
from typing import Final

import msgspec

from connectors.connector import Chunk, Connector, Faulty, Good, Outcome
from connectors.faults import FaultCode
from connectors.manifest import Manifest
from connectors.records import NominalRecord
from service.intake.ties import since
from service.matching.normalise import person_from_record
from service.matching.person import encode
from service.matching.shared_places import NONE, SharedPlaces
from service.matching.tokens import IndexKey, tokens_of
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring
from service.sealing.keys import Purpose
from service.sealing.record import SealedRecordGroups, seal_record
from service.sealing.seal import RAW_OF_QUARANTINE, Sealer

PreparedInvolvement = tuple[int, bytearray, str, str, str, str, bytearray, bytearray, bytearray]
"""A row of `involvement`, but for the number of its record."""
PreparedTie = tuple[bytearray, str, int, str]
"""A row of `tie`, but for the number of its record."""


class PreparedRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record, but for its number and its golden nominal."""

    ref_token: bytes
    digest: bytes
    shielded: int
    as_of: int
    whose: tuple[str, bytearray, bytearray, str, str]
    """How its row begins after the number: provider, reference token, digest, regime, area."""
    sealed: tuple[int, bytearray, bytearray, bytearray, bytearray, bytearray, bytearray]
    """How its row ends: version of the index key, then key and group each of match, disclose and detail."""
    involvements: list[PreparedInvolvement]
    ties: list[PreparedTie]
    person: bytes
    """The matcher's encoding, in the clear: for linking, never for the disk."""
    packed_tokens: bytes
    """64-bit signed integers in this machine's own order."""

    def __repr__(self) -> str:
        return "<PreparedRecord>"

    @property
    def tokens(self) -> tuple[int, ...]:
        """The blind tokens."""
        return unpack(f"{len(self.packed_tokens) // 8}q", self.packed_tokens)

    @property
    def match_key(self) -> bytearray:
        """The wrapped key of the matcher's group."""
        return self.sealed[1]


class PreparedFault(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A row or field that was not taken, sealed."""

    token: bytes
    row: int
    code: str
    field: str
    raw_key: bytes
    raw_sealed: bytes


class PreparedChunk(msgspec.Struct, frozen=True, array_like=True):
    """All that came of one chunk of a file."""

    read: int
    records: list[PreparedRecord]
    faults: list[PreparedFault]


packed: Final = msgspec.msgpack.Encoder().encode
"""A prepared chunk as it travels between processes: in memory only, because it holds the matcher's part."""
unpacked: Final = msgspec.msgpack.Decoder(PreparedChunk).decode


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

    def prepare(self, chunk: Chunk) -> bytes:
        """Make the rows of one chunk ready to be stored: a `PreparedChunk`, packed.

        Raises:
            CannotOpen: the agency has no keys.
        """
        return self.ready(self._connector.parse(chunk, self._manifest))

    def ready(self, outcomes: Sequence[Outcome]) -> bytes:
        """As `prepare`, of what was parsed already."""
        records = [self._record(each.record) for each in outcomes if isinstance(each, Good)]
        faults = [each for each in outcomes if isinstance(each, Faulty)]
        whole_rows = sum(1 for each in faults if each.scope == "row")
        return packed((len(records) + whole_rows, records, [self._fault(each) for each in faults]))

    def repeated(self, chunk: Chunk, positions: Sequence[int]) -> list[PreparedFault]:
        """The records of a chunk at these positions as faults: their reference came before in the same load."""
        good = [each for each in self._connector.parse(chunk, self._manifest) if isinstance(each, Good)]
        return [self._fault(_again(good[position])) for position in positions]

    def _record(self, record: NominalRecord) -> tuple[object, ...]:
        """A `PreparedRecord` as the plain tuple that travels: nothing but the decoder of the other side reads it."""
        person = self._shared_places.without(person_from_record(record))
        match = encode(person)
        sealed = seal_record(self._sealer, self._blinder, record, match)
        digest = self._blinder.digest(record)
        return (
            sealed.token,
            digest,
            int(record.shielded),
            record.as_of,
            (record.provider, sealed.token, digest, record.regime, record.area),
            (
                self._index_key.version,
                sealed.match_key,
                sealed.match,
                sealed.disclose_key,
                sealed.shown,
                sealed.detail_key,
                sealed.detail,
            ),
            _involvements(record, sealed),
            self._ties(record) if record.ties else (),
            match,
            array("q", tokens_of(person, self._index_key)).tobytes(),
        )

    def _ties(self, record: NominalRecord) -> list[tuple[bytes, str, int, str]]:
        """The ties by token. Two words for one relationship stay two; the same word twice is one."""
        token_of, provider = self._blinder.ref_token, record.provider
        found = {(tie.ref, tie.kind): tie for tie in record.ties}
        return [
            (token_of(provider, tie.ref), tie.kind, _lives_with(tie.lives_with), since(tie)) for tie in found.values()
        ]

    def _fault(self, fault: Faulty) -> PreparedFault:
        agency = self._manifest.provider
        token = self._blinder.fault_token(agency, fault.code, fault.field, fault.raw)
        key = self._sealer.fresh_key(agency, Purpose.QUARANTINE, token)
        sealed = self._sealer.seal(key, RAW_OF_QUARANTINE, token, fault.raw)
        return PreparedFault(token, fault.row, fault.code.value, fault.field, key.wrapped, sealed)


def _again(good: Good) -> Faulty:
    return Faulty(good.row, FaultCode.REPEATED_REF, "", msgspec.json.encode(good.record))


def _involvements(record: NominalRecord, sealed: SealedRecordGroups) -> list[tuple[object, ...]]:
    return [
        (
            position,
            closed.token,
            each.record_type,
            ",".join(each.classes),
            each.subject_role,
            each.status,
            closed.contact,
            closed.summary,
            closed.detail,
        )
        for position, (each, closed) in enumerate(zip(record.involvements, sealed.involvements, strict=True))
    ]


def _lives_with(stated: bool | None) -> int:
    return -1 if stated is None else int(stated)
