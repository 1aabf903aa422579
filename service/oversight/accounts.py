"""Who may do what here, and who has been here: roles by the agreements in force, accounts by what the log holds.

The service keeps no list of users: the organisations' own sign-in says who somebody is, and closes the accounts of
leavers. What is known here is when an account last did anything, under its pseudonym, and whether it is stopped.
"""

from dataclasses import dataclass

from isa.suspensions import is_stopped
from service.identity.principal import Principal, PrincipalKind
from service.oversight.anomalies.terms_logged import terms_kept
from service.oversight.leads import check_lead
from service.oversight.noting import note_query
from service.projection.bringing_up_to_date import bring_up_to_date
from service.runtime import Runtime
from service.store import projection

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """What one role of one agency may do today."""

    agency: str
    role: str
    kind: str
    """`practitioner`, `supervisor`, `ig_lead` or `system`."""
    purposes: tuple[str, ...]
    """How a page asks for each purpose for which the role may learn anything."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the lead's own agency, as the log knows it."""

    staff: str
    role: str
    last_at: int
    """Unix seconds, UTC, of the last thing that it did."""
    dormant: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """Roles of the whole partnership, accounts of the lead's own agency."""

    grants: tuple[RoleGrant, ...]
    seen: tuple[Account, ...]
    """The longest silent first."""
    dormant_days: int
    stopped_unseen: tuple[str, ...]
    """Accounts that are stopped and that the log does not know as this agency's."""


async def accounts(principal: Principal, runtime: Runtime) -> Accounts:
    """Who may do what, and who was last seen when. The reading is an entry.

    Raises:
        NotPermitted: the principal is no IG lead.
        Unavailable: the log or the store does not answer.
    """
    check_lead(principal)
    await note_query("accounts", principal, runtime)
    await bring_up_to_date(runtime)
    days = (await terms_kept(runtime.store.database)).of(principal.agency).dormant_days
    seen = await _seen(principal.agency, days, runtime)
    known = {one.staff for one in seen}
    stopped = [one.name for one in runtime.agreements.register.suspended if one.subject == "user"]
    unseen = tuple(sorted({name for name in stopped if name not in known}))
    return Accounts(role_grants(runtime), seen, days, unseen)


def role_grants(runtime: Runtime) -> tuple[RoleGrant, ...]:
    """Every role of every agency that an agreement in force lets learn anything, by agency."""
    return tuple(
        RoleGrant(agency, role, _kind(role, runtime), tuple(one.label for one in purposes))
        for (agency, role), purposes in sorted(runtime.agreements.offered().items())
    )


async def _seen(agency: str, dormant_days: int, runtime: Runtime) -> tuple[Account, ...]:
    before = runtime.clock.now() - dormant_days * DAY_SECONDS
    stopped = runtime.agreements.register.suspended
    found = [
        Account(row.staff, row.role, row.at // 1_000_000, row.at // 1_000_000 < before,
                is_stopped("user", row.staff, stopped))
        for row in await projection.last_of_each(runtime.store.database)
        if row.agency == agency
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.last_at))


def _kind(role: str, runtime: Runtime) -> str:
    known = runtime.agreements.words.roles.get(role)
    return known.kind if known else PrincipalKind.PRACTITIONER.value
