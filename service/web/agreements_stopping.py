"""Stopping an agreement, a flow, an agency, a user or a connector at once; and letting it run again.

For IG leads who have just confirmed who they are. Who may stop what is checked below, by what the agreements say.
"""

from typing import Final, cast, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from isa.suspensions import Subject, Suspended
from service.errors import NotAcceptable, NotFound, ReasonCode
from service.web.banners import Banner
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.navigation import IG_LEADS
from service.web.ports import Ports, Visit
from service.web.rendering import Pages

SUBJECTS: Final[dict[str, str]] = {
    "agreement": "an agreement",
    "flow": "one rule of an agreement",
    "agency": "an agency",
    "connector": "what an agency delivers",
    "user": "an account",
}
EFFECTS: Final[dict[str, str]] = {
    "agreement": "Nothing more is shared under this agreement, from the next answer on.",
    "flow": "Nothing more is shared under this rule, from the next answer on. Other rules go on.",
    "agency": "Nothing more is shared with this agency or from its records, from the next answer on.",
    "connector": "Nothing more is taken in from this source, or told of what it delivered.",
    "user": "This account is shown nothing more, from its next question on.",
}
LIST: Final = "/agreements/stopped"
NOT_A_KIND: Final = "This is nothing that can be stopped. Go back to what is stopped now."
INPUTS: Final = {"name": "name", "reason": "reason"}


class StoppingPages:
    """`/agreements/stopped`, and below it the way to stop something and to let it run again."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._stopping = ports.governance.stopping
        self._words = ports.governance.words
        self._pages = pages

    async def listing(self, request: Request, visit: Visit) -> Response:
        """What is stopped now, by whom and why, and what could be."""
        stopped = await self._stopping.stopped(visit.principal)
        return self._pages.show(
            request, "agreements_stopped.html", visit=visit, stopped=stopped, subjects=SUBJECTS,
            own=[one for one in stopped if one.agency == visit.principal.agency], agencies=self._words.agencies(),
        )  # fmt: skip

    async def choose(self, request: Request, visit: Visit) -> Response:
        """Which of this kind; an account is typed in."""
        subject = subject_of(request)
        if subject == "user":
            return self._form(request, visit, subject, "")
        names = self._stopping.names(visit.principal, subject)
        return self._pages.show(
            request, "agreements_to_stop.html", visit=visit, subject=subject, kind=SUBJECTS[subject], names=names
        )

    async def ask(self, request: Request, visit: Visit) -> Response:
        """Why, before anything is stopped."""
        return self._form(request, visit, subject_of(request), request.path_params["name"])

    async def stop(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Stop it."""
        subject = subject_of(request)
        name = request.path_params.get("name", "") or sent.get("name")
        try:
            await self._stopping.stop(visit.principal, subject, name, sent.get("reason"))
        except NotAcceptable as refused:
            errors = form_errors(refused.faults, INPUTS, "reason")
            return self._form(request, visit, subject, name, status=422, errors=errors, reason=sent.get("reason"))
        except NotFound as unknown:
            if subject != "user":
                raise
            errors = FormErrors({"name": unknown.advice})
            return self._form(request, visit, subject, "", status=422, errors=errors, reason=sent.get("reason"))
        self._pages.banners.leave(visit.csrf, Banner(f"Stopped: {name}. The agencies concerned are told."))
        return RedirectResponse(LIST, status_code=303)

    async def ask_to_resume(self, request: Request, visit: Visit) -> Response:
        """Why it may run again; only what is stopped now."""
        return await self._resuming(request, visit)

    async def resume(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Let it run again."""
        subject, name = subject_of(request), request.path_params["name"]
        try:
            await self._stopping.let_run(visit.principal, subject, name, sent.get("reason"))
        except NotAcceptable as refused:
            errors = form_errors(refused.faults, INPUTS, "reason")
            return await self._resuming(request, visit, status=422, errors=errors, reason=sent.get("reason"))
        self._pages.banners.leave(visit.csrf, Banner(f"No longer stopped by your agency: {name}."))
        return RedirectResponse(LIST, status_code=303)

    def _form(
        self, request: Request, visit: Visit, subject: Subject, name: str,
        status: int = 200, errors: FormErrors = NO_ERRORS, reason: str = "",
    ) -> Response:  # fmt: skip
        return self._pages.show(
            request, "agreements_stop.html", visit=visit, status=status, errors=errors, subject=subject, name=name,
            kind=SUBJECTS[subject], effect=EFFECTS[subject], reason=reason,
        )  # fmt: skip

    async def _resuming(
        self, request: Request, visit: Visit, status: int = 200, errors: FormErrors = NO_ERRORS, reason: str = ""
    ) -> Response:
        subject, name = subject_of(request), request.path_params["name"]
        standing = [one for one in await self._stopping.stopped(visit.principal) if is_of(one, subject, name)]
        if not standing:
            raise NotFound(ReasonCode.NOT_SUSPENDED, "This is not stopped. Go back to what is stopped now.")
        return self._pages.show(
            request, "agreements_resume.html", visit=visit, status=status, errors=errors, subject=subject, name=name,
            standing=standing, reason=reason, agencies=self._words.agencies(),
        )  # fmt: skip

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject. They stand before that of one agreement, whose reference is in capitals."""
        stop = doors.posted_by(IG_LEADS, doors.confirmed_form(self.stop, LIST))
        ask_to_resume = doors.only(IG_LEADS, doors.confirmed(self.ask_to_resume))
        resume = doors.posted_by(IG_LEADS, doors.confirmed_form(self.resume, LIST))
        return [
            Route(LIST, doors.ig_lead(self.listing)),
            Route("/agreements/stopping/{subject}", doors.only(IG_LEADS, doors.confirmed(self.choose))),
            Route("/agreements/stopping/{subject}", stop, methods=["POST"]),
            Route("/agreements/stopping/{subject}/{name:path}", doors.only(IG_LEADS, doors.confirmed(self.ask))),
            Route("/agreements/stopping/{subject}/{name:path}", stop, methods=["POST"]),
            Route("/agreements/resuming/{subject}/{name:path}", ask_to_resume),
            Route("/agreements/resuming/{subject}/{name:path}", resume, methods=["POST"]),
        ]


def subject_of(request: Request) -> Subject:
    """The kind of thing in the address. Raises NotFound."""
    found = request.path_params["subject"]
    if found not in get_args(Subject):
        raise NotFound(ReasonCode.NOT_FOUND, NOT_A_KIND)
    return cast("Subject", found)


def is_of(one: Suspended, subject: str, name: str) -> bool:
    """Whether this is what the address names."""
    return (one.subject, one.name) == (subject, name)
