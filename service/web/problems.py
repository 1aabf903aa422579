"""Errors as pages: what went wrong in plain English, that nothing was disclosed, and what to do next.

Nothing of an unexpected error is shown or logged but its type: its text could hold what somebody typed.
"""

from collections.abc import Awaitable, Callable

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.errors import (
    GoldenThreadError,
    NotAcceptable,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Unavailable,
)
from service.web.rendering import Pages

STATUS_OF: tuple[tuple[type[GoldenThreadError], int, str], ...] = (
    (NotSignedIn, 401, "You need to sign in"),
    (NotPermitted, 403, "You cannot do this"),
    (NotAcceptable, 400, "There is a problem with what was sent"),
    (NotFound, 404, "Page not found"),
    (Unavailable, 503, "Sorry, the service is not available"),
)
BROKEN = (500, "Sorry, there is a problem with the service")
TRY_LATER = "Nothing was disclosed. Try again in a few minutes. If you cannot wait, ring the services that you know."
ADVICE_OF_STATUS = {
    404: ("Page not found", "Check the address, or go to the home page."),
    405: ("Page not found", "This address does not take what was sent. Go to the home page and start again."),
}


class Problems:
    """Every page is answered through `around`, so that no error leaves in any other shape."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._log = structlog.get_logger("service.web")

    def around(self, page: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """The page, with its errors as pages."""

        async def answer(request: Request) -> Response:
            try:
                return await page(request)
            except GoldenThreadError as refused:
                return self.refused(request, refused)
            except HTTPException:
                raise
            except Exception as broken:
                self._log.error("page_failed", error=type(broken).__name__)
                return self._problem(request, *BROKEN, TRY_LATER)

        return answer

    def refused(self, request: Request, refused: GoldenThreadError) -> Response:
        """The page of a domain error."""
        for kind, status, heading in STATUS_OF:
            if isinstance(refused, kind):
                return self._problem(request, status, heading, refused.advice)
        return self._problem(request, *BROKEN, TRY_LATER)

    async def by_status(self, request: Request, found: Exception) -> Response:
        """The page of an address that is not there."""
        status = found.status_code if isinstance(found, HTTPException) else 500
        heading, advice = ADVICE_OF_STATUS.get(status, (BROKEN[1], TRY_LATER))
        return self._problem(request, status, heading, advice)

    def _problem(self, request: Request, status: int, heading: str, advice: str) -> Response:
        return self._pages.show(request, "problem.html", status=status, heading=heading, advice=advice)
