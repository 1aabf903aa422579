"""Somebody decided not to share. That is recorded as a decision to share is: by whom, when and why.

Source: Working Together to Safeguard Children 2023, golden rule 7 of its information sharing advice ("keep a record of
your decision and the reasons for it, whether it is to share information or not").
"""

import msgspec

from audit.errors import AuditError
from audit.events import EventType
from service.emergency.words import in_plain_sight
from service.enquiry.reread import open_payload
from service.entries import log_unavailable
from service.errors import FieldFault, NotAcceptable, NotFound, NotPermitted, ReasonCode
from service.follow_up.entries import note_sealed
from service.follow_up.words import MOST_TEXT, NotShared
from service.identity.principal import Principal, PrincipalKind
from service.leaf import read_leaf
from service.oversight.noting import note_query
from service.runtime import Runtime

LONGEST_CASE = 40
_PEOPLE = frozenset({PrincipalKind.PRACTITIONER, PrincipalKind.SUPERVISOR})


class Declined(msgspec.Struct, frozen=True):
    """A decision not to share. Personal."""

    why: str
    case_reference: str = ""
    text: str = ""
    at: int = 0
    """Unix seconds, UTC."""


async def record(declined: Declined, principal: Principal, runtime: Runtime) -> str:
    """Keep the decision. Returns its reference.

    Raises:
        NotPermitted: the principal shares nothing.
        NotAcceptable: with one fault for each field that does not hold.
        Unavailable: the log did not take it.
    """
    if principal.kind not in _PEOPLE:
        raise NotPermitted(ReasonCode.ROLE_NOT_PERMITTED, "Only those who work with families record such a decision.")
    _check(declined)
    text = in_plain_sight(declined.text)
    kept = msgspec.structs.replace(declined, text=text, at=runtime.clock.now())
    details = {"why": declined.why}
    return await note_sealed(EventType.SHARING_DECLINED, msgspec.json.encode(kept), details, principal, runtime)


async def recorded(reference: str, principal: Principal, runtime: Runtime) -> Declined:
    """One's own decision, as it was written. The reading is an entry first.

    Raises:
        NotFound: there is none of theirs.
        Unavailable: the log does not answer.
    """
    try:
        logged = await runtime.log.find(reference)
    except AuditError:
        raise log_unavailable() from None
    leaf = read_leaf(logged) if logged else None
    if logged is None or leaf is None or leaf.type != EventType.SHARING_DECLINED or not _is_of(leaf.staff, principal):
        raise NotFound(ReasonCode.NOT_FOUND, "There is no such decision of yours. Look at your access history.")
    await note_query("own_decision", principal, runtime, relates_to=logged.index)
    return msgspec.json.decode(await open_payload(logged.index, reference, runtime), type=Declined)


def _is_of(staff: str, principal: Principal) -> bool:
    return staff == principal.staff


def _check(declined: Declined) -> None:
    faults: list[FieldFault] = []
    if declined.why not in set(NotShared):
        faults.append(FieldFault("why", ReasonCode.FIELD_INVALID, "Choose why you decided not to share."))
    if len(declined.case_reference) > LONGEST_CASE:
        advice = f"Case reference must be {LONGEST_CASE} characters or fewer."
        faults.append(FieldFault("case_reference", ReasonCode.FIELD_INVALID, advice))
    if len(declined.text) > MOST_TEXT or (declined.why == NotShared.OTHER and not declined.text.strip()):
        advice = f"Write why in your own words, in at most {MOST_TEXT:,} characters."
        faults.append(FieldFault("text", ReasonCode.FIELD_INVALID, advice))
    if faults:
        raise NotAcceptable(faults[0].code, faults[0].advice, tuple(faults))
