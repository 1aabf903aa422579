"""Everything that was told of one person, for an IG lead who says why they look. The log keeps the reason as a code."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.oversight.why_look import IN_WORDS, WhyLook
from service.web import content
from service.web.disclosure_log_filters import typed_look
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.kept_looks import KeptLooks
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages
from service.web.subject_history_view import lines_of, recipients_of, sought_of


class SubjectHistoryPages:
    """`/subject-history` asks whom and why; `/subject-history/{look}` shows it."""

    def __init__(self, ports: Ports, pages: Pages, looks: KeptLooks) -> None:
        self._ports = ports
        self._pages = pages
        self._looks = looks

    async def form(self, request: Request, visit: Visit) -> Response:
        """Whom, and why."""
        return self._form(request, visit, {}, NO_ERRORS)

    async def chosen(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Leads on to an address that names nobody."""
        wrong: dict[str, str] = {}
        look = typed_look(sent, wrong)
        if look is None and not wrong:
            wrong["subject"] = "Enter the person’s pseudonym"
        if look is None:
            return self._form(request, visit, sent.fields, FormErrors(wrong))
        reference = self._looks.keep(visit.csrf, look, self._ports.now())
        return RedirectResponse(f"/subject-history/{reference}", status_code=303)

    async def show(self, request: Request, visit: Visit) -> Response:
        """The history; each time it is read, it is read anew and is an entry."""
        reference = request.path_params["look"]
        look = self._looks.of(visit.csrf, reference, self._ports.now())
        history = await self._ports.access.history(visit.principal, look.subject, look.why)
        labels = self._ports.log.choices(visit.principal).labels
        return self._pages.show(
            request,
            "subject_history.html",
            visit=visit,
            look=reference,
            why=IN_WORDS[WhyLook(look.why)],
            pseudonym=history.person.pseudonym,
            others=sorted({span.pseudonym for span in history.person.spans} - {history.person.pseudonym}),
            told=lines_of(history, labels),
            times=content.counted(len(history.told), "answer"),
            recipients=recipients_of(history, labels),
            sought=sought_of(history, labels),
            today=content.london(self._ports.now()).date(),
        )

    def _form(self, request: Request, visit: Visit, typed: Mapping[str, str], errors: FormErrors) -> Response:
        return self._pages.show(
            request,
            "subject_history_form.html",
            visit=visit,
            status=422 if errors.messages else 200,
            errors=errors,
            typed=typed,
            reasons=IN_WORDS,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/subject-history", doors.ig_lead(self.form)),
            Route("/subject-history", doors.posted_by(IG_LEADS, self.chosen), methods=["POST"]),
            Route("/subject-history/{look}", doors.ig_lead(self.show)),
        ]
