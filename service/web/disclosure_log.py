"""The disclosure log for an IG lead: who learnt what kind of thing, for which purpose, under which rule, with proof.

Rows hold pseudonyms and codes only, so filters may stand in a URL. Every reading of the log is itself logged, by the
port.
"""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.errors import NotFound, ReasonCode
from service.web import content
from service.web.answer import receipt_file
from service.web.doors import Doors
from service.web.ports import Choice, LogChoices, LogFilters, LogRow, Ports, Visit
from service.web.receipt_words import receipt_words
from service.web.rendering import Pages

ROWS_SHOWN = 25
NO_ENTRY = "There is no entry with this number. Go back to the disclosure log."


class DisclosureLogPages:
    """`/log`, `/log/{index}` and the receipt of an entry."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def table(self, request: Request, visit: Visit) -> Response:
        """Entries, newest first, narrowed by what the log itself offers."""
        choices = self._ports.log.choices(visit.principal)
        filters = filters_of(request, choices)
        before = entry_number(request.query_params["before"]) if "before" in request.query_params else None
        found = await self._ports.log.rows(visit.principal, before, ROWS_SHOWN + 1, filters)
        rows = found[:ROWS_SHOWN]
        return self._pages.show(
            request,
            "log.html",
            visit=visit,
            rows=rows,
            choices=choices,
            filters=filters,
            labels=labels_of(choices),
            levels=content.LEVELS,
            newest=log_url(filters) if before is not None else "",
            older=log_url(filters, rows[-1]) if len(found) > ROWS_SHOWN else "",
        )

    async def entry(self, request: Request, visit: Visit) -> Response:
        """One entry with its codes and what its receipt says."""
        index = entry_number(request.path_params["index"])
        row = await self._ports.log.row(visit.principal, index)
        receipt = await self._ports.log.receipt(visit.principal, index)
        return self._pages.show(
            request,
            "log_entry.html",
            visit=visit,
            row=row,
            labels=labels_of(self._ports.log.choices(visit.principal)),
            levels=content.LEVELS,
            receipt=receipt_words(receipt),
        )

    async def receipt(self, request: Request, visit: Visit) -> Response:
        """The receipt of one entry as a file."""
        index = entry_number(request.path_params["index"])
        return receipt_file(await self._ports.log.receipt(visit.principal, index), str(index))

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/log", doors.ig_lead(self.table)),
            Route("/log/{index}", doors.ig_lead(self.entry)),
            Route("/log/{index}/receipt", doors.ig_lead(self.receipt)),
        ]


def entry_number(text: str) -> int:
    """A whole number of an entry. Raises NotFound for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound(ReasonCode.NOT_FOUND, NO_ENTRY)
    return int(text)


def filters_of(request: Request, choices: LogChoices) -> LogFilters:
    """The filters of the address, as far as the log offers them; anything else filters nothing."""

    def chosen(name: str, offered: tuple[Choice, ...]) -> str:
        code = request.query_params.get(name, "")
        return code if code in {choice.code for choice in offered} else ""

    return LogFilters(
        agency=chosen("agency", choices.agencies),
        purpose=chosen("purpose", choices.purposes),
        outcome=chosen("outcome", choices.outcomes),
    )


def labels_of(choices: LogChoices) -> dict[str, str]:
    """Every code that the filters know, in words."""
    return {choice.code: choice.label for choice in (*choices.agencies, *choices.purposes, *choices.outcomes)}


def log_url(filters: LogFilters, last: LogRow | None = None) -> str:
    """The address of the log with these filters, below `last`."""
    asked = {"agency": filters.agency, "purpose": filters.purpose, "outcome": filters.outcome}
    query = {name: code for name, code in asked.items() if code}
    if last is not None:
        query["before"] = str(last.index)
    return f"/log?{urlencode(query)}" if query else "/log"
