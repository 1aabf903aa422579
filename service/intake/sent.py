"""What an agency's own system sends: one message in the format that the agency exports, read by the same connector.

A message is checked whole before anything of it is kept: it is of its sender's agency, of its format, and holds each
record once. What is wrong with a row or a field goes to quarantine as in a file, and the sender learns the code.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

from audit.events import Actor
from connectors.catalogue import KINDS, connector
from connectors.connector import Chunk, Connector, Faulty, Good, Outcome
from connectors.faults import FaultCode, FileRefused
from connectors.manifest import Coverage, Manifest
from service.errors import FieldFault, NotAcceptable, NotPermitted, ReasonCode
from service.intake.prepare import PreparedChunk, Preparer, unpacked
from service.matching.shared_places import NONE, ListedPlaces
from service.sealing.keyring import Keyring

FORMATS = tuple(sorted(KINDS))
"""The formats that a system can send: those that need no mapping file."""


class SentFault(NamedTuple):
    """What of a message was not taken: why (`connectors.faults`), which field of the format, and what to do."""

    code: str
    field: str
    advice: str


@dataclass(frozen=True)
class Sent:
    """A message that was read and is ready to be stored; what is personal in it is sealed, or in memory only."""

    actor: Actor
    chunk: Chunk
    prepared: PreparedChunk
    faults: tuple[SentFault, ...]

    def __repr__(self) -> str:
        return "<Sent>"


class Reading:
    """Reads messages; what can be made ready for a sender is made once."""

    def __init__(self, keyring: Keyring, listed: ListedPlaces | None = None) -> None:
        self._keyring = keyring
        self._listed = listed
        self._shared_places = NONE
        self._preparers: dict[tuple[str, str], tuple[Connector, Preparer]] = {}

    def read(self, format_: str, content: bytes, actor: Actor, area: str) -> Sent:
        """Read one message, tokenise and seal it.

        Args:
            format_: one of FORMATS.
            area: the jurisdiction that the agency's records are of.

        Raises:
            NotAcceptable: the agency has no keys, or the message is not of the format, or holds a record twice.
            NotPermitted: it holds a record of another agency, or the agency does not send in this format.
        """
        manifest = Manifest(actor.agency, datetime.now(UTC), coverage=Coverage(area=area))
        reader, preparer = self._ready_for(format_, manifest)
        chunk = _chunk(reader, content)
        outcomes = reader.parse(chunk, manifest)
        if any(_is_foreign(each, actor.agency) for each in outcomes):
            raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, "A system sends records of its own agency only.")
        prepared = unpacked(preparer.ready(outcomes))
        if len({each.ref_token for each in prepared.records}) < len(prepared.records):
            raise _refused("The message holds a record twice. Send each once.")
        return Sent(actor, chunk, prepared, tuple(_fault(each) for each in outcomes if isinstance(each, Faulty)))

    def _ready_for(self, format_: str, manifest: Manifest) -> tuple[Connector, Preparer]:
        agency = manifest.provider
        shared_places = self._listed.tokens() if self._listed else NONE
        if shared_places != self._shared_places:
            self._shared_places = shared_places
            self._preparers.clear()
        ready = self._preparers.get((format_, agency))
        if ready is None:
            reader = _connector(format_, agency)
            if agency not in self._keyring.agencies:
                raise _refused("Your agency has no keys here yet. Ask whoever runs this service to add it.")
            preparer = Preparer(reader, manifest, self._keyring, shared_places)
            ready = self._preparers[format_, agency] = reader, preparer
        return ready


def _connector(format_: str, agency: str) -> Connector:
    if format_ not in FORMATS:
        raise _refused(f"The formats are: {', '.join(FORMATS)}.")
    if not agency.startswith(f"{KINDS[format_]}:"):
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, "Your agency does not send records in this format.")
    return connector(format_)


def _chunk(reader: Connector, content: bytes) -> Chunk:
    try:
        chunks = list(reader.chunks(BytesIO(content)))
    except FileRefused as refusal:
        raise _refused(refusal.advice) from None
    if len(chunks) != 1:
        raise _refused(FileRefused(FaultCode.FILE_EMPTY).advice)
    return chunks[0]


def _is_foreign(outcome: Outcome, agency: str) -> bool:
    if isinstance(outcome, Good):
        return outcome.record.provider != agency
    return outcome.code is FaultCode.WRONG_PROVIDER


def _fault(fault: Faulty) -> SentFault:
    return SentFault(fault.code.value, fault.field, fault.advice)


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("body", ReasonCode.FIELD_INVALID, advice),))
