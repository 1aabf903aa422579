"""Is it alive, and is every part there that an enquiry needs? For the host's monitor; no sign-in, nothing personal."""

from fastapi import APIRouter, Response

from service.readiness import readiness
from service.runtime import Runtime


def create_health(runtime: Runtime) -> APIRouter:
    """The two addresses that a load balancer asks."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz", summary="The process is alive", responses={204: {"description": "Alive"}}, status_code=204)
    async def healthz() -> Response:
        return Response(status_code=204)

    @router.get("/readyz", summary="Every part that an enquiry needs is there")
    async def readyz(response: Response) -> dict[str, str]:
        parts = await readiness(runtime)
        if any(state == "unavailable" for state in parts.values()):
            response.status_code = 503
        return parts

    return router
