"""Break-glass: declare an emergency, with its ground, what harm, and what I will do next. It alerts, and says so.

Only somebody who has just proved who they are comes here. What is typed lives in this one request; what the emergency
may open, for how long, and who else must agree, `service.emergency` decides.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.errors import NotAcceptable, ReasonCode
from service.store.oversight_rows import DECLINED, OPEN, EmergencyRow
from service.web import content
from service.web.doors import Doors
from service.web.forms import NO_ERRORS, FormErrors, PostedForm, form_errors
from service.web.kept_reasons import Reason
from service.web.navigation import ASKERS
from service.web.ports import Choice, EnquiryForm, Ports, Visit
from service.web.practice_ports import Ground
from service.web.rendering import Pages
from service.web.whom import INPUT_OF_FIELD, INPUTS, enquiry_form

HERE = "/emergency"
EMERGENCY = "emergency"
OWN_INPUTS = ("purpose", "ground", "harm", "next", "case-reference")
FIELDS = {
    "ground": "ground",
    "reason": "harm",
    "purpose": "purpose",
    "case_reference": "case-reference",
    "relationship": "purpose",
} | INPUT_OF_FIELD
LEAST = 10


class BreakGlassPages:
    """`/emergency`."""

    def __init__(self, ports: Ports, pages: Pages) -> None:
        self._ports = ports
        self._pages = pages

    async def declare(self, request: Request, visit: Visit) -> Response:
        """The form, with one's own emergencies of the last day."""
        return await self._form(request, visit, {"scope": "family"}, NO_ERRORS)

    async def take(self, request: Request, visit: Visit, sent: PostedForm) -> Response:
        """Declare and ask in one; or show what is missing, or that another person must agree."""
        errors = faults_of(sent, self._ports.practice.emergencies.grounds(visit.principal))
        if errors.messages:
            return await self._form(request, visit, sent.fields, errors)
        try:
            disclosed = await self._ports.enquiries.enquire(visit.principal, emergency_form(sent))
        except NotAcceptable as refused:
            if refused.code is ReasonCode.SECOND_PERSON_NEEDED:
                return await self._form(request, visit, sent.fields, NO_ERRORS, waits=refused.advice)
            found = refused.faults and form_errors(refused.faults, FIELDS, otherwise="ground")
            return await self._form(request, visit, sent.fields, found or FormErrors({"ground": refused.advice}))
        answer = disclosed.decoded()
        if answer.outcome == "more_than_one":
            errors = FormErrors({"family-name": "This could be more than one person. Add another detail."})
            return await self._form(request, visit, sent.fields, errors)
        return RedirectResponse(f"/answers/{answer.enquiry}", status_code=303)

    async def _form(
        self, request: Request, visit: Visit, typed: dict[str, str], errors: FormErrors, *, waits: str = ""
    ) -> Response:
        principal, now = visit.principal, self._ports.now()
        grounds = self._ports.practice.emergencies.grounds(principal)
        own = await self._ports.practice.emergencies.own(principal)
        return self._pages.show(
            request,
            "emergency.html" if grounds else "emergency_not_yours.html",
            visit=visit,
            status=422 if errors.messages else 200,
            grounds=grounds,
            purposes=purposes_of(grounds),
            second=any(one.second_person for one in grounds),
            minutes=min((one.minutes for one in grounds), default=0),
            review_hours=min((one.review_hours for one in grounds), default=0),
            own=[(row, stands(row, now)) for row in own],
            labels={one.code: one.label for one in grounds},
            typed={name: typed.get(name, "") for name in (*OWN_INPUTS, *INPUTS)},
            waits=waits,
            errors=errors,
        )

    def routes(self, doors: Doors) -> list[Route]:
        """The routes of this subject."""
        return [
            Route(HERE, doors.only(ASKERS, doors.confirmed(self.declare)), methods=["GET"]),
            Route(HERE, doors.posted_by(ASKERS, doors.confirmed_form(self.take, HERE)), methods=["POST"]),
        ]


def emergency_form(sent: PostedForm) -> EnquiryForm:
    """What was typed, as one enquiry. The reason holds both answers, for whoever reviews it."""
    asked = enquiry_form(Reason(sent.get("purpose"), sent.get("case-reference"), EMERGENCY), sent)
    reason = f"What harm: {sent.get('harm')}\nWhat next: {sent.get('next')}"
    return EnquiryForm(**{name: getattr(asked, name) for name in asked.__slots__} | {
        "ground": sent.get("ground"), "reason": reason,
    })  # fmt: skip


def purposes_of(grounds: list[Ground]) -> list[tuple[Choice, str]]:
    """Every purpose for which a ground opens anything; with it the grounds, where not each of them does."""
    every = dict.fromkeys(purpose for one in grounds for purpose in one.purposes)
    return [(purpose, only_on(purpose, grounds)) for purpose in every]


def only_on(purpose: Choice, grounds: list[Ground]) -> str:
    """`Only on the ground of …`; empty where every ground opens it."""
    opening = [one.label for one in grounds if purpose in one.purposes]
    return "" if len(opening) == len(grounds) else f"Only on the ground of {' or '.join(opening)}"


def faults_of(sent: PostedForm, grounds: list[Ground]) -> FormErrors:
    """What the two questions lack, or a purpose that the ground does not open; everything else the service checks."""
    messages = {}
    if len(sent.get("harm")) < LEAST:
        messages["harm"] = "Enter what harm you expect, and to whom"
    if len(sent.get("next")) < LEAST:
        messages["next"] = "Enter what you will do with what you are shown"
    ground = next((one for one in grounds if one.code == sent.get("ground")), None)
    if ground and sent.get("purpose") not in {one.code for one in ground.purposes}:
        messages["purpose"] = "Select a purpose that the agreements allow on this ground"
    return FormErrors(messages)


def stands(row: EmergencyRow, now: float) -> str:
    """How an emergency stands, with its clock."""
    if row.state == DECLINED:
        return "Not agreed to. Nothing was opened"
    if now >= row.until:
        return f"Over since {content.date_and_time(row.until)}"
    left = f"until {content.clock(content.london(row.until))}, {content.how_long(row.until - now)} left"
    return f"Open {left}" if row.state == OPEN else f"Waits for a second person {left}"
