"""An IG lead stops something at once, and lets it run again: an agreement, a flow, an agency, a user, a connector.

What stops is written first: it holds from the next decision on, on every process, whatever else is down. What resumes
is in the log first. The agencies concerned are told by notices that follow from the log's entry.
"""

import re
import secrets
from typing import Final

from audit.events import Entry, EventType
from isa.agreement import Agreement
from isa.register import RegisterUnreadable, Subject, Suspended, read_suspensions, resume, suspend
from service.emergency.entries import note
from service.emergency.words import in_plain_sight
from service.entries import actor_of, append_entry
from service.errors import FieldFault, NotAcceptable, NotFound, NotPermitted, ReasonCode, Unavailable
from service.identity.principal import Principal
from service.oversight.changes import concerned
from service.oversight.leads import check_lead
from service.runtime import Runtime

MOST_REASON: Final = 300
_USER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{2,79}\Z")


async def suspensions(principal: Principal, runtime: Runtime) -> tuple[Suspended, ...]:
    """What is suspended now. The reading is an entry.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log, or the file of suspensions, cannot be used.
    """
    check_lead(principal)
    await note(EventType.OVERSIGHT_READ, {"what": "suspensions"}, principal, runtime)
    return _read(runtime)


async def stop(subject: Subject, name: str, reason: str, principal: Principal, runtime: Runtime) -> Suspended:
    """Suspend one thing. Doing it twice keeps the first entry of an agency.

    Raises:
        NotPermitted: the principal is no IG lead, or their agency has no part in it.
        NotFound: the agreements know of no such thing.
        NotAcceptable: the reason is missing or too long.
        Unavailable: it could not be written; or it is stopped, and the log has no entry of it.
    """
    check_lead(principal)
    _check_reason(reason)
    _check_may(subject, name, principal, runtime)
    now = runtime.clock.now()
    entry = Suspended(subject=subject, name=name, since=now, by=_by(principal), reason=in_plain_sight(reason))
    try:
        stopped = suspend(runtime.settings.suspensions_path, entry)
    except (OSError, RegisterUnreadable):
        raise _cannot_write() from None
    try:
        await _note("suspend", subject, name, principal, runtime)
    except Unavailable:
        advice = "It is suspended, from the next decision on. The disclosure log is down and has no entry of it yet."
        raise Unavailable(ReasonCode.LOG_UNAVAILABLE, advice) from None
    return next(one for one in stopped if (one.subject, one.name, one.agency) == (subject, name, principal.agency))


async def let_run(subject: Subject, name: str, reason: str, principal: Principal, runtime: Runtime) -> Suspended:
    """Resume what an IG lead of the same agency has suspended, and return what stood. The log has it first.

    What another agency, or the operator, has suspended as well stays suspended by them.

    Raises:
        NotPermitted: another agency, or the operator, suspended it: they resume it.
        NotFound: it is not suspended.
        NotAcceptable: the reason is missing or too long.
        Unavailable: the log or the file cannot be written; it stays suspended.
    """
    check_lead(principal)
    _check_reason(reason)
    standing = [one for one in _read(runtime) if (one.subject, one.name) == (subject, name)]
    if not standing:
        raise NotFound(ReasonCode.NOT_SUSPENDED, "Nothing of this name is suspended. Look at the list of suspensions.")
    own = [one for one in standing if one.agency == principal.agency]
    if not own:
        advice = "Another agency, or whoever runs the service, suspended this. They must resume it."
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, advice)
    await _note("resume", subject, name, principal, runtime)
    try:
        resume(runtime.settings.suspensions_path, subject, name, principal.agency)
    except (OSError, RegisterUnreadable):
        raise _cannot_write() from None
    return own[0]


def _check_may(subject: Subject, name: str, principal: Principal, runtime: Runtime) -> None:
    """Their agency must be a party to an agreement that it stops, and that agreement must name them.

    Raises:
        NotFound, NotPermitted: as `stop`.
    """
    known = runtime.agreements.register.names(subject)
    if (subject == "user" and not _USER.match(name)) or (subject != "user" and name not in known):
        there = f" There are: {', '.join(sorted(known))}." if known else ""
        raise NotFound(ReasonCode.NOT_FOUND, f"There is no {subject} of this name.{there}")
    if not any(_lets(one, principal) for one in concerned(subject, name, runtime)):
        advice = "Your agency is no party to what this stops, or the agreement does not let you. Tell one that is."
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, advice)


def _lets(agreement: Agreement, principal: Principal) -> bool:
    party = any(one.org_id == principal.agency for one in agreement.parties)
    return party and principal.role in agreement.suspension.who_may


def _check_reason(reason: str) -> None:
    if not 1 <= len(in_plain_sight(reason)) <= MOST_REASON:
        advice = f"Say why, in at most {MOST_REASON} characters. It stays readable, so name no person."
        raise NotAcceptable(ReasonCode.FIELD_INVALID, advice, (FieldFault("reason", ReasonCode.FIELD_INVALID, advice),))


async def _note(action: str, subject: Subject, name: str, principal: Principal, runtime: Runtime) -> None:
    entry = Entry(
        type=EventType.AGREEMENT_CHANGED,
        request_id=secrets.token_hex(16),
        actor=actor_of(principal),
        details={
            "action": action, "subject": subject, "name": name, "bundle": runtime.agreements.bundle_digest,
        },
    )  # fmt: skip
    await append_entry(entry, None, runtime)


def _by(principal: Principal) -> str:
    """The agency first: it alone resumes what it has suspended."""
    return f"{principal.agency} {principal.staff}"


def _read(runtime: Runtime) -> tuple[Suspended, ...]:
    try:
        return read_suspensions(runtime.settings.suspensions_path)
    except RegisterUnreadable:
        raise _cannot_write() from None


def _cannot_write() -> Unavailable:
    advice = "The file of suspensions cannot be used. Nothing was changed. Tell whoever runs this service."
    return Unavailable(ReasonCode.POLICY_UNAVAILABLE, advice)
