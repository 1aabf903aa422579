"""The two cookies that a browser holds: its session, and for ten minutes at most a sign-in that has begun.

HttpOnly, SameSite=Lax (the provider sends the browser back by a top-level GET), the whole site's path, no Domain.
By https they are Secure and carry the `__Host-` prefix (RFC 6265bis); a browser would refuse that by plain http.
"""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from service.identity.settings import IdentitySettings

ID_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie: how it is read, set and cleared."""

    name: str
    secure: bool
    seconds: int | None
    """How long the browser keeps it; None until the browser closes."""

    def read(self, request: HTTPConnection) -> str | None:
        """Return what the browser sent, if it can be an id of ours."""
        value = request.cookies.get(self.name, "")
        return value if 0 < len(value) <= ID_LIMIT else None

    def write(self, response: Response, value: str) -> None:
        """Give the browser an id."""
        response.set_cookie(
            self.name, value, max_age=self.seconds, path="/", secure=self.secure, httponly=True, samesite="lax"
        )

    def clear(self, response: Response) -> None:
        """Take the id back."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")


def session_cookie(settings: IdentitySettings) -> Cookie:
    """Return the cookie of a signed-in session."""
    return Cookie(_name("golden-thread", settings), settings.secure, None)


def attempt_cookie(settings: IdentitySettings, seconds: int) -> Cookie:
    """Return the cookie that ties a sign-in to the browser in which it began."""
    return Cookie(_name("golden-thread-sign-in", settings), settings.secure, seconds)


def _name(name: str, settings: IdentitySettings) -> str:
    return f"__Host-{name}" if settings.secure else name
