"""Appending an entry to the audit log, whatever it says; and how the log knows who did it."""

from audit.errors import AuditError
from audit.events import Actor, Entry
from audit.receipt import Receipt
from audit.release import SealedPayload
from service.errors import ReasonCode, Unavailable
from service.identity.principal import Principal
from service.runtime import Runtime


def actor_of(principal: Principal) -> Actor:
    """The asker as the log knows them: a pseudonym, never a name."""
    return Actor(principal.staff, principal.agency, principal.role, principal.assurance)


async def append_entry(entry: Entry, payload: SealedPayload | None, runtime: Runtime) -> Receipt:
    """Append one entry and wait until it is durable; every failure of the log is the same refusal.

    Raises:
        Unavailable: the log did not take the entry.
    """
    try:
        return await runtime.log.append(entry, payload)
    except AuditError:
        raise log_unavailable() from None


def log_unavailable() -> Unavailable:
    """The log is down: nothing can be shown, and the person is told so plainly."""
    advice = "The disclosure log cannot be used just now, so nothing can be shown. Tell whoever runs this service."
    return Unavailable(ReasonCode.LOG_UNAVAILABLE, advice)
