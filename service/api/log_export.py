"""Files of the log for an IG lead to take away: CSV for a spreadsheet, PROV-JSON for provenance tools.

They are written in a thread: 2,000 entries take 0.1 to 0.2 s, in which others are answered.
"""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from audit.events import EventType
from service.api.callers import ig_lead
from service.api.pages_of_log import Agent, Before, Dates, Subject, page, refuse_others
from service.api.replies import PROBLEMS
from service.forms import comma_separated
from service.forms.comma_separated import COLUMNS, as_csv
from service.forms.finding import Found
from service.forms.provenance import provenance
from service.forms.reading import MOST_EXPORTED, Asked, read_page
from service.forms.wanted import read_wanted
from service.identity.principal import Principal
from service.runtime import Runtime

_CSV = "text/csv"
_JSON = "application/json"
_EXAMPLE = {
    "prefix": {
        "activity": "urn:golden-thread:log:fylde.example%2Flog%2F2026:activity:",
        "gt": "urn:golden-thread:prov:",
    },
    "activity": {"activity:41": {"prov:startTime": "2026-11-20T08:30:00.123456Z", "gt:operation": "disclosure"}},
}
_MORE = 'Where there are more entries, the `Link` header has the address of the next file, as `rel="next"`.'


def create_log_export(runtime: Runtime) -> APIRouter:
    """The routes, over one runtime."""
    router = APIRouter(prefix="/v1/log", tags=["oversight"])
    lead = ig_lead(runtime)

    @router.get("/export.csv", summary="Entries as CSV", responses=PROBLEMS | _replies(_CSV, ",".join(COLUMNS)))
    async def export_csv(
        request: Request, principal: Annotated[Principal, Depends(lead)], asked: Annotated[Asked, Depends(_asked)]
    ) -> Response:
        """Newest first, with a header; safe to open in a spreadsheet. Taking it is itself an entry."""
        found = await _taken(asked, "csv", principal)
        text = await asyncio.to_thread(as_csv, found.entries)
        return _file(text, comma_separated.MEDIA_TYPE, found, request)

    @router.get("/export.prov.json", summary="Entries as W3C PROV", responses=PROBLEMS | _replies(_JSON, _EXAMPLE))
    async def export_provenance(
        request: Request, principal: Annotated[Principal, Depends(lead)], asked: Annotated[Asked, Depends(_asked)]
    ) -> Response:
        """PROV-JSON: who did what for whom, under which agreement. Taking it is itself an entry."""
        found = await _taken(asked, "prov", principal)
        text = await asyncio.to_thread(_provenance, found, runtime.log.verifier.name)
        return _file(text, _JSON, found, request)

    async def _taken(asked: Asked, form: str, principal: Principal) -> Found:
        return await read_page(asked, form, EventType.LOG_EXPORTED, principal, runtime)

    def _file(text: str, media_type: str, found: Found, request: Request) -> Response:
        name = request.url.path.rpartition("/")[2]
        headers = {"content-disposition": f'attachment; filename="golden-thread-log-{name}"'}
        if found.next is not None:
            address = f"{runtime.settings.public_url}/v1/log/{name}"
            headers["link"] = f'<{page(address, request, found.next)}>; rel="next"'
        return Response(text, media_type=media_type, headers=headers)

    return router


def _asked(
    request: Request,
    subject: Subject = "",
    agent: Agent = "",
    date: Dates = None,
    before: Before = None,
    limit: Annotated[int, Query(ge=1, le=MOST_EXPORTED)] = 1000,
) -> Asked:
    refuse_others(request, "subject", "agent", "date", "before", "limit")
    return Asked(read_wanted(subject, agent, date or []), before, limit)


def _provenance(found: Found, origin: str) -> str:
    return json.dumps(provenance(found.entries, origin), ensure_ascii=False)


def _replies(media_type: str, example: object) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": _MORE, "content": {media_type: {"example": example}}}}
