"""The one path: who else is working with this family? It reads as the sentence that an IG lead would say.

Somebody asks, and says why. We find the person, gather what agencies hold, ask the agreements what may be told, open
only that, write it to the log, and only then answer.
"""

import time
from dataclasses import replace

import msgspec

from audit.events import Entry, EventType, Operation
from isa.vocabulary import Level
from service.emergency.declaring import stand
from service.emergency.words import AlertKind
from service.enquiry.answer import make_answer, new_enquiry_id
from service.enquiry.append import Outcome, append
from service.enquiry.ask import Typed, ask
from service.enquiry.caseload import has_no_case
from service.enquiry.decide import check_that_it_can_be_asked, decide, nothing_to_decide
from service.enquiry.evidence import Evidence, evident
from service.enquiry.gather import Member, gather
from service.enquiry.match import Found, Match, match
from service.enquiry.minimise import Minimised, minimise
from service.enquiry.opening import tell_the_owners
from service.enquiry.own_business import own_business
from service.enquiry.reread import own_answer
from service.enquiry.shapes import Answer, Asked, Disclosed
from service.entries import actor_of, append_entry
from service.errors import NotAcceptable, NotPermitted, Overtaken, ReasonCode, Unavailable
from service.identity.principal import Principal, PrincipalKind
from service.runtime import Runtime
from service.sealing.keys import CannotOpen

_ROLE = ReasonCode.ROLE_NOT_PERMITTED
_ASKERS = frozenset({PrincipalKind.PRACTITIONER, PrincipalKind.SUPERVISOR, PrincipalKind.SYSTEM})


async def enquire(typed: Typed, principal: Principal, runtime: Runtime) -> Disclosed:
    """Answer one enquiry, with its receipt.

    Raises:
        NotPermitted: this kind of principal does not make enquiries.
        NotAcceptable: the enquiry lacks its reason, or says too little of the person; or another person must agree to
            the emergency first. Nothing was looked up.
        Overtaken: the emergency ended meanwhile.
        Unavailable: a part is down. Nothing was disclosed, and the log says so where it can.
    """
    began = time.monotonic()
    if principal.kind not in _ASKERS:
        await _append_without_answer(EventType.ENQUIRY_REFUSED, new_enquiry_id(), principal, _ROLE, runtime)
        raise NotPermitted(_ROLE, "Your role reads the disclosure log; it does not make enquiries.")
    agreements = runtime.agreements
    asked = ask(typed, agreements.knows_purpose, runtime.clock.today(), agreements.grounds())
    return await _enquire(asked, began, principal, runtime)


async def enquire_for_summary(enquiry: str, principal: Principal, runtime: Runtime) -> Disclosed:
    """One's own question once more, up to a summary: an enquiry of its own, decided, logged and answered anew.

    What was told first is as little as whom to ring needs; who needs what was tried before says so by asking for it.
    An emergency is not declared again by it: this asks without one.

    Raises:
        NotFound: there is no such answer, it was somebody else's, it has expired, or the agreements have changed.
        Unavailable: a part is down. Nothing was disclosed, and the log says so where it can.
    """
    began = time.monotonic()
    _, kept = await own_answer(enquiry, principal, runtime)
    first = msgspec.json.decode(kept.answer, type=Answer)
    asked = Asked(
        purpose=first.purpose,
        case_reference=first.case_reference,
        relationship=first.relationship,
        scope=first.scope,
        level=int(Level.SUMMARY),
        sought=kept.sought,
    )
    return await _enquire(asked, began, principal, runtime)


async def _enquire(asked: Asked, began: float, principal: Principal, runtime: Runtime) -> Disclosed:
    enquiry = new_enquiry_id()
    try:
        await check_that_it_can_be_asked(runtime)
        asked = await _with_emergency(asked, principal, runtime)
        return await _answer(enquiry, asked, began, principal, runtime)
    except (NotAcceptable, Overtaken) as fault:
        await _append_without_answer(EventType.ENQUIRY_REFUSED, f"{enquiry}-refused", principal, fault.code, runtime)
        raise
    except Unavailable as fault:
        if fault.code not in (ReasonCode.LOG_UNAVAILABLE, ReasonCode.AGREEMENT_CHANGED):
            await _append_without_answer(EventType.ENQUIRY_FAILED, f"{enquiry}-failed", principal, fault.code, runtime)
        raise


async def _with_emergency(asked: Asked, principal: Principal, runtime: Runtime) -> Asked:
    """The same question, under the emergency that its asker declares, where that stands. Nobody was looked up yet."""
    if asked.declared is None:
        return asked
    return replace(asked, emergency=await stand(asked.declared, asked.sought, asked.purpose, principal, runtime))


async def _answer(enquiry: str, asked: Asked, began: float, principal: Principal, runtime: Runtime) -> Disclosed:
    """Match, gather, decide, judge the evidence, minimise, append, answer."""
    if not runtime.keyring.agencies:
        raise CannotOpen
    found = await match(asked.sought, runtime)
    sources = await runtime.store.sources()
    members: tuple[Member, ...] = ()
    rulings, told, more_than_one = nothing_to_decide(), Minimised(), False
    evidence: Evidence | None = None
    alert = AlertKind.EMERGENCY_REFUSED.value if asked.declared and not asked.emergency else ""
    if found.outcome == "one" and found.best is not None:
        members = await gather(found.best.golden, asked.scope, found.opened, runtime)
        rulings = await decide(members, asked, principal, runtime)
        evidence = evident(asked.sought, found.sought, members[0], rulings, runtime)
        if await has_no_case(members, asked, principal, runtime):
            evidence, alert = None, AlertKind.CASELOAD.value
        if evidence is not None:
            told = await minimise(members, rulings, evidence.band, asked, sources, runtime)
    elif found.outcome == "many":
        more_than_one = await _may_know_of_both(found, asked, principal, runtime)
    else:
        await _work_as_for_somebody(asked, found, principal, runtime)
    answer = make_answer(enquiry, asked, evidence, told, more_than_one, sources, runtime)
    subjects = {member.golden: member.subject for member in members}
    own = await own_business(asked.sought, members, principal, runtime)
    await tell_the_owners(told, subjects, asked, enquiry, runtime)
    return await append(Outcome(asked, found, subjects, rulings, told, answer, began, alert, own), principal, runtime)


async def _work_as_for_somebody(asked: Asked, found: Match, principal: Principal, runtime: Runtime) -> None:
    """Gather, decide and judge for two people drawn at random (about what one who is known costs), and forget it.

    The reply to an empty answer leaves at a fixed time, but whoever asks for something else meanwhile would notice that
    the service is busier with a person who is known and refused than with one who is not known.
    """
    for drawn in (await runtime.store.somebody(), await runtime.store.somebody()):
        if drawn is None:
            return
        members = await gather(drawn, asked.scope, {}, runtime)
        rulings = await decide(members, asked, principal, runtime)
        evident(asked.sought, found.sought, members[0], rulings, runtime)


async def _may_know_of_both(found: Match, asked: Asked, principal: Principal, runtime: Runtime) -> bool:
    """That two people fit may be said only to somebody who may know of each of them."""
    for one in (found.best, found.rival):
        if one is None or not await _may_know_of(one, found, asked, principal, runtime):
            return False
    return True


async def _may_know_of(one: Found, found: Match, asked: Asked, principal: Principal, runtime: Runtime) -> bool:
    members = await gather(one.golden, "person", found.opened, runtime)
    rulings = await decide(members, asked, principal, runtime)
    evidence = evident(asked.sought, found.sought, members[0], rulings, runtime)
    return not await has_no_case(members, asked, principal, runtime) and evidence is not None


async def _append_without_answer(
    kind: EventType, request: str, principal: Principal, code: ReasonCode, runtime: Runtime
) -> None:
    """That somebody asked and got no answer is an entry too. Where the log itself is down there is none to make."""
    entry = Entry(
        type=kind,
        request_id=request,
        actor=actor_of(principal),
        operation=Operation.CONSULTATION,
        details={"code": code.value},
    )
    await append_entry(entry, None, runtime)
