"""The start page, signing in through the organisation's own provider, confirming who one is, and signing out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotSignedIn
from service.web.doors import BACK_TO, Doors
from service.web.forms import PostedForm
from service.web.kept_reasons import KeptReasons
from service.web.ports import Ports, Visit
from service.web.rendering import Pages


class SignInPages:
    """`/`, `/sign-in`, `/sign-in/complete`, `/confirm`, `/sign-out`, `/signed-out`."""

    def __init__(self, ports: Ports, pages: Pages, reasons: KeptReasons) -> None:
        self._ports = ports
        self._pages = pages
        self._reasons = reasons

    async def start(self, request: Request) -> Response:
        """What the service is, and the way in. Whoever is signed in already goes straight home."""
        if await self._ports.sessions.load(request):
            return RedirectResponse("/home", status_code=303)
        return self._pages.show(request, "start.html", back_to=request.query_params.get(BACK_TO, ""))

    async def begin(self, request: Request) -> Response:
        """To the identity provider, and then to the page of ours that was wanted."""
        return await self._ports.sign_in.begin(request.query_params.get(BACK_TO, "/home"))

    async def complete(self, request: Request) -> Response:
        """Back from the identity provider, with a session or with a page that says what to do."""
        try:
            return await self._ports.sign_in.complete(request)
        except NotSignedIn as refused:
            return self._pages.show(request, "sign_in_refused.html", status=401, advice=refused.advice)

    async def confirm(self, request: Request, _visit: Visit) -> Response:
        """To the provider, to prove again who one is, and back to the page of ours that asks for it.

        By a link: a browser holds the redirects that follow a form to the policy's `form-action`, which is ourselves.
        """
        return await self._ports.sign_in.confirm(request.query_params.get(BACK_TO, "/home"))

    async def sign_out(self, request: Request, visit: Visit, _sent: PostedForm) -> Response:
        """End the session here, and have the browser drop what it may have kept."""
        response = RedirectResponse("/signed-out", status_code=303, headers={"Clear-Site-Data": '"cache", "storage"'})
        self._reasons.drop(visit.csrf)
        await self._ports.sessions.end(request, response)
        return response

    async def signed_out(self, request: Request) -> Response:
        """Where signing out ends."""
        return self._pages.show(request, "signed_out.html")

    def ask_to_confirm(self, request: Request, visit: Visit, back_to: str) -> Response:
        """In the place of a page that may be opened only by somebody who has just proved who they are."""
        return self._pages.show(request, "confirm.html", visit=visit, status=403, back_to=back_to)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/", self.start),
            Route("/sign-in", self.begin),
            Route("/sign-in/complete", self.complete),
            Route("/confirm", doors.signed_in(self.confirm)),
            Route("/sign-out", doors.posted(self.sign_out), methods=["POST"]),
            Route("/signed-out", self.signed_out),
        ]
