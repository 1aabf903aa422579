"""Can I share this? By kind of record, from the agreements in force; and what to tell a family."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages


class GuidancePages:
    """`/guidance` and `/guidance/family`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def items(self, request: Request, visit: Visit) -> Response:
        """Each kind of record, and who may be told how much of it."""
        items = self._ports.practice.guidance.items(visit.principal)
        agency = self._ports.practice.sources.agency(visit.principal.agency)
        return self._pages.show(request, "guidance.html", visit=visit, items=items, agency=agency)

    async def family(self, request: Request, visit: Visit) -> Response:
        """A sheet to print and give to a family."""
        told = self._ports.practice.guidance.family(visit.principal)
        agency = self._ports.practice.sources.agency(visit.principal.agency)
        return self._pages.show(request, "guidance_family.html", visit=visit, told=told, agency=agency)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/guidance", doors.signed_in(self.items)),
            Route("/guidance/family", doors.signed_in(self.family)),
        ]
