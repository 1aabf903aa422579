"""Who may do what by the agreements in force, and which accounts of one's own agency have been here, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.oversight.accounts import Account, RoleGrant
from service.web import content
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ROWS_SHOWN: Final = 100
MAY: Final[dict[str, str]] = {
    "practitioner": "Ask about families",
    "supervisor": "Ask, answer emergencies and requests, decide reviews",
    "ig_lead": "Read the log, stop what is shared",
    "system": "Send records, ask for its own users",
}


@dataclass(frozen=True, slots=True)
class AgencyGrants:
    """What the roles of one agency may do."""

    agency: str
    roles: tuple[tuple[str, str, str], ...]
    """Role, what its kind may do, and for which purposes it may ask."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in words."""

    staff: str
    role: str
    last: str
    state: str
    """`Stopped`, `Dormant` or empty."""


class UserPages:
    """`/users`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """Accounts of the reader's agency, and the roles of all."""
        found = await self._ports.governance.users.accounts(visit.principal)
        words = self._ports.governance.words
        dormant = sum(one.dormant for one in found.seen)
        return self._pages.show(
            request, "users.html", visit=visit, found=found, dormant=dormant,
            lines=[account_line(one, words.roles()) for one in found.seen[:ROWS_SHOWN]],
            more=max(0, len(found.seen) - ROWS_SHOWN),
            agency=words.agencies().get(visit.principal.agency, visit.principal.agency),
            grants=by_agency(found.grants, words.agencies(), words.roles()),
        )  # fmt: skip

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [Route("/users", doors.ig_lead(self.table))]


def account_line(one: Account, roles: Mapping[str, str]) -> AccountLine:
    """One account; what is stopped is said before what is dormant."""
    state = "Stopped" if one.stopped else "Dormant" if one.dormant else ""
    role = content.opening(roles.get(one.role) or content.role_name(one.role))
    return AccountLine(one.staff, role, content.date_and_time(one.last_at), state)


def by_agency(
    grants: tuple[RoleGrant, ...], agencies: Mapping[str, str], roles: Mapping[str, str]
) -> list[AgencyGrants]:
    """The roles of each agency together, agencies by name."""
    found = [
        AgencyGrants(
            agencies.get(agency, agency),
            tuple(
                (content.opening(roles.get(one.role, one.role)), MAY.get(one.kind, one.kind), "; ".join(one.purposes))
                for one in members
            ),
        )
        for agency, members in groupby(grants, key=lambda one: one.agency)
    ]
    return sorted(found, key=lambda one: one.agency)
