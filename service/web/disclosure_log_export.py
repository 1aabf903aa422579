"""Taking entries of the log away, as a file: only for who has just proved who they are, and each file is an entry."""

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.errors import NotAcceptable
from service.web.choice import Choice
from service.web.disclosure_log_filters import codes_of, typed_filters
from service.web.disclosure_log_ports import FileAsked
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

FORMS: Final = (
    Choice("csv", "A spreadsheet (CSV)"),
    Choice("proved", "Evidence: entries with their proofs (extract)"),
    Choice("fhir", "FHIR AuditEvents (R4)"),
    Choice("prov", "Provenance (W3C PROV-JSON)"),
)
HINTS: Final = {
    "csv": "Up to 2,000 entries, newest first. Safe to open in a spreadsheet.",
    "proved": "Up to 200 entries, each with the proof that it is in the signed log. Anybody can check it without us.",
    "fhir": "Up to 2,000 entries, for audit repositories of the NHS.",
    "prov": "Up to 2,000 entries, for provenance tools.",
}


class LogExportPages:
    """`/log/export`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def form(self, request: Request, visit: Visit) -> Response:
        """Which entries, and in which form; begun with the filters of the log's page as far as they fit."""
        typed = codes_of(request.query_params, self._ports.log.choices(visit.principal))
        return self._form(request, visit, typed, NO_ERRORS)

    async def take(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """The file."""
        typed = typed_filters(sent, self._ports.log.choices(visit.principal))
        wrong = dict(typed.errors.messages)
        if sent.get("form") not in {choice.code for choice in FORMS}:
            wrong["form"] = "Choose a form"
        before = sent.get("before")
        if before and not (before.isascii() and before.isdigit() and len(before) <= 15):
            wrong["before"] = "Enter the number of an entry, like 4127"
        if wrong:
            return self._form(request, visit, sent.fields, FormErrors(wrong))
        codes = typed.codes
        asked = FileAsked(
            form=sent.get("form"), agency=codes.get("agency", ""), staff=codes.get("staff", ""),
            since=codes.get("since", ""), until=codes.get("until", ""), before=int(before) if before else None,
        )  # fmt: skip
        try:
            file = await self._ports.log.file(visit.principal, asked)
        except NotAcceptable as refused:
            return self._form(request, visit, sent.fields, FormErrors({"form": refused.advice}))
        headers = {"Content-Disposition": f'attachment; filename="{file_name(file.name, file.next)}"'}
        return Response(file.content, media_type=file.media_type, headers=headers)

    def _form(self, request: Request, visit: Visit, typed: Mapping[str, str], errors: FormErrors) -> Response:
        return self._pages.show(
            request,
            "log_export.html",
            visit=visit,
            status=422 if errors.messages else 200,
            errors=errors,
            typed=typed,
            choices=self._ports.log.choices(visit.principal),
            forms=FORMS,
            hints=HINTS,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        take = doors.confirmed_form(self.take, "/log/export")
        return [
            Route("/log/export", doors.ig_lead(doors.confirmed(self.form))),
            Route("/log/export", doors.posted_by(IG_LEADS, take), methods=["POST"]),
        ]


def file_name(name: str, below: int | None) -> str:
    """The file's name says where the next one begins: `golden-thread-log-more-before-4127.csv`."""
    first, dot, end = name.partition(".")
    return f"{first}-more-before-{below}{dot}{end}" if below is not None else name
