"""Did this form come from our own page? Each session has one token, which every form carries back."""

import hmac

from service.errors import NotPermitted, ReasonCode
from service.identity.sessions import Session

FIELD = "csrf_token"
"""The name of the hidden field."""


def csrf_token(session: Session) -> str:
    """Return the token for the hidden field of every form in this session."""
    return session.csrf


def check_csrf(session: Session, submitted: str | None) -> None:
    """Let a form through only with the session's own token.

    Raises:
        NotPermitted: it is missing or another's.

    """
    if not submitted or not hmac.compare_digest(submitted.encode("utf-8", "replace"), session.csrf.encode()):
        raise NotPermitted(
            ReasonCode.TOKEN_INVALID,
            "This form did not come from your own page. Go back, reload the page and try again.",
        )
