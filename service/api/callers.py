"""Who calls: the bearer token of a request becomes a Principal, or the request goes no further."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.errors import NotPermitted, NotSignedIn, ReasonCode
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime

_scheme = HTTPBearer(
    auto_error=False, scheme_name="bearer", bearerFormat="JWT", description="An access token of your agency's issuer."
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]
Caller = Callable[[HTTPAuthorizationCredentials | None], Awaitable[Principal]]


def signed_in(runtime: Runtime) -> Caller:
    """A dependency that gives the Principal of any valid token."""

    async def principal(credentials: Credentials) -> Principal:
        if credentials is None:
            raise NotSignedIn(
                ReasonCode.SIGN_IN_REQUIRED, "Send an access token of your agency: Authorization: Bearer …"
            )
        return await runtime.gate.bearer.principal(credentials.credentials)

    return principal


def ig_lead(runtime: Runtime) -> Caller:
    """A dependency that lets only an IG lead by."""
    anyone = signed_in(runtime)

    async def principal(credentials: Credentials) -> Principal:
        caller = await anyone(credentials)
        if caller.kind is not PrincipalKind.IG_LEAD:
            raise NotPermitted(
                ReasonCode.ROLE_NOT_PERMITTED, "Only an information governance lead may read the disclosure log."
            )
        return caller

    return principal
