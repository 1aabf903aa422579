"""The second person of an emergency: a supervisor reads why, and agrees or declines before anything is opened."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotFound, ReasonCode
from service.identity.principal import PrincipalKind
from service.web import content
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

SUPERVISORS = frozenset({PrincipalKind.SUPERVISOR})
HERE = "/emergencies"
AGREED = "You agreed. Tell them that they can ask again now."
DECLINED = "You declined. Tell them why."


class SecondPersonPages:
    """`/emergencies`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def waiting(self, request: Request, visit: Visit) -> Response:
        """Those that wait, with their reasons."""
        return await self._list(request, visit, NO_ERRORS)

    async def answer(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Agree or decline."""
        number, said = request.path_params["number"], sent.get("answer")
        if said not in {"agree", "decline"}:
            return await self._list(request, visit, FormErrors({f"answer-{number}": "Select whether you agree"}))
        if number < 1 or number > 2**53:
            raise NotFound(ReasonCode.NOT_FOUND, "There is no such emergency. Look at the list of those that wait.")
        await self._ports.practice.emergencies.answer(visit.principal, number, agrees=said == "agree")
        told = AGREED if said == "agree" else DECLINED
        self._pages.banners.leave(visit.csrf, Banner(told))
        return RedirectResponse(HERE, status_code=303)

    async def _list(self, request: Request, visit: Visit, errors: FormErrors) -> Response:
        waiting = await self._ports.practice.emergencies.waiting(visit.principal)
        now, sources = self._ports.now(), self._ports.practice.sources
        return self._pages.show(
            request,
            "emergencies.html",
            visit=visit,
            status=422 if errors.messages else 200,
            waiting=[(one, content.how_long(one.row.until - now), sources.purpose(one.row.purpose)) for one in waiting],
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        step = doors.confirmed_form(self.answer, HERE)
        return [
            Route(HERE, doors.only(SUPERVISORS, self.waiting)),
            Route(HERE + "/{number:int}", doors.posted_by(SUPERVISORS, step), methods=["POST"]),
        ]
