"""Who may open which page: a live session, the right kind of principal, and on a form the session's own token.

Every page but the start page, sign-in and the static files is behind one of these doors.
"""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from service.errors import NotFound, NotPermitted, ReasonCode
from service.identity.principal import PrincipalKind
from service.web.forms import PostedForm, read_form
from service.web.ports import Handler, Ports, Visit

PageOf = Callable[[Request, Visit], Awaitable[Response]]
FormOf = Callable[[Request, Visit, PostedForm], Awaitable[Response]]
ReadForm = Callable[[Request], Awaitable[PostedForm]]
AskToConfirm = Callable[[Request, Visit, str], Response]

BACK_TO = "back-to"
"""The field of an address that says which page of ours follows a sign-in."""
FORM_IS_OLD = "This form is no longer current, so nothing was sent. Go back to the page, load it again and fill it in."


class Doors:
    """The doors, made for one set of ports. `confirm` is the page that asks to prove again who one is."""

    def __init__(self, ports: Ports, confirm: AskToConfirm) -> None:
        self._sessions = ports.sessions
        self._confirm = confirm

    def signed_in(self, page: PageOf) -> Handler:
        """A page for anyone who is signed in; others go to the start page."""

        async def open_page(request: Request) -> Response:
            visit = await self._sessions.load(request)
            return await page(request, visit) if visit else start_again(request)

        return open_page

    def posted(self, form: FormOf, read: ReadForm = read_form) -> Handler:
        """A form of somebody signed in, which must bring the session's token. Raises NotPermitted.

        One with a file is read with `uploads.read_upload`.
        """

        async def take_form(request: Request) -> Response:
            visit = await self._sessions.load(request)
            if visit is None:
                return start_again(request)
            sent = await read(request)
            check_token(request, visit, sent)
            return await form(request, visit, sent)

        return take_form

    def ig_lead(self, page: PageOf) -> Handler:
        """A page for IG leads. For others it does not exist. Raises NotFound."""
        return self.only(frozenset({PrincipalKind.IG_LEAD}), page)

    def only(self, kinds: frozenset[PrincipalKind], page: PageOf) -> Handler:
        """A page for these kinds of people, such as `navigation.ASKERS`. For others it does not exist."""

        async def open_page(request: Request, visit: Visit) -> Response:
            check_kind(visit, kinds)
            return await page(request, visit)

        return self.signed_in(open_page)

    def posted_by(self, kinds: frozenset[PrincipalKind], form: FormOf, read: ReadForm = read_form) -> Handler:
        """A form of these kinds of people. For others it does not exist. Raises NotFound and NotPermitted."""

        async def take_form(request: Request, visit: Visit, sent: PostedForm) -> Response:
            check_kind(visit, kinds)
            return await form(request, visit, sent)

        return self.posted(take_form, read)

    def confirmed(self, page: PageOf) -> PageOf:
        """Asks first that the person prove again who they are: `doors.only(ASKERS, doors.confirmed(self.declare))`."""

        async def open_page(request: Request, visit: Visit) -> Response:
            if not visit.confirmed:
                return self._confirm(request, visit, request.url.path)
            return await page(request, visit)

        return open_page

    def confirmed_form(self, form: FormOf, back_to: str) -> FormOf:
        """The same for its form. What was filled in meanwhile too late is not taken; `back_to` is the form's page."""

        async def take_form(request: Request, visit: Visit, sent: PostedForm) -> Response:
            if not visit.confirmed:
                return self._confirm(request, visit, back_to)
            return await form(request, visit, sent)

        return take_form


def start_again(request: Request) -> Response:
    """To the start page, and from there back here: nobody is signed in, or the session has timed out."""
    path = request.url.path
    wanted = path != "/home" and can_be_opened(request, path)
    return RedirectResponse(f"/?{urlencode({BACK_TO: path}, safe='/')}" if wanted else "/", status_code=303)


def can_be_opened(request: Request, path: str) -> bool:
    """Whether this path is a page, and not only where a form is sent."""
    opening = {"type": "http", "method": "GET", "path": path, "root_path": request.scope.get("root_path", "")}
    return any(route.matches(opening)[0] is Match.FULL for route in request.app.routes)


def check_kind(visit: Visit, kinds: frozenset[PrincipalKind]) -> None:
    """Refuse as if the address were not there. Raises NotFound."""
    if visit.principal.kind not in kinds:
        raise NotFound(ReasonCode.NOT_FOUND, "Check the address, or go to the home page.")


def check_token(request: Request, visit: Visit, sent: PostedForm) -> None:
    """Refuse a form that another site could have sent. Raises NotPermitted."""
    from_elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    token = sent.get("csrf_token")
    if from_elsewhere or not visit.csrf or not hmac.compare_digest(token.encode(), visit.csrf.encode()):
        raise NotPermitted(ReasonCode.FIELD_INVALID, FORM_IS_OLD)
