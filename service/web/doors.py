"""Who may open which page: a live session, the right kind of principal, and on a form the session's own token.

Every page but the start page, sign-in and the static files is behind one of these doors.
"""

import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from service.errors import NotFound, NotPermitted, ReasonCode
from service.identity.principal import PrincipalKind
from service.web.forms import PostedForm, read_form
from service.web.ports import Handler, Ports, Visit

PageOf = Callable[[Request, Visit], Awaitable[Response]]
FormOf = Callable[[Request, Visit, PostedForm], Awaitable[Response]]

FORM_IS_OLD = "This form is no longer current, so nothing was sent. Go back to the page, load it again and fill it in."


class Doors:
    """The doors, made for one set of ports."""

    def __init__(self, ports: Ports) -> None:
        self._sessions = ports.sessions

    def signed_in(self, page: PageOf) -> Handler:
        """A page for anyone who is signed in; others go to the start page."""

        async def open_page(request: Request) -> Response:
            visit = await self._sessions.load(request)
            return await page(request, visit) if visit else start_again()

        return open_page

    def posted(self, form: FormOf) -> Handler:
        """A form of somebody signed in, which must bring the session's token. Raises NotPermitted."""

        async def take_form(request: Request) -> Response:
            visit = await self._sessions.load(request)
            if visit is None:
                return start_again()
            sent = await read_form(request)
            check_token(request, visit, sent)
            return await form(request, visit, sent)

        return take_form

    def ig_lead(self, page: PageOf) -> Handler:
        """A page for IG leads. For others it does not exist. Raises NotFound."""

        async def open_page(request: Request, visit: Visit) -> Response:
            if visit.principal.kind is not PrincipalKind.IG_LEAD:
                raise NotFound(ReasonCode.NOT_FOUND, "Check the address, or go to the home page.")
            return await page(request, visit)

        return self.signed_in(open_page)


def start_again() -> Response:
    """To the start page: nobody is signed in, or the session has timed out."""
    return RedirectResponse("/", status_code=303)


def check_token(request: Request, visit: Visit, sent: PostedForm) -> None:
    """Refuse a form that another site could have sent. Raises NotPermitted."""
    from_elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
    token = sent.get("csrf_token")
    if from_elsewhere or not visit.csrf or not hmac.compare_digest(token.encode(), visit.csrf.encode()):
        raise NotPermitted(ReasonCode.FIELD_INVALID, FORM_IS_OLD)
