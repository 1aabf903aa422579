"""What is in force on a day, and why is the rest not? Signatures, dates, DPIA, review, suspensions; one head digest.

Suspensions are entries in a state file that the caller names. Suspending is one action; an entry says who, why, when.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from isa.agreement import AgreementRefused
from isa.canonical import canonical, digest
from isa.signing import SignatureRefused, TrustList, VerifiedAgreement, verify
from isa.vocabulary import Vocabulary

Subject = Literal["agreement", "flow", "agency", "user", "connector"]


class RegisterCode(StrEnum):
    """Why an agreement shares nothing, or will soon share nothing."""

    IN_FORCE = "in_force"
    REVIEW_OVERDUE = "review_overdue_in_grace"
    SIGNATURE_REFUSED = "signature_refused"
    DOCUMENT_REFUSED = "document_refused"
    NOT_ACTIVE = "not_active"
    NOT_YET_EFFECTIVE = "not_yet_effective"
    EXPIRED = "expired"
    DPIA_NOT_APPROVED = "dpia_not_approved"
    DPIA_EXPIRED = "dpia_expired"
    REVIEW_GRACE_OVER = "review_grace_over"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"


class Suspended(BaseModel):
    """One thing that is stopped: `subject` is its kind, `name` its id.

    A flow is `LANCS-ISA-0042/R1`; a connector is `police:04/police.family_involvement`, or `police:04` for all that an
    agency delivers; a user is the staff pseudonym.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    subject: Subject
    name: str
    since: int
    """Unix seconds, UTC."""
    by: str
    reason: str


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    suspended: tuple[Suspended, ...]


class RegisterUnreadable(Exception):
    """The state file does not hold together. Nothing is in force until it is mended: a suspension might be lost."""


@dataclass(frozen=True)
class Listed:
    """One signed file, whether it is in force, and if not, why. `advice` is for the IG lead."""

    source: str
    in_force: bool
    code: RegisterCode
    advice: str
    verified: VerifiedAgreement | None = None


@dataclass(frozen=True)
class Register:
    """Every agreement that the service was given, as it stands on one day."""

    day: date
    listed: tuple[Listed, ...]
    suspended: tuple[Suspended, ...]

    @property
    def in_force(self) -> tuple[VerifiedAgreement, ...]:
        """The agreements that share something, in the order of their ids."""
        found = [one.verified for one in self.listed if one.in_force and one.verified is not None]
        return tuple(sorted(found, key=lambda verified: verified.agreement.isa_id))

    @property
    def head(self) -> str:
        """One digest over all that is in force: what two nodes compare."""
        return digest(sorted(verified.digest for verified in self.in_force))

    def names(self, subject: Subject) -> frozenset[str]:
        """Every name of this kind that a document with good signatures knows, in force or not.

        Users are in no document: for them there are none.
        """
        known = [one.verified.agreement for one in self.listed if one.verified is not None]
        match subject:
            case "agreement":
                return frozenset(one.isa_id for one in known)
            case "flow":
                return frozenset(f"{one.isa_id}/{rule.id}" for one in known for rule in one.rules)
            case "agency":
                return frozenset(party.org_id for one in known for party in one.parties)
            case "connector":
                given = [(who, rule) for one in known for rule in one.rules for who in rule.provider if who != "*"]
                each = frozenset(f"{who}/{kind}" for who, rule in given for kind in rule.record_types)
                return each | {who for who, _ in given}
            case "user":
                return frozenset()


def open_register(
    directory: Path, trust: TrustList, vocabulary: Vocabulary, day: date, suspended: Iterable[Suspended] = ()
) -> Register:
    """Verify every `*.jws.json` of a directory and say what is in force on that day."""
    stopped = tuple(suspended)
    listed = [_listed(path, trust, vocabulary, day, stopped) for path in sorted(directory.glob("*.jws.json"))]
    return Register(day, tuple(_latest(listed)), stopped)


def read_suspensions(state: Path) -> tuple[Suspended, ...]:
    """What is suspended now. No file means that nothing is.

    Raises:
        RegisterUnreadable: the file is there and does not hold together.
    """
    try:
        return _State.model_validate_json(state.read_bytes()).suspended
    except FileNotFoundError:
        return ()
    except (ValidationError, OSError) as fault:
        raise RegisterUnreadable(f"{state.name} cannot be read; restore it: what it suspends is unknown") from fault


def suspend(state: Path, entry: Suspended) -> tuple[Suspended, ...]:
    """Stop one thing, durably. Stopping it twice keeps the first entry."""
    now = read_suspensions(state)
    if any((one.subject, one.name) == (entry.subject, entry.name) for one in now):
        return now
    return _write(state, (*now, entry))


def resume(state: Path, subject: Subject, name: str) -> tuple[Suspended, ...]:
    """Let one thing run again."""
    kept = tuple(one for one in read_suspensions(state) if (one.subject, one.name) != (subject, name))
    return _write(state, kept)


def _listed(
    path: Path, trust: TrustList, vocabulary: Vocabulary, day: date, suspended: tuple[Suspended, ...]
) -> Listed:
    try:
        verified = verify(path.read_bytes(), trust, vocabulary)
    except SignatureRefused as fault:
        return Listed(path.name, False, RegisterCode.SIGNATURE_REFUSED, fault.advice)
    except AgreementRefused as fault:
        return Listed(path.name, False, RegisterCode.DOCUMENT_REFUSED, str(fault))
    code, advice = standing(verified, day, suspended)
    good = code in (RegisterCode.IN_FORCE, RegisterCode.REVIEW_OVERDUE)
    return Listed(path.name, good, code, advice, verified)


def standing(verified: VerifiedAgreement, day: date, suspended: Iterable[Suspended] = ()) -> tuple[RegisterCode, str]:
    """Whether a verified agreement is in force on a day: the first thing that stops it, and what to do."""
    agreement, today = verified.agreement, day.isoformat()
    review_ends = date.fromisoformat(agreement.review_due) + timedelta(days=agreement.review_grace_days)
    stops = (
        (
            agreement.status != "active",
            RegisterCode.NOT_ACTIVE,
            f"its status is {agreement.status}: sign an active one",
        ),
        (
            today < agreement.effective_from,
            RegisterCode.NOT_YET_EFFECTIVE,
            f"from {agreement.effective_from}",
        ),
        (today > agreement.effective_to, RegisterCode.EXPIRED, f"ended {agreement.effective_to}: renew it"),
        (agreement.dpia.outcome == "refused", RegisterCode.DPIA_NOT_APPROVED, "its DPIA was refused"),
        (today < agreement.dpia.approved_on, RegisterCode.DPIA_NOT_APPROVED, "its DPIA is not approved yet"),
        (today > agreement.dpia.expires_on, RegisterCode.DPIA_EXPIRED, "renew its DPIA"),
        (day > review_ends, RegisterCode.REVIEW_GRACE_OVER, f"its review was due {agreement.review_due}: review it"),
        (_stopped(agreement.isa_id, suspended), RegisterCode.SUSPENDED, "suspended: resume it when it may run again"),
        (today > agreement.review_due, RegisterCode.REVIEW_OVERDUE, f"review it before {review_ends}"),
    )
    for bites, code, advice in stops:
        if bites:
            return code, advice
    return RegisterCode.IN_FORCE, f"until {agreement.effective_to}"


def _stopped(isa_id: str, suspended: Iterable[Suspended]) -> bool:
    return any(one.subject == "agreement" and one.name == isa_id for one in suspended)


def _latest(listed: list[Listed]) -> Iterable[Listed]:
    """Of several versions in force, the newest; of two documents under one version, neither."""
    for one in listed:
        rivals = [other for other in listed if _same_id(one, other) and other.in_force and other is not one]
        if not one.in_force or not rivals:
            yield one
        elif any(_version(other) == _version(one) for other in rivals):
            yield _out(one, RegisterCode.DUPLICATE, "two files hold this version: keep one")
        elif any(_version(other) > _version(one) for other in rivals):
            yield _out(one, RegisterCode.SUPERSEDED, "a later version is in force")
        else:
            yield one


def _out(one: Listed, code: RegisterCode, advice: str) -> Listed:
    return Listed(one.source, False, code, advice, one.verified)


def _same_id(one: Listed, other: Listed) -> bool:
    if one.verified is None or other.verified is None:
        return False
    return one.verified.agreement.isa_id == other.verified.agreement.isa_id


def _version(one: Listed) -> tuple[int, ...]:
    text = one.verified.agreement.version if one.verified else "0"
    return tuple(int(part) for part in text.split("."))


def _write(state: Path, suspended: tuple[Suspended, ...]) -> tuple[Suspended, ...]:
    """Replace the file whole, so that no reader ever sees half of it."""
    document = {"suspended": [one.model_dump(mode="json") for one in suspended]}
    beside = state.with_name(state.name + ".new")
    with beside.open("wb") as out:
        out.write(canonical(document))
        out.flush()
        os.fsync(out.fileno())
    beside.replace(state)
    return suspended
