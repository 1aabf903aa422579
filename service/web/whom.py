"""Whom are you asking about? What was typed lives in this one request: it is in no URL, no session and no log.

What is wrong with it is for `service.enquiry` to say; this page only shows it beside the right input.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.enquiry.shapes import Answer
from service.errors import NotAcceptable
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.kept_reasons import KeptReasons, Reason
from service.web.ports import EnquiryForm, Ports, Visit
from service.web.rendering import Pages
from service.web.why import described

INPUT_OF_FIELD = {
    "family_name": "family-name",
    "given_name": "given-name",
    "other_names": "given-name",
    "date_of_birth": "birth-day",
    "birth_day": "birth-day",
    "birth_month": "birth-month",
    "birth_year": "birth-year",
    "postcode": "postcode",
    "house": "house",
    "nhs_number": "nhs-number",
    "nhs": "nhs-number",
    "upn": "upn",
    "police_reference": "police-reference",
    "pnc": "police-reference",
    "cro": "police-reference",
    "scope": "scope",
}
REASON_FIELDS = {"purpose", "case_reference", "relationship"}
INPUTS = tuple(dict.fromkeys(INPUT_OF_FIELD.values()))


class WhomPages:
    """`/whom`."""

    def __init__(self, ports: Ports, pages: Pages, reasons: KeptReasons) -> None:
        self._ports = ports
        self._pages = pages
        self._reasons = reasons

    async def ask(self, request: Request, visit: Visit) -> Response:
        """The empty form, or first why, if that is not known."""
        reason = self._reason(visit)
        if reason is None:
            return RedirectResponse("/why", status_code=303)
        return self._form(request, visit, reason, {"scope": "family"})

    async def take(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Ask, and go on to the answer; or show the form again with what it lacks."""
        reason = self._reason(visit)
        if reason is None or sent.get("reason") != reason.mark(visit.csrf):
            return RedirectResponse("/why", status_code=303)
        try:
            disclosed = await self._ports.enquiries.enquire(visit.principal, enquiry_form(reason, sent))
        except NotAcceptable as refused:
            if any(fault.field.rsplit(".", 1)[-1] in REASON_FIELDS for fault in refused.faults):
                return RedirectResponse("/why", status_code=303)
            return self._form(request, visit, reason, sent.fields, errors=errors_of(refused))
        answer = disclosed.decoded()
        if answer.outcome == "more_than_one":
            return self._form(request, visit, reason, sent.fields, several=answer)
        return RedirectResponse(f"/answers/{answer.enquiry}", status_code=303)

    def _reason(self, visit: Visit) -> Reason | None:
        reason = self._reasons.of(visit.csrf, self._ports.now())
        return reason if reason and self._described(visit, reason) else None

    def _described(self, visit: Visit, reason: Reason) -> str:
        return described(reason, self._ports.enquiries.purposes(visit.principal))

    def _form(
        self,
        request: Request,
        visit: Visit,
        reason: Reason,
        typed: dict[str, str],
        *,
        errors: FormErrors = NO_ERRORS,
        several: Answer | None = None,
    ) -> Response:
        return self._pages.show(
            request,
            "whom.html",
            visit=visit,
            status=422 if errors.messages else 200,
            reason=self._described(visit, reason),
            mark=reason.mark(visit.csrf),
            typed={name: typed.get(name, "") for name in INPUTS},
            errors=errors,
            several=several,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route("/whom", doors.signed_in(self.ask), methods=["GET"]),
            Route("/whom", doors.posted(self.take), methods=["POST"]),
        ]


def enquiry_form(reason: Reason, sent: PostedForm) -> EnquiryForm:
    """What was typed on the two forms, as one value."""
    return EnquiryForm(
        purpose=reason.purpose,
        case_reference=reason.case_reference,
        relationship=reason.relationship,
        scope="person" if sent.get("scope") == "person" else "family",
        family_name=sent.get("family-name"),
        given_name=sent.get("given-name"),
        birth_day=sent.get("birth-day"),
        birth_month=sent.get("birth-month"),
        birth_year=sent.get("birth-year"),
        postcode=sent.get("postcode"),
        house=sent.get("house"),
        nhs_number=sent.get("nhs-number"),
        upn=sent.get("upn"),
        police_reference=sent.get("police-reference"),
    )


def errors_of(refused: NotAcceptable) -> FormErrors:
    """Every fault beside its input; an error without faults at the first input."""
    if refused.faults:
        return form_errors(refused.faults, INPUT_OF_FIELD, otherwise="family-name")
    return FormErrors({"family-name": refused.advice})
