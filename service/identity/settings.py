"""What identity must be told before anyone can sign in: whom to trust, who we are to them, how long a session lasts.

`service.settings` builds this value; nothing here reads the environment.
"""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from service.errors import Misconfigured, ReasonCode

ALGORITHMS = ("ES256", "Ed25519", "EdDSA")
"""Signatures accepted unless settings say otherwise. EdDSA is the older name (RFC 8037) of Ed25519 (RFC 9864)."""
PERMITTED_ALGORITHMS = frozenset({*ALGORITHMS, "PS256", "RS256"})
"""All that settings may choose from: public-key signatures only. RS256 is what Microsoft Entra ID signs with."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """One identity provider, this service as its client, and the life of a session. Times are in seconds."""

    issuer: str
    """Exactly the `iss` of its tokens, without a trailing `/.well-known/...`."""
    client_id: str
    audience: str
    """The `aud` that an access token must carry to be meant for this service."""
    redirect_uri: str
    """Where the browser comes back to after sign-in, as registered with the provider."""
    pseudonym_key: bytes = field(repr=False)
    """At least 32 secret bytes that turn `sub` into the staff id of the audit log. Never changes: see `pseudonym`."""
    private_key: Path | None = None
    """The key for `private_key_jwt` at the token endpoint; None for a public client, which PKCE alone protects."""
    algorithms: tuple[str, ...] = ALGORITHMS
    mfa_acr: frozenset[str] = frozenset()
    """`acr` values that this provider uses to say multi-factor, beside `mfa` in `amr` (RFC 8176)."""
    leeway: int = 30
    session_idle: int = 30 * 60
    session_absolute: int = 10 * 60 * 60
    step_up: int = 10 * 60
    """How long a person who has just proved again who they are may do what asks for that."""

    def __post_init__(self) -> None:
        """Refuse what no mode may run with."""
        if not set(self.algorithms) <= PERMITTED_ALGORITHMS or not self.algorithms:
            raise _refused(f"Accepted signatures must be some of {', '.join(sorted(PERMITTED_ALGORITHMS))}.")
        if len(self.pseudonym_key) < 32:
            raise _refused("The pseudonym key must be at least 32 bytes. Run set-up again to make one.")
        if not 0 <= self.leeway <= 120:
            raise _refused("The leeway for clocks must be between 0 and 120 seconds.")
        if not 0 < self.session_idle <= self.session_absolute:
            raise _refused("The idle time-out must be above zero and no longer than the absolute time-out.")
        if not 0 < self.step_up <= self.session_absolute:
            raise _refused("A confirmed sign-in must last above zero and no longer than the absolute time-out.")
        for name, address in (("issuer", self.issuer), ("redirect address", self.redirect_uri)):
            _check_address(name, address)

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service by https, so that cookies can be tied to it."""
        return self.redirect_uri.startswith("https://")

    def check_production(self) -> None:
        """Refuse a provider or a redirect that travels in the clear.

        Raises:
            Misconfigured: the issuer or the redirect address is not https.

        """
        if not self.issuer.startswith("https://"):
            raise _refused("The issuer must be an https address in production. Set it to your identity provider's.")
        if not self.secure:
            raise _refused("The redirect address must be https in production. Set it to this service's own address.")


def _check_address(name: str, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise _refused(f"The {name} may be http only on this machine itself. Use an https address.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _refused(f"The {name} must be a full http or https address without a query.")


def _refused(advice: str) -> Misconfigured:
    return Misconfigured(ReasonCode.SETTINGS_REFUSED, advice)
