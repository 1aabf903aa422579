"""The applications that the demo provider knows: the pages, the command line, and each agency's system."""

import re
from dataclasses import dataclass

from joserfc.jwk import ECKey

WEB_CLIENT = "golden-thread-web"
CLI_CLIENT = "golden-thread-cli"
LOOPBACK = re.compile(r"http://127\.0\.0\.1:[1-9][0-9]{0,4}/signed-in", re.ASCII)
SCOPES = ("openid", "profile")


@dataclass(frozen=True, slots=True)
class Client:
    """One registered OAuth client, in the shape that Authlib asks of a client (`ClientMixin`)."""

    client_id: str
    grant: str
    key: ECKey | None = None
    """Its public key for `private_key_jwt`; None for a public client."""
    redirect_uris: tuple[str, ...] = ()
    sign_out_uris: tuple[str, ...] = ()
    native: bool = False
    """May come back to any port of 127.0.0.1 (RFC 8252, 7.3)."""

    def get_client_id(self) -> str:
        """Return the client id."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Return nothing: the redirect address is always said."""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare exactly; for a native client all but the port."""
        if self.native:
            return LOOPBACK.fullmatch(redirect_uri) is not None
        return redirect_uri in self.redirect_uris

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Hold a client with a key to its key."""
        return endpoint == "token" and method == ("private_key_jwt" if self.key else "none")

    def check_grant_type(self, grant_type: str) -> bool:
        """Allow the client its own grant only; nobody gets refresh tokens."""
        return grant_type == self.grant

    def check_response_type(self, response_type: str) -> bool:
        """Allow codes only, to clients that people use."""
        return response_type == "code" and self.grant == "authorization_code"

    def get_allowed_scope(self, scope: str | None) -> str:
        """Return those of the scopes asked for that people's clients may have."""
        asked = (scope or "").split() if self.grant == "authorization_code" else []
        return " ".join(word for word in asked if word in SCOPES)
