"""What an entry of the log says: who did what, about whom, under which agreement, and what was decided.

No field may hold a personal value: pseudonyms, codes and digests only. Names, dates, case references and free text go
into the sealed payload, of which the entry holds a commitment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from audit.canonical import encode
from audit.errors import EntryRefused

VERSION = 1
MAX_REQUEST_ID = 128


class EventType(StrEnum):
    """The kinds of entry."""

    ENQUIRY_ANSWERED = "enquiry.answered"
    ENQUIRY_EMPTY = "enquiry.empty"
    ENQUIRY_REFUSED = "enquiry.refused"
    ENQUIRY_FAILED = "enquiry.failed"
    ENQUIRY_REREAD = "enquiry.reread"
    LOG_QUERIED = "log.queried"
    LOG_EXPORTED = "log.exported"
    ACCESS_ASSEMBLED = "access.assembled"
    ACCESS_REVIEWED = "access.reviewed"
    ACCESS_RELEASED = "access.released"
    RECORD_LOADED = "record.loaded"
    RECORD_LINKED = "record.linked"
    RECORD_UNLINKED = "record.unlinked"
    NOMINAL_LINKED = "nominal.linked"
    NOMINAL_PARTED = "nominal.parted"
    NOMINAL_OVERRIDE = "nominal.override"
    NOMINAL_TAKEN_BACK = "nominal.taken_back"
    NOMINAL_PROPOSED = "nominal.proposed"
    NOMINAL_RELINKED = "nominal.relinked"
    NOMINAL_NOT_DONE = "nominal.not_done"
    NOMINAL_READ = "nominal.read"
    NOMINAL_REFUSED = "nominal.refused"
    PLACES_CHANGED = "places.changed"
    NOTICE_TOLD = "notice.told"
    PAIR_LISTED = "pair.listed"
    PAIR_SHOWN = "pair.shown"
    PAIR_PROPOSED = "pair.proposed"
    PAIR_DECIDED = "pair.decided"
    PAIR_SAMPLED = "pair.sampled"
    EMERGENCY_DECLARED = "emergency.declared"
    EMERGENCY_ANSWERED = "emergency.answered"
    REVIEW_DECIDED = "review.decided"
    OVERSIGHT_READ = "oversight.read"
    NOTICE_SEEN = "notice.seen"
    PAYLOAD_SHREDDED = "payload.shredded"
    POLICY_CHANGED = "policy.changed"
    AGREEMENT_CHANGED = "agreement.changed"
    ROLE_CHANGED = "role.changed"
    KEY_CHANGED = "key.changed"
    CLOCK_ANOMALY = "clock.anomaly"
    SERVICE_STARTED = "service.started"
    SERVICE_STOPPED = "service.stopped"
    SIGN_IN = "sign_in"
    SYSTEM_TOKEN = "system.token"  # noqa: S105 - the name of an event


class Operation(StrEnum):
    """The six operations of which Data Protection Act 2018 section 62 requires a log."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: the pseudonymous staff id (or the system's name) and the agency that answers for them."""

    staff: str
    agency: str
    role: str = ""
    assurance: str = ""


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """The agreement that allowed or refused, exactly."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy engine said: its effect, the rules, the bundle that decided and a commitment to the question."""

    effect: str
    rules: tuple[str, ...] = ()
    bundle: str = ""
    question: str = ""
    obligations: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MatchSummary:
    """How sure the match was: score in parts per million, the model that scored, and how many candidates it saw."""

    score: int
    model: str
    candidates: int
    band: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """To which sealed payload the entry commits: algorithm, hex SHA-256 of the ciphertext, and its length in bytes."""

    alg: str
    digest: str
    length: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Empty fields are left out of its bytes; the log itself sets the time, when it takes the entry in."""

    type: EventType
    request_id: str
    """Unique in the log: a second entry with the same id and the same content gets the first one's receipt."""
    actor: Actor
    operation: Operation | None = None
    purpose: str = ""
    lawful_basis: tuple[str, ...] = ()
    agreements: tuple[AgreementVersion, ...] = ()
    decision: Verdict | None = None
    subject: str = ""
    """The subject's pseudonym."""
    relationship: str = ""
    break_glass: bool = False
    match: MatchSummary | None = None
    fields: tuple[str, ...] = ()
    """The names of the fields that were told, never their values."""
    recipients: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    payload: Commitment | None = None
    relates_to: int | None = None
    """The index of the earlier entry that this one is about."""
    details: Mapping[str, object] = field(default_factory=dict)
    """Counts, codes and digests that belong to this type of entry, such as the summary of a load."""

    def document(self, time: int = 0) -> dict[str, object]:
        """The entry as plain values, at `time` in microseconds since 1970, UTC."""
        found: dict[str, object] = {
            "actor": _filled(self.actor),
            "agreements": self.agreements and [_filled(a) for a in self.agreements],
            "break_glass": self.break_glass,
            "decision": _filled(self.decision),
            "details": self.details and dict(self.details),
            "fields": self.fields,
            "lawful_basis": self.lawful_basis,
            "match": _filled(self.match),
            "operation": str.__str__(self.operation) if self.operation else "",
            "payload": _filled(self.payload),
            "providers": self.providers,
            "purpose": self.purpose,
            "recipients": self.recipients,
            "relationship": self.relationship,
            "request_id": self.request_id,
            "subject": self.subject,
        }
        document = {key: value for key, value in found.items() if value}
        if self.relates_to is not None:
            document["relates_to"] = self.relates_to
        document.update(time=time, type=self.type.value, version=VERSION)
        return document


@dataclass(frozen=True, slots=True)
class Template:
    """The canonical bytes of an entry but for its time, which only the log's writer knows."""

    request_id: str
    before: bytes
    after: bytes

    def at(self, time: int) -> bytes:
        """The entry's bytes at `time`."""
        return b"%b%d%b" % (self.before, time, self.after)

    def same_but_for_time(self, body: bytes) -> bool:
        """Whether `body` is this entry, taken in at whatever time."""
        time = body[len(self.before) : len(body) - len(self.after)]
        return body.startswith(self.before) and body.endswith(self.after) and time.isdigit()


def template(entry: Entry) -> Template:
    """Encode an entry once, so that the writer has only to put the time in. Raises EntryRefused."""
    request_id = entry.request_id
    if not 0 < len(request_id) <= MAX_REQUEST_ID or not request_id.isascii() or not request_id.isprintable():
        raise EntryRefused("A log entry needs a request id of at most 128 plain characters.")
    if entry.payload and not _is_digest(entry.payload.digest):
        raise EntryRefused("The commitment to a payload is the hex SHA-256 of its ciphertext.")
    # nine quadrillion microseconds take 16 digits: room is kept for them, so that no entry outgrows the limit later
    body = encode(entry.document(time=_ROOM))
    # "type" and "version" alone sort after "time", and neither can hold a quotation mark that is not escaped
    before, _, after = body.rpartition(_TIME)
    return Template(request_id, before + b'"time":', after)


_ROOM = 9_000_000_000_000_000
_TIME = b'"time":%d' % _ROOM


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)


def _filled(part: Actor | AgreementVersion | Verdict | MatchSummary | Commitment | None) -> dict[str, object]:
    """The fields of a part that are not empty; a number is never empty."""
    if part is None:
        return {}
    document: dict[str, object] = {}
    for name in part.__slots__:
        value = getattr(part, name)
        if value or type(value) is int:
            document[name] = value
    return document
