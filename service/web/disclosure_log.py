"""The disclosure log for an IG lead: who learnt what kind of thing, for which purpose, under which rule, with proof.

Every reading of the log is itself an entry, which the port writes. One person's part of it is read with a reason.
"""

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotFound, ReasonCode
from service.oversight.why_look import IN_WORDS
from service.web.answer import receipt_file
from service.web.disclosure_log_filters import LEVELS, chosen_of, codes_of, filters_of, log_url, typed_filters
from service.web.disclosure_log_view import entry_words, facts_of, line_of
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.kept_looks import KeptLooks, Look
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.receipt_words import receipt_words
from service.web.rendering import Pages

ROWS_SHOWN = 15
_NAME: Final = re.compile(r"[A-Za-z0-9]{1,32}-[0-9]{1,18}")
NO_ENTRY = "There is no entry with this number. Go back to the disclosure log."


class DisclosureLogPages:
    """`/log`, its filters, `/log/{index}` and the receipt of an entry."""

    def __init__(self, ports: Ports, pages: Pages, looks: KeptLooks) -> None:
        self._ports = ports
        self._pages = pages
        self._looks = looks

    async def table(self, request: Request, visit: Visit) -> Response:
        """Entries, newest first, narrowed by what the log itself offers."""
        codes = codes_of(request.query_params, self._ports.log.choices(visit.principal))
        before = entry_number(request.query_params["before"]) if "before" in request.query_params else None
        return await self._table(request, visit, codes, before, NO_ERRORS, {})

    async def filtered(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """The form of filters leads on to an address that holds codes only."""
        typed = typed_filters(sent, self._ports.log.choices(visit.principal))
        if typed.errors.messages:
            return await self._table(request, visit, {}, None, typed.errors, sent.fields)
        codes = {name: code for name, code in typed.codes.items() if name != "look"}
        if typed.look:
            codes["look"] = self._looks.keep(visit.csrf, typed.look, self._ports.now())
        elif "look" in typed.codes:
            codes["look"] = typed.codes["look"]
        return RedirectResponse(log_url(codes), status_code=303)

    async def entry(self, request: Request, visit: Visit) -> Response:
        """One entry with its codes and what its receipt says."""
        leaf, receipt = await self._ports.log.entry(visit.principal, entry_named(request.path_params["index"]))
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "log_entry.html",
            visit=visit,
            index=leaf.index,
            name=entry_words(leaf.name),
            written=leaf.name,
            facts=facts_of(leaf, labels),
            subject=leaf.subject,
            reasons=IN_WORDS,
            receipt=receipt_words(receipt),
        )

    async def receipt(self, request: Request, visit: Visit) -> Response:
        """The receipt of one entry as a file."""
        name = entry_named(request.path_params["index"])
        leaf, receipt = await self._ports.log.entry(visit.principal, name)
        return receipt_file(receipt, leaf.name or str(name))

    async def _table(
        self,
        request: Request,
        visit: Visit,
        codes: Mapping[str, str],
        before: int | None,
        errors: FormErrors,
        typed: Mapping[str, str],
    ) -> Response:
        """The table, or after a faulty form the form alone: nothing is read for it."""
        choices = self._ports.log.choices(visit.principal)
        look = self._look(visit, codes)
        rows, below = [], None
        if not errors.messages:
            found = await self._ports.log.page(
                visit.principal, filters_of(codes, look), before, ROWS_SHOWN, look.why if look else ""
            )
            rows, below = [line_of(leaf, choices.labels) for leaf in found.leaves], found.next
        return self._pages.show(
            request,
            "log.html",
            visit=visit,
            status=422 if errors.messages else 200,
            errors=errors,
            rows=rows,
            choices=choices,
            levels=LEVELS,
            reasons=IN_WORDS,
            set=dict(codes) | dict(typed) | days_of(codes),
            chosen=chosen_of(codes, choices.labels),
            newest=log_url(codes) if before is not None else "",
            older=log_url(codes, below) if below is not None else "",
        )

    def _look(self, visit: Visit, codes: Mapping[str, str]) -> Look | None:
        return self._looks.of(visit.csrf, codes["look"], self._ports.now()) if "look" in codes else None

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject; `/log/{index}` after whatever else begins with `/log/`."""
        return [
            Route("/log", doors.ig_lead(self.table)),
            Route("/log/filters", doors.posted_by(IG_LEADS, self.filtered), methods=["POST"]),
            Route("/log/{index}", doors.ig_lead(self.entry)),
            Route("/log/{index}/receipt", doors.ig_lead(self.receipt)),
        ]


def entry_named(text: str) -> int | str:
    """An entry by its number, or by its name in a log of several shards (`2027-1041`). Raises NotFound."""
    return text if _NAME.fullmatch(text) else entry_number(text)


def entry_number(text: str) -> int:
    """A whole number of an entry. Raises NotFound for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound(ReasonCode.NOT_FOUND, NO_ENTRY)
    return int(text)


def days_of(codes: Mapping[str, str]) -> dict[str, str]:
    """The dates of an address as the three inputs of each."""
    return {
        f"{name}-{part}": number.lstrip("0")
        for name in ("since", "until")
        if name in codes
        for part, number in zip(("year", "month", "day"), codes[name].split("-"), strict=True)
    }
