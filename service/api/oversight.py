"""The disclosure log for IG leads, and what anyone needs to check it: its newest checkpoint and public key."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import PlainTextResponse, Response

from service.api.callers import ig_lead
from service.api.replies import PROBLEMS, RECEIPT, plain_text
from service.identity.principal import Principal
from service.leaf import Leaf
from service.oversight.disclosures import MOST_ROWS, Filters, disclosure, disclosures
from service.runtime import Runtime

CHECKPOINT = "fylde.example/log/2026\n42\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\n— fylde.example/log/2026 …\n"
KEY = "fylde.example/log/2026+91e9c1c2+Ac4rR3Lk0PfHzGcMhOHrVu1mSXc1ePnnnbMFYY7rZmY5"


def create_oversight(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1", tags=["oversight"])
    lead = ig_lead(runtime)

    @router.get("/disclosures", summary="The disclosure log, newest first", responses=PROBLEMS)
    async def listing(
        principal: Annotated[Principal, Depends(lead)],
        filters: Annotated[Filters, Depends(_filters)],
        before: Annotated[int | None, Query(ge=0, description="Only entries with a lower index.")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
    ) -> list[Leaf]:
        """Every reading is itself an entry."""
        return await disclosures(filters, before, limit, principal, runtime)

    @router.get("/disclosures/{index}/receipt", summary="The receipt of one entry", responses=PROBLEMS | RECEIPT)
    async def receipt(index: int, principal: Annotated[Principal, Depends(lead)]) -> Response:
        """A receipt that anyone can check offline with the log's public key."""
        _, text = await disclosure(index, principal, runtime)
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
    type: Annotated[str, Query(max_length=40, description="Such as `enquiry.`")] = "",  # noqa: A002 - the log's word
    agency: Annotated[str, Query(max_length=40)] = "",
    purpose: Annotated[str, Query(max_length=60)] = "",
    staff: Annotated[str, Query(max_length=80)] = "",
    subject: Annotated[str, Query(max_length=80)] = "",
) -> Filters:
    return Filters(type, agency, purpose, staff, subject)
