"""One agreement from three sides: who may see what in short, who signed and what falls due, what changed since before.

All of it is drawn from the signed document, for whoever is signed in. No person whom a service works with is in it.
"""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from isa.difference import Difference
from isa.document.forms import version_number
from isa.protocol.edition import Edition
from isa.protocol.matrix import Table, tables
from isa.protocol.signatures import advice, signatures
from service.errors import NotFound, ReasonCode
from service.identity.principal import PrincipalKind
from service.web.agreements import NOT_HERE, VERSION, edition_of
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

NOTHING: Final = "none"
"""In the address for no version before: all that the new one tells is newly opened."""


class AgreementReadings:
    """`/agreements/{isa_id}/matrix`, `/signatures` and `/changes`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def matrix(self, request: Request, visit: Visit) -> Response:
        """For each purpose, who asks against the kinds of record: how far each may be told."""
        edition = edition_of(request, self._ports)
        return self._show(request, visit, "agreements_matrix.html", edition, tables=_tables(edition))

    async def signatures(self, request: Request, visit: Visit) -> Response:
        """Who signed, who is awaited, what was advised, and what falls due when."""
        edition = edition_of(request, self._ports)
        signed = signatures(edition)
        return self._show(
            request, visit, "agreements_signatures.html", edition, signatures=signed, advice=advice(edition),
            awaited=[one for one in signed if not one.signed],
        )  # fmt: skip

    async def changes(self, request: Request, visit: Visit) -> Response:
        """What one version says otherwise than another; without a choice, the newest and the one before it."""
        edition = edition_of(request, self._ports)
        known = self._ports.governance.versions.versions(edition.agreement.isa_id)
        new = edition
        old = _before(request.query_params.get("since", ""), new, known)
        return self._show(
            request, visit, "agreements_changes.html", new, old=old, known=known, nothing=NOTHING,
            found=self._difference(old, new),
        )  # fmt: skip

    def _difference(self, old: Edition | None, new: Edition) -> Difference:
        return self._ports.governance.versions.difference(old, new)

    def _show(self, request: Request, visit: Visit, template: str, edition: Edition, **values: Any) -> Response:
        ig_lead = visit.principal.kind is PrincipalKind.IG_LEAD
        return self._pages.show(request, template, visit=visit, edition=edition, ig_lead=ig_lead, **values)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/agreements/{isa_id}/matrix", doors.signed_in(self.matrix)),
            Route("/agreements/{isa_id}/signatures", doors.signed_in(self.signatures)),
            Route("/agreements/{isa_id}/changes", doors.signed_in(self.changes)),
        ]


def _tables(edition: Edition) -> tuple[Table, ...]:
    return tables(edition.agreement, edition.words)


def _before(since: str, new: Edition, known: list[Edition]) -> Edition | None:
    """The version that was chosen to compare with, else the one before; none for the first. Raises NotFound."""
    if since == NOTHING:
        return None
    if since:
        chosen = [one for one in known if VERSION.fullmatch(since) and one.agreement.version == since]
        if not chosen:
            raise NotFound(ReasonCode.NOT_FOUND, NOT_HERE)
        return chosen[0]
    number = version_number(new.agreement.version)
    earlier = [one for one in known if version_number(one.agreement.version) < number]
    return earlier[0] if earlier else None
