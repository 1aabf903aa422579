"""The disclosure log for IG leads, and what anyone needs to check it: its newest checkpoint and public key."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response

from service.api.callers import ig_lead
from service.api.replies import PROBLEMS, RECEIPT, plain_text
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.disclosures import MOST_ROWS, Filters, disclosure, page
from service.runtime import Runtime

CHECKPOINT = "fylde.example/log/2026\n42\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n— fylde.example/log/2026 …\n"
KEY = "fylde.example/log/2026+91e9c1c2+Ac4rR3Lk0PfHzGcMhOHrVu1mSXc1ePnnnbMFYY7rZmY5"

Before = Annotated[int | None, Query(ge=0, description="Only entries with a lower index.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
Since = Annotated[int, Query(ge=0, le=1 << 40, description="Unix seconds, UTC; 0 for any.")]


def add_next(below: int | None, request: Request, response: Response) -> None:
    """Where the next page is, if there is one (RFC 8288)."""
    if below is not None:
        query = request.query_params.multi_items()
        asked = urlencode([*[pair for pair in query if pair[0] != "before"], ("before", below)])
        response.headers["Link"] = f'<{request.url.path}?{asked}>; rel="next"'


def create_oversight(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["oversight"])
    lead = ig_lead(runtime)

    @router.get("/disclosures", summary="The disclosure log, newest first", responses=PROBLEMS)
    async def listing(
        request: Request,
        response: Response,
        principal: Annotated[Principal, Depends(lead)],
        filters: Annotated[Filters, Depends(_filters)],
        before: Before = None,
        limit: Limit = 50,
    ) -> list[Leaf]:
        """Every reading is itself an entry. A page may have fewer than `limit` and go on: follow the `Link` header."""
        found = await page(filters, before, limit, principal, runtime)
        add_next(found.next, request, response)
        return found.leaves

    @router.get("/disclosures/{name}/receipt", summary="The receipt of one entry", responses=PROBLEMS | RECEIPT)
    async def receipt(name: str, principal: Annotated[Principal, Depends(lead)]) -> Response:
        """A receipt that anyone can check offline with the log's key. `2027-1041` is index 1041 of 2027's log."""
        _, text = await disclosure(name, principal, runtime)
        return Response(text, media_type="application/json")

    @router.get(
        "/log/checkpoint",
        summary="The newest signed tree head",
        response_class=PlainTextResponse,
        responses=plain_text("A C2SP signed note.", CHECKPOINT),
    )
    async def checkpoint() -> str:
        """For witnesses and auditors; it says nothing about anybody."""
        return runtime.log.checkpoint

    @router.get(
        "/log/key",
        summary="The log's public key",
        response_class=PlainTextResponse,
        responses=plain_text("A C2SP verifier key.", KEY),
    )
    async def key() -> str:
        """A C2SP verifier key; take it from somebody you trust too, not only from here."""
        return runtime.log.verifier.vkey

    return router


def _filters(
    type: Annotated[str, Query(max_length=40, description="Such as `enquiry.answered`.")] = "",  # noqa: A002 - the log's
    agency: Annotated[str, Query(max_length=40, description="The asker's.")] = "",
    purpose: Annotated[str, Query(max_length=60)] = "",
    staff: Annotated[str, Query(max_length=80)] = "",
    subject: Annotated[str, Query(max_length=80, description="A pseudonym.")] = "",
    provider: Annotated[str, Query(max_length=40, description="Whose record was told of.")] = "",
    agreement: Annotated[str, Query(max_length=80, description="With or without its version.")] = "",
    operation: Annotated[str, Query(max_length=40, description="By DPA 2018 s.62(1).")] = "",
    level: Annotated[int, Query(ge=0, le=4)] = 0,
    denied: Annotated[bool, Query(description="What people of your agency were denied.")] = False,
    break_glass: bool = False,
    since: Since = 0,
    until: Since = 0,
) -> Filters:
    return Filters(
        type, agency, purpose, staff, subject, provider, agreement, operation, level, denied, break_glass, since, until
    )
