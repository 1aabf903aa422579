"""The real ports of the pages, over one runtime: sign-in and sessions, the one path, oversight, agreements."""

import time
from collections import OrderedDict, deque
from typing import NamedTuple

from service.enquiry.ask import Typed
from service.enquiry.enquire import enquire, enquire_for_summary
from service.enquiry.reread import receipt_of, reread
from service.enquiry.shapes import Disclosed
from service.identity.principal import Principal
from service.runtime import Runtime
from service.web.agreement_ports import RuntimeRegister
from service.web.disclosure_log_reading import RuntimeLog, RuntimeSides
from service.web.identity_ports import CookieSessions, ProviderSignIn
from service.web.oversight_acting import RuntimeAccess, RuntimeCorrections, RuntimeReviews
from service.web.owner_wiring import owner_ports_of
from service.web.ports import (
    Choice,
    EnquiryForm,
    Partnership,
    Ports,
    RecentEnquiry,
)
from service.web.practice_wiring import practice_ports_of
from service.web.register_wiring import governance_of

PICK_UP_SECONDS = 60
"""An answer waits this long, in memory, for the page that the form sends the browser to; later it is read again."""
MOST_WAITING = 500
MOST_RECENT = 10


class Waiting(NamedTuple):
    """An answer that waits for its page, and the agreements under which it was given."""

    until: float
    bundle: str
    disclosed: Disclosed


class RuntimeEnquiries:
    """The one path, for pages."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._waiting: OrderedDict[tuple[str, str, str], Waiting] = OrderedDict()
        self._asked: OrderedDict[str, deque[RecentEnquiry]] = OrderedDict()

    def purposes(self, principal: Principal) -> list[Choice]:
        """What an agreement in force names for this role."""
        offered = self._runtime.agreements.purposes_for(principal.agency, principal.role)
        return [Choice(one.code, one.label) for one in offered]

    async def recent(self, principal: Principal, limit: int) -> list[RecentEnquiry]:
        """What the principal asked since this process started, newest first, without saying about whom."""
        return list(self._asked.get(principal.staff, ()))[:limit]

    async def enquire(self, principal: Principal, form: EnquiryForm) -> Disclosed:
        """Ask; the answer waits in memory for the page that shows it."""
        bundle = self._bundle()
        disclosed = await enquire(typed_of(form), principal, self._runtime)
        self._put_by(principal, disclosed, bundle)
        return disclosed

    async def ask_for_summary(self, principal: Principal, enquiry: str) -> Disclosed:
        """Ask once more for a summary; that answer waits for its page too."""
        bundle = self._bundle()
        disclosed = await enquire_for_summary(enquiry, principal, self._runtime)
        self._put_by(principal, disclosed, bundle)
        return disclosed

    async def reread(self, principal: Principal, enquiry: str) -> Disclosed:
        """The answer that was just given, once; afterwards reading it again is an entry of its own."""
        waiting = self._waiting.pop((principal.agency, principal.staff, enquiry), None)
        if waiting is not None and waiting.until > time.monotonic() and waiting.bundle == self._bundle():
            return waiting.disclosed
        return await reread(enquiry, principal, self._runtime)

    async def receipt(self, principal: Principal, enquiry: str) -> bytes:
        """The receipt of the answer itself, not of reading it again."""
        return await receipt_of(enquiry, principal, self._runtime)

    def _bundle(self) -> str:
        return self._runtime.agreements.bundle_digest

    def _put_by(self, principal: Principal, disclosed: Disclosed, bundle: str) -> None:
        answer = disclosed.decoded()
        waiting = Waiting(time.monotonic() + PICK_UP_SECONDS, bundle, disclosed)
        self._waiting[principal.agency, principal.staff, answer.enquiry] = waiting
        while len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
        label = self._runtime.agreements.purpose_label(answer.purpose)
        asked = RecentEnquiry(
            answer.enquiry, answer.asked_at, label, answer.case_reference, answer.outcome, answer.expires
        )
        self._asked.setdefault(principal.staff, deque(maxlen=MOST_RECENT)).appendleft(asked)
        self._asked.move_to_end(principal.staff)
        while len(self._asked) > MOST_WAITING:
            self._asked.popitem(last=False)


def typed_of(form: EnquiryForm) -> Typed:
    """What was typed on the two forms, as the one path takes it."""
    numbers = (("nhs", form.nhs_number), ("upn", form.upn), (_police_scheme(form), form.police_reference))
    return Typed(
        purpose=form.purpose,
        case_reference=form.case_reference,
        relationship=form.relationship,
        scope=form.scope,
        family_name=form.family_name,
        given_name=form.given_name,
        date_of_birth=_date_of(form),
        postcode=form.postcode,
        house=form.house,
        identifiers=tuple((scheme, value) for scheme, value in numbers if value.strip()),
        ground=form.ground,
        reason=form.reason,
    )


def _police_scheme(form: EnquiryForm) -> str:
    """A CRO number ends in `/yy` and a letter; a PNC ID begins with its year."""
    tail = form.police_reference.strip().rsplit("/", 1)[-1]
    return "cro" if len(tail) == 3 and tail[:2].isdigit() and tail[2:].isalpha() else "pnc"


def _date_of(form: EnquiryForm) -> str:
    """Three inputs as one text; what cannot be a date stays wrong, so that the person hears of it."""
    day, month, year = (part.strip() for part in (form.birth_day, form.birth_month, form.birth_year))
    if day:
        return f"{day}/{month}/{year}"
    return f"{year}-{month}" if month else year


def ports_of(runtime: Runtime) -> Ports:
    """Everything that the pages need."""
    gate = runtime.gate
    return Ports(
        sign_in=ProviderSignIn(gate.sign_in, gate.sessions, gate.cookie),
        sessions=CookieSessions(gate.sessions, gate.cookie),
        enquiries=RuntimeEnquiries(runtime),
        log=RuntimeLog(runtime),
        sides=RuntimeSides(runtime),
        access=RuntimeAccess(runtime),
        corrections=RuntimeCorrections(runtime),
        reviews=RuntimeReviews(runtime),
        agreements=RuntimeRegister(runtime),
        owners=owner_ports_of(runtime),
        practice=practice_ports_of(runtime),
        governance=governance_of(runtime),
        partnership=Partnership(
            name=runtime.settings.partnership_name,
            desk=runtime.settings.desk_name,
            desk_phone=runtime.settings.desk_phone,
        ),
        now=runtime.clock.now,
        reason_hours=runtime.settings.reason_hours,
    )
