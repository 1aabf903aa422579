"""What an entry of the log says: who did what, about whom, under which agreement, and what was decided.

No field may hold a personal value: pseudonyms, codes and digests only. Names, dates, case references and free text go
into the sealed payload, of which the entry holds a commitment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


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
    CONTACT_MADE = "contact.made"
    FOLLOW_UP_ASKED = "follow_up.asked"
    FOLLOW_UP_READ = "follow_up.read"
    FOLLOW_UP_ANSWERED = "follow_up.answered"
    FOLLOW_UP_WITHDRAWN = "follow_up.withdrawn"
    SHARING_DECLINED = "sharing.declined"
    PAYLOAD_SHREDDED = "payload.shredded"
    POLICY_CHANGED = "policy.changed"
    AGREEMENT_CHANGED = "agreement.changed"
    ROLE_CHANGED = "role.changed"
    KEY_CHANGED = "key.changed"
    KEY_ROTATED = "key.rotated"
    SHARD_CLOSED = "shard.closed"
    SHARD_BEGUN = "shard.begun"
    CLOCK_ANOMALY = "clock.anomaly"
    WITNESSES_LAGGED = "witnesses.lagged"
    WITNESSES_CAUGHT_UP = "witnesses.caught_up"
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
