"""The register of agreements, and each agreement as its partners signed it, for whoever is signed in.

What a page shows is made by `isa.protocol` from the signed document; here is only the way there. No person whom a
service works with is in it, so reading it is no entry of the log.
"""

import re

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from isa.protocol.edition import Edition
from isa.protocol.page import article, entry_article, running_header
from isa.protocol.register_entry import as_json
from service.errors import NotFound, ReasonCode
from service.identity.principal import PrincipalKind
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

REFERENCE = re.compile(r"[A-Z][A-Z0-9-]{2,39}", re.ASCII)
MOST_LAID_OUT = 32
VERSION = re.compile(r"(?:[0-9]{1,4}(?:\.[0-9]{1,4}){2})?", re.ASCII)
NOT_HERE = "There is no agreement with this reference and version. Go back to the agreements."


class AgreementPages:
    """`/agreements`, and of each its protocol, the margins of its print, and its public entry."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages
        self._laid_out: dict[tuple[object, ...], Markup] = {}

    async def table(self, request: Request, visit: Visit) -> Response:
        """How each agreement stands; a file that does not verify is an IG lead's business."""
        ig_lead = visit.principal.kind is PrincipalKind.IG_LEAD
        rows = [row for row in self._ports.agreements.rows() if ig_lead or row.isa_id]
        return self._pages.show(request, "agreements.html", visit=visit, rows=rows, ig_lead=ig_lead)

    async def protocol(self, request: Request, visit: Visit) -> Response:
        """One agreement, whole."""
        edition = edition_of(request, self._ports)
        ig_lead = visit.principal.kind is PrincipalKind.IG_LEAD
        return self._pages.show(
            request, "agreement.html", visit=visit, edition=edition, ig_lead=ig_lead, body=self.laid_out(edition)
        )

    def laid_out(self, edition: Edition) -> Markup:
        """The document as it is shown. To lay it out takes 30 ms, so it is kept until it or its standing changes."""
        made_of = (edition.digest, edition.signed_by, edition.standing)
        if made_of not in self._laid_out:
            if len(self._laid_out) >= MOST_LAID_OUT:
                self._laid_out.clear()
            self._laid_out[made_of] = article(edition)
        return self._laid_out[made_of]

    async def margins(self, request: Request, visit: Visit) -> Response:
        """The stylesheet of its print's margins: the content policy lets no page carry a style of its own."""
        return Response(running_header(edition_of(request, self._ports)), media_type="text/css")

    async def entry(self, request: Request, visit: Visit) -> Response:
        """What the public register says of it."""
        edition = edition_of(request, self._ports)
        return self._pages.show(
            request, "agreement_entry.html", visit=visit, edition=edition, body=entry_article(edition)
        )

    async def entry_file(self, request: Request, visit: Visit) -> Response:
        """The same, as a file for the register."""
        edition = edition_of(request, self._ports)
        name = f"{edition.agreement.isa_id}-{edition.agreement.version}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_json(edition), media_type="application/json", headers=headers)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/agreements", doors.signed_in(self.table)),
            Route("/agreements/{isa_id}", doors.signed_in(self.protocol)),
            Route("/agreements/{isa_id}/margins.css", doors.signed_in(self.margins)),
            Route("/agreements/{isa_id}/public-entry", doors.signed_in(self.entry)),
            Route("/agreements/{isa_id}/public-entry.json", doors.signed_in(self.entry_file)),
        ]


def edition_of(request: Request, ports: Ports) -> Edition:
    """The agreement and version that an address names. Raises NotFound."""
    isa_id, version = request.path_params["isa_id"], request.query_params.get("version", "")
    if not (REFERENCE.fullmatch(isa_id) and VERSION.fullmatch(version)):
        raise NotFound(ReasonCode.NOT_FOUND, NOT_HERE)
    return ports.agreements.edition(isa_id, version)
