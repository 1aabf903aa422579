"""Beside the queue of reviews: alerts, what was drawn by lot and how anybody can check it, and how many there are."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.web import content
from service.web.anomalies_view import KINDS, alert_line, alert_sum, chart_of
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import PostedForm
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

WEEKS = (4, 13, 52)
MOST_SHOWN = 100
STATES = {"open": "Waiting", "cleared": "Right to do", "concern": "To be put right", "misuse": "No business need"}


class AnomalySidePages:
    """`/anomalies/alerts`, `/anomalies/sample` and `/anomalies/figures`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def alerts(self, request: Request, visit: Visit) -> Response:
        """Enquiries that showed their asker nothing, and that nobody has looked into."""
        found = await self._ports.reviews.alerts(visit.principal, 0, MOST_SHOWN)
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "anomaly_alerts.html",
            visit=visit,
            sums=[alert_sum(one) for one in found.counts],
            rows=[alert_line(row, labels) for row in found.alerts],
            up_to=max((row.entry for row in found.alerts), default=0),
            cut=len(found.alerts) == MOST_SHOWN,
        )

    async def alerts_seen(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """The reader has looked into those that the page showed."""
        text = sent.get("up-to")
        up_to = int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
        seen = await self._ports.reviews.alerts_seen(visit.principal, up_to)
        said = f"It is noted that you looked into {content.counted(seen, 'alert')}."
        self._pages.banners.leave(visit.csrf, Banner(said))
        return RedirectResponse("/anomalies/alerts", status_code=303)

    async def sample(self, request: Request, visit: Visit) -> Response:
        """What was drawn, by which lot, and the commands that draw it again."""
        found = await self._ports.reviews.sampled(visit.principal)
        rows = [(one.row.entry, one.row.id, STATES[one.row.verdict or one.row.state], one.why) for one in found]
        agency = visit.principal.agency
        return self._pages.show(request, "anomaly_sample.html", visit=visit, rows=rows[::-1], agency=agency)

    async def figures(self, request: Request, visit: Visit) -> Response:
        """How many reviews each kind made, and what came of them."""
        asked = request.query_params.get("weeks", "")
        weeks = int(asked) if asked in {str(one) for one in WEEKS} else WEEKS[0]
        found = await self._ports.reviews.measured(visit.principal, weeks)
        return self._pages.show(
            request,
            "anomaly_figures.html",
            visit=visit,
            weeks=weeks,
            offered=WEEKS,
            chart=chart_of(found),
            kinds=KINDS,
            measured=[one for one in found if one.reviews],
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/anomalies/alerts", doors.ig_lead(self.alerts)),
            Route("/anomalies/alerts", doors.posted_by(IG_LEADS, self.alerts_seen), methods=["POST"]),
            Route("/anomalies/sample", doors.ig_lead(self.sample)),
            Route("/anomalies/figures", doors.ig_lead(self.figures)),
        ]
