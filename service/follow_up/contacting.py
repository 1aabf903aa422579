"""That somebody turned to a service that an answer named: how, and whether they reached it; not what was said.

So that the log shows what came of answers, and a desk sees which numbers nobody answers.
"""

from audit.events import EventType
from service.errors import FieldFault, NotAcceptable, ReasonCode
from service.follow_up.cards import card_of
from service.follow_up.entries import note
from service.follow_up.words import Contacted
from service.identity.principal import Principal
from service.runtime import Runtime


async def contact_made(enquiry: str, place: str, how: str, principal: Principal, runtime: Runtime) -> None:
    """Note it, beside the entry of the answer.

    Raises:
        NotAcceptable: `how` is none of `Contacted`.
        NotFound: there is no such card of theirs.
        Unavailable: the log did not take it.
    """
    if how not in set(Contacted):
        fault = FieldFault("how", ReasonCode.FIELD_INVALID, "Choose how you turned to them.")
        raise NotAcceptable(fault.code, fault.advice, (fault,))
    card = await card_of(enquiry, place, principal, runtime)
    details = {"how": how, "card": place}
    await note(EventType.CONTACT_MADE, details, principal, runtime, purpose=card.answer.purpose, relates_to=card.entry)
