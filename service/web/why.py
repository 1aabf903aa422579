"""Why are you asking? Purpose, case and relationship, asked once for a case and kept with the session for some hours.

Nothing about a person is asked for, or looked up, before this holds.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.web import content
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm
from service.web.kept_reasons import KeptReasons, Reason
from service.web.ports import Choice, Ports, Visit
from service.web.rendering import Pages

LONGEST_CASE_REFERENCE = 40


class WhyPages:
    """`/why`."""

    def __init__(self, ports: Ports, pages: Pages, reasons: KeptReasons) -> None:
        self._ports = ports
        self._pages = pages
        self._reasons = reasons

    async def ask(self, request: Request, visit: Visit) -> Response:
        """The form, filled in with the reason in force if there is one."""
        choices = self._ports.enquiries.purposes(visit.principal)
        if not choices:
            return self._pages.show(request, "may_not_ask.html", visit=visit, status=403)
        reason = self._reasons.of(visit.csrf, self._ports.now())
        typed = {
            "purpose": reason.purpose if reason else choices[0].code if len(choices) == 1 else "",
            "case-reference": reason.case_reference if reason else "",
            "relationship": reason.relationship if reason else "",
        }
        return self._form(request, visit, choices, typed, NO_ERRORS)

    async def take(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Keep the reason and go on to the person, or show what is missing."""
        choices = self._ports.enquiries.purposes(visit.principal)
        errors = faults_of(sent, choices)
        if errors.messages:
            return self._form(request, visit, choices, sent.fields, errors)
        reason = Reason(sent.get("purpose"), sent.get("case-reference"), sent.get("relationship"))
        self._reasons.keep(visit.csrf, reason, self._ports.now())
        return RedirectResponse("/whom", status_code=303)

    def _form(
        self, request: Request, visit: Visit, choices: list[Choice], typed: dict[str, str], errors: FormErrors
    ) -> Response:
        return self._pages.show(
            request,
            "why.html",
            visit=visit,
            status=422 if errors.messages else 200,
            choices=choices,
            relationships=content.RELATIONSHIPS,
            hours=self._reasons.hours,
            typed=typed,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/why", doors.signed_in(self.ask), methods=["GET"]),
            Route("/why", doors.posted(self.take), methods=["POST"]),
        ]


def faults_of(sent: PostedForm, choices: list[Choice]) -> FormErrors:
    """What is missing or not on offer, in the order of the page."""
    chosen = next((choice for choice in choices if choice.code == sent.get("purpose")), None)
    messages = {}
    if chosen is None:
        messages["purpose"] = "Select why you are asking"
    if len(sent.get("case-reference")) > LONGEST_CASE_REFERENCE:
        messages["case-reference"] = f"Case reference must be {LONGEST_CASE_REFERENCE} characters or fewer"
    elif chosen and not sent.get("case-reference"):
        messages["case-reference"] = "Enter the reference of the case or referral"
    if sent.get("relationship") not in content.RELATIONSHIPS:
        messages["relationship"] = "Select your involvement with this family"
    return FormErrors(messages)


def described(reason: Reason, choices: list[Choice]) -> str:
    """`Early help coordination, case FH-20418, open case`; empty where the role may no longer ask for it."""
    label = next((choice.label for choice in choices if choice.code == reason.purpose), "")
    case = [f"case {reason.case_reference}"] if reason.case_reference else []
    relationship = content.RELATIONSHIPS_SHORT.get(reason.relationship, reason.relationship)
    return ", ".join([label, *case, relationship]) if label else ""
