"""Who would see what: as things stand, without an agreement, or under a document that nobody has signed yet.

The real policy engine answers, beside the service; a page waits a few seconds for it and then says that it goes on.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, Unavailable
from service.oversight.simulating import Wish
from service.web.agreements import REFERENCE
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.navigation import IG_LEADS
from service.web.ports import Choice, Ports, Visit
from service.web.rendering import Pages
from service.web.uploads import read_upload

PATIENCE_SECONDS: Final = 5.0
FORM: Final = "/agreements/simulations"
NOW, WITHOUT, DOCUMENT = "now", "without", "document"
NO_ROLE: Final = "Choose who asks: an agency and a role. All of them together would take minutes."
NO_AGREEMENT: Final = "Choose the agreement that would be stopped."
NO_DOCUMENT: Final = "Choose the file of an agreement (JSON), signed or not."
NO_QUESTION: Final = "Choose what you want to know."


class SimulationPages:
    """`/agreements/simulations` and what came of each."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def ask(self, request: Request, visit: Visit) -> Response:
        """What is to be simulated."""
        without = request.query_params.get("without", "")
        typed = {"question": WITHOUT, "without": without} if REFERENCE.fullmatch(without) else {"question": NOW}
        return self._form(request, visit, typed)

    async def start(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Begin it, and lead on to its outcome."""
        errors = self._faults(sent)
        if errors.messages:
            return self._form(request, visit, sent.fields, 422, errors)
        try:
            begun = self._ports.governance.simulating.start(visit.principal, wish_of(sent))
        except NotAcceptable as refused:
            return self._form(request, visit, sent.fields, 422, FormErrors({"document": refused.advice}))
        except Unavailable as busy:
            return self._form(request, visit, sent.fields, 422, FormErrors({"question": busy.advice}))
        return RedirectResponse(f"{FORM}/{begun}", status_code=303)

    async def outcome(self, request: Request, visit: Visit) -> Response:
        """What came of it, or that it goes on."""
        found = await self._ports.governance.simulating.outcome(
            visit.principal, request.path_params["simulation"], PATIENCE_SECONDS
        )
        return self._pages.show(request, "agreements_simulated.html", visit=visit, simulation=found)

    def _faults(self, sent: PostedForm) -> FormErrors:
        words, question = self._ports.governance.words, sent.get("question")
        if question not in (NOW, WITHOUT, DOCUMENT):
            return FormErrors({"question": NO_QUESTION})
        if question == WITHOUT and sent.get("without") not in {one.code for one in self._in_force()}:
            return FormErrors({"without": NO_AGREEMENT})
        if question == DOCUMENT and not sent.files.get("document"):
            return FormErrors({"document": NO_DOCUMENT})
        if sent.get("agency") not in words.agencies():
            return FormErrors({"agency": NO_ROLE})
        if sent.get("role") not in words.roles():
            return FormErrors({"role": NO_ROLE})
        return NO_ERRORS

    def _form(
        self, request: Request, visit: Visit, typed: dict[str, str], status: int = 200, errors: FormErrors = NO_ERRORS
    ) -> Response:
        words = self._ports.governance.words
        return self._pages.show(
            request, "agreements_simulate.html", visit=visit, status=status, errors=errors, typed=typed,
            agencies=words.agencies(), roles=words.roles(), purposes=words.purposes(), in_force=self._in_force(),
        )  # fmt: skip

    def _in_force(self) -> list[Choice]:
        rows = self._ports.agreements.rows()
        return [Choice(one.isa_id, f"{one.isa_id}: {one.title}") for one in rows if one.in_force]

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject. They stand before that of one agreement, whose reference is in capitals."""
        return [
            Route(FORM, doors.ig_lead(self.ask)),
            Route(FORM, doors.posted_by(IG_LEADS, self.start, read_upload), methods=["POST"]),
            Route(f"{FORM}/{{simulation}}", doors.ig_lead(self.outcome)),
        ]


def wish_of(sent: PostedForm) -> Wish:
    """What the form asks for; its faults were looked for already."""
    question = sent.get("question")
    return Wish(
        only=(sent.get("agency"), sent.get("role"), sent.get("purpose"), "", ""),
        without=sent.get("without") if question == WITHOUT else "",
        document=sent.files.get("document", b"") if question == DOCUMENT else b"",
    )
