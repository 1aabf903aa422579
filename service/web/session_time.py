"""How long a session lasts: what a page says of it, and staying signed in (WCAG 2.2, 2.2.1 Timing adjustable).

Every page says when it ends. A script warns two minutes before (`static/session.js`) and asks here for more time
without leaving the page; without scripts a button does, in a tab of its own, so that what was typed stays where it is.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.web.content import at_time
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

STAY = "/stay-signed-in"


class SessionTimePages:
    """`/stay-signed-in`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def stay(self, request: Request, visit: Visit, _sent: PostedForm) -> Response:
        """The request itself has given the session more time: say until when, to the script or to the person."""
        until = at_time(self._ports.now() + visit.left)
        if request.headers.get("accept") == "application/json":
            return JSONResponse({"left": round(visit.left), "final": visit.final, "until": until})
        return self._pages.show(request, "stayed_signed_in.html", visit=visit, until=until)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [Route(STAY, doors.posted(self.stay), methods=["POST"])]
