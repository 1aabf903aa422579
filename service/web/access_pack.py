"""Subject access requests: gather, decide item by item under which exemption, release. UK GDPR Art 15; DPA 2018 s.45.

Who may decide is checked below; the pages only say beforehand where somebody else must.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, NotFound, Overtaken, ReasonCode
from service.oversight.access.assembling import Gathered
from service.oversight.access.reviewing import Decided
from service.oversight.access.words import EXEMPTIONS
from service.store.access_rows import DISCLOSE, RELEASED, REVIEW, WITHHOLD
from service.web.access_pack_view import pack_view, page_of_items, request_line
from service.web.banners import Banner
from service.web.disclosure_log_filters import typed_day
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.kept_looks import KeptLooks
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

ITEMS_SHOWN: Final = 10
NO_REQUEST = "There is no access request with this number. Go back to the access requests."
NO_DAY = "Enter the day on which the request came, like 16 11 2026. Go back and enter it again."


class AccessPackPages:
    """`/access-requests`, and of each its items, decisions and release."""

    def __init__(self, ports: Ports, pages: Pages, looks: KeptLooks) -> None:
        self._ports = ports
        self._pages = pages
        self._looks = looks

    async def table(self, request: Request, visit: Visit) -> Response:
        """Requests to the reader's agency."""
        state = RELEASED if request.query_params.get("state") == RELEASED else REVIEW
        found = await self._ports.access.listed(visit.principal, state)
        rows = [request_line(row, visit.principal, self._ports.now()) for row in found]
        return self._pages.show(request, "access_requests.html", visit=visit, rows=rows, released=state == RELEASED)

    async def gather(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Gather a pack for the person who is looked at."""
        look = self._looks.of(visit.csrf, sent.get("look"), self._ports.now())
        day = typed_day(sent, "received")
        if day is None:
            raise NotAcceptable(ReasonCode.FIELD_INVALID, NO_DAY)
        found = await self._ports.access.gather(visit.principal, look.subject, day.isoformat())
        self._pages.banners.leave(visit.csrf, Banner("The disclosures were gathered. Nothing has left yet."))
        return RedirectResponse(f"/access-requests/{found.row.id}", status_code=303)

    async def show(self, request: Request, visit: Visit) -> Response:
        """One request with some of its items, from an item on."""
        found = await self._ports.access.shown(visit.principal, number_of(request))
        return self._show(request, visit, found, first_item(request.query_params.get("from", "1")), NO_ERRORS)

    async def decide(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Save what was decided of the items of this page; what was left alone stays as it was."""
        number, first = number_of(request), first_item(sent.get("from"))
        found = await self._ports.access.shown(visit.principal, number)
        items = page_of_items(pack_view(found, visit.principal, self._ports.now()).items, first, ITEMS_SHOWN)
        chosen = {item.number: decision_of(sent, item.number) for item in items}
        decided = [
            chosen[item.number]
            for item in items
            if chosen[item.number].decision and chosen[item.number][1:] != (item.decision, item.exemption)
        ]
        wrong = {
            f"exemption-{one.number}": f"Choose an exemption for item {one.number}"
            for one in decided
            if one.decision == WITHHOLD and one.exemption not in EXEMPTIONS
        }
        if items and not any(one.decision for one in chosen.values()):
            wrong[f"decision-{items[0].number}"] = "Decide at least one item"
        if wrong:
            return self._show(request, visit, found, first, FormErrors(wrong), sent)
        banner = Banner("Nothing was changed.", success=False)
        try:
            if decided:
                await self._ports.access.decide(visit.principal, number, version_of(sent), decided)
                banner = Banner("Your decisions were saved.")
        except Overtaken as overtaken:
            banner = Banner(overtaken.advice, success=False)
        self._pages.banners.leave(visit.csrf, banner)
        return RedirectResponse(f"/access-requests/{number}?from={first}", status_code=303)

    async def release_form(self, request: Request, visit: Visit) -> Response:
        """What will leave, and how."""
        found = await self._ports.access.shown(visit.principal, number_of(request))
        return self._release(request, visit, found, NO_ERRORS)

    async def release(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """The pack as a file, once."""
        number = number_of(request)
        wrong = {}
        if sent.get("says-withheld") not in ("yes", "no"):
            wrong["says-withheld"] = "Choose whether the pack says that something is left out"
        if sent.get("form") not in ("html", "json"):
            wrong["form"] = "Choose a form"
        if wrong:
            found = await self._ports.access.shown(visit.principal, number)
            return self._release(request, visit, found, FormErrors(wrong))
        says = sent.get("says-withheld") == "yes"
        pack = await self._ports.access.release(visit.principal, number, version_of(sent), says)
        form = sent.get("form")
        content = self._ports.access.page(pack) if form == "html" else pack
        headers = {"Content-Disposition": f'attachment; filename="access-pack-{number}.{form}"'}
        return Response(content, media_type="text/html" if form == "html" else "application/json", headers=headers)

    def _show(
        self,
        request: Request,
        visit: Visit,
        found: Gathered,
        first: int,
        errors: FormErrors,
        sent: PostedForm | None = None,
    ) -> Response:
        pack = pack_view(found, visit.principal, self._ports.now())
        items = page_of_items(pack.items, first, ITEMS_SHOWN)
        last = items[-1].number if items else 0
        return self._pages.show(
            request,
            "access_request.html",
            visit=visit,
            status=422 if errors.messages else 200,
            errors=errors,
            pack=pack,
            items=items,
            typed=sent.fields if sent else {},
            exemptions=EXEMPTIONS,
            first=first,
            more=last + 1 if last < len(pack.items) else 0,
        )

    def _release(self, request: Request, visit: Visit, found: Gathered, errors: FormErrors) -> Response:
        pack = pack_view(found, visit.principal, self._ports.now())
        status = 422 if errors.messages else 200
        return self._pages.show(request, "access_release.html", visit=visit, status=status, errors=errors, pack=pack)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject; the release asks first who one is."""
        release = doors.confirmed_form(self.release, "/access-requests")
        return [
            Route("/access-requests", doors.ig_lead(self.table)),
            Route("/access-requests", doors.posted_by(IG_LEADS, self.gather), methods=["POST"]),
            Route("/access-requests/{number}", doors.ig_lead(self.show)),
            Route("/access-requests/{number}", doors.posted_by(IG_LEADS, self.decide), methods=["POST"]),
            Route("/access-requests/{number}/release", doors.ig_lead(doors.confirmed(self.release_form))),
            Route("/access-requests/{number}/release", doors.posted_by(IG_LEADS, release), methods=["POST"]),
        ]


def number_of(request: Request) -> int:
    """The number in the address. Raises NotFound where it is none."""
    text: str = request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise NotFound(ReasonCode.NOT_FOUND, NO_REQUEST)
    return int(text)


def first_item(text: str) -> int:
    """From which item on a page shows; the first for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 1


def version_of(sent: PostedForm) -> int:
    """Which state of the request somebody looked at; one that never is, where the form does not say."""
    text = sent.get("version")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else -1


def decision_of(sent: PostedForm, number: int) -> Decided:
    """What was chosen for one item; an exemption counts only where it is left out."""
    decision = sent.get(f"decision-{number}")
    if decision not in (DISCLOSE, WITHHOLD):
        return Decided(number, "")
    return Decided(number, decision, sent.get(f"exemption-{number}") if decision == WITHHOLD else "")
