"""Home: ask about a family, go on with the case in hand, and one's own latest enquiries."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.identity.principal import PrincipalKind
from service.web import content
from service.web.doors import Doors
from service.web.kept_reasons import KeptReasons
from service.web.ports import Ports, Visit
from service.web.rendering import Pages
from service.web.why import described

RECENT_SHOWN = 10


class HomePage:
    """`/home`."""

    def __init__(self, ports: Ports, pages: Pages, reasons: KeptReasons) -> None:
        self._ports = ports
        self._pages = pages
        self._reasons = reasons

    async def home(self, request: Request, visit: Visit) -> Response:
        """What this person may do, likeliest first."""
        principal = visit.principal
        choices = self._ports.enquiries.purposes(principal)
        reason = self._reasons.of(visit.csrf, self._ports.now())
        recent = await self._ports.enquiries.recent(principal, RECENT_SHOWN)
        return self._pages.show(
            request,
            "home.html",
            visit=visit,
            may_ask=bool(choices),
            may_read_log=principal.kind is PrincipalKind.IG_LEAD,
            reason=described(reason, choices) if reason else "",
            recent=recent,
            outcomes=content.OUTCOMES,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [Route("/home", doors.signed_in(self.home))]
