"""The public register: which agreements are in force, what for, and how much was asked. Nobody signs in for it.

ICO Data Sharing Code, "Transparency". It holds offices, no person; figures below ten are not told.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from isa.protocol.page import entry_article, running_header
from isa.protocol.register_entry import as_json, register_entry
from service.errors import NotFound, ReasonCode
from service.oversight.public_register import FEWEST, NOT_PUBLIC
from service.web import content
from service.web.agreements import REFERENCE
from service.web.doors import Doors
from service.web.ports import Ports
from service.web.rendering import Pages


class PublicRegisterPages:
    """`/public-register`, and of each agreement in force its entry, as a page and as a file."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._public = ports.governance.public
        self._pages = pages

    async def table(self, request: Request) -> Response:
        """Every agreement in force, and the figures of the last full month."""
        entries = [register_entry(one) for one in self._public.in_force()]
        figures = await self._public.figures()
        return self._pages.show(
            request, "public_register.html", entries=entries, month=content.written_date(figures.month),
            figures=[
                ("Questions that were asked", counted(figures.asked)),
                ("Questions to which something was told", counted(figures.told)),
                ("Emergencies that were declared", counted(figures.emergencies)),
            ],
        )  # fmt: skip

    async def entry(self, request: Request) -> Response:
        """One of them, whole."""
        edition = self._public.entry(reference_of(request))
        return self._pages.show(request, "public_entry.html", edition=edition, body=entry_article(edition))

    async def margins(self, request: Request) -> Response:
        """The stylesheet of its print's margins."""
        return Response(running_header(self._public.entry(reference_of(request))), media_type="text/css")

    async def entry_file(self, request: Request) -> Response:
        """The same, for another register."""
        edition = self._public.entry(reference_of(request))
        headers = {"Content-Disposition": f'attachment; filename="{edition.agreement.isa_id}.json"'}
        return Response(as_json(edition), media_type="application/json", headers=headers)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject: all open."""
        return [
            Route("/public-register", self.table),
            Route("/public-register/{isa_id}", self.entry),
            Route("/public-register/{isa_id}/margins.css", self.margins),
            Route("/public-register/{isa_id}/entry.json", self.entry_file),
        ]


def reference_of(request: Request) -> str:
    """The agreement that the address names. Raises NotFound."""
    found: str = request.path_params["isa_id"]
    if not REFERENCE.fullmatch(found):
        raise NotFound(ReasonCode.NOT_FOUND, NOT_PUBLIC)
    return found


def counted(number: int | None) -> str:
    """A figure in words."""
    return f"Fewer than {FEWEST}" if number is None else content.number(number) if number else "None"
