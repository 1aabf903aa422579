"""What the pages need of the rest of the service, as small protocols. `service.app` gives the real ones."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from isa.protocol.edition import Edition
from service.enquiry.shapes import Disclosed
from service.identity.principal import Principal
from service.web import choice
from service.web.disclosure_log_ports import DisclosureLog, LogSides
from service.web.oversight_ports import AccessRequests, Corrections, ReviewQueue
from service.web.owner_ports import OwnerPorts
from service.web.practice_ports import PracticePorts
from service.web.register_ports import Governance

Choice = choice.Choice


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in browser session, as far as the pages know it."""

    principal: Principal
    csrf: str = field(repr=False)
    """The token that every form of this session must bring back; no two sessions share one."""
    confirmed: bool = False
    """Whether the person has just proved again who they are."""
    left: float = 0.0
    """Seconds until the session ends if nothing more is asked for; 0 where that is not known."""
    final: bool = False
    """Whether it ends then whatever is done."""


class Sessions(Protocol):
    """Server-side sessions, known to the browser by an opaque cookie."""

    async def load(self, request: Request) -> Visit | None:
        """The live session of this request, or None if there is none or it has timed out."""

    async def end(self, request: Request, response: Response) -> None:
        """End the session on the server and take its cookie back with `response`."""


class SignIn(Protocol):
    """Signing in through the organisation's own identity provider."""

    async def begin(self, return_to: str = "/home") -> Response:
        """Send the browser to the provider, and then to a path of ours; to no other site, whatever is asked."""

    async def confirm(self, return_to: str) -> Response:
        """Send the browser to the provider to have the person checked anew, and then to a path of ours."""

    async def complete(self, request: Request) -> Response:
        """Take the provider's reply, start a session and send the browser where it wanted to go. Raises NotSignedIn."""


@dataclass(frozen=True, slots=True, repr=False)
class EnquiryForm:
    """What a person typed on the two forms, as they typed it. Personal: never log or print it."""

    purpose: str
    case_reference: str
    relationship: str
    scope: str
    family_name: str = ""
    given_name: str = ""
    birth_day: str = ""
    birth_month: str = ""
    birth_year: str = ""
    postcode: str = ""
    house: str = ""
    nhs_number: str = ""
    upn: str = ""
    police_reference: str = ""
    ground: str = ""
    """Of the emergency that is declared; empty for none."""
    reason: str = ""
    """Why it is one."""


@dataclass(frozen=True, slots=True)
class RecentEnquiry:
    """One of the principal's own enquiries, without saying about whom."""

    enquiry: str
    asked_at: int
    purpose: str
    """The label of the purpose."""
    case_reference: str
    outcome: str
    expires: int = 0
    """Until when it can be read again, Unix seconds; 0 for not known."""


class Enquiries(Protocol):
    """The one path, as the pages use it. Raises the errors of `service.errors`; their `faults` name form fields."""

    def purposes(self, principal: Principal) -> list[Choice]:
        """The purposes that this principal may ask for, likeliest first."""

    async def recent(self, principal: Principal, limit: int) -> list[RecentEnquiry]:
        """The principal's own latest enquiries, newest first."""

    async def enquire(self, principal: Principal, form: EnquiryForm) -> Disclosed:
        """Ask. Nothing comes back before the log holds its entry."""

    async def ask_for_summary(self, principal: Principal, enquiry: str) -> Disclosed:
        """One's own question once more, up to a summary: an answer of its own. Raises NotFound as `reread`."""

    async def receipt(self, principal: Principal, enquiry: str) -> bytes:
        """The receipt of the principal's own answer as JSON, with the log as it is now. Raises NotFound."""

    async def reread(self, principal: Principal, enquiry: str) -> Disclosed:
        """The answer again, for the principal who asked. Raises NotFound for anybody else, or when it has expired."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One signed document of the register, and how it stands."""

    isa_id: str
    """Empty where its signatures do not verify: then nothing of it is shown."""
    version: str
    title: str
    in_force: bool
    stands: str
    until: str
    """`YYYY-MM-DD`, as is the next."""
    review_due: str
    advice: str
    """For an IG lead."""
    signed: int = 0
    """How many of `signatories` have signed."""
    signatories: int = 0


class AgreementRegister(Protocol):
    """The agreements as they stand now. Raises Unavailable while that cannot be known."""

    def rows(self) -> list[AgreementRow]:
        """Every signed document that the service was given, by id, the newest version first."""

    def edition(self, isa_id: str, version: str) -> Edition:
        """The document to be read: that version, or without one what is in force, else the newest. Raises NotFound."""


@dataclass(frozen=True, slots=True)
class Partnership:
    """What the partnership calls itself, and the desk that asks a service to ring back."""

    name: str
    desk: str
    desk_phone: str


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the pages need."""

    sign_in: SignIn
    sessions: Sessions
    enquiries: Enquiries
    log: DisclosureLog
    sides: LogSides
    access: AccessRequests
    corrections: Corrections
    reviews: ReviewQueue
    agreements: AgreementRegister
    owners: OwnerPorts
    practice: PracticePorts
    governance: Governance
    partnership: Partnership
    now: Callable[[], float]
    """Unix seconds, UTC."""
    reason_hours: int = 8
    """How long the reason for asking is kept for a case."""


Handler = Callable[[Request], Awaitable[Response]]
