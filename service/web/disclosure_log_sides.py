"""The log from other sides: your agency's records, Data Protection Act 2018 section 62, and what you did yourself."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.web.disclosure_log import ROWS_SHOWN, entry_number
from service.web.disclosure_log_view import line_of, operation_line, told_of_own
from service.web.disclosure_log_words import OPERATIONS
from service.web.doors import Doors
from service.web.ports import Ports, Visit
from service.web.rendering import Pages


class LogSidePages:
    """`/log/own-records`, `/log/operations` and `/log/own-access`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def own_records(self, request: Request, visit: Visit) -> Response:
        """Every answer that told something of a record of the reader's agency, named to the asker or not."""
        before = below_of(request)
        found = await self._ports.sides.own_records(visit.principal, before, ROWS_SHOWN)
        labels = self._ports.log.choices(visit.principal).labels
        rows = [(line_of(told.leaf, labels), told_of_own(told, labels)) for told in found.told]
        older = paged("/log/own-records", {}, found.next)
        return self._pages.show(request, "log_own_records.html", visit=visit, rows=rows, older=older, before=before)

    async def operations(self, request: Request, visit: Visit) -> Response:
        """Date and time, who, and to whom. A purpose is not among what section 62 asks for."""
        operation = request.query_params.get("operation", "")
        operation, before = operation if operation in OPERATIONS else "", below_of(request)
        found = await self._ports.sides.operations(visit.principal, operation, before, ROWS_SHOWN)
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "log_operations.html",
            visit=visit,
            rows=[operation_line(leaf, labels) for leaf in found.leaves],
            operations=OPERATIONS,
            operation=operation,
            older=paged("/log/operations", {"operation": operation}, found.next),
            before=before,
        )

    async def own_access(self, request: Request, visit: Visit) -> Response:
        """What the reader did; a reading of the log is not listed, else looking would make the list grow."""
        before = below_of(request)
        found = await self._ports.sides.own_access(visit.principal, before, ROWS_SHOWN)
        labels = self._ports.log.choices(visit.principal).labels
        rows = [line_of(leaf, labels) for leaf in found.leaves]
        older = paged("/log/own-access", {}, found.next)
        return self._pages.show(request, "log_own_access.html", visit=visit, rows=rows, older=older, before=before)

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/log/own-records", doors.ig_lead(self.own_records)),
            Route("/log/operations", doors.ig_lead(self.operations)),
            Route("/log/own-access", doors.ig_lead(self.own_access)),
        ]


def below_of(request: Request) -> int | None:
    """Below which entry a page begins; None for the newest. Raises NotFound where that is no number."""
    return entry_number(request.query_params["before"]) if "before" in request.query_params else None


def paged(path: str, asked: dict[str, str], below: int | None) -> str:
    """The address of the next page; empty where there is none."""
    if below is None:
        return ""
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value} | {'before': below})}"
