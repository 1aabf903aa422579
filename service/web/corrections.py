"""Who must hear that what they were told of one person was another's (UK GDPR Art 19; DPA 2018 s.47), and who has."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable
from service.store.nominals_rows import NoticeRow
from service.web import content
from service.web.access_pack import number_of
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One person who was told, and whether they have heard of the correction."""

    number: int
    entry: int
    agency: str
    who: str
    told: str
    purpose: str
    level: str
    corrected: str
    """When, by whom; empty until then."""


class CorrectionPages:
    """`/corrections`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """Whoever is to be told, oldest first; or has been."""
        state = "told" if request.query_params.get("state") == "told" else "to_tell"
        after = request.query_params.get("after", "0")
        below = int(after) if after.isascii() and after.isdigit() and len(after) <= 12 else 0
        found = await self._ports.corrections.listed(visit.principal, state, below, MOST_SHOWN)
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "corrections.html",
            visit=visit,
            rows=[correction_line(row, labels) for row in found],
            told=state == "told",
            more=f"/corrections?state={state}&after={found[-1].id}" if len(found) == MOST_SHOWN else "",
        )

    async def told(self, request: Request, visit: Visit, _sent: PostedForm) -> Response:
        """Somebody has told the recipient."""
        try:
            await self._ports.corrections.told(visit.principal, number_of(request))
        except NotAcceptable as refused:
            self._pages.banners.leave(visit.csrf, Banner(refused.advice, success=False))
        else:
            self._pages.banners.leave(visit.csrf, Banner("It is noted that they have been told."))
        return RedirectResponse("/corrections", status_code=303)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/corrections", doors.ig_lead(self.table)),
            Route("/corrections/{number}", doors.posted_by(IG_LEADS, self.told), methods=["POST"]),
        ]


def correction_line(row: NoticeRow, labels: dict[str, str]) -> CorrectionLine:
    """One row."""
    corrected = f"{content.date_and_time(row.corrected_at)} by {content.shortened(row.corrected_by)}"
    return CorrectionLine(
        number=row.id,
        entry=row.entry,
        agency=labels.get(row.agency, row.agency),
        who=f"{content.role_name(row.role)}, {content.shortened(row.staff)}",
        told=content.date_and_time(row.told_at / 1e6),
        purpose=labels.get(row.purpose, content.words(row.purpose)),
        level=content.opening(content.LEVELS[row.level]),
        corrected=corrected if row.corrected_at else "",
    )
