"""What the IG lead of an agency is told.

Emergencies on the agency's records, disclosures that a rule has them told of, suspensions, reviews that are due. Every
reading is an entry of the log; so is saying that one was read. Whom to tell of a correction is `corrections`.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.oversight.notices import Told
from service.web import content
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.navigation import IG_LEADS
from service.web.notice_words import heading, in_words, next_step, offices
from service.web.numbered import number_in
from service.web.owner_ports import Names
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ROWS_SHOWN = 25
NO_NOTICE = "There is no such notice to your agency. Look at the list."


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, in words."""

    number: int
    heading: str
    text: str
    at: int
    next_step: str
    offices: str
    entry: int
    """The entry of the log that it is about; below 0 for none."""
    seen_at: int


class NoticePages:
    """`/notices`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._notices, self._names = ports.owners.notices, ports.owners.names
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """Notices that nobody has read yet, or those that were read; oldest first."""
        seen, after = request.query_params.get("read") == "yes", after_of(request)
        found = await self._notices.told(visit.principal, ROWS_SHOWN + 1, after, seen=seen)
        rows = [notice_view(one, self._names) for one in found[:ROWS_SHOWN]]
        more = rows[-1].number if len(found) > ROWS_SHOWN else 0
        return self._pages.show(request, "notices.html", visit=visit, rows=rows, seen=seen, after=after, more=more)

    async def mark_seen(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Somebody has read a notice."""
        await self._notices.mark_seen(visit.principal, number_in(request, NO_NOTICE))
        self._pages.banners.leave(visit.csrf, Banner("Marked as read. The log says that you read it."))
        return RedirectResponse("/notices", status_code=303)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/notices", doors.only(IG_LEADS, self.table)),
            Route("/notices/{number}/read", doors.posted_by(IG_LEADS, self.mark_seen), methods=["POST"]),
        ]


def after_of(request: Request) -> int:
    """The number after which to go on; from the start where the address says something else."""
    text = request.query_params.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def notice_view(told: Told, names: Names) -> NoticeView:
    """One notice, in words."""
    row = told.row
    text = content.opening(in_words(told.text, names)) or "What it said can no longer be read."
    return NoticeView(row.id, heading(row), text, row.at, next_step(row), offices(row), row.entry, row.seen_at)
